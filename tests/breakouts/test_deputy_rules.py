"""When a room has nobody who runs it, and who does so instead: every fact against every clock edge."""

from datetime import timedelta

import pytest

from breakouts.deputies.rules import Person, Standing, decide, in_order
from breakouts.models.deputies import Because, Ended
from tests.breakouts.days import MINUTE, STARTS, TICK

SECOND = timedelta(seconds=1)
AT = STARTS + 10 * MINUTE


def person(user_id, role, *, here=False, seen_at=AT, paged_at=None, away_at=None):
    return Person(user_id, f"{role} {user_id}", role, here, seen_at, paged_at, away_at)


CHAIR = person(2, "Chair", here=True)
OTHER = person(3, "Speaker", here=True)
DEPUTY = person(4, "Deputy", here=True)
ORGANISER = person(5, "Organiser", here=True)


def decided(*people, deputy=None, declined=(), at=AT):
    return decide(people, deputy, declined=declined, starts_at=STARTS, at=at)


@pytest.mark.parametrize(
    ("host", "due_at", "because"),
    [
        (person(1, "Facilitator", seen_at=AT), AT + 30 * SECOND, Because.RECONNECTING),
        (person(1, "Facilitator", seen_at=AT, away_at=AT - MINUTE), AT - MINUTE, Because.CALLED_AWAY),
        (person(1, "Facilitator", here=True, away_at=AT), AT, Because.CALLED_AWAY),
        (person(1, "Facilitator", seen_at=STARTS - 4 * MINUTE), STARTS, Because.RECONNECTING),
        (person(1, "Facilitator", seen_at=STARTS - 10 * SECOND), STARTS + 20 * SECOND, Because.RECONNECTING),
        (person(1, "Facilitator", seen_at=None), STARTS + 2 * MINUTE, Because.LATE),
        (person(1, "Facilitator", seen_at=AT, paged_at=AT), AT + 5 * MINUTE, Because.RECONNECTING),
        (person(1, "Facilitator", seen_at=AT, paged_at=AT - TICK), AT + 30 * SECOND, Because.RECONNECTING),
        (person(1, "Facilitator", seen_at=None, away_at=STARTS - MINUTE), STARTS, Because.LATE),
    ],
    ids=[
        "line lost",
        "called away",
        "called away, page open",
        "gone at the door",
        "at the start",
        "late",
        "by page",
        "by line after the page",
        "never",
    ],
)
def test_a_host_is_missed_from_an_instant_on(host, due_at, because):
    assert decided(host, CHAIR, at=due_at - TICK).is_nothing

    decision = decided(host, CHAIR, at=due_at)
    assert (decision.promoted, decision.absent, decision.because) == (CHAIR, host, because)


def test_while_one_host_is_there_nobody_is_missed():
    gone, here = person(1, "Facilitator", seen_at=STARTS), person(6, "Facilitator", here=True)

    assert decided(gone, here, CHAIR).is_nothing
    assert decided(gone, here, CHAIR).is_run


def test_with_two_hosts_away_the_last_seen_is_waited_for():
    first = person(1, "Facilitator", seen_at=AT - 5 * MINUTE)
    last = person(6, "Facilitator", seen_at=AT - 29 * SECOND)

    assert decided(first, last, CHAIR).is_nothing
    assert decided(first, last, CHAIR, at=AT + SECOND).absent == last


def test_where_there_is_no_facilitator_the_chair_is_missed():
    chair = person(2, "Chair", seen_at=AT - MINUTE)

    assert decided(chair, DEPUTY).promoted == DEPUTY
    assert decided(CHAIR, DEPUTY).is_nothing


@pytest.mark.parametrize(
    ("others", "promoted"),
    [
        ((ORGANISER, OTHER, DEPUTY, CHAIR), CHAIR),
        ((ORGANISER, OTHER, DEPUTY), DEPUTY),
        ((ORGANISER, OTHER), OTHER),
        ((ORGANISER,), ORGANISER),
        ((person(2, "Chair"), ORGANISER), ORGANISER),
        ((person(2, "Chair", here=True, away_at=AT), ORGANISER), ORGANISER),
        ((), None),
    ],
    ids=["chair", "deputy", "speaker", "organiser", "chair not here", "chair called away", "nobody"],
)
def test_who_runs_the_room_instead(others, promoted):
    host = person(1, "Facilitator", seen_at=AT - MINUTE)

    decision = decided(host, *others)

    assert decision.promoted == promoted
    assert decision.calls_since == (None if promoted else AT - 30 * SECOND)


def test_who_said_no_is_not_asked_again():
    host = person(1, "Facilitator", seen_at=AT - MINUTE)

    assert decided(host, CHAIR, DEPUTY, declined={2}).promoted == DEPUTY
    assert in_order([CHAIR], declined={2}) == []


@pytest.mark.parametrize(
    ("people", "at"),
    [((), AT), ((OTHER,), AT), ((ORGANISER,), AT), ((person(4, "Deputy"),), STARTS + 2 * MINUTE - TICK)],
    ids=["nobody", "a speaker", "an organiser", "a deputy, not yet late"],
)
def test_where_nobody_is_named_to_run_it_nobody_is_missed(people, at):
    assert decided(*people, at=at).is_nothing


def test_where_only_a_deputy_is_named_they_are_asked_once_nobody_has_come():
    assert decided(DEPUTY, at=STARTS + 2 * MINUTE).promoted == DEPUTY


AWAY = person(1, "Facilitator", seen_at=AT - 5 * MINUTE)
BACK = person(1, "Facilitator", here=True)


@pytest.mark.parametrize(
    ("host", "deputy", "is_handed", "ends", "promoted"),
    [
        (AWAY, CHAIR, False, None, None),
        (BACK, CHAIR, False, Ended.BACK, None),
        (BACK, CHAIR, True, None, None),
        (AWAY, person(2, "Chair", seen_at=AT - 29 * SECOND), False, None, None),
        (AWAY, person(2, "Chair", seen_at=AT - 30 * SECOND), False, Ended.GONE, DEPUTY),
        (AWAY, person(2, "Chair", here=True, away_at=AT), False, Ended.GONE, DEPUTY),
        (BACK, person(2, "Chair", seen_at=AT - 30 * SECOND), True, Ended.GONE, None),
        (AWAY, None, False, Ended.GONE, DEPUTY),
    ],
    ids=[
        "goes on",
        "back",
        "handed",
        "blinks",
        "deputy gone",
        "deputy called away",
        "handed, gone",
        "not named now",
    ],
)
def test_a_deputy_goes_on_until_something_ends_it(host, deputy, is_handed, ends, promoted):
    people = [each for each in (host, deputy, DEPUTY) if each]
    standing = Standing(2, AT - 4 * MINUTE, is_handed)

    decision = decided(*people, deputy=standing)

    assert (decision.ends, decision.promoted) == (ends, promoted)
