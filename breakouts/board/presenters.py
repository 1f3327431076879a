"""The day board in words; no queries."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from breakouts.board.queries import Reading, Runner
from breakouts.board.rules import Facts, Group, Problem, group_of, problems_of
from breakouts.models import HelpCall
from breakouts.queries import Used
from breakouts.rules import is_locked
from common.words import clock, minutes_in_words
from events.models import Room, Session
from realtime.presence import Glance

UNHOSTED = (Session.Kind.BREAK, Session.Kind.NETWORKING)


@dataclass(frozen=True)
class Person:
    """Somebody who runs a room, and whether they are there: in words."""

    name: str
    role: str
    where: str


@dataclass(frozen=True)
class Tag:
    """What is wrong, in words; the colour only helps."""

    words: str
    colour: str = "red"


@dataclass(frozen=True)
class Row:
    """One room. Load its place, theme, session and assembly with it."""

    room: Room
    at: datetime
    facts: Facts
    runners: Sequence[Person]
    problems: Sequence[Problem]
    glance: Glance | None
    used: Used
    question_count: int
    hand_count: int
    calls: Counter[str] = field(default_factory=Counter)

    @property
    def group(self) -> Group:
        """In which part of the board it stands."""
        return group_of(self.facts.period, self.at)

    @property
    def is_over(self) -> bool:
        """Whether its session has ended."""
        return self.at >= self.facts.period.end

    @property
    def is_locked(self) -> bool:
        """Whether nobody else may take a place."""
        return is_locked(self.room.locked_at, self.at)

    @property
    def state(self) -> str:
        """How it stands: "Live since 11:40am", "Should have begun ...", "Starts in 6 minutes", "Over"."""
        session, zone = self.room.session, self.room.session.assembly.zone
        if self.is_over:
            return f"Over since {clock(session.ends_at, zone)}"
        if Problem.LATE in self.problems:
            late = minutes_in_words(_minutes(self.at - session.starts_at))
            return f"Should have begun {late} ago, and nobody who runs it is there"
        if self.group is Group.RUNNING:
            return f"Live since {clock(session.starts_at, zone)}, ends {clock(session.ends_at, zone)}"
        if self.group is Group.SOON:
            # Rounded up: in the last minute nobody reads that it starts in none.
            return f"Starts in {minutes_in_words(_minutes(session.starts_at - self.at, up=True))}"
        return f"Starts at {clock(session.starts_at, zone)}"

    @property
    def tags(self) -> Sequence[Tag]:
        """What is wrong, the worst first."""
        return [_tag(problem, self) for problem in self.problems]

    @property
    def people(self) -> str:
        """How many are inside."""
        if self.glance is None:
            return "Not known now" if self.group is not Group.REST else "Nobody"
        return f"{self.glance.people:,}"

    @property
    def lines(self) -> str:
        """How many of them have a weak line; empty where nobody has."""
        if self.glance is None:
            return ""
        parts = []
        if self.glance.basic:
            parts.append(f"{self.glance.basic} on the basic connection")
        if self.glance.faint:
            parts.append(f"{self.glance.faint} reconnecting")
        return ", ".join(parts)

    @property
    def seats(self) -> str:
        """How many have chosen it, of how many places."""
        if self.room.capacity is None:
            return "No seats needed"
        line = f", {self.used.in_line} waiting" if self.used.in_line else ""
        return f"{self.used.seats} of {self.room.capacity} seats chosen{line}"

    @property
    def questions(self) -> str:
        """How many wait for an answer, and how many for a look."""
        held = f", {self.facts.held_count} to be looked at" if self.facts.held_count else ""
        return f"{self.question_count}{held}"

    @property
    def hands(self) -> str:
        """How many are up, and how long the first has waited."""
        if not self.facts.first_hand_at:
            return "None"
        return f"{self.hand_count}, the first for {_waited(self.facts.first_hand_at, self.at)}"

    @property
    def help(self) -> Sequence[str]:
        """The calls that are open, by what is asked for."""
        return [f"{HelpCall.Kind(kind).label}: {count}" for kind, count in sorted(self.calls.items())]


@dataclass(frozen=True)
class Totals:
    """What stands on top of the board."""

    live_rooms: int
    rooms: int
    came: int
    in_a_room: int
    weak: int | None
    open_help: int
    questions: int
    access: int

    @property
    def not_in_a_room(self) -> int:
        """Those who came and are in no room now, whether they look at another page or have gone."""
        return self.came - self.in_a_room


@dataclass(frozen=True)
class Board:
    """The rooms in their three parts, and what they come to."""

    running: Sequence[Row]
    soon: Sequence[Row]
    rest: Sequence[Row]

    @property
    def rows(self) -> Sequence[Row]:
        """All of them."""
        return [*self.running, *self.soon, *self.rest]


def board_of(reading: Reading, calls: Collection[HelpCall], at: datetime) -> Board:
    """Put what was read into rows; of the calls only those that the board may show."""
    by_room: dict[int, list[HelpCall]] = {}
    for call in calls:
        by_room.setdefault(call.room_id, []).append(call)
    rows = sorted((_row(room, reading, by_room.get(room.pk, ()), at) for room in reading.rooms), key=_order)
    parts: dict[Group, list[Row]] = {group: [] for group in Group}
    for row in rows:
        parts[row.group].append(row)
    return Board(parts[Group.RUNNING], parts[Group.SOON], parts[Group.REST])


def totals_of(
    board: Board, reading: Reading, today: tuple[int, int], *, open_help: int, access: int
) -> Totals:
    """Sum up; who is in two rooms with two devices counts once, as a person."""
    came, in_a_room = today
    return Totals(
        live_rooms=len(board.running),
        rooms=len(board.rows),
        came=came,
        in_a_room=in_a_room,
        weak=sum(row.facts.weak_count for row in board.rows) if reading.are_people_known else None,
        open_help=open_help,
        questions=sum(row.question_count for row in board.rows),
        access=access,
    )


def exact_clock(at: datetime, zone: ZoneInfo) -> str:
    """Tell a time to the second: "11:42:05am"."""
    local = at.astimezone(zone)
    return f"{local:%I:%M:%S}".lstrip("0") + ("am" if local.hour < 12 else "pm")


def _row(room: Room, reading: Reading, calls: Collection[HelpCall], at: datetime) -> Row:
    glance, hands = reading.glances.get(room.pk), reading.hands.get(room.pk)
    runners = reading.runners[room.pk]
    facts = Facts(
        period=room.session.period,
        is_hosted=room.session.kind not in UNHOSTED,
        runner_count=len(runners),
        here_count=len(glance.there) if glance else None,
        people=glance.people if glance else 0,
        weak_count=glance.basic + glance.faint if glance else 0,
        open_call_count=sum(not call.is_claimed for call in calls),
        first_hand_at=hands.first_at if hands else None,
        held_count=reading.held.get(room.pk, 0),
    )
    return Row(
        room=room,
        at=at,
        facts=facts,
        runners=[Person(each.name, each.role, _where(each, glance)) for each in runners],
        problems=problems_of(facts, at),
        glance=glance,
        used=reading.used[room.pk],
        question_count=reading.asked.get(room.pk, 0),
        hand_count=hands.count if hands else 0,
        calls=Counter(call.kind for call in calls),
    )


def _order(row: Row) -> tuple[bool, bool, datetime, int, int]:
    """In each part what is wrong first, what is over last, else as in the timetable."""
    room = row.room
    return (row.is_over, not row.problems, room.session.starts_at, room.place.position, room.pk)


def _where(runner: Runner, glance: Glance | None) -> str:
    if glance is None:
        return ""
    if runner.user_id is None:
        return "has no log-in"
    return "there" if runner.user_id in glance.there else "not there"


def _tag(problem: Problem, row: Row) -> Tag:
    facts = row.facts
    if problem is Problem.HAND_WAITS and facts.first_hand_at:
        return Tag(f"Hand up for {_waited(facts.first_hand_at, row.at)}", "yellow")
    if problem is Problem.CALL_WAITS:
        return Tag(
            "1 call for help" if facts.open_call_count == 1 else f"{facts.open_call_count} calls for help"
        )
    if problem is Problem.WEAK_LINES:
        return Tag(f"{facts.weak_count} with a weak connection", "yellow")
    return _TAGS[problem]


def _waited(since: datetime, at: datetime) -> str:
    minutes = _minutes(at - since)
    return minutes_in_words(minutes) if minutes else "less than a minute"


def _minutes(span: timedelta, *, up: bool = False) -> int:
    seconds = max(0.0, span.total_seconds())
    return max(1, int(-(-seconds // 60))) if up else int(seconds // 60)


_TAGS = {
    Problem.LATE: Tag("Late"),
    Problem.NOBODY_NAMED: Tag("Nobody is named to run it"),
    Problem.NOBODY_THERE: Tag("Nobody who runs it is there"),
    Problem.NOT_THERE_YET: Tag("Nobody who runs it is there yet", "yellow"),
    Problem.QUESTIONS_HELD: Tag("Questions to be looked at", "yellow"),
}
