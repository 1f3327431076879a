"""Sessions as calendar files (RFC 5545): what people put into the calendar of their phone or hospital."""

from collections.abc import Iterable
from datetime import UTC, datetime

from icalendar import Calendar, Event, vText

from common.words import listed
from events.calendar_zones import timezone_component
from events.models import Assembly, Session

PRODUCT = "-//Assembly Portal//Programme//EN"


def day_calendar(assembly: Assembly, sessions: Iterable[Session], base_url: str, at: datetime) -> bytes:
    """Write the sessions as one calendar file, each with a link to where it is.

    The same rows always give the same bytes, ``at`` only decides which drafts are left out: an entry's stamp
    is when its session last changed, so that a calendar that reads again updates exactly what moved. The
    UID is the session's code and never changes; SEQUENCE rises with every change. ``base_url`` is scheme and
    host. Load the sessions with ``with_programme``.
    """
    calendar = Calendar.new(prodid=PRODUCT, uid=f"assembly-{assembly.slug}@assembly-portal")
    for name in ("name", "x-wr-calname"):
        calendar.add(name, vText(assembly.name))  # the library leaves a plain name unescaped
    if assembly.zone.key != "UTC":
        years = assembly.opens_at.year, assembly.closes_at.year
        calendar.add_component(timezone_component(assembly.zone, *years))
    for session in sessions:
        if session.published_at is not None and session.published_at <= at:
            calendar.add_component(_entry(assembly, session, base_url.rstrip("/")))
    return bytes(calendar.to_ical())


def _entry(assembly: Assembly, session: Session, base_url: str) -> Event:
    link = f"{base_url}{session.address}"
    entry = Event.new(
        uid=f"session-{session.code}@assembly-portal",
        summary=session.title,
        description=_description(session, link),
        location=listed(room.place.name for room in session.rooms.all()) or None,
        stamp=session.changed_at.astimezone(UTC).replace(microsecond=0),
        last_modified=session.changed_at.astimezone(UTC).replace(microsecond=0),
        sequence=_sequence(assembly, session),
        url=link,
    )
    add_times(entry, session.starts_at, session.ends_at, assembly)
    entry.add("categories", [session.get_kind_display()])
    entry.add("transp", "TRANSPARENT" if session.kind == Session.Kind.BREAK else "OPAQUE")
    return entry


def add_times(entry: Event, starts_at: datetime, ends_at: datetime, assembly: Assembly) -> None:
    """Write from when to when, by the assembly's clocks; the library compares clocks and not instants.

    What ends in the hour that comes twice would otherwise be refused for ending before it begins.
    """
    entry.add("dtstart", starts_at.astimezone(assembly.zone))
    entry.add("dtend", ends_at.astimezone(assembly.zone))


def _sequence(assembly: Assembly, session: Session) -> int:
    """Count the seconds since the assembly was published: calendars only ask that the number rises."""
    published_at = assembly.published_at or session.changed_at
    return max(0, int((session.changed_at - published_at).total_seconds()))


def _description(session: Session, link: str) -> str:
    people = [*session.chairs.all(), *session.speakers.all()]
    themes = [room.name for room in session.rooms.all() if room.theme or room.title]
    parts = [
        session.summary,
        f"With {listed(dict.fromkeys(str(person) for person in people))}." if people else "",
        f"Rooms: {'; '.join(themes)}." if themes else "",
        f"Join: {link}",
    ]
    return "\n\n".join(part for part in parts if part)
