"""The day that people go through leaves exactly the records of which the real day's figures tell."""

from collections import Counter

import pytest

from assembly_portal.demonstration import facts
from assembly_portal.demonstration.days import everybodys_day
from assembly_portal.figures.counting import count_figures
from tests.rehearsed_day import chosen, rehearse

pytestmark = pytest.mark.django_db


def rooms_of(figures, table="rooms"):
    return [row["people"] for row in figures[table] if row["session"].startswith("Themed rooms")]


@pytest.mark.load
def test_the_rehearsed_day_has_the_figures_of_the_real_one():
    figures = count_figures(rehearse())

    assert figures["people"] == [
        {
            "registered": 389,
            "live": 270,
            "on_demand_only": 42,
            "before_only": 0,
            "overall": 312,
            "never": 77,
        }
    ]
    assert rooms_of(figures) == [96, 71, 83, 88, 94, 62]
    assert rooms_of(figures, "sessions") == [250, 244]
    assert sum(row["on_demand"] for row in figures["sessions"]) == 42 + 5


def test_one_in_eight_go_through_the_day_and_each_is_counted_once():
    figures = count_figures(rehearse(one_in=8))

    days = [everybodys_day()[number] for number in chosen(8)]
    starts, ends = facts.DATES["starts_at"], facts.DATES["ends_at"]
    live = sum(any(starts <= at < ends for at in day.arrived_at) for day in days)
    later = sum(any(at >= ends for at in day.arrived_at) for day in days)
    chose = Counter((title, place) for day in days for title, (place, _) in day.seats.items())
    (people,) = figures["people"]
    assert (people["registered"], people["live"], people["on_demand_only"]) == (389, live, later)
    assert (people["overall"], people["never"]) == (live + later, 389 - live - later)
    assert rooms_of(figures) == [chose[room] for room in sorted(chose)]
