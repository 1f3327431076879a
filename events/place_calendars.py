"""The calendar file of one delegate: the day with the rooms they chose."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from icalendar import Calendar, Event

from events.calendars import add_times, day_calendar
from events.models import Assembly, Room, Session

CONTENT_TYPE = "text/calendar; charset=utf-8"


@dataclass(frozen=True)
class Choice:
    """The room that a delegate goes to, and since when."""

    room: Room
    chosen_at: datetime


def place_calendar(
    assembly: Assembly,
    sessions: Iterable[Session],
    base_url: str,
    at: datetime,
    *,
    choices: Mapping[int, Choice] | None = None,
) -> bytes:
    """Write the day as one calendar file; ``choices`` name the own room of a session, by its key.

    Until a programme is published the day itself is the entry, so that the date is kept free. Load the
    sessions with ``with_programme``.
    """
    public = [session for session in sessions if session.published_at and session.published_at <= at]
    calendar = Calendar.from_ical(day_calendar(assembly, public, base_url, at))
    own = {f"session-{session.code}@assembly-portal": (choices or {}).get(session.pk) for session in public}
    for entry in calendar.events:
        if choice := own.get(str(entry.get("uid"))):
            _go_there(entry, choice)
    if not public:
        calendar.add_component(_the_day(assembly, base_url.rstrip("/")))
    return bytes(calendar.to_ical())


def _go_there(entry: Event, choice: Choice) -> None:
    """Put the own room first; a newer choice is a newer version of the entry."""
    place = choice.room.place.name
    entry["location"] = place if choice.room.name == place else f"{choice.room.name} ({place})"
    chosen_at = choice.chosen_at.astimezone(UTC).replace(microsecond=0)
    for name in ("dtstamp", "last-modified"):
        if name in entry and entry.decoded(name) < chosen_at:
            del entry[name]
            entry.add(name, chosen_at)


def _the_day(assembly: Assembly, base_url: str) -> Event:
    link = f"{base_url}{assembly.my_day_address}"
    entry = Event.new(
        uid=f"day-{assembly.slug}@assembly-portal",
        summary=assembly.name,
        description=f"Join: {link}",
        stamp=(assembly.published_at or assembly.starts_at).astimezone(UTC).replace(microsecond=0),
        url=link,
    )
    add_times(entry, assembly.starts_at, assembly.ends_at, assembly)
    return entry
