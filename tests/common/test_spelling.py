import pytest

from common.spelling import distance


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("visa", "visa", 0),
        ("vsia", "visa", 1),
        ("escalaton", "escalation", 1),
        ("", "abc", 3),
        ("kitten", "sitting", 3),
    ],
)
def test_letters_between_two_words(one, other, expected):
    assert distance(one, other) == distance(other, one) == expected
