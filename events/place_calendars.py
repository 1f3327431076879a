"""The calendar of one person: the day with the rooms they chose and their own parts in it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from common.words import listed
from events.calendar_entries import Entry, cancelled, day_entry, session_entry
from events.calendars import CONTENT_TYPE, write_calendar
from events.models import Assembly, Chair, Facilitator, Room, Session, Speaker

__all__ = ["CONTENT_TYPE", "Own", "own_entries", "place_calendar"]

LOST = "You do not have a place at this assembly any more."


@dataclass(frozen=True)
class Own:
    """What an assembly is to one person."""

    user_id: int
    takes_part: bool
    """Whether they have a place, or a part in the programme."""
    since: datetime | None = None
    """When they registered, if they did."""
    rooms: Mapping[int, Room] = field(default_factory=dict)
    """Where they go, by the key of the session."""


def place_calendar(assembly: Assembly, sessions: Iterable[Session], base_url: str, at: datetime) -> bytes:
    """Write the day as one calendar file for somebody who has chosen nothing yet.

    Until a programme is published the day itself is the entry, so that the date is kept free. Load the
    sessions with ``with_programme``.
    """
    public = [session for session in sessions if session.published_at and session.published_at <= at]
    entries = [session_entry(session) for session in public] or [day_entry(assembly)]
    return write_calendar(assembly, entries, base_url)


def own_entries(assembly: Assembly, sessions: Sequence[Session], own: Own) -> list[Entry]:
    """Tell the published programme as one person reads it, not yet numbered (``number_entries``).

    A calendar forgets nothing that it is not told: the day, in one from before there was a programme, is
    taken out by name, and so is everything for who has no place any more. Load ``with_programme``.
    """
    entries = [*_day(assembly, sessions, own), *(_own_entry(session, own) for session in sessions)]
    return entries if own.takes_part else [_lost(entry) for entry in entries]


def _day(assembly: Assembly, sessions: Sequence[Session], own: Own) -> list[Entry]:
    """Keep the date free until there is a programme, and from then on take out what kept it."""
    day = replace(day_entry(assembly), is_own=True)
    first = min((each.published_at for each in sessions if each.published_at), default=None)
    if first is None:
        return [day]
    # Who registered before that has it from the confirmation.
    has_it = own.since is not None and own.since < first
    title = f"{day.title}: see its sessions"
    return [replace(day, title=title, is_cancelled=True, is_free=True, is_farewell=not has_it)]


def _own_entry(session: Session, own: Own) -> Entry:
    """Put the own room and the own part first."""
    plain = session_entry(session)
    if session.is_cancelled:
        return plain
    room, part = own.rooms.get(session.pk), _part(session, own.user_id)
    entry = replace(
        plain,
        place=_where(room) if room else plain.place,
        about="\n\n".join(text for text in (part, plain.about) if text),
    )
    return replace(entry, is_own=entry.said != plain.said)


def _where(room: Room) -> str:
    place = room.place.name
    return place if room.name in (place, room.session.title) else f"{room.name} ({place})"


def _part(session: Session, user_id: int) -> str:
    """Say what the person does in the session: "Your part: chair and facilitator of Rotas."."""
    hosted = [room.name for room in session.rooms.all() if _is_among(user_id, room.facilitators.all())]
    parts = [
        "chair" if _is_among(user_id, session.chairs.all()) else "",
        "speaker" if _is_among(user_id, session.speakers.all()) else "",
        f"facilitator of {listed(hosted)}" if hosted else "",
    ]
    told = listed(part for part in parts if part)
    return f"Your part: {told}." if told else ""


def _is_among(user_id: int, parts: Iterable[Chair | Speaker | Facilitator]) -> bool:
    return any(part.contributor.user_id == user_id for part in parts)


def _lost(entry: Entry) -> Entry:
    if entry.is_cancelled:
        return entry
    return replace(
        entry, title=cancelled(entry.title), about=LOST, is_cancelled=True, is_free=True, is_own=True
    )
