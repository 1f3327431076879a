"""What happens in rooms, as people are told of it: changes, whose turn it is, and that it is time."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from breakouts import letters
from breakouts.audiences import HOLDERS
from breakouts.models import Seat, Wait
from common.words import clock, day_and_clock, zone_in_words
from events import audiences
from events.models import Assembly, Delegate, Room, Session
from notices.actions.telling import tell
from notices.kinds import Kind, Topic, declare
from notices.letters import Button, Fact, Letter, Section
from notices.models import Notice

CHANGED, SOON = "programme.changed", "room.soon"
OFFERED, GIVEN = "room.offered", "room.given"

Pair = tuple[int, str]
"""A person and the code of a room."""
Find = Callable[[Sequence[str], Sequence[int]], Mapping[Pair, Letter]]


def tell_offered(delegate: Delegate, room: Room, *, until: datetime, at: datetime) -> None:
    """Have the person told that a place is kept for them; not after its time, when nobody can take it."""
    _tell(OFFERED, delegate, room, stale_at=until, at=at)


def tell_given(delegate: Delegate, room: Room, *, at: datetime) -> None:
    """Have the person told that they have the place that they waited for."""
    _tell(GIVEN, delegate, room, stale_at=room.session.ends_at, at=at)


def _tell(kind: str, delegate: Delegate, room: Room, *, stale_at: datetime, at: datetime) -> None:
    tell(
        kind=kind,
        people=[delegate.user_id],
        # Whoever waits again for the same room is told anew.
        about=f"{room.code}@{at.timestamp():.0f}",
        scope=room.session.assembly.slug,
        at=at,
        stale_at=stale_at,
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


def _seats(rooms: Sequence[str], people: Sequence[int]) -> Mapping[Pair, Letter]:
    seats = Seat.objects.standing(timezone.now()).filter(room__code__in=rooms, delegate__user__in=people)
    loaded = seats.select_related("delegate", "room__theme", "room__session__assembly")
    return {
        (each.delegate.user_id, each.room.code): letters.given(each.delegate, each.room) for each in loaded
    }


def about_start(session: Session) -> str:
    """Name the beginning of a session: one that moved begins again."""
    return f"{session.code}@{session.starts_at.timestamp():.0f}"


def compose_changes(notices: Sequence[Notice]) -> Mapping[UUID, Letter]:
    """Write what changed for each person, from what was found then."""
    slugs = {notice.scope for notice in notices}
    assemblies = {each.slug: each for each in Assembly.objects.filter(slug__in=slugs)}
    return {
        notice.code: _change_letter(notice, assemblies[notice.scope])
        for notice in notices
        if notice.scope in assemblies
    }


def _change_letter(notice: Notice, assembly: Assembly) -> Letter:
    changes = notice.facts["changes"]
    titles = [change["title"] for change in changes]
    what = f"“{titles[0]}” has changed" if len(titles) == 1 else f"{len(titles)} sessions have changed"
    return Letter(
        headline=f"{assembly.name}: {what}"[:200],
        introduction=(f"The organisers of {assembly.name} changed what you chose or take part in.",),
        name=notice.recipient.name,
        sections=[
            Section(change["title"], change["lines"], link=Button("See the session", change["path"]))
            for change in changes
        ],
        button=Button("Open My day", assembly.my_day_address),
        closing=("Your calendar follows by itself if you subscribed to it.",),
        sender=assembly.name,
        organisation=assembly.organisation_name,
    )


def compose_reminders(notices: Sequence[Notice]) -> Mapping[UUID, Letter]:
    """Write to those who still have a seat in a session that still begins then."""
    people = {notice.recipient_id for notice in notices}
    codes = {notice.about.partition("@")[0] for notice in notices}
    seats = Seat.objects.filter(delegate__user__in=people, session__code__in=codes).of_registered()
    rows = seats.select_related(
        "delegate", "session__assembly", "room__theme", "room__place", "room__session"
    )
    found = {
        (seat.delegate.user_id, about_start(seat.session)): seat
        for seat in rows
        if not seat.session.is_cancelled
    }
    keys = {notice.code: (notice.recipient_id, notice.about) for notice in notices}
    return {code: _reminder(found[key]) for code, key in keys.items() if key in found}


def _reminder(seat: Seat) -> Letter:
    session, room = seat.session, seat.room
    assembly = session.assembly
    begins = clock(session.starts_at, assembly.zone)
    return Letter(
        headline=f"“{room.name}” begins at {begins}",
        introduction=(
            f"The room that you chose begins at {begins}. Your place is kept for the first five minutes.",
        ),
        name=seat.delegate.name,
        facts=(Fact("Session", session.title), Fact("Where", room.place.name)),
        button=Button("Join the room", session.address),
        sender=assembly.name,
        organisation=assembly.organisation_name,
    )


declare(
    Kind(CHANGED, "A session or room changed", Topic.CHANGES, compose_changes),
    Kind(SOON, "A chosen room begins in 10 minutes", Topic.ROOMS, compose_reminders),
    Kind(OFFERED, "A place in a room is free for you", Topic.ROOMS, _compose(_offers)),
    Kind(GIVEN, "A place in a room that you waited for", Topic.ROOMS, _compose(_seats)),
)
audiences.declare(HOLDERS)
