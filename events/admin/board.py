"""The timetable of an assembly as a table: time down, places across, each session as tall as it is long."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.safestring import SafeString

from common.words import clock, day_and_clock, listed, time_range
from events.admin.clash_links import linked_sentence
from events.clashes import clashes_among
from events.models import Assembly, Place, Room, Session
from events.plans import bookings_of, plan_of

TALLEST_ROW_MINUTES = 120


@dataclass(frozen=True)
class Card:
    """A session in one place, or in none."""

    session: Session
    room: Room | None
    zone: ZoneInfo
    clashes: Sequence[SafeString] = ()
    warnings: Sequence[SafeString] = ()

    @property
    def key(self) -> str:
        """Names the card in the page; the first room of a session stands for the session."""
        return self.room.code if self.room else self.session.code

    @property
    def title(self) -> str:
        """The room's own name under the session's, where they differ."""
        return self.session.title

    @property
    def room_name(self) -> str:
        """What the room is called, if not like the session."""
        name = self.room.name if self.room else ""
        return "" if name == self.session.title else name

    @property
    def url(self) -> str:
        """The form."""
        return reverse("admin:events_session_change", args=[self.session.pk])

    @property
    def times(self) -> str:
        """From when to when."""
        return time_range(self.session.starts_at, self.session.ends_at, self.zone)

    @property
    def people(self) -> str:
        """Who hosts or speaks."""
        hosts = self.room.facilitators.all() if self.room else []
        return listed(str(row) for row in (hosts or self.session.speakers.all()))

    @property
    def wall_start(self) -> datetime:
        """The start as clocks show it, for the move form."""
        return self.session.starts_at.astimezone(self.zone)


@dataclass
class Cell:
    """One field of the table: cards, or room for one."""

    place: Place | None
    starts_at: datetime
    row_count: int
    cards: list[Card] = field(default_factory=list)
    add_url: str = ""
    add_label: str = ""


@dataclass(frozen=True)
class Row:
    """What starts at one time."""

    starts_at: datetime
    zone: ZoneInfo
    minutes: int
    cells: Sequence[Cell]

    first_at: datetime

    @property
    def label(self) -> str:
        """The time, and the day when it is another than the one the assembly starts on."""
        local = self.starts_at.astimezone(self.zone)
        is_same_day = local.date() == self.first_at.astimezone(self.zone).date()
        return (clock if is_same_day else day_and_clock)(self.starts_at, self.zone)

    @property
    def wall(self) -> str:
        """The time, for scripts."""
        return f"{self.starts_at.astimezone(self.zone):%Y-%m-%dT%H:%M}"

    @property
    def height(self) -> int:
        """A step of five minutes up to a tallest, for the style sheet."""
        return max(5, min(self.minutes, TALLEST_ROW_MINUTES) // 5 * 5)


@dataclass(frozen=True)
class Board:
    """The whole timetable."""

    columns: Sequence[Place | None]
    rows: Sequence[Row]
    draft_count: int
    session_count: int
    clash_count: int


def board_of(assembly: Assembly) -> Board:
    """Read the timetable, in eight queries however long it is."""
    sessions = list(assembly.sessions.with_plans().in_order())
    places = list(assembly.places.all())
    cards = _cards(assembly, sessions)
    columns: list[Place | None] = [*places]
    if any(card.room is None for card in cards):
        columns.append(None)
    instants = {assembly.starts_at, assembly.ends_at}
    instants |= {at for session in sessions for at in (session.starts_at, session.ends_at)}
    times = sorted(instants)
    cells = [_column(assembly, place, cards, times) for place in columns]
    rows = [
        Row(
            start,
            assembly.zone,
            int((end - start).total_seconds() // 60),
            [column[start] for column in cells if start in column],
            times[0],
        )
        for start, end in pairwise(times)
    ]
    return Board(
        columns,
        rows,
        draft_count=sum(session.is_draft for session in sessions),
        session_count=len(sessions),
        clash_count=len({card.session for card in cards if card.clashes}),
    )


def _cards(assembly: Assembly, sessions: Sequence[Session]) -> list[Card]:
    """A card for each room, and one for each session without any."""
    found = clashes_among(bookings_of(map(plan_of, sessions)), assembly.day)
    cards = []
    for session in sessions:
        told = [(clash, linked_sentence(clash, assembly.zone)) for clash in found.get(str(session.pk), ())]
        hard = [sentence for clash, sentence in told if clash.is_hard]
        soft = [sentence for clash, sentence in told if not clash.is_hard]
        cards += [Card(session, room, assembly.zone, hard, soft) for room in session.rooms.all() or [None]]
    return cards


def _column(
    assembly: Assembly, place: Place | None, cards: Sequence[Card], times: Sequence[datetime]
) -> dict[datetime, Cell]:
    """The cells of one place, by the time at which each begins; what overlaps shares a cell."""
    cells: dict[datetime, Cell] = {}
    ends_at = times[0]
    cell = None
    for card in cards:
        if (card.room.place if card.room else None) != place:
            continue
        session = card.session
        if cell is None or session.starts_at >= ends_at:
            cell = cells[session.starts_at] = Cell(place, session.starts_at, 0)
            ends_at = session.ends_at
        cell.cards.append(card)
        ends_at = max(ends_at, session.ends_at)
        cell.row_count = times.index(ends_at) - times.index(cell.starts_at)
    covered = {at for full in cells.values() for at in _rows_of(full, times)}
    for start in times[:-1]:
        if start not in covered:
            cells[start] = _empty(assembly, place, start)
    return cells


def _rows_of(cell: Cell, times: Sequence[datetime]) -> Sequence[datetime]:
    first = times.index(cell.starts_at)
    return times[first : first + cell.row_count]


def _empty(assembly: Assembly, place: Place | None, start: datetime) -> Cell:
    wall = start.astimezone(assembly.zone)
    query = {"assembly": assembly.pk, "starts": f"{wall:%Y-%m-%dT%H:%M}"}
    if place:
        query["place"] = place.pk
    url = f"{reverse('admin:events_session_add')}?{urlencode(query)}"
    label = f"Add a session at {clock(start, assembly.zone)}"
    return Cell(place, start, 1, add_url=url, add_label=f"{label} in {place}" if place else label)
