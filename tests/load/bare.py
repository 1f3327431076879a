"""The yardstick: an ASGI application that does nothing but send each text it is told to every open socket.

``python -m tests.load.bare --fd N``: served exactly as the portal is. A text sent by one client goes to all.
"""

import argparse
import socket

import uvicorn

from assembly_portal.serving import configuration

senders: set = set()


async def application(scope, receive, send):
    """Take sockets in and broadcast what they send."""
    if scope["type"] == "lifespan":
        await receive()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await send({"type": "lifespan.shutdown.complete"})
        return
    if scope["type"] != "websocket":
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b""})
        return
    await receive()
    await send({"type": "websocket.accept"})
    senders.add(send)
    try:
        while (message := await receive())["type"] == "websocket.receive":
            for each in list(senders):
                await each({"type": "websocket.send", "text": message["text"]})
    finally:
        senders.discard(send)


def main() -> None:
    """Serve until told to stop."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--fd", type=int, required=True)
    options = parser.parse_args()
    config = configuration("127.0.0.1", 0)
    config.app = application
    config.loaded = False
    uvicorn.Server(config).run(sockets=[socket.socket(fileno=options.fd)])


if __name__ == "__main__":
    main()
