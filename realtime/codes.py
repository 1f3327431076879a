"""The closed lists that clients see: why a frame was refused, and why a connection was closed."""

from enum import IntEnum, StrEnum


class ErrorCode(StrEnum):
    """Why the engine refused a frame. Actions add the codes of their own refusals."""

    MALFORMED = "malformed"
    TOO_LARGE = "too_large"
    UNKNOWN_TYPE = "unknown_type"
    NO_SUCH_STREAM = "no_such_stream"
    NOT_FOLLOWING = "not_following"
    TOO_MANY_STREAMS = "too_many_streams"
    TOO_FAST = "too_fast"
    TRY_AGAIN = "try_again"
    FAILED = "failed"


class CloseCode(IntEnum):
    """Why the server ended a connection."""

    TRY_LATER = 1013
    NOT_LOGGED_IN = 4001
    REVOKED = 4003
    SLOW = 4008
    REPLACED = 4009
    RESTART = 4012
    TOO_FAST = 4029


class RefusedFrame(Exception):
    """The engine's own no."""

    def __init__(self, code: ErrorCode, retry_ms: int | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.retry_ms = retry_ms
