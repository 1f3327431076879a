"""The oracle over the logs notices what it is there to notice."""

from types import SimpleNamespace

import pytest

from tests.realtime.oracle import judge

STANDS = ["a", "b", "c"]


def person(log, *, strays=(), resets=0):
    return SimpleNamespace(name="Ann", log=log, strays=list(strays), resets=resets)


def numbered(words):
    return [(STANDS.index(word) + 1, word) for word in words]


def test_a_log_that_is_right_passes():
    judge([person(numbered("abc")), person([(0, "a"), *numbered("bc")])], STANDS, STANDS)


def test_what_a_reset_left_out_is_no_loss():
    judge([person(numbered("ac"), resets=1)], STANDS, STANDS)


@pytest.mark.parametrize(
    ("log", "said"),
    [
        (numbered("ac"), STANDS),
        (numbered("abbc"), STANDS),
        (numbered("acb"), STANDS),
        ([(1, "b"), (2, "a"), (3, "c")], STANDS),
        (numbered("abc"), [*STANDS, "d"]),
        (numbered("abc"), STANDS[:2]),
    ],
    ids=["lost", "twice", "out of order", "other order", "said and not standing", "standing and not said"],
)
def test_what_is_wrong_is_found(log, said):
    with pytest.raises(AssertionError):
        judge([person(log)], said, STANDS)


def test_a_frame_of_another_stream_is_found():
    with pytest.raises(AssertionError):
        judge([person(numbered("abc"), strays=[{"t": "chat.msg", "s": "room:other"}])], STANDS, STANDS)
