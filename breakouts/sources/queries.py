"""Reads about what a stage shows now, and what comes after it."""

from datetime import datetime

from breakouts.sources.presenters import Met, Next
from events.models import Room, Session
from events.programme import Person, TopicEntry

LOOKED_AT = 8


def met_in(room: Room, at: datetime) -> Met:
    """Read by what a room is met: in no query where there is no stage. Load ``source`` with it."""
    if not room.is_stage:
        return Met(room, at)
    session = room.session
    return Met(room, at, topics_of(session), [Next(each) for each in following(session, at)])


def topics_of(session: Session) -> list[TopicEntry]:
    """Return what is presented in the session, in order, in three queries; none where that is none."""
    if session.kind != Session.Kind.SHOWCASE:
        return []
    topics = session.topics.prefetch_related("speakers__contributor")
    return [TopicEntry(topic, [Person.of(part) for part in topic.speakers.all()]) for topic in topics]


def following(session: Session, at: datetime) -> list[Session]:
    """Return what comes after the session: up to the next that is no break, and all that begin with it."""
    ahead = session.assembly.sessions.public(at).standing().filter(starts_at__gte=session.ends_at)
    found = list(ahead.select_related("assembly").in_order()[:LOOKED_AT])
    target = next((each for each in found if each.kind != Session.Kind.BREAK), None)
    return [each for each in found if target is None or each.starts_at <= target.starts_at]
