"""My day: where a delegate goes now, and the day in their own choices."""

from collections.abc import Sequence
from datetime import datetime

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from assembly_portal.pages.offers import barred_in
from assembly_portal.pages.timeline import Timeline
from assembly_portal.pages.turns import by_room, settled_waits, told
from breakouts.models import Seat
from breakouts.queries import places_left
from events.arrivals import delegate_here
from events.lifecycle import Phase
from events.models import Assembly, Delegate, Session
from events.views.loading import PersonalRequest, home_of, load_assembly, personal


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
    timeline = Timeline.of(sessions, delegate, seats, left, at, barred=barred, waits=by_room(waits))
    context = {
        "assembly": assembly,
        "at": at,
        "delegate": delegate,
        "timeline": timeline,
        "head": timeline.head,
        "told_waits": told(waits, at) if waits else "",
        "can_choose": assembly.opens_at <= at,
        "is_over": assembly.phase_at(at) in (Phase.ON_DEMAND, Phase.ARCHIVED),
        "is_archived": assembly.phase_at(at) is Phase.ARCHIVED,
    }
    return render(request, "assembly_portal/my_day.html", context)


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
