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
