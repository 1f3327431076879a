"""The web process: uvicorn as every place runs it, on sockets that its parent has bound or on an address."""

import argparse
import gc
import socket

import uvicorn

from assembly_portal.heads import BoundedHttp
from realtime.keepalive import KeptAlive

NEW_BEFORE_COLLECTING, ROUNDS_BEFORE_OLDER, ROUNDS_BEFORE_OLDEST = 50_000, 20, 50
"""Python looks for circles after 700 new objects, which a page has many times over, and each time in vain."""


def main() -> None:
    """Serve until told to stop."""
    gc.set_threshold(NEW_BEFORE_COLLECTING, ROUNDS_BEFORE_OLDER, ROUNDS_BEFORE_OLDEST)
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--fd", type=int, action="append", default=[], help="a socket that the parent has bound"
    )
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    options = parser.parse_args()
    server = uvicorn.Server(configuration(options.host, options.port))
    server.run(sockets=[socket.socket(fileno=fd) for fd in options.fd] or None)


def configuration(host: str, port: int) -> uvicorn.Config:
    """Return how the portal is served, in ``make run``, in the tests and in production alike."""
    return uvicorn.Config(
        "assembly_portal.asgi:application",
        host=host,
        port=port,
        http=BoundedHttp,
        # 31 KB per connection; windows to deflate with would be kept for each.
        ws=KeptAlive,
        ws_per_message_deflate=False,
        # The engine refuses more than 16 KiB in words; this keeps megabytes from being taken in at all.
        ws_max_size=64 * 1024,
        # Open long polls would otherwise hold up every stop.
        timeout_graceful_shutdown=3,
        # Who asks is read from as many entries as proxies are ours, by Django: not from whatever is sent.
        proxy_headers=False,
        server_header=False,
        # django-structlog writes one line per request, with who and how long.
        access_log=False,
        log_config=None,
    )


if __name__ == "__main__":
    main()
