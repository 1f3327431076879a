"""My day: where a delegate goes now, and the day in their own choices."""

from collections.abc import Collection, Sequence
from datetime import datetime

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from assembly_portal.pages.offers import barred_in
from assembly_portal.pages.session import has_part
from assembly_portal.pages.timeline import Timeline
from assembly_portal.pages.turns import by_room, settled_waits, told
from breakouts.models import Seat
from breakouts.queries import places_left
from events.arrivals import delegate_here
from events.lifecycle import Phase
from events.models import Assembly, Delegate, Deputy, Room, Session
from events.views.loading import PersonalRequest, home_of, load_assembly, personal
from library.models import Recording
from library.presenters.recordings import watchable
from library.queries import recordings_of
from networking.tables import for_whom


@require_safe
@personal
def my_day(request: PersonalRequest, slug: str) -> HttpResponse:
    """Show the person's own day; who has no place is sent to where they get one or are told how it stands."""
    at = timezone.now()
    assembly = load_assembly(request, slug, at=at)
    delegate = delegate_here(request, assembly, at=at)
    if delegate is None or not delegate.has_place:
        return redirect(home_of(delegate)) if delegate else redirect("register", slug)
    waits = [] if at >= assembly.ends_at else settled_waits(delegate, at)
    sessions = _sessions(assembly, at)
    rooms = [room for session in sessions if at < session.ends_at for room in session.rooms.all()]
    seats, left = _seats(delegate, sessions), places_left(rooms, at)
    barred = barred_in(sessions, delegate, at)
    turns, tables = by_room(waits), for_whom(sessions)
    timeline = Timeline.of(sessions, delegate, seats, left, at, barred=barred, waits=turns, tables=tables)
    stands_by = set(
        Deputy.objects.filter(room__session__in=sessions, contributor__user=request.user).values_list(
            "room", flat=True
        )
    )
    context = {
        "assembly": assembly,
        "at": at,
        "delegate": delegate,
        "timeline": timeline,
        "head": timeline.head,
        "told_waits": told(waits, at) if waits else "",
        "can_choose": assembly.opens_at <= at,
        "is_over": assembly.phase_at(at) in (Phase.ON_DEMAND, Phase.ARCHIVED),
        "has_part": any(has_part(request.user.pk, each) for each in sessions) or bool(stands_by),
        "briefs": _briefs(request.user.pk, sessions, stands_by),
        "recordings": watchable(_recordings(delegate, at), at),
        "is_archived": assembly.phase_at(at) is Phase.ARCHIVED,
    }
    return render(request, "assembly_portal/my_day.html", context)


def _recordings(delegate: Delegate, at: datetime) -> Sequence[Recording]:
    """Return what there is to watch of a day that is over."""
    return recordings_of(delegate.user, delegate.assembly, at) if at >= delegate.assembly.ends_at else ()


def _briefs(user_id: int, sessions: Sequence[Session], stands_by: Collection[int]) -> list[Room]:
    """Return the rooms for which the person prepares, in the order of the day; no queries."""
    found = []
    for session in sessions:
        leads = any(chair.contributor.user_id == user_id for chair in session.chairs.all())
        leads = leads or any(speaker.contributor.user_id == user_id for speaker in session.speakers.all())
        for room in session.rooms.all():
            hosts = any(host.contributor.user_id == user_id for host in room.facilitators.all())
            if leads or hosts or room.pk in stands_by:
                found.append(room)
    return found


def _sessions(assembly: Assembly, at: datetime) -> list[Session]:
    """Return the published programme; an organiser's own day holds no drafts either."""
    sessions = list(Session.objects.filter(assembly=assembly).public(at).in_order().with_programme())
    for session in sessions:
        session.assembly = assembly
    return sessions


def _seats(delegate: Delegate, sessions: Sequence[Session]) -> list[Seat]:
    """Return the person's claims since they registered, standing or lapsed, in one query."""
    by_key = {session.pk: session for session in sessions}
    rooms = {room.pk: room for session in sessions for room in session.rooms.all()}
    seats = [
        seat
        for seat in Seat.objects.filter(delegate=delegate).of_registered()
        if seat.session_id in by_key and seat.room_id in rooms
    ]
    for seat in seats:
        seat.delegate, seat.session, seat.room = delegate, by_key[seat.session_id], rooms[seat.room_id]
    return seats
