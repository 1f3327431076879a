"""The page "Guidance to check": one's own pages on top, what is overdue before what is soon due."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, cast

from django.contrib.admin import AdminSite
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.utils import timezone

from accounts.models import User
from guidance.models import Contact, Page, last_day_before

SOON = timedelta(days=30)


@dataclass(frozen=True)
class PageTask:
    """A page that somebody is to check."""

    key: int
    title: str
    owner: str
    keeper: User | None
    check_by: date
    is_overdue: bool


@dataclass(frozen=True)
class Counts:
    """What waits: for one person, and for whoever has the time."""

    own_overdue_count: int
    own_soon_count: int
    overdue_count: int
    keeperless_count: int
    old_count: int


def counts_at(at: datetime, user: User) -> Counts:
    """Count what :func:`to_check` lists, in three queries."""
    tasks = tasks_at(at)
    own = [task.is_overdue for task in tasks if task.keeper == user]
    return Counts(
        own_overdue_count=own.count(True),
        own_soon_count=own.count(False),
        overdue_count=sum(task.is_overdue for task in tasks),
        keeperless_count=Page.objects.keeperless().count(),
        old_count=Contact.objects.old(timezone.localdate(at)).count(),
    )


def tasks_at(at: datetime) -> list[PageTask]:
    """Find the pages that are overdue or due within 30 days, the longest due first: one query."""
    held: Any = Page.objects.as_held(at)
    pages = held.filter(check_by_at__lte=at + SOON).select_related("keeper")
    return [
        PageTask(
            page.pk,
            page.held_title,
            page.owner,
            page.keeper,
            last_day_before(page.check_by_at),
            page.check_by_at <= at,
        )
        for page in pages.order_by("check_by_at", "position")
    ]


def to_check(site: AdminSite, request: HttpRequest) -> TemplateResponse:
    """Show what is to be checked, and how many contacts are old."""
    at, user = timezone.now(), cast(User, request.user)
    tasks = tasks_at(at)
    own = [task for task in tasks if task.keeper == user]
    parts: Sequence[tuple[str, list[PageTask]]] = [
        ("Pages that you keep", own),
        ("Other pages", [task for task in tasks if task.keeper != user]),
    ]
    context = {
        **site.each_context(request),
        "title": "Guidance to check",
        "parts": parts,
        "keeperless": Page.objects.as_held(at).filter(pk__in=Page.objects.keeperless()),
        "old_count": Contact.objects.old(timezone.localdate(at)).count(),
    }
    return TemplateResponse(request, "admin/guidance/to_check.html", context)
