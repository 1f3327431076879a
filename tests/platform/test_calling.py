"""Calls that make rows for journeys know nothing of each other."""

import itertools
import os

import pytest

_numbers = itertools.count(1)


def number():
    return [next(_numbers), os.getpid()]


def fault():
    raise LookupError("no such row")


def end():
    os._exit(7)


def test_what_a_call_leaves_in_memory_no_other_sees(portal):
    (first, one), (second, other) = (portal.call("tests.platform.test_calling:number") for _ in range(2))

    assert (first, second) == (1, 1)
    assert one != other


@pytest.mark.parametrize(("call", "told"), [("fault", "no such row"), ("end", "ended with 7")])
def test_a_call_that_fails_is_told_and_the_next_one_is_taken(portal, call, told):
    with pytest.raises(AssertionError, match=told):
        portal.call(f"tests.platform.test_calling:{call}")

    assert portal.call("tests.platform.test_calling:number")[0] == 1


def test_a_changed_environment_holds_for_the_calls_that_follow(portal, monkeypatch):
    before = portal.call("tests.platform.test_calling:name")
    monkeypatch.setitem(portal.environment, "PORTAL_NAME", "Another")

    assert before != "Another"
    assert portal.call("tests.platform.test_calling:name") == "Another"


def name():
    from django.conf import settings

    return settings.PORTAL_NAME
