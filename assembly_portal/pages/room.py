"""A room while it is met live: who is here and what is said; whoever cannot go in finds its door instead."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from assembly_portal.pages.joining import room_url
from assembly_portal.pages.pace import is_too_fast
from assembly_portal.pages.room_conduct import conduct_now
from assembly_portal.pages.room_door import door
from breakouts import policies
from breakouts.actions import enter_room, say
from breakouts.conduct_presenters import ConductNow
from breakouts.conduct_queries import why_hidden
from breakouts.forms import MessageForm
from breakouts.presenters import ChatLine, PersonHere, chat_lines, people_here
from breakouts.queries import (
    LATEST,
    ORGANISER,
    Badge,
    Host,
    hosts_of,
    is_running,
    latest_messages,
    people_inside,
)
from breakouts.refusals import EnterRefused, SayCode, SayRefused
from events.arrivals import delegate_here
from events.models import Delegate, Room, Session
from events.views.loading import PersonalRequest
from realtime import limits, presence, wire

MOST_SHOWN = 1000
TOO_FAST = "You are sending messages too quickly. Wait a few seconds and send this one again"
# What is wrong with these is wrong in the box; after any other refusal the person is outside the room.
_REFUSED_INSIDE = {SayCode.EMPTY, SayCode.TOO_LONG, SayCode.MUTED, SayCode.TOO_SOON}


@dataclass(frozen=True)
class RoomPage:
    """What the page of a room shows to one person at an instant."""

    room: Room
    delegate: Delegate | None
    hosts: Sequence[Host]
    lines: Sequence[ChatLine]
    has_earlier: bool
    people: Sequence[PersonHere]
    now: ConductNow
    is_runner: bool
    at: datetime

    @property
    def has_begun(self) -> bool:
        """Whether the session itself runs, and not only its doors stand open."""
        return self.at >= self.room.session.starts_at

    def badge_of(self, user: User) -> Badge:
        """What others in the room see of this person."""
        role = next((host.role for host in self.hosts if host.user_id == user.pk), "")
        role = role or (ORGANISER if user.is_organiser else "")
        if self.delegate:
            return Badge(self.delegate.name, self.delegate.pronouns, role)
        return Badge(str(user), user.pronouns, role)

    @property
    def agreement(self) -> Sequence[str]:
        """The promises that everybody in the room has made."""
        return [line for line in self.room.session.assembly.group_agreement.splitlines() if line.strip()]


@require_safe
@never_cache
@login_required
def room(request: PersonalRequest, slug: str, code: str) -> HttpResponse:
    """Let the person in and show the room, or show the door with what to do instead.

    Opening the page is going in: it counts the visit, and takes a free place for somebody without one.
    """
    at = timezone.now()
    return _room_or_door(request, load_room(request, slug, code, at=at), at=at)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def room_messages(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """Write in the chat by a form; whatever goes wrong, what was typed is shown again."""
    at = timezone.now()
    found = load_room(request, slug, code, at=at)
    user = request.user
    if request.method != "POST":
        return redirect(room_url(found.session.assembly, found))
    form = MessageForm(request.POST)
    if not user.is_authenticated or not form.is_valid():
        return unsent(request, found, at=at)
    if is_too_fast(user, limits.CHAT, at):
        form.add_error("body", TOO_FAST)
        return _room_or_door(cast(PersonalRequest, request), found, at=at, form=form)
    try:
        say(author=user, room=found, at=at, **form.cleaned_data)
    except SayRefused as refused:
        if refused.code not in _REFUSED_INSIDE:
            return unsent(request, found, at=at)
        form.add_error("body", str(refused))
        return _room_or_door(cast(PersonalRequest, request), found, at=at, form=form)
    return redirect(room_url(found.session.assembly, found) + "#latest")


def load_room(request: HttpRequest, slug: str, code: str, *, at: datetime) -> Room:
    """Return the room if this person may see its session; unknown and hidden are the same 404."""
    sessions = Session.objects.visible_to(request.user, at).filter(assembly__slug=slug)
    rooms = Room.objects.select_related("theme", "place", "session__assembly", "conduct")
    return get_object_or_404(rooms, code=code, session__in=sessions)


def _room_or_door(
    request: PersonalRequest, found: Room, *, at: datetime, form: MessageForm | None = None
) -> HttpResponse:
    delegate = delegate_here(request, found.session.assembly, at=at)
    if not is_running(found, at):
        # Asked before any lock: many load this page again and again until the door opens.
        return _door(request, found, delegate, at=at)
    try:
        if delegate and delegate.has_place:
            enter_room(delegate=delegate, room=found, at=at)
        elif not policies.can_stay(request.user, found, at=at):
            return _door(request, found, delegate, at=at)
    except EnterRefused as refused:
        return _door(request, found, delegate, at=at, refusal=str(refused))
    page = _page(request, found, delegate, at=at)
    presence.show(found.stream, request.user.pk, wire.text(page.badge_of(request.user).told(request.user.pk)))
    context = {"assembly": found.session.assembly, "room": found, "page": page, "form": form or MessageForm()}
    return render(request, "assembly_portal/room.html", context)


def _page(request: PersonalRequest, found: Room, delegate: Delegate | None, *, at: datetime) -> RoomPage:
    messages, has_earlier = latest_messages(found, MOST_SHOWN if "all" in request.GET else LATEST)
    hosts = hosts_of(found)
    now = conduct_now(found, request.user, at=at)
    return RoomPage(
        room=found,
        delegate=delegate,
        hosts=hosts,
        lines=chat_lines(
            messages,
            request.user,
            at=at,
            is_muted=bool(now.muted),
            why_hidden=why_hidden(messages, request.user),
        ),
        has_earlier=has_earlier,
        people=people_here(people_inside(found), hosts),
        now=now,
        is_runner=policies.is_runner(request.user, hosts),
        at=at,
    )


def unsent(request: HttpRequest, found: Room, *, at: datetime) -> HttpResponse:
    """Show the door to somebody who is outside by now, with what they typed."""
    delegate = delegate_here(request, found.session.assembly, at=at)
    return _door(request, found, delegate, at=at, unsent=request.POST.get("body", ""))


def _door(
    request: HttpRequest,
    found: Room,
    delegate: Delegate | None,
    *,
    at: datetime,
    refusal: str = "",
    unsent: str = "",
) -> HttpResponse:
    context = {
        "assembly": found.session.assembly,
        "room": found,
        "door": door(delegate, found, at=at, refusal=refusal),
        "unsent": unsent,
    }
    return render(request, "assembly_portal/room_door.html", context)
