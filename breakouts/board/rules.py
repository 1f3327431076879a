"""What stands first on the day board and what is wrong in a room, pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum, StrEnum

from common.periods import Period

SOON = timedelta(minutes=30)
DUE_THERE = timedelta(minutes=5)
"""How long before the start a host should be there: when doors open."""
LATE_FROM = timedelta(minutes=1)
LATE_UNTIL = timedelta(minutes=15)
"""Afterwards nobody calls it late: it runs without a host, whether one was there before or not."""
HAND_WAITS = timedelta(minutes=5)
FEWEST_BASIC = 3
BASIC_SHARE = 0.25


class Group(IntEnum):
    """The three parts of the board, in their order."""

    RUNNING = 0
    SOON = 1
    REST = 2


class Problem(StrEnum):
    """What somebody should look at."""

    LATE = "late"
    NOBODY_NAMED = "nobody_named"
    NOBODY_THERE = "nobody_there"
    NOT_THERE_YET = "not_there_yet"
    CALL_WAITS = "call_waits"
    HAND_WAITS = "hand_waits"
    QUESTIONS_HELD = "questions_held"
    WEAK_LINES = "weak_lines"


@dataclass(frozen=True)
class Facts:
    """What is known of a room. ``here_count`` of its hosts is none while nobody can tell who is there."""

    period: Period
    is_hosted: bool
    """Whether somebody should run it: breaks and the like run by themselves."""
    runner_count: int = 0
    here_count: int | None = None
    people: int = 0
    weak_count: int = 0
    """Those without a socket, and those whose line is lost."""
    open_call_count: int = 0
    first_hand_at: datetime | None = None
    held_count: int = 0


def group_of(period: Period, at: datetime) -> Group:
    """Tell in which part of the board a room stands."""
    if at in period:
        return Group.RUNNING
    return Group.SOON if period.start - SOON <= at < period.start else Group.REST


def is_late(facts: Facts, at: datetime) -> bool:
    """Whether it should have begun, and nobody who runs it is there."""
    since = at - facts.period.start
    is_empty = facts.is_hosted and facts.here_count == 0
    return is_empty and at in facts.period and LATE_FROM <= since < LATE_UNTIL


def problems_of(facts: Facts, at: datetime) -> list[Problem]:
    """Say what is wrong in a room, the worst first; nothing in one that is over or far ahead."""
    group = group_of(facts.period, at)
    if group is Group.REST:
        return []
    found = {
        Problem.LATE: is_late(facts, at) and facts.runner_count > 0,
        Problem.CALL_WAITS: facts.open_call_count > 0,
        Problem.NOBODY_NAMED: facts.is_hosted and facts.runner_count == 0 and not facts.here_count,
        Problem.NOBODY_THERE: _is_left_alone(facts, at),
        Problem.NOT_THERE_YET: _is_missing_at_the_door(facts, at),
        Problem.HAND_WAITS: facts.first_hand_at is not None and at - facts.first_hand_at >= HAND_WAITS,
        Problem.WEAK_LINES: facts.weak_count >= max(FEWEST_BASIC, BASIC_SHARE * facts.people),
        Problem.QUESTIONS_HELD: facts.held_count > 0,
    }
    return [problem for problem, is_so in found.items() if is_so]


def _is_left_alone(facts: Facts, at: datetime) -> bool:
    is_empty = facts.is_hosted and facts.runner_count > 0 and facts.here_count == 0
    return is_empty and at in facts.period and not is_late(facts, at) and at - facts.period.start >= LATE_FROM


def _is_missing_at_the_door(facts: Facts, at: datetime) -> bool:
    is_empty = facts.is_hosted and facts.runner_count > 0 and facts.here_count == 0
    return is_empty and facts.period.start - DUE_THERE <= at < facts.period.start + LATE_FROM
