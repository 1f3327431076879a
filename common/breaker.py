"""A breaker: after a failure nobody waits for the same server again for a while. Pure."""

from dataclasses import dataclass

OPEN_SECONDS = 2.0


@dataclass
class Breaker:
    """Remembers when the last call failed. A race between threads costs one more attempt, no more."""

    open_until: float = 0.0

    def is_open(self, now: float) -> bool:
        """Whether to spare the call."""
        return now < self.open_until

    def failed(self, now: float) -> None:
        """Spare the calls of the next two seconds."""
        self.open_until = now + OPEN_SECONDS
