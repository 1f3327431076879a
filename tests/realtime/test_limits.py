from concurrent.futures import ThreadPoolExecutor

import pytest

from realtime.limits import Allowance, Buckets

SLOW = Allowance("slow", per_second=2, burst=3)


def test_a_burst_is_allowed_and_then_the_rate():
    buckets = Buckets()

    assert [buckets.take(1, SLOW, 0.0) for _ in range(5)] == [0, 0, 0, 500, 500]
    assert buckets.take(1, SLOW, 0.5) == 0
    assert buckets.take(1, SLOW, 0.6) == 400


def test_people_and_allowances_do_not_share():
    buckets = Buckets()
    for _ in range(3):
        buckets.take(1, SLOW, 0.0)

    assert buckets.take(1, SLOW, 0.0) > 0
    assert buckets.take(2, SLOW, 0.0) == 0
    assert buckets.take(1, Allowance("other", 1, 1), 0.0) == 0


@pytest.mark.parametrize(("at", "wait"), [(1.3, 100), (1.5, 0)], ids=["before", "after"])
def test_forgetting_the_quiet_changes_nothing(at, wait):
    buckets = Buckets()
    for _ in range(6):
        buckets.take(1, SLOW, 0.9)
    buckets.take(1, SLOW, 1.0)
    buckets.forget_full(1.2)

    assert buckets.take(1, SLOW, at) == wait


def test_who_has_been_quiet_is_forgotten():
    buckets = Buckets()
    buckets.take(1, SLOW, 0.0)
    buckets.forget_full(0.5)

    assert not buckets._buckets


def test_a_clock_that_steps_back_gives_nothing_away():
    buckets = Buckets()
    for _ in range(3):
        buckets.take(1, SLOW, 10.0)

    assert buckets.take(1, SLOW, 5.0) == 500


def test_a_clock_that_was_set_back_by_far_does_not_hold_people_up():
    buckets = Buckets()
    for _ in range(3):
        buckets.take(1, SLOW, 4000.0)

    assert buckets.take(1, SLOW, 400.0) == 500
    assert buckets.take(1, SLOW, 400.5) == 0


def test_many_threads_take_no_more_than_there_is():
    buckets, at = Buckets(), 100.0
    with ThreadPoolExecutor(8) as threads:
        waits = list(threads.map(lambda number: buckets.take(1, SLOW, at), range(400)))

    assert waits.count(0) == SLOW.burst
