"""An iCalendar reader of the tests' own, strict, written from RFC 5545, and a calendar that follows a feed.

It shares no line with the library that the portal writes with, nor with the zones of the machine: what a file
says of the clocks is worked out from the file alone.
"""

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import pairwise

LONGEST_LINE = 75
LAST = datetime.max.replace(tzinfo=UTC)
NAME = re.compile(r"[A-Za-z0-9-]+")
PARAMETER = re.compile(r';([A-Za-z0-9-]+)=("[^"\x00-\x1f]*"|[^";:,\x00-\x1f]*)')
ESCAPED = re.compile(r"\\(.)")
ESCAPES = {"\\": "\\", ";": ";", ",": ",", "n": "\n", "N": "\n"}
OFFSET = re.compile(r"([+-])(\d\d)(\d\d)(\d\d)?")


class NotACalendar(Exception):
    """The file breaks the standard."""


def demand(holds: object, what: str) -> None:
    if not holds:
        raise NotACalendar(what)


@dataclass
class Component:
    """What stands between BEGIN and END."""

    name: str
    lines: list[tuple[str, dict[str, str], str]] = field(default_factory=list)
    parts: list["Component"] = field(default_factory=list)

    def all(self, name: str) -> list[tuple[dict[str, str], str]]:
        return [(params, value) for found, params, value in self.lines if found == name]

    def one(self, name: str) -> tuple[dict[str, str], str]:
        found = self.all(name)
        demand(len(found) == 1, f"{self.name} has {len(found)} of {name}")
        return found[0]

    def text(self, name: str) -> str:
        return text_of(self.one(name)[1]) if self.all(name) else ""


def unfold(content: bytes) -> list[str]:
    """Put folded lines together again, by octets: a fold may stand within a letter (section 3.1)."""
    demand(content.endswith(b"\r\n"), "the last line does not end")
    demand(not re.search(rb"(?<!\r)\n|\r(?!\n)", content), "a bare line break")
    lines = content[:-2].split(b"\r\n")
    demand(all(len(line) <= LONGEST_LINE for line in lines), "a line of more than 75 octets")
    demand(all(lines), "an empty line")
    whole: list[bytes] = []
    for line in lines:
        if line[:1] in b" \t":
            whole[-1] += line[1:]
        else:
            whole.append(line)
    return [line.decode("utf-8") for line in whole]


def line_of(text: str) -> tuple[str, dict[str, str], str]:
    """Take a content line apart."""
    name = NAME.match(text)
    demand(name, f"no name: {text}")
    at, params = name.end(), {}
    while (found := PARAMETER.match(text, at)) is not None:
        params[found[1].upper()] = found[2].strip('"')
        at = found.end()
    demand(text[at : at + 1] == ":", f"no value: {text}")
    value = text[at + 1 :]
    demand(not re.search(r"[\x00-\x08\x0b-\x1f\x7f]", value), "a control character")
    return name[0].upper(), params, value


def text_of(value: str) -> str:
    """Read a TEXT value (section 3.3.11)."""
    demand(not re.search(r"(?<!\\)(?:\\\\)*[;,]", value), f"an unescaped separator: {value}")
    demand(not re.search(r"(?<!\\)(?:\\\\)*\\(?![\\;,nN])", value), f"an unknown escape: {value}")
    return ESCAPED.sub(lambda found: ESCAPES[found[1]], value)


def parse(content: bytes) -> Component:
    """Read a file with one calendar."""
    top, open_parts = Component("TOP"), []
    open_parts.append(top)
    for line in unfold(content):
        name, params, value = line_of(line)
        if name == "BEGIN":
            part = Component(value)
            open_parts[-1].parts.append(part)
            open_parts.append(part)
        elif name == "END":
            demand(open_parts.pop().name == value, f"END:{value} closes nothing")
        else:
            open_parts[-1].lines.append((name, params, value))
    demand(len(open_parts) == 1 and len(top.parts) == 1 and not top.lines, "not one calendar")
    calendar = top.parts[0]
    demand(calendar.name == "VCALENDAR", "no VCALENDAR")
    demand(calendar.one("VERSION")[1] == "2.0", "no version 2.0")
    calendar.one("PRODID")
    return calendar


@dataclass(frozen=True)
class Clocks:
    """A VTIMEZONE: from which wall time on which distance from UTC holds (section 3.6.5)."""

    changes: tuple[tuple[datetime, timedelta, timedelta], ...]

    @classmethod
    def of(cls, zone: Component) -> "Clocks":
        rules = []
        for part in zone.parts:
            demand(part.name in ("STANDARD", "DAYLIGHT"), f"{part.name} in a VTIMEZONE")
            demand(not part.all("RRULE"), "a rule that this reader does not follow")
            onset = wall_time(part.one("DTSTART")[1])
            rules.append((onset, offset_of(part, "TZOFFSETFROM"), offset_of(part, "TZOFFSETTO")))
        demand(rules, "a VTIMEZONE without rules")
        rules.sort()
        for (_, _, stood), (onset, before, _) in pairwise(rules):
            demand(stood == before, f"the clocks of {onset} do not follow on")
        return cls(tuple(rules))

    def instant(self, wall: datetime) -> datetime:
        """Return when the clocks show this; of an hour that they show twice the first (section 3.3.5)."""
        instants = []
        for number, (onset, before, after) in enumerate(self.changes):
            begins = onset - before
            following = self.changes[number + 1] if number + 1 < len(self.changes) else None
            ends = following[0] - following[1] if following else LAST
            if begins <= wall - after < ends:
                instants.append(wall - after)
        demand(instants, f"the clocks never show {wall}")
        return min(instants)


def offset_of(part: Component, name: str) -> timedelta:
    found = OFFSET.fullmatch(part.one(name)[1])
    demand(found, f"no offset: {name}")
    sign, hours, minutes, seconds = found.groups()
    size = timedelta(hours=int(hours), minutes=int(minutes), seconds=int(seconds or 0))
    return -size if sign == "-" else size


@dataclass(frozen=True)
class Event:
    """A VEVENT as a calendar program takes it."""

    uid: str
    sequence: int
    last_modified: datetime
    status: str
    summary: str
    description: str
    location: str
    url: str
    start: datetime
    end: datetime
    is_free: bool

    @property
    def version(self) -> tuple[int, datetime]:
        return self.sequence, self.last_modified


@dataclass(frozen=True)
class Feed:
    """A whole file, read."""

    name: str
    events: dict[str, Event]
    raw: Component

    @classmethod
    def of(cls, content: bytes) -> "Feed":
        calendar = parse(content)
        zones = {part.one("TZID")[1]: Clocks.of(part) for part in calendar.parts if part.name == "VTIMEZONE"}
        events = [event_of(part, zones) for part in calendar.parts if part.name == "VEVENT"]
        demand(len({event.uid for event in events}) == len(events), "a UID that stands there twice")
        return cls(calendar.text("X-WR-CALNAME"), {event.uid: event for event in events}, calendar)


def event_of(part: Component, zones: dict[str, Clocks]) -> Event:
    def instant(name: str) -> datetime:
        params, value = part.one(name)
        if value.endswith("Z"):
            demand("TZID" not in params, f"{name} in two zones")
            return utc(value)
        demand(params.get("TZID") in zones, f"{name} in a zone that the file does not tell")
        return zones[params["TZID"]].instant(wall_time(value))

    utc(part.one("DTSTAMP")[1])
    start, end = instant("DTSTART"), instant("DTEND")
    demand(start < end, "an end before its start")
    return Event(
        uid=text_of(part.one("UID")[1]),
        sequence=int(part.one("SEQUENCE")[1]),
        last_modified=utc(part.one("LAST-MODIFIED")[1]),
        status=part.one("STATUS")[1],
        summary=part.text("SUMMARY"),
        description=part.text("DESCRIPTION"),
        location=part.text("LOCATION"),
        url=part.one("URL")[1],
        start=start,
        end=end,
        is_free=part.one("TRANSP")[1] == "TRANSPARENT",
    )


def wall_time(value: str) -> datetime:
    """Read what clocks show, written down as if they stood at UTC."""
    return utc(f"{value}Z")


def utc(value: str) -> datetime:
    return datetime.strptime(value, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)


class Follower:
    """A calendar program: takes an entry only if it is newer than what it holds, and drops the cancelled.

    ``forgets`` is a program that also drops what a feed does not name any more, as most do.
    """

    def __init__(self, *, forgets: bool) -> None:
        self.forgets = forgets
        self.held: dict[str, Event] = {}

    def take(self, feed: Feed) -> None:
        for event in feed.events.values():
            before = self.held.get(event.uid)
            if before and event.version == before.version and event != before:
                raise AssertionError(f"changed without a new number:\n{before}\n{event}")
            if before is None or event.version > before.version:
                self.held[event.uid] = event
        if self.forgets:
            self.held = {uid: event for uid, event in self.held.items() if uid in feed.events}

    @property
    def shown(self) -> dict[str, Event]:
        return {uid: event for uid, event in self.held.items() if event.status != "CANCELLED"}
