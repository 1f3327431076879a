"""The one Redis SUBSCRIBE connection of a process, kept up: it backs off, subscribes again and says so."""

import asyncio
import random
import time
from collections.abc import Callable

import redis
import redis.asyncio
import structlog
from django.conf import settings
from redis.asyncio.client import PubSub
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

log = structlog.get_logger(__name__)

ALIVE = "rt:alive"
PING_SECONDS = 3.0
LONGEST_SILENCE_SECONDS = 3 * PING_SECONDS
FIRST_BACK_OFF_SECONDS = 0.2
LONGEST_BACK_OFF_SECONDS = 5.0


class Listener:
    """Hears the channels that it is told to, and calls ``heard(channel, data)`` for each message.

    ``recovered`` is called after each new subscription to everything, because whatever was published
    before is lost to this process.
    """

    def __init__(self, url: str, heard: Callable[[str, str], None], recovered: Callable[[], None]) -> None:
        self._client = redis.asyncio.Redis.from_url(
            url,
            socket_connect_timeout=settings.REDIS_PATIENCE_SECONDS,
            socket_timeout=None,
            retry=Retry(NoBackoff(), 0),
            decode_responses=True,
        )
        self._heard = heard
        self._recovered = recovered
        self._wanted: dict[str, asyncio.Event] = {}
        self._line: PubSub | None = None
        self._last_heard_at = 0.0

    @property
    def is_hearing(self) -> bool:
        """Whether what is published now will probably be heard."""
        return self._line is not None and time.monotonic() - self._last_heard_at < PING_SECONDS + 1

    async def listen(self, *channels: str) -> None:
        """Hear these channels from now on; return when Redis has confirmed, or after 0.5 s.

        Without confirmation nothing is lost: the hub compares heads with the database.
        """
        new = [channel for channel in channels if channel not in self._wanted]
        for channel in new:
            self._wanted[channel] = asyncio.Event()
        if self._line is None:
            return
        try:
            async with asyncio.timeout(settings.REDIS_PATIENCE_SECONDS):
                if new:
                    await self._line.subscribe(*new)
                for channel in channels:
                    if channel in self._wanted:
                        await self._wanted[channel].wait()
        except (redis.RedisError, OSError):
            log.warning("subscription not confirmed", channels=channels)

    async def forget(self, *channels: str) -> None:
        """Hear these channels no longer."""
        known = [channel for channel in channels if self._wanted.pop(channel, None)]
        if self._line is None or not known:
            return
        try:
            async with asyncio.timeout(settings.REDIS_PATIENCE_SECONDS):
                await self._line.unsubscribe(*known)
        except (redis.RedisError, OSError):
            log.warning("subscription not ended", channels=known)

    async def run(self) -> None:
        """Listen for ever."""
        back_off = FIRST_BACK_OFF_SECONDS
        while True:
            began_at = time.monotonic()
            try:
                await self._listen_once()
            except (redis.RedisError, OSError) as trouble:
                log.warning("doorbell not heard", trouble=repr(trouble))
            if time.monotonic() - began_at > LONGEST_BACK_OFF_SECONDS:
                back_off = FIRST_BACK_OFF_SECONDS
            await asyncio.sleep(back_off * random.uniform(0.5, 1))  # noqa: S311 - not a secret
            back_off = min(LONGEST_BACK_OFF_SECONDS, back_off * 2)

    async def close(self) -> None:
        """Close the connection."""
        await self._client.aclose()

    async def _listen_once(self) -> None:
        line = self._client.pubsub()
        try:
            for confirmed in self._wanted.values():
                confirmed.clear()
            async with asyncio.timeout(2 * settings.REDIS_PATIENCE_SECONDS):
                at_first = list(self._wanted)
                await line.subscribe(ALIVE, *at_first)
                self._line = line
                # Followers that came while we waited found no line to subscribe on.
                if late := self._wanted.keys() - at_first:
                    await line.subscribe(*late)
            self._last_heard_at = time.monotonic()
            self._recovered()
            await self._hear(line)
        finally:
            self._line = None
            await line.aclose()  # type: ignore[no-untyped-call]

    async def _hear(self, line: PubSub) -> None:
        pinged_at = time.monotonic()
        while True:
            message = await line.get_message(timeout=PING_SECONDS)
            now = time.monotonic()
            if message is not None:
                self._last_heard_at = now
                self._take(message["type"], message["channel"], message["data"])
            if now - self._last_heard_at > LONGEST_SILENCE_SECONDS:
                raise TimeoutError("Redis is silent")
            if now - pinged_at >= PING_SECONDS:
                pinged_at = now
                await line.ping()

    def _take(self, kind: str, channel: str | None, data: str) -> None:
        if channel is None:
            return
        if kind == "message":
            self._heard(channel, data)
        elif kind == "subscribe" and (confirmed := self._wanted.get(channel)):
            confirmed.set()
