"""What the reporter's browser carries from page to page, sealed: the server remembers nothing of it."""

import base64
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse

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
    """Just sent: the code is still shown."""
    INSIDE = "inside"
    """Came back by the code."""


# People write with interruptions; what is open on a screen closes soon.
IDLE = {
    Stay.WRITING: timedelta(hours=2),
    Stay.SENT: timedelta(minutes=30),
    Stay.INSIDE: timedelta(minutes=15),
}


@dataclass(frozen=True, repr=False)
class Visit:
    """One browser's stay: which concern, the key that opens it, and the code while it is to be shown."""

    stay: Stay
    concern_id: UUID
    key: bytes
    code: ReporterCode | None = None

    def concern(self) -> Concern | None:
        """Return the row, if it is still there; outside of writing only one that was sent."""
        row = Concern.objects.select_related("employer", "local_office").filter(pk=self.concern_id).first()
        is_fitting = row is not None and (self.stay is Stay.WRITING or row.state != State.DRAFT)
        return row if is_fitting else None

    def going_on(self, stay: Stay) -> "Visit":
        """Return the visit at its next stay."""
        return replace(self, stay=stay)

    def without_code(self, stay: Stay) -> "Visit":
        """Return the visit at a stay where the browser carries the code no more."""
        return replace(self, stay=stay, code=None)


def visit_of(request: HttpRequest, *stays: Stay, at: datetime) -> Visit | None:
    """Return what the browser brought, if it is at one of these stays and was not idle for too long."""
    content = opened_cookie(request.COOKIES.get(_name(request), ""))
    if content.get("stay") not in stays or content.get("until", 0) < at.timestamp():
        return None
    code = content.get("code")
    return Visit(
        stay=Stay(content["stay"]),
        concern_id=UUID(content["concern"]),
        key=base64.b64decode(content["key"]),
        code=ReporterCode(code) if code else None,
    )


def keep_visit(request: HttpRequest, response: HttpResponse, visit: Visit, *, at: datetime) -> HttpResponse:
    """Let the browser carry the visit for as long as it may be idle; gone when the browser closes."""
    content: dict[str, Any] = {
        "stay": visit.stay,
        "concern": str(visit.concern_id),
        "key": base64.b64encode(visit.key).decode(),
        "code": visit.code.characters if visit.code else "",
        "until": (at + IDLE[visit.stay]).timestamp(),
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
