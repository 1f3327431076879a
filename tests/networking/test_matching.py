import pytest

from networking.matching import Reasons, Wants, reasons, suggested

ME = Wants("me", ["safety", "global"], offers=["research"], seeks=["mentoring", "speaking"])


@pytest.mark.parametrize(
    ("other", "expected", "points"),
    [
        (Wants("a"), Reasons([], [], []), 0),
        (Wants("a", ["policy"]), Reasons([], [], []), 0),
        (Wants("a", ["global", "safety", "policy"]), Reasons(["safety", "global"], [], []), 2),
        (Wants("a", offers=["mentoring"]), Reasons([], ["mentoring"], []), 3),
        (Wants("a", seeks=["research"]), Reasons([], [], ["research"]), 3),
        (Wants("a", offers=["research"], seeks=["mentoring"]), Reasons([], [], []), 0),
        (
            Wants("a", ["safety"], ["speaking", "mentoring"], ["research"]),
            Reasons(["safety"], ["mentoring", "speaking"], ["research"]),
            10,
        ),
    ],
    ids=["nothing", "other interest", "both interests", "offers", "seeks", "same side", "all"],
)
def test_what_speaks_for_meeting_somebody(other, expected, points):
    found = reasons(ME, other)

    assert found == expected
    assert found.points == points


def test_most_speaks_for_the_first_and_those_for_whom_nothing_speaks_are_left_out():
    mentor = Wants("mentor", offers=["mentoring"])
    both = Wants("both", ["safety", "global"])
    one = Wants("one", ["safety"])

    told = suggested(ME, [Wants("none"), one, ME, both, mentor])

    assert [other.code for other, _ in told] == ["mentor", "both", "one"]


def test_a_draw_decides_between_equals_the_same_way_every_time_and_another_for_everybody():
    others = [Wants(f"p{number}", ["safety"]) for number in range(40)]

    first = [other.code for other, _ in suggested(ME, others)]

    assert len(first) == 6
    assert first == [other.code for other, _ in suggested(ME, reversed(others))]
    somebody = Wants("somebody", ["safety"])
    assert first != [other.code for other, _ in suggested(somebody, others)]
