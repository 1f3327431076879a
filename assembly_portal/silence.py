"""What the log does not hold: the pages that promise silence, and the keys of private calendars."""

import logging
import re

from django.http import HttpRequest

from concerns.middleware import is_apart

WHERE_DO_I_GO = "/where-do-i-go"
# Whoever knows the address of a private calendar reads it, so that a log would be a bunch of keys.
CALENDAR = re.compile(r"^(/[^/]+/calendar/)[^/?]+")
HIDDEN = r"\1[hidden]"
# Whoever asks anonymously is not to be found by who looked at the page in that minute, nobody by the note
# that they wrote, and nobody who asks for help with their wellbeing: all kinds stand at such addresses.
QUIET_IN_ROOMS = re.compile(r"^/[^/]+/rooms/[^/]+/(?:questions|notes|help)/")


def is_unlogged(request: HttpRequest) -> bool:
    """Whether no line may tell who came: to reporters, answers in the address, questions, notes, help."""
    path = request.path_info
    return is_apart(request) or path.startswith(WHERE_DO_I_GO) or bool(QUIET_IN_ROOMS.match(path))


def without_keys(address: str) -> str:
    """Return an address as a log may hold it: without what opens a private calendar."""
    return CALENDAR.sub(HIDDEN, address)


class Silence(logging.Filter):
    """Drops what Django says by itself of an answer such as 403 or 429: it names the page, and the time.

    Of a private calendar too, whose address it would write out: our own line tells the same without the key.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        """Let through whatever does not belong to a request for one of these pages."""
        request = getattr(record, "request", None)
        if not isinstance(request, HttpRequest):
            return True
        return not (is_unlogged(request) or CALENDAR.match(request.path_info))
