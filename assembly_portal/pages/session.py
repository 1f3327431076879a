"""The page of one session, and the permanent addresses to which mails and calendars link."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from assembly_portal.pages.joining import doors_open, own_room, room_of, room_url
from assembly_portal.pages.offers import RoomOffer, offers
from breakouts.clearing.queries import until_of
from breakouts.lobby import lobby_of
from breakouts.policies.afterwards import is_of_assembly, is_past
from breakouts.questions.afterwards import AfterLine, after_lines, own_unread, read_afterwards
from breakouts.rules import doors
from common.pages import page_links, page_of
from events.arrivals import delegate_here
from events.lifecycle import can_registrations_stand
from events.models import Chair, Delegate, Facilitator, Room, Session, Speaker
from events.programme import SessionEntry
from library.presenters.documents import OfSession
from library.presenters.recordings import RecordingLine, watchable
from library.queries import documents_of, recordings_of

QUESTIONS_SHOWN = 10


@dataclass(frozen=True)
class QuestionsAfter:
    """What was asked in the session, to those of the assembly once it is over."""

    lines: Sequence[AfterLine]
    own: Sequence[AfterLine]
    """One's own that others do not read."""
    count: int
    is_by_room: bool
    """Whether people chose rooms: what was asked in one is read by those who were there."""
    until: datetime
    pagination: Mapping[str, Any]


@dataclass(frozen=True)
class SessionPage:
    """What the page says at an instant, to one person."""

    entry: SessionEntry
    rooms: Sequence[RoomOffer]
    delegate: Delegate | None
    can_register: bool
    doors_open_at: datetime
    are_doors_open: bool
    lobby: str
    """The stream that keeps places and people up to date for who can choose or enter a room; empty else."""
    library: OfSession
    has_part: bool
    """Whether this person takes part, and so has slides to bring or a question about the recording."""

    @property
    def has_place(self) -> bool:
        """Whether this person is registered."""
        return self.delegate is not None and self.delegate.has_place


@require_safe
def session_page(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """Show a session; unknown ones and drafts of others are the same 404, organisers preview theirs."""
    at = timezone.now()
    sessions = Session.objects.filter(assembly__slug=slug, code=code).visible_to(request.user, at)
    session = sessions.with_programme().first()
    if session is None:
        raise Http404
    page = _page(request, session, delegate_here(request, session.assembly, at=at), at)
    context: dict[str, Any] = {"assembly": session.assembly, "session": session, "page": page}
    context["questions"] = _questions(request, session, page.delegate, at)
    context["recordings"] = _recordings(request, session, at)
    return render(request, "assembly_portal/session_page.html", context)


@require_safe
@never_cache
def join_session(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """Send whoever comes from a calendar straight to their room, while its doors are open.

    Everybody else is sent to the session's page, which says what they can do, and when.
    """
    at = timezone.now()
    sessions = Session.objects.filter(assembly__slug=slug, code=code).visible_to(request.user, at)
    session = sessions.with_programme().first()
    if session is None:
        raise Http404
    room = _room_now(request, session, at) if doors_open(session, at) else None
    return redirect(room_url(session.assembly, room) if room else session.address)


def _recordings(request: HttpRequest, session: Session, at: datetime) -> Sequence[RecordingLine]:
    """Return what this person can watch of the session. Before its end nothing is asked."""
    if at < session.ends_at:
        return []
    own = recordings_of(request.user, session.assembly, at)
    return watchable((recording for recording in own if recording.session_id == session.pk), at)


def _questions(
    request: HttpRequest, session: Session, delegate: Delegate | None, at: datetime
) -> QuestionsAfter | None:
    """Return what was asked, to those of the assembly, while it is kept; before the end nothing is asked."""
    user, assembly = request.user, session.assembly
    if not user.is_authenticated or not is_past(session, at):
        return None
    if not is_of_assembly(user, assembly, delegate):
        return None
    shown = page_of(Paginator(read_afterwards(session, user, at), QUESTIONS_SHOWN), request)
    return QuestionsAfter(
        lines=after_lines(shown.object_list, user, is_speaker=False, at=at),
        own=after_lines(own_unread(session, user), user, is_speaker=False, at=at),
        count=shown.paginator.count,
        is_by_room=any(room.capacity is not None for room in session.rooms.all()),
        until=until_of(assembly),
        pagination=page_links(shown, request, at="questions"),
    )


def _room_now(request: HttpRequest, session: Session, at: datetime) -> Room | None:
    """Find the room of the person who asks; a host needs no place at the assembly."""
    if not request.user.is_authenticated:
        return None
    delegate = delegate_here(request, session.assembly, at=at)
    if delegate and delegate.has_place:
        return own_room(delegate, session, at)
    return room_of(request.user.pk, session, None) if has_part(request.user.pk, session) else None


def has_part(user_id: int, session: Session) -> bool:
    """Whether somebody chairs a session, speaks in it or hosts one of its rooms. Load ``with_programme``."""
    parts: list[Chair | Speaker | Facilitator] = [*session.chairs.all(), *session.speakers.all()]
    parts += [part for room in session.rooms.all() for part in room.facilitators.all()]
    return any(part.contributor.user_id == user_id for part in parts)


def _page(request: HttpRequest, session: Session, delegate: Delegate | None, at: datetime) -> SessionPage:
    assembly = session.assembly
    entry = SessionEntry.of(session, at)
    return SessionPage(
        entry=entry,
        rooms=[] if entry.is_cancelled else offers(session, delegate, at),
        delegate=delegate,
        can_register=can_registrations_stand(assembly.published_at, assembly.registration_closes_at, at),
        doors_open_at=doors(session.period, opens_at=assembly.opens_at).start,
        are_doors_open=doors_open(session, at),
        lobby=lobby_of(session) if _is_lobby(entry, delegate, at) else "",
        library=documents_of(session, request.user, at),
        has_part=request.user.is_authenticated and has_part(request.user.pk, session),
    )


def _is_lobby(entry: SessionEntry, delegate: Delegate | None, at: datetime) -> bool:
    is_chosen = entry.session.assembly.opens_at <= at < entry.session.ends_at
    is_chosen = is_chosen and not (entry.is_draft or entry.is_cancelled)
    return is_chosen and delegate is not None and delegate.has_place and bool(entry.rooms)
