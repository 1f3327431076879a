"""The day on which the tests of rooms play: one assembly, one set of rooms, far from any clock change."""

from datetime import UTC, datetime, timedelta

from events.models import Assembly, Delegate, Room, Session
from tests.factories import make_assembly, make_delegate, make_room, make_session

TICK = timedelta(microseconds=1)
MINUTE = timedelta(minutes=1)

PUBLISHED = datetime(2022, 4, 4, 8, tzinfo=UTC)
OPENS = datetime(2022, 5, 22, 8, tzinfo=UTC)
STARTS = datetime(2022, 5, 27, 10, 40, tzinfo=UTC)
ENDS = datetime(2022, 5, 27, 11, 25, tzinfo=UTC)
DOOR = STARTS - 5 * MINUTE
LAPSE = STARTS + 5 * MINUTE


def make_day(**fields) -> Assembly:
    """The second assembly's dates."""
    starts_at = datetime(2022, 5, 27, 7, 45, tzinfo=UTC)
    return make_assembly(published_at=PUBLISHED, opens_at=OPENS, starts_at=starts_at, **fields)


def make_set(day: Assembly | None = None, **fields) -> Session:
    """A set of breakout rooms, 11:40am to 12:25pm by the clocks of London."""
    fields.setdefault("kind", Session.Kind.BREAKOUTS)
    fields.setdefault("starts_at", STARTS)
    fields.setdefault("ends_at", ENDS)
    return make_session(day or make_day(), **fields)


def make_day_room(title: str = "Raising concerns", session: Session | None = None, **fields) -> Room:
    """A room of the set with two places."""
    fields.setdefault("capacity", 2)
    return make_room(session or make_set(), title=title, **fields)


def make_guest(room: Room, **fields) -> Delegate:
    """A delegate of the room's assembly, registered on the day it was published."""
    fields.setdefault("registered_at", PUBLISHED)
    return make_delegate(room.session.assembly, **fields)
