"""What is wrong in a room and in which part of the board it stands: tables, no rows."""

from datetime import timedelta

import pytest

from breakouts.board.rules import Facts, Group, Problem, group_of, problems_of
from common.periods import Period
from tests.breakouts.days import ENDS, MINUTE, STARTS, TICK

PERIOD = Period(STARTS, ENDS)
P = Problem


def problems(at, **facts):
    given = {"period": PERIOD, "is_hosted": True, "runner_count": 1, "here_count": 1} | facts
    return problems_of(Facts(**given), at)


@pytest.mark.parametrize(
    ("at", "group"),
    [
        (STARTS - 30 * MINUTE - TICK, Group.REST),
        (STARTS - 30 * MINUTE, Group.SOON),
        (STARTS - TICK, Group.SOON),
        (STARTS, Group.RUNNING),
        (ENDS - TICK, Group.RUNNING),
        (ENDS, Group.REST),
    ],
)
def test_the_part_of_the_board_follows_the_clock(at, group):
    assert group_of(PERIOD, at) is group


@pytest.mark.parametrize(
    ("after", "found"),
    [
        (-5 * MINUTE - TICK, []),
        (-5 * MINUTE, [P.NOT_THERE_YET]),
        (MINUTE - TICK, [P.NOT_THERE_YET]),
        (MINUTE, [P.LATE]),
        (15 * MINUTE - TICK, [P.LATE]),
        (15 * MINUTE, [P.NOBODY_THERE]),
        (ENDS - STARTS, []),
    ],
)
def test_a_room_without_its_host_is_awaited_then_late_then_alone(after, found):
    assert problems(STARTS + after, here_count=0) == found


@pytest.mark.parametrize(
    ("facts", "found"),
    [
        ({}, []),
        ({"here_count": None}, []),
        ({"runner_count": 0, "here_count": 0}, [P.NOBODY_NAMED]),
        ({"runner_count": 0, "here_count": 0, "is_hosted": False}, []),
        ({"open_call_count": 1}, [P.CALL_WAITS]),
        ({"first_hand_at": STARTS + 6 * MINUTE}, []),
        ({"first_hand_at": STARTS + 5 * MINUTE}, [P.HAND_WAITS]),
        ({"held_count": 1}, [P.QUESTIONS_HELD]),
        ({"people": 5, "weak_count": 2}, []),
        ({"people": 12, "weak_count": 3}, [P.WEAK_LINES]),
        ({"people": 40, "weak_count": 9}, []),
        ({"people": 40, "weak_count": 10}, [P.WEAK_LINES]),
        (
            {"here_count": 0, "open_call_count": 2, "held_count": 1},
            [P.LATE, P.CALL_WAITS, P.QUESTIONS_HELD],
        ),
    ],
)
def test_ten_minutes_into_a_session(facts, found):
    assert problems(STARTS + 10 * MINUTE, **facts) == found


def test_what_is_over_needs_nobody():
    assert problems(ENDS + timedelta(hours=1), here_count=0, open_call_count=3, held_count=2) == []
