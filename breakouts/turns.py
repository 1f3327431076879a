"""What people are told who waited for a full room: that it is their turn."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from breakouts import letters
from breakouts.models import Seat, Wait
from common.words import day_and_clock, zone_in_words
from events.models import Delegate, Room
from notices.actions.telling import close_notices, take_back, tell
from notices.kinds import Kind, Topic
from notices.letters import Letter
from notices.models import Notice

OFFERED, GIVEN, LAPSED = "room.offered", "room.given", "room.lapsed"

Pair = tuple[int, str]
"""A person and the code of a room."""
Find = Callable[[Sequence[str], Sequence[int]], Mapping[Pair, Letter]]


def tell_offered(delegate: Delegate, room: Room, *, until: datetime, at: datetime) -> None:
    """Have the person told that a place is kept for them, not after its time; and then, that it went."""
    _tell(OFFERED, delegate, room, stale_at=until, open_until=until, at=at)
    _tell(LAPSED, delegate, room, due_at=until, stale_at=room.session.ends_at, at=at)


def tell_given(delegate: Delegate, room: Room, *, at: datetime) -> None:
    """Have the person told that they have the place that they waited for."""
    _tell(GIVEN, delegate, room, stale_at=room.session.ends_at, at=at)


def close_offer(delegate: Delegate, room: Room, *, is_taken: bool, at: datetime) -> None:
    """Say of the notice of an offer what became of it."""
    offers = Notice.objects.filter(
        recipient=delegate.user_id, kind=OFFERED, about__startswith=f"{room.code}@"
    )
    outcome = "The place is yours." if is_taken else "The place is not kept for you."
    close_notices(notices=offers, outcome=outcome, at=at)
    take_back(notices=offers, at=at)


def _tell(
    kind: str,
    delegate: Delegate,
    room: Room,
    *,
    stale_at: datetime,
    at: datetime,
    due_at: datetime | None = None,
    open_until: datetime | None = None,
) -> None:
    tell(
        kind=kind,
        people=[delegate.user_id],
        # Whoever waits again for the same room is told anew.
        about=f"{room.code}@{at.timestamp():.0f}",
        scope=room.session.assembly.slug,
        at=at,
        due_at=due_at,
        stale_at=stale_at,
        open_until=open_until,
    )


def _compose(find: Find) -> Callable[[Sequence[Notice]], Mapping[UUID, Letter]]:
    """Write to those of whom it is still true."""

    def compose(notices: Sequence[Notice]) -> Mapping[UUID, Letter]:
        pairs = {notice.code: (notice.recipient_id, notice.about.partition("@")[0]) for notice in notices}
        found = find([code for _, code in pairs.values()], [person for person, _ in pairs.values()])
        return {code: found[pair] for code, pair in pairs.items() if pair in found}

    return compose


def _offers(rooms: Sequence[str], people: Sequence[int]) -> Mapping[Pair, Letter]:
    waits = Wait.objects.offered(timezone.now()).filter(room__code__in=rooms, delegate__user__in=people)
    loaded = waits.select_related("delegate", "room__theme", "room__session__assembly")
    return {(each.delegate.user_id, each.room.code): _offer(each) for each in loaded}


def _offer(wait: Wait) -> Letter:
    zone = wait.room.session.assembly.zone
    assert wait.offer_expires_at is not None, "an offer has an end"
    until = f"{day_and_clock(wait.offer_expires_at, zone)} ({zone_in_words(zone)})"
    return letters.offered(wait.delegate, wait.room, until)


def _missed(rooms: Sequence[str], people: Sequence[int]) -> Mapping[Pair, Letter]:
    at = timezone.now()
    waits = Wait.objects.of_session_time(at).filter(room__code__in=rooms, delegate__user__in=people)
    loaded = waits.select_related("delegate", "room__theme", "room__session__assembly")
    return {
        (each.delegate.user_id, each.room.code): letters.lapsed(each.delegate, each.room)
        for each in loaded
        if each.is_missed(at)
    }


def _seats(rooms: Sequence[str], people: Sequence[int]) -> Mapping[Pair, Letter]:
    seats = Seat.objects.standing(timezone.now()).filter(room__code__in=rooms, delegate__user__in=people)
    loaded = seats.select_related("delegate", "room__theme", "room__session__assembly")
    return {
        (each.delegate.user_id, each.room.code): letters.given(each.delegate, each.room) for each in loaded
    }


TURNS = (
    Kind(OFFERED, "A place in a room is free for you", Topic.TURNS, _compose(_offers)),
    Kind(GIVEN, "A place in a room that you waited for", Topic.TURNS, _compose(_seats)),
    Kind(
        LAPSED,
        "An offer of a place in a room not answered",
        Topic.TURNS,
        _compose(_missed),
        occasion="When a place in a room that was kept for somebody is not taken in time",
    ),
)
