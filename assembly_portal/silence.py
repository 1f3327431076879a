"""The pages that promise silence: no line of the log tells that somebody asked for them, nor when."""

import logging

from django.http import HttpRequest

from concerns.middleware import is_apart

WHERE_DO_I_GO = "/where-do-i-go"


def is_unlogged(request: HttpRequest) -> bool:
    """Whether no line may tell who asked: the reporter's pages, and those with answers in their address."""
    return is_apart(request) or request.path_info.startswith(WHERE_DO_I_GO)


class Silence(logging.Filter):
    """Drops what Django says by itself of an answer such as 403 or 429: it names the page, and the time."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let through whatever does not belong to a request for one of these pages."""
        request = getattr(record, "request", None)
        return not (isinstance(request, HttpRequest) and is_unlogged(request))
