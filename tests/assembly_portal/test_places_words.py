"""Places left in words: the browser's module says what the server's pages say."""

import json
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest

from assembly_portal.pages.offers import places_in_words
from events.models import Room
from tests.realtime.test_browser_side import node

AT = datetime(2022, 5, 27, 9, tzinfo=UTC)
MODULE = Path(__file__).parents[2] / "static" / "js" / "room" / "places.js"
CASES = [
    (left, capacity, is_locked)
    for capacity in (None, 1, 2, 96)
    for left in (None, 0, 1, 2, 95, 96)
    for is_locked in (False, True)
    if (left is None) == (capacity is None) and (left is None or left <= capacity)
]


def run(script: str) -> list[str]:
    """Let Node answer one line of JSON."""
    command = [
        node(),
        "--input-type=module",
        "--eval",
        f"import * as places from {json.dumps(MODULE.as_uri())};{script}",
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=30)
    answer: list[str] = json.loads(done.stdout)
    return answer


@pytest.fixture(scope="module")
def told() -> list[str]:
    """What the browser says for each case."""
    cases = json.dumps([[{"left": left, "is_locked": locked}, capacity] for left, capacity, locked in CASES])
    return run(f"console.log(JSON.stringify({cases}.map((each) => places.placesInWords(...each))))")


@pytest.mark.parametrize("number", range(len(CASES)))
def test_the_browser_says_what_the_server_says(told, number):
    left, capacity, is_locked = CASES[number]
    room = Room(capacity=capacity, locked_at=AT if is_locked else None)

    assert told[number] == places_in_words(room, left, AT)


def test_people_are_counted_in_words():
    told = run("console.log(JSON.stringify([0, 1, 14].map(places.hereInWords)))")

    assert told == ["", "1 person here", "14 people here"]


def test_a_room_can_be_chosen_while_it_has_places_and_is_not_locked():
    cases = "[[null, false], [1, false], [0, false], [null, true], [5, true]]"
    choose = "([left, is_locked]) => String(places.canBeChosen({ left, is_locked }))"

    assert run(f"console.log(JSON.stringify({cases}.map({choose})))") == [
        "true",
        "true",
        "false",
        "false",
        "false",
    ]


def test_a_room_is_waited_for_while_it_is_full_and_not_locked():
    cases = "[[null, false], [1, false], [0, false], [0, true]]"
    wait = "([left, is_locked]) => String(places.canBeWaitedFor({ left, is_locked }))"

    assert run(f"console.log(JSON.stringify({cases}.map({wait})))") == ["false", "false", "true", "false"]
