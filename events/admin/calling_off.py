"""Cancelling and restoring a session in the admin: a page that asks, and one call of the action."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any, Protocol, cast

from django.contrib import messages
from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone

from accounts.models import User
from events.actions.programme import cancel_session, restore_session
from events.admin.clash_links import linked_sentence
from events.admin.removal import seated_count
from events.admin.session_page import timetable_url
from events.models import Session
from events.policies.programme import ScheduleRefused, can_cancel_session

View = Callable[..., HttpResponse]


class Act(Protocol):
    """What a page asks about."""

    def __call__(self, *, session: Session, actor: User, at: datetime) -> Session:
        """Do it."""


def call_off_urls(site: AdminSite) -> list[URLPattern]:
    """The addresses below that of a session."""

    def page(view: View) -> View:
        return site.admin_view(partial(view, site))

    return [
        path("<int:pk>/cancel/", page(cancel), name="events_session_cancel"),
        path("<int:pk>/restore/", page(restore), name="events_session_restore"),
    ]


def call_off_context(session: Session | None) -> dict[str, object]:
    """Tell the form of a session whether it can be cancelled, restored or only removed."""
    if session is None:
        return {}
    at = timezone.now()
    return {
        "show_delete": not session.is_public(at),
        "can_cancel": not session.is_cancelled and bool(can_cancel_session(session, at=at)),
        "can_restore": session.is_cancelled and at < session.ends_at,
    }


def cancel(site: AdminSite, request: HttpRequest, pk: int) -> HttpResponse:
    """Ask, then cancel."""
    words = "“{}” is cancelled. The programme says so, and calendars that follow it take it out."
    return _page(site, request, pk, cancel_session, "Cancel the session", words)


def restore(site: AdminSite, request: HttpRequest, pk: int) -> HttpResponse:
    """Ask, then restore."""
    words = "“{}” takes place. Calendars that follow the programme show it again."
    return _page(site, request, pk, restore_session, "Restore the session", words)


def _page(site: AdminSite, request: HttpRequest, pk: int, act: Act, title: str, words: str) -> HttpResponse:
    session = get_object_or_404(Session.objects.select_related("assembly"), pk=pk)
    if request.method == "POST":
        return _do(request, session, act, words)
    context: dict[str, Any] = {
        **site.each_context(request),
        "title": title,
        "assembly": session.assembly,
        "session": session,
        "seated_count": seated_count(session),
        "is_cancelling": act is cancel_session,
    }
    return TemplateResponse(request, "admin/events/session/call_off.html", context)


def _do(request: HttpRequest, session: Session, act: Act, words: str) -> HttpResponse:
    try:
        act(session=session, actor=cast(User, request.user), at=timezone.now())
    except ScheduleRefused as refused:
        told: list[str] = [linked_sentence(clash, session.assembly.zone) for clash in refused.clashes]
        for sentence in told or [str(refused)]:
            messages.error(request, sentence)
        return redirect("admin:events_session_change", session.pk)
    messages.success(request, words.format(session))
    return redirect(timetable_url(session.assembly))
