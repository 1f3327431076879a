"""How many of those who follow a stream still may, as statements: what the engine asks every second.

Each says in SQL, by the database's clock, what ``followers`` says in full; a test holds both together.
"""

from collections.abc import Collection, Mapping
from typing import TypeVar

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, TextField, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Concat, Now

from accounts.models import User
from breakouts.models import Restriction, Seat
from breakouts.queries import rooms_by
from breakouts.rules import DOOR_OPENS_BEFORE
from events.models import Chair, Delegate, Deputy, Facilitator, Room, Session, Speaker
from realtime.registry import Pair

Counted = TypeVar("Counted", Delegate, User)


def inside_count(pairs: Collection[Pair]) -> QuerySet[User, int]:
    """Count who may be in their rooms: ``queries.allowed_inside``."""
    asked = _by_code(pairs)
    counts = [_in_room(room, asked[room.code]) for room in rooms_by(asked)]
    return counts[0].union(*counts[1:], all=True) if counts else _counted(User.objects.filter(pk=0))


def owners_count(pairs: Collection[Pair]) -> QuerySet[Delegate, int]:
    """Count whose own the streams are."""
    owned = Concat(Cast("user_id", TextField()), Value(" "), "reference", output_field=TextField())
    asked = [f"{user_id} {name.partition(':')[2]}" for user_id, name in pairs]
    references = [name.partition(":")[2] for _, name in pairs]
    rows = Delegate.objects.filter(reference__any_of=references).alias(owned=owned)
    return _counted(rows.filter(owned__any_of=asked))


def choosers_count(pairs: Collection[Pair]) -> QuerySet[Delegate, int]:
    """Count who may choose rooms: ``lobby.may_choose``."""
    counts = [_at_session(code, user_ids) for code, user_ids in _by_code(pairs).items()]
    return counts[0].union(*counts[1:], all=True)


def _by_code(pairs: Collection[Pair]) -> Mapping[str, list[int]]:
    asked: dict[str, list[int]] = {}
    for user_id, name in pairs:
        asked.setdefault(name.partition(":")[2], []).append(user_id)
    return asked


def _in_room(room: Room, user_ids: list[int]) -> QuerySet[User, int]:
    removals = Restriction.objects.in_force(Now()).filter(kind=Restriction.Kind.REMOVED, room=room)
    users = User.objects.filter(Exists(_as_written(room)), pk__any_of=user_ids)
    may_stay = Exists(_placed(room)) | _hosts(room)
    return _counted(users.filter(may_stay, ~Exists(removals.filter(user=OuterRef("pk")))))


def _as_written(room: Room) -> QuerySet[Room]:
    """Find the room only while its doors are open, and it is what the statement was written for.

    So that the statement can name the session and the assembly: to plan it costs more than to run it.
    """
    return Room.objects.filter(
        pk=room.pk,
        code=room.code,
        capacity__isnull=not room.needs_seat,
        session=room.session_id,
        session__assembly=room.session.assembly_id,
        session__assembly__opens_at__lte=Now(),
        session__assembly__published_at__lte=Now(),
        session__published_at__lte=Now(),
        session__cancelled_at=None,
        session__starts_at__lte=Now() + DOOR_OPENS_BEFORE,
        session__ends_at__gt=Now(),
    )


def _placed(room: Room) -> QuerySet[Delegate]:
    placed = Delegate.objects.with_place().filter(user=OuterRef("pk"), assembly=room.session.assembly_id)
    seats = Seat.objects.standing(Now()).filter(delegate=OuterRef("pk"))
    is_here = Exists(seats.filter(room=room))
    if room.needs_seat:
        return placed.filter(is_here)
    return placed.filter(is_here | ~Exists(seats.filter(session=room.session_id)))


def _hosts(room: Room) -> Combinable | Q:
    own = {"contributor__user": OuterRef("pk")}
    return (
        Exists(Facilitator.objects.filter(room=room, **own))
        | Exists(Chair.objects.filter(session=room.session_id, **own))
        | Exists(Speaker.objects.filter(session=room.session_id, **own))
        | Exists(Speaker.objects.filter(topic__question_room=room, **own))
        | Exists(Deputy.objects.filter(room=room, **own))
        | Exists(User.objects.organisers().filter(pk=OuterRef("pk")))
    )


def _at_session(code: str, user_ids: list[int]) -> QuerySet[Delegate, int]:
    sessions = (
        Session.objects.public(Now()).standing().filter(ends_at__gt=Now(), assembly=OuterRef("assembly"))
    )
    placed = Delegate.objects.with_place().filter(user__any_of=user_ids)
    return _counted(placed.filter(Exists(sessions.filter(code=code))))


def _counted(rows: QuerySet[Counted]) -> QuerySet[Counted, int]:
    # The constant makes one group of all rows.
    return rows.order_by().values(all=Value(1)).annotate(count=Count("pk")).values_list("count", flat=True)
