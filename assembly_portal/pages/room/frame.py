"""A room while it is met live: who is here and what is said; whoever cannot go in finds its door instead."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import cast

from csp.constants import SELF
from csp.decorators import csp_update
from django.contrib.auth.decorators import login_required
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from assembly_portal.pages.joining import room_url
from assembly_portal.pages.pace import is_too_fast
from assembly_portal.pages.room.conduct import conduct_now, table_now
from assembly_portal.pages.room.door import door
from assembly_portal.pages.room.unsent import Unsent, typed
from breakouts import policies
from breakouts.absences.digest import Digest, digest_of
from breakouts.absences.queries import absence_of, last_time_away, people_away
from breakouts.actions import come_back_to, enter_room, note_host_paged, say
from breakouts.clearing.queries import until_of
from breakouts.conduct.counts import Waiting, waiting_in
from breakouts.conduct.presenters import ConductNow
from breakouts.conduct.queries import why_hidden
from breakouts.deputies.presenters import deputy_in_words
from breakouts.deputies.queries import deputy_of
from breakouts.forms import MessageForm, OrderForm
from breakouts.models import (
    Absence,
    Deputising,
    Poll,
)
from breakouts.policies import noting
from breakouts.policies.briefing import can_read_brief
from breakouts.presenters import ChatLine, PersonHere, chat_lines, people_here
from breakouts.queries import (
    DEPUTY,
    LATEST,
    ORGANISER,
    Badge,
    Host,
    hosts_of,
    is_running,
    latest_messages,
    people_inside,
)
from breakouts.reactions import SHOWN
from breakouts.refusals import EnterRefused, SayCode, SayRefused
from breakouts.roundtable.presenters import TableNow
from breakouts.sources.queries import met_in
from common.forms.page import PageForm
from events.arrivals import delegate_here
from events.models import Delegate, Room, Session
from events.views.loading import PersonalRequest
from realtime import limits, presence, wire

Answer = Callable[..., HttpResponse]

MOST_SHOWN = 1000
UNSENT = "Your message was not sent"
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
    away: Sequence[Absence] = ()
    deputy: Deputising | None = None
    """Who runs the room while its hosts are away."""
    waiting: Waiting | None = None
    """What waits for whoever runs the room; for everybody else there is no such thing."""
    digest: Digest | None = None
    """What this person missed, until they put it aside."""
    table: TableNow | None = None
    """Who speaks and who comes next, where the room is a roundtable."""

    @property
    def has_begun(self) -> bool:
        """Whether the session itself runs, and not only its doors stand open."""
        return self.at >= self.room.session.starts_at

    @property
    def leading(self) -> Sequence[Host]:
        """Whom the page names as hosts: who only stands by is not announced."""
        return [host for host in self.hosts if host.role != DEPUTY]

    def badge_of(self, user: User) -> Badge:
        """What others in the room see of this person."""
        role = next((host.role for host in self.hosts if host.user_id == user.pk), "")
        role = role or (ORGANISER if user.is_organiser else "")
        if self.delegate:
            return Badge(self.delegate.name, self.delegate.pronouns, role)
        return Badge(str(user), user.pronouns, role)

    @property
    def kept_until(self) -> datetime:
        """From when on what is said here is removed."""
        return until_of(self.room.session.assembly)

    @property
    def agreement(self) -> Sequence[str]:
        """The promises that everybody in the room has made."""
        return [line for line in self.room.session.assembly.group_agreement.splitlines() if line.strip()]


@dataclass(frozen=True)
class Panel:
    """What stands in the middle of the page, and the form of it that may have errors."""

    name: str
    context: Mapping[str, object] = field(default_factory=dict)
    form: PageForm | None = None


@require_safe
@never_cache
@login_required
def room(request: PersonalRequest, slug: str, code: str) -> HttpResponse:
    """Let the person in and show the room, or show the door with what to do instead.

    Opening the page is going in: it counts the visit, and takes a free place for somebody without one.
    """
    at = timezone.now()
    return room_or_door(request, load_room(request, slug, code, at=at), at=at)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def room_messages(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """Write in the chat by a form; whatever goes wrong, what was typed is shown again."""
    at = timezone.now()
    found = load_room(request, slug, code, at=at)
    user = request.user
    if request.method != "POST":
        return redirect(room_url(found.session.assembly, found))
    form, message = MessageForm(request.POST), typed(request, UNSENT)
    if not user.is_authenticated or not form.is_valid():
        return outside(request, found, message, at=at)
    if is_too_fast(user, limits.CHAT, at):
        form.add_error("body", TOO_FAST)
        return room_or_door(cast(PersonalRequest, request), found, at=at, form=form, unsent=message)
    try:
        say(author=user, room=found, at=at, **form.cleaned_data)
    except SayRefused as refused:
        if refused.code not in _REFUSED_INSIDE:
            return outside(request, found, message, at=at)
        form.add_error("body", str(refused))
        return room_or_door(cast(PersonalRequest, request), found, at=at, form=form, unsent=message)
    return redirect(room_url(found.session.assembly, found) + "#latest")


def load_room(request: HttpRequest, slug: str, code: str, *, at: datetime) -> Room:
    """Return the room if this person may see its session; unknown and hidden are the same 404."""
    sessions = Session.objects.visible_to(request.user, at).filter(assembly__slug=slug)
    # What its tab says, without a query of its own.
    has_open_poll = Exists(Poll.objects.filter(room=OuterRef("pk")).open())
    rooms = Room.objects.select_related("theme", "place", "session__assembly", "conduct", "source")
    rooms = rooms.annotate(has_open_poll=has_open_poll)
    return get_object_or_404(rooms, code=code, session__in=sessions)


def room_or_door(
    request: PersonalRequest,
    found: Room,
    *,
    at: datetime,
    form: MessageForm | None = None,
    panel: Callable[[RoomPage], Panel] | None = None,
    is_quiet: bool = False,
    unsent: Unsent | None = None,
) -> HttpResponse:
    """Let the person in and show the room, with another of its panels than the chat, if one is asked for.

    At the door stands as well what was sent in vain. A quiet page is for whoever is in already, and writes
    nothing of their having looked at it, not even that a message that waited was read; whoever was called
    away comes back by it.
    """
    delegate = delegate_here(request, found.session.assembly, at=at)
    if not is_running(found, at):
        # Asked before any lock: many load this page again and again until the door opens.
        return _door(request, found, delegate, at=at, unsent=unsent)
    try:
        has_place = delegate is not None and delegate.has_place
        is_back = (is_quiet or not has_place) and _was_away(request, found)
        if delegate and has_place and (is_back or not is_quiet):
            enter_room(delegate=delegate, room=found, at=at)
        elif not policies.can_stay(request.user, found, at=at):
            return _door(request, found, delegate, at=at, unsent=unsent)
        elif is_back:
            come_back_to(user=request.user, room=found, at=at)
    except EnterRefused as refused:
        return _door(request, found, delegate, at=at, refusal=str(refused), unsent=unsent)
    page = _page(request, found, delegate, at=at)
    if not is_quiet and any(host.user_id == request.user.pk for host in page.hosts):
        note_host_paged(user=request.user, room=found, at=at)
    presence.show(found.stream, request.user.pk, wire.text(page.badge_of(request.user).told(request.user.pk)))
    shown = panel(page) if panel else Panel("chat")
    is_deputy = page.deputy is not None and page.deputy.user_id == request.user.pk
    context = {
        "assembly": found.session.assembly,
        "room": found,
        "page": page,
        "is_deputy": is_deputy,
        "is_quiet": is_quiet,
        "deputy": deputy_in_words(page.deputy, to_themselves=is_deputy) if page.deputy else "",
        "say": form or MessageForm(),
        "form": form or shown.form,
        "panel": shown.name,
        "reactions": SHOWN,
        "table": page.table,
        "order": OrderForm(initial=page.table.order) if page.table else None,
        # Whoever was let in this moment may see it: ``can_meet`` asks the same of everybody else.
        "met": met_in(found, at),
        **shown.context,
    }
    return (_with_player if found.is_stage else render)(request, "assembly_portal/room.html", context)


# Where there is a stage, the player of this portal may stand in a frame, and no other.
_with_player = cast("Callable[[Answer], Answer]", csp_update({"frame-src": [SELF]}))(render)


def _page(request: PersonalRequest, found: Room, delegate: Delegate | None, *, at: datetime) -> RoomPage:
    messages, has_earlier = latest_messages(found, MOST_SHOWN if "all" in request.GET else LATEST)
    hosts = hosts_of(found)
    now = conduct_now(found, request.user, at=at)
    is_runner = policies.runs_room(request.user, found, hosts, at=at)
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
        is_runner=is_runner,
        at=at,
        away=people_away(found, at) if now.conduct.is_written else (),
        deputy=deputy_of(found),
        waiting=waiting_in([found], at)[found.pk] if is_runner else None,
        digest=_missed(request.user, delegate, found),
        table=table_now(now, hosts, request.user),
    )


def _was_away(request: PersonalRequest, found: Room) -> bool:
    """Whether the person was called away and looks at a page of the room again."""
    return request.method != "POST" and absence_of(request.user, found) is not None


def _missed(user: User, delegate: Delegate | None, found: Room) -> Digest | None:
    time = last_time_away(user, delegate, found)
    if time is None or time.is_dismissed:
        return None
    missed = digest_of(found, user, time)
    return missed if missed.lines else None


def outside(request: HttpRequest, found: Room, unsent: Unsent, *, at: datetime) -> HttpResponse:
    """Show the door to somebody who is outside by now, with what they typed."""
    delegate = delegate_here(request, found.session.assembly, at=at)
    return _door(request, found, delegate, at=at, unsent=unsent)


def _door(
    request: HttpRequest,
    found: Room,
    delegate: Delegate | None,
    *,
    at: datetime,
    refusal: str = "",
    unsent: Unsent | None = None,
) -> HttpResponse:
    context = {
        "assembly": found.session.assembly,
        "room": found,
        "door": door(delegate, found, at=at, refusal=refusal),
        "unsent": unsent,
        "has_errors": unsent is not None,
        "reads_notes": _reads_notes(request, found, at=at),
        "reads_brief": _reads_brief(request, found, at=at),
    }
    return render(request, "assembly_portal/room_door.html", context)


def _reads_brief(request: HttpRequest, found: Room, *, at: datetime) -> bool:
    """Whether the person prepares for the room; delegates on their way in cost one query."""
    user = request.user
    return user.is_authenticated and can_read_brief(user, found, hosts_of(found), at=at)


def _reads_notes(request: HttpRequest, found: Room, *, at: datetime) -> bool:
    """Whether the session has ended for this person but not its notes; no query before its end."""
    user = request.user
    return user.is_authenticated and noting.can_read_afterwards(user, found, at=at).is_allowed
