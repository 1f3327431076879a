"""People as rows: who would be told, or was told and what became of it. Each page of them costs the same."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.safestring import SafeString

from common.pages import page_of
from common.words import day_and_clock
from events.admin.base import tag
from events.models import Assembly, Delegate
from notices.models import Notice, State

PER_PAGE = 50
# On a phone one person is as high as four lines: a page of fifty is one nobody scrolls through.
PEOPLE_ON_A_PAGE = 10
NOT_YET = "not_yet"
COLOURS = {
    State.DUE: "blue",
    State.HANDED: "blue",
    State.SENT: "green",
    State.PORTAL: "grey",
    State.UNKNOWN: "yellow",
    State.FAILED: "red",
    State.MISSED: "yellow",
    State.WITHDRAWN: "grey",
}


@dataclass(frozen=True)
class Line:
    """One person, and how far it is with them."""

    name: str
    url: str
    reference: str
    office: str
    state: SafeString
    told: str
    notice: Notice | None = None


def page_in(request: HttpRequest, rows: QuerySet[Any], per_page: int = PER_PAGE) -> Page[Any]:
    """Return the page that is asked for, or the nearest there is."""
    return page_of(Paginator(rows, per_page), request)


def pages_around(page: Page[Any]) -> list[int | str]:
    """Return the numbers to choose from, with gaps where there are many."""
    return list(page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1))


def lines_before(delegates: Iterable[Delegate]) -> list[Line]:
    """Draw people who are not told yet. Load ``local_office`` with them."""
    return [_line(each, str(each.user), tag("Not yet"), "") for each in delegates]


def lines_of(notices: Iterable[Notice], assembly: Assembly) -> list[Line]:
    """Draw people who were told, in one query more. Load ``recipient`` with the notices."""
    notices = list(notices)
    found = Delegate.objects.filter(assembly=assembly, user__in={each.recipient_id for each in notices})
    delegates = {each.user_id: each for each in found.select_related("local_office")}
    return [
        _line(
            delegates.get(each.recipient_id),
            str(each.recipient),
            state_tag(each),
            told_of(each, assembly),
            each,
        )
        for each in notices
    ]


def state_tag(notice: Notice) -> SafeString:
    """Draw how far a notice is."""
    return tag(notice.get_state_display(), COLOURS[State(notice.state)])


def told_of(notice: Notice, assembly: Assembly) -> str:
    """Say when it was sent, or why not."""
    zone = assembly.zone
    match notice.state:
        case State.SENT | State.PORTAL if notice.settled_at:
            return day_and_clock(notice.settled_at, zone)
        case State.FAILED | State.UNKNOWN:
            return f"because: {notice.trouble}" if notice.trouble else ""
        case State.DUE if notice.trouble:
            return f"tried again at {day_and_clock(notice.not_before, zone)}, because: {notice.trouble}"
        case State.DUE:
            return f"due {day_and_clock(notice.due_at, zone)}"
        case State.MISSED if notice.stale_at:
            return f"made no sense from {day_and_clock(notice.stale_at, zone)} on"
    return ""


def _line(
    delegate: Delegate | None, name: str, state: SafeString, told: str, notice: Notice | None = None
) -> Line:
    if delegate is None:
        return Line(name, "", "None", "None", state, told, notice)
    url = reverse("admin:events_delegate_change", args=[delegate.pk])
    return Line(delegate.name, url, delegate.reference, str(delegate.local_office), state, told, notice)
