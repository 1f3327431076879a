"""Finds lines that were lost without a word: one wheel for all sockets of a process.

Timers of their own would wake the process a hundred times a second for a thousand idle pages, and waking is
what costs. What is due in the same two seconds goes out together, and the answers come back together.
"""

import asyncio
from weakref import WeakKeyDictionary

import structlog
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import Frame
from websockets.protocol import State

from realtime import wire

log = structlog.get_logger(__name__)

TURN_SECONDS = 2.0
SLOTS = 10
ROUND_SECONDS = TURN_SECONDS * SLOTS
"""From one beat to the next, and the time that a client has to answer it."""
BEAT = wire.beat().encode()


class Wheel:
    """Sockets by the moment of the round at which they are asked."""

    def __init__(self) -> None:
        self.slots: list[set[KeptAlive]] = [set() for _ in range(SLOTS)]
        self._now = 0
        self._timer: asyncio.TimerHandle | None = None

    def add(self, line: "KeptAlive") -> None:
        """Ask this socket from now on, at the moment with the fewest others: a crowd comes at once."""
        min(self.slots, key=len).add(line)
        if self._timer is None:
            self._wait()

    def remove(self, line: "KeptAlive") -> None:
        """Ask it no longer."""
        for slot in self.slots:
            slot.discard(line)

    @property
    def is_turning(self) -> bool:
        """Whether the process is woken: not without sockets."""
        return self._timer is not None

    def _wait(self) -> None:
        self._timer = asyncio.get_running_loop().call_later(TURN_SECONDS, self._turn)

    def _turn(self) -> None:
        self._timer = None
        self._now = (self._now + 1) % SLOTS
        for line in list(self.slots[self._now]):
            try:
                line.beat()
            except Exception:
                # One line's trouble must not leave all others without a beat.
                log.exception("line not asked")
                line.transport.abort()
        if any(self.slots):
            self._wait()


def wheel_of(loop: asyncio.AbstractEventLoop) -> Wheel:
    """Return the one wheel of a loop."""
    return _wheels.setdefault(loop, Wheel())


_wheels: WeakKeyDictionary[asyncio.AbstractEventLoop, Wheel] = WeakKeyDictionary()


class KeptAlive(WebSocketsSansIOProtocol):
    """The server's websocket. Its beat asks the browser for a pong, and tells the page that the line stands.

    Browsers answer a ping by themselves, in tabs that sleep as well, but hide it from the page; so a frame
    that the page hears goes with it, in the same packet, and no page has to ask.
    """

    _is_answered = True

    def start_keepalive(self) -> None:
        """Begin, once the socket is open."""
        wheel_of(self.loop).add(self)

    def stop_keepalive(self) -> None:
        """Stop: it closes."""
        wheel_of(self.loop).remove(self)

    def handle_pong(self, event: Frame) -> None:
        """Take note that the client is there."""
        self._is_answered = True

    def beat(self) -> None:
        """Give a client up that has not answered for a whole round, else ask it again."""
        if self.conn.state is not State.OPEN or self.transport.is_closing():
            return
        if not self._is_answered:
            self.keepalive_timeout()
            return
        self._is_answered = False
        self.conn.send_text(BEAT)
        self.conn.send_ping(b"")
        self.transport.write(b"".join(self.conn.data_to_send()))
