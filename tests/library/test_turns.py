"""Whose file is looked at: who comes too many is refused at once, and nobody holds a place for longer."""

import pytest

from library.refusals import FileRefused, Intake
from library.turns import turn


def is_free_for(person):
    try:
        with turn(person):
            return True
    except FileRefused as refused:
        return refused.code != Intake.BUSY


@pytest.mark.parametrize(
    ("looking", "person", "is_free"),
    [
        ([], 1, True),
        ([1], 1, False),
        ([1], 2, True),
        ([1], None, True),
        ([None], None, True),
        ([1, 2], 3, False),
        ([1, None], None, False),
    ],
)
def test_two_at_once_and_one_of_a_person(looking, person, is_free):
    def among(others):
        if not others:
            return is_free_for(person)
        with turn(others[0]):
            return among(others[1:])

    assert among(looking) is is_free
    assert is_free_for(person)


def test_a_fault_gives_the_place_back():
    for _ in range(3):
        with pytest.raises(RuntimeError), turn(1):
            raise RuntimeError
