"""The yardsticks of files: static file servers and nothing else, each in a process of its own.

``python -m tests.load.plain KIND --fd N FOLDER``: ``servestatic`` is what serves the portal's own style
sheets, under uvicorn as the portal is; ``sendfile`` gives each line a thread and lets the kernel copy, which
is as fast as Python gets.
"""

import argparse
import re
import socket
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import uvicorn
from servestatic import ServeStaticASGI

from assembly_portal.serving import configuration

KINDS = ("servestatic", "sendfile")


async def nothing(scope, receive, send):
    """Answer what is no file."""
    await send({"type": "http.response.start", "status": 404, "headers": []})
    await send({"type": "http.response.body", "body": b""})


class Handler(BaseHTTPRequestHandler):
    """Answers one range of a file of the folder."""

    protocol_version = "HTTP/1.1"
    folder: Path

    def do_GET(self) -> None:
        first, last = map(int, re.findall(r"\d+", self.headers["Range"]))
        self.send_response(206)
        self.send_header("Content-Length", str(last + 1 - first))
        self.end_headers()
        self.wfile.flush()
        with (self.folder / Path(self.path).name).open("rb") as file:
            self.connection.sendfile(file, first, last + 1 - first)

    def log_message(self, *words: object) -> None:
        """Keep no log: the others keep none of these either."""


def main() -> None:
    """Serve until told to stop."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kind", choices=KINDS)
    parser.add_argument("--fd", type=int, required=True)
    parser.add_argument("folder", type=Path)
    options = parser.parse_args()
    line = socket.socket(fileno=options.fd)
    if options.kind == "sendfile":
        Handler.folder = options.folder
        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler, bind_and_activate=False)
        server.socket.close()
        server.socket = line
        server.serve_forever()
    config = configuration("127.0.0.1", 0)
    config.app, config.lifespan, config.loaded = ServeStaticASGI(nothing, root=options.folder), "off", False
    uvicorn.Server(config).run(sockets=[line])


if __name__ == "__main__":
    main()
