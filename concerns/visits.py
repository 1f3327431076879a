"""What the reporter's browser carries from page to page, sealed. The server remembers only what was ended."""

import base64
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from concerns.actions.leaving import has_ended
from concerns.middleware import COOKIE, LETTERBOX, SECURE_COOKIE
from concerns.models import Concern
from concerns.pathway import State
from concerns.reporter_codes import ReporterCode
from concerns.sealing.cookies import opened_cookie, sealed_cookie


class Stay(StrEnum):
    """Where the browser is."""

    WRITING = "writing"
    """A draft; carries the code that it will be sent with, so that a second try shows the same one."""
    SENT = "sent"
    """Just sent: the code is still shown, to this browser alone."""
    INSIDE = "inside"
    """Came back by the code."""


# People write with interruptions; what is open on a screen closes soon.
IDLE = {
    Stay.WRITING: timedelta(hours=2),
    Stay.SENT: timedelta(minutes=30),
    Stay.INSIDE: timedelta(minutes=15),
}
# However busy somebody is inside: a copy of the cookie must not last for a working day.
INSIDE_AT_MOST = timedelta(hours=4)


@dataclass(frozen=True, repr=False)
class Visit:
    """One browser's stay: which concern, the key that opens it, and the code while it is to be shown."""

    stay: Stay
    concern_id: UUID
    key: bytes
    code: ReporterCode | None = None
    secret: str = ""
    """What tells this stay from every other with the same key: held by its browser alone."""
    ends_at: float | None = None
    """When it ends, however often the browser comes."""

    def concern(self) -> Concern | None:
        """Return the row, if it is still there; outside of writing only one that was sent."""
        row = Concern.objects.select_related("employer", "local_office").filter(pk=self.concern_id).first()
        is_fitting = row is not None and (self.stay is Stay.WRITING or row.state != State.DRAFT)
        return row if is_fitting else None

    def sent(self, secret: str) -> "Visit":
        """Return the stay of the browser whose page sent the draft."""
        return Visit(Stay.SENT, self.concern_id, self.key, self.code, secret)

    @classmethod
    def inside(cls, concern_id: UUID, key: bytes, *, at: datetime) -> "Visit":
        """Return a stay inside; the browser carries no code."""
        ends_at = (at + INSIDE_AT_MOST).timestamp()
        return cls(Stay.INSIDE, concern_id, key, secret=secrets.token_hex(16), ends_at=ends_at)


def visit_of(request: HttpRequest, *stays: Stay, at: datetime) -> Visit | None:
    """Return what the browser brought, if it is at one of these stays, not idle too long and not left."""
    visit = carried(request, at=at)
    if visit is None or visit.stay not in stays:
        return None
    return None if visit.stay is Stay.INSIDE and has_ended(visit.secret) else visit


def carried(request: HttpRequest, *, at: datetime) -> Visit | None:
    """Return what the browser brought, wherever it is, unless it was idle for too long."""
    content = opened_cookie(request.COOKIES.get(_name(request), ""))
    if content.get("until", 0) < at.timestamp():
        return None
    code = content.get("code")
    return Visit(
        stay=Stay(content["stay"]),
        concern_id=UUID(content["concern"]),
        key=base64.b64decode(content["key"]),
        code=ReporterCode(code) if code else None,
        secret=content.get("secret", ""),
        ends_at=content.get("ends_at"),
    )


def keep_visit(request: HttpRequest, response: HttpResponse, visit: Visit, *, at: datetime) -> HttpResponse:
    """Let the browser carry the visit for as long as it may be idle; gone when the browser closes."""
    until = (at + IDLE[visit.stay]).timestamp()
    content: dict[str, Any] = {
        "stay": visit.stay,
        "concern": str(visit.concern_id),
        "key": base64.b64encode(visit.key).decode(),
        "code": visit.code.characters if visit.code else "",
        "secret": visit.secret,
        "ends_at": visit.ends_at,
        "until": min(until, visit.ends_at or until),
    }
    response.set_cookie(
        _name(request),
        sealed_cookie(content),
        path=LETTERBOX,
        secure=request.is_secure(),
        httponly=True,
        samesite="Strict",
    )
    return response


def forget_visit(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Take it away from the browser."""
    response.delete_cookie(_name(request), path=LETTERBOX, samesite="Strict")
    return response


def _name(request: HttpRequest) -> str:
    return SECURE_COOKIE if request.is_secure() else COOKIE
