"""Entries as calendar files (RFC 5545): what people put into the calendar of their phone or hospital."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, vDuration, vText

from events.calendar_entries import Entry, session_entry
from events.calendar_zones import timezone_component
from events.models import Assembly, Session

CONTENT_TYPE = "text/calendar; charset=utf-8"
PRODUCT = "-//Assembly Portal//Programme//EN"
READ_AGAIN_AFTER = timedelta(hours=1)


def day_calendar(assembly: Assembly, sessions: Iterable[Session], base_url: str, at: datetime) -> bytes:
    """Write the published sessions as one calendar file, the cancelled ones as such.

    The same rows always give the same bytes, ``at`` only decides which drafts are left out. ``base_url`` is
    scheme and host. Load the sessions with ``with_programme``.
    """
    public = [session for session in sessions if session.published_at and session.published_at <= at]
    return write_calendar(assembly, [session_entry(session) for session in public], base_url)


def write_calendar(assembly: Assembly, entries: Sequence[Entry], base_url: str) -> bytes:
    """Write the entries as one calendar file, each with a link to where it is.

    An entry's stamp is when it last changed, so that a calendar that reads again updates exactly what moved.
    """
    calendar = Calendar.new(prodid=PRODUCT, uid=f"assembly-{assembly.slug}@assembly-portal")
    for name in ("name", "x-wr-calname"):
        calendar.add(name, vText(assembly.name))  # the library leaves a plain name unescaped
    calendar.add("refresh-interval", vDuration(READ_AGAIN_AFTER), parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", vDuration(READ_AGAIN_AFTER))  # the same for older Outlooks
    if assembly.zone.key != "UTC":
        calendar.add_component(timezone_component(assembly.zone, *_years(assembly, entries)))
    for entry in entries:
        calendar.add_component(_event(entry, assembly.zone, base_url.rstrip("/")))
    return bytes(calendar.to_ical())


def _years(assembly: Assembly, entries: Sequence[Entry]) -> tuple[int, int]:
    """From which year to which the clock changes are told; a session may lie outside the assembly's dates."""
    instants = [assembly.opens_at, assembly.closes_at]
    instants += [at for entry in entries for at in (entry.starts_at, entry.ends_at)]
    years = [at.astimezone(assembly.zone).year for at in instants]
    return min(years), max(years)


def _event(entry: Entry, zone: ZoneInfo, base_url: str) -> Event:
    link = f"{base_url}{entry.address}"
    starts_at, ends_at = _wall_times(entry, zone)
    event = Event.new(
        uid=entry.uid,
        summary=entry.title,
        description=_description(entry, link),
        location=entry.place or None,
        start=starts_at,
        end=ends_at,
        stamp=entry.revised_at.astimezone(UTC).replace(microsecond=0),
        last_modified=entry.revised_at.astimezone(UTC).replace(microsecond=0),
        sequence=entry.revision,
        url=link,
    )
    event.add("categories", [entry.category])
    event.add("status", "CANCELLED" if entry.is_cancelled else "CONFIRMED")
    event.add("transp", "TRANSPARENT" if entry.is_free else "OPAQUE")
    return event


def _wall_times(entry: Entry, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Put start and end as the zone's clocks show them, or as UTC in an hour that these show twice.

    There a wall time means the first of the two (RFC 5545, section 3.3.5), and the second cannot be written.
    """
    local = entry.starts_at.astimezone(zone), entry.ends_at.astimezone(zone)
    if any(at.fold for at in local):
        return entry.starts_at.astimezone(UTC), entry.ends_at.astimezone(UTC)
    return local


def _description(entry: Entry, link: str) -> str:
    if entry.is_cancelled:
        return "\n\n".join(part for part in (entry.about, link) if part)
    return "\n\n".join(part for part in (entry.about, f"Join: {link}") if part)
