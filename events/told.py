"""What people are told when a session changes: what matters to them, in words. Pure but for loaded rows."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from common.words import day, time_range, zone_in_words
from events.models import Assembly, Session

Facts = Mapping[str, Any]


@dataclass(frozen=True)
class Change:
    """How a session differs from what was told: for everybody in it, and for those of each room."""

    title: str
    path: str
    lines: tuple[str, ...]
    by_room: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    until: str = ""
    is_new: bool = False
    """Whether nobody knew of the session, so that it concerns everybody and not only who chose it."""

    @property
    def is_empty(self) -> bool:
        """Whether nothing of it is news to anybody."""
        return not (self.lines or self.by_room)

    def lines_for(self, rooms: Iterable[str]) -> tuple[str, ...]:
        """Return what somebody is told who chose these rooms, or waits for them, or none."""
        return (*self.lines, *(line for room in sorted(rooms) for line in self.by_room.get(room, ())))


def facts_of(session: Session) -> dict[str, Any]:
    """Put what people must know of a session into plain values. Load ``with_programme``."""
    return {
        "title": session.title,
        "starts_at": session.starts_at.isoformat(),
        "ends_at": session.ends_at.isoformat(),
        "is_cancelled": session.is_cancelled,
        "rooms": {room.code: {"name": room.name, "place": room.place.name} for room in session.rooms.all()},
    }


def are_additions_told(assembly: Assembly, at: datetime) -> bool:
    """Whether people are told of sessions that are published now: while the doors are open.

    Earlier they meet them when they come to choose, later there is nothing to come to.
    """
    is_public = assembly.published_at is not None and assembly.published_at <= at
    return is_public and assembly.opens_at <= at < assembly.ends_at


def as_unknown(facts: Facts) -> dict[str, Any]:
    """Put down that nobody knows of a session yet: as it then stands it is news."""
    return {**facts, "is_unknown": True}


def change_between(before: Facts, after: Facts, *, path: str, zone: ZoneInfo) -> Change:
    """Tell what is new: added, called off or on again, another time or room. A new title alone is no news.

    A room in which somebody has a seat is not taken out of a session (``room_in_use``).
    """
    if before.get("is_unknown"):
        added = () if after["is_cancelled"] else (f"New in the programme: {_when(after, zone)}.",)
        return Change(after["title"], path, added, until=str(after["ends_at"]), is_new=True)
    until = max(str(before["ends_at"]), str(after["ends_at"]))
    if before["is_cancelled"] and after["is_cancelled"]:
        return Change(after["title"], path, (), until=until)
    if after["is_cancelled"]:
        called_off = f"Cancelled. It was to be {_when(before, zone)}."
        return Change(after["title"], path, (called_off,), until=until)
    lines = tuple(_times(before, after, zone))
    if before["title"] != after["title"] and lines:
        lines = (*lines, f"It is now called “{after['title']}” (was “{before['title']}”).")
    by_room = {
        code: told
        for code, room in after["rooms"].items()
        if code in before["rooms"] and (told := tuple(_room(before["rooms"][code], room)))
    }
    return Change(after["title"], path, lines, by_room, until)


def _times(before: Facts, after: Facts, zone: ZoneInfo) -> list[str]:
    if before["is_cancelled"]:
        return [f"It takes place after all: {_when(after, zone)}."]
    if (before["starts_at"], before["ends_at"]) == (after["starts_at"], after["ends_at"]):
        return []
    return [f"Now {_when(after, zone)} (was {_when(before, zone)})."]


def _room(before: Mapping[str, str], after: Mapping[str, str]) -> list[str]:
    if before == after:
        return []
    return [f"The room is now {_named(after)} (was {_named(before)})."]


def _named(room: Mapping[str, str]) -> str:
    if room["name"] == room["place"]:
        return room["place"]
    return f"“{room['name']}” in {room['place']}"


def _when(facts: Facts, zone: ZoneInfo) -> str:
    start, end = (datetime.fromisoformat(facts[name]) for name in ("starts_at", "ends_at"))
    return f"{time_range(start, end, zone)} ({zone_in_words(zone)}) on {day(start, zone)}"
