"""A hospital's proxy: hands every request on, but answers a websocket's handshake with 403."""

import socket
import socketserver
import threading
from contextlib import suppress

REFUSED = b"HTTP/1.1 403 Forbidden\r\nContent-Length: 9\r\nConnection: close\r\n\r\nForbidden"


class Proxy(socketserver.ThreadingTCPServer):
    """Listens on a port of its own in front of a portal; ``refused`` counts the handshakes turned away."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, port: int) -> None:
        super().__init__(("127.0.0.1", 0), Line)
        self.portal_port = port
        self.refused = 0
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def base_url(self) -> str:
        return f"http://localhost:{self.server_address[1]}"


class Line(socketserver.BaseRequestHandler):
    """One connection of a browser."""

    server: Proxy

    def handle(self) -> None:
        first = self.request.recv(64 * 1024)
        if b"upgrade: websocket" in first.lower():
            self.server.refused += 1
            self.request.sendall(REFUSED)
            return
        with suppress(OSError), socket.create_connection(("127.0.0.1", self.server.portal_port)) as portal:
            portal.sendall(first)
            threading.Thread(target=_pour, args=(portal, self.request), daemon=True).start()
            _pour(self.request, portal)


def _pour(source: socket.socket, sink: socket.socket) -> None:
    with suppress(OSError):
        while chunk := source.recv(64 * 1024):
            sink.sendall(chunk)
    with suppress(OSError):
        sink.shutdown(socket.SHUT_WR)
