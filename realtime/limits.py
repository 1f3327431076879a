"""How much one person may send: token buckets, one of each sort for a person, whichever way it comes.

The buckets live in each web process, so a person with tabs on two processes has twice the allowance; the
database's constraints, not these, keep what must be true.
"""

from dataclasses import dataclass
from math import ceil
from threading import Lock

FRAME_BYTES = 16 * 1024
CONNECTIONS_EACH = 12
STREAMS_EACH_CONNECTION = 20
SET_BACK_SECONDS = 60


@dataclass(frozen=True)
class Allowance:
    """So many a second on average, and so many at once."""

    name: str
    per_second: float
    burst: int


ANYTHING = Allowance("anything", per_second=20, burst=40)
REQUESTS = Allowance("requests", per_second=3, burst=20)
"""Polls of one person, on however many pages."""
CHAT = Allowance("chat", per_second=1, burst=5)
HAND = Allowance("hand", per_second=2, burst=4)
QUESTION = Allowance("question", per_second=0.05, burst=3)
REACTION = Allowance("reaction", per_second=2, burst=2)
HELP = Allowance("help", per_second=0.1, burst=5)
REPORT = Allowance("report", per_second=2, burst=10)
ACT = Allowance("act", per_second=2, burst=10)


def told() -> dict[str, int]:
    """What a client hears of these limits when it connects."""
    return {"frame_bytes": FRAME_BYTES, "connections": CONNECTIONS_EACH, "streams": STREAMS_EACH_CONNECTION}


class Bucket:
    """One person's tokens of one allowance."""

    __slots__ = ("allowance", "at", "tokens")

    def __init__(self, allowance: Allowance, at: float) -> None:
        self.allowance = allowance
        self.tokens = float(allowance.burst)
        self.at = at

    def take(self, at: float) -> int:
        """Take a token: 0 if there was one, else the milliseconds until there is."""
        refilled = self.tokens + max(0.0, at - self.at) * self.allowance.per_second
        self.tokens = min(float(self.allowance.burst), refilled)
        # A form is overtaken by frames, and gains nothing by it; a clock that was set back by far counts.
        self.at = at if at < self.at - SET_BACK_SECONDS else max(self.at, at)
        if self.tokens >= 1:
            self.tokens -= 1
            return 0
        return ceil((1 - self.tokens) / self.allowance.per_second * 1000)

    def is_full(self, at: float) -> bool:
        """Whether forgetting it changes nothing."""
        return self.tokens + (at - self.at) * self.allowance.per_second >= self.allowance.burst


class Buckets:
    """Everybody's tokens, by person and allowance."""

    def __init__(self) -> None:
        self._buckets: dict[tuple[int, str], Bucket] = {}
        # Forms are answered in threads beside the loop that reads frames.
        self._lock = Lock()

    def take(self, user_id: int, allowance: Allowance, at: float) -> int:
        """Take a token of the person: 0, or the milliseconds to wait."""
        key = (user_id, allowance.name)
        with self._lock:
            bucket = self._buckets.get(key)
            if bucket is None:
                bucket = self._buckets[key] = Bucket(allowance, at)
            return bucket.take(at)

    def forget_full(self, at: float) -> None:
        """Drop the buckets of those who have been quiet."""
        with self._lock:
            kept = {key: bucket for key, bucket in self._buckets.items() if not bucket.is_full(at)}
            self._buckets = kept


EVERYBODYS = Buckets()
"""What this process takes from, for frames, polls and posted forms, at instants of the wall clock."""
