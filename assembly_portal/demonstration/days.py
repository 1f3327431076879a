"""What each fictional delegate did and when, as instants of 2022: registering, choosing rooms, coming."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from assembly_portal.demonstration import facts
from assembly_portal.demonstration.people import everybody
from assembly_portal.demonstration.timetable import SET_A, SET_B, SessionFact

FACILITATOR = 1
"""The place of the facilitator's log-in among everybody: hosts need no seat."""
LATE_COUNT = 10
"""How many of those who were live came only after the first set of rooms."""


@dataclass(frozen=True)
class DelegateDay:
    """One delegate's way through the assembly, by instants."""

    registered_at: datetime
    arrived_at: Sequence[datetime]
    """One in each phase that they came in, in order."""
    seats: Mapping[str, tuple[str, datetime]]
    """For each set of rooms, by its title: the place chosen, and when."""


@cache
def everybodys_day() -> tuple[DelegateDay, ...]:
    """Return what each delegate did, in the order of ``everybody``.

    The first 270 of a shuffled list were live, the next 42 came on demand only, 77 never came; those with a
    log-in were live. Nobody but the live registers or looks in after the doors opened, or the figures would
    not add up.
    """
    rng = random.Random(27052022)
    live, on_demand = _who_came(rng)
    late = set(live[-LATE_COUNT:])
    room_a = _deal_rooms(rng, SET_A, [number for number in live if number not in late])
    room_b = _deal_rooms(rng, SET_B, live)
    days = []
    for number in range(len(everybody())):
        registered_at = _some_time(rng, facts.PUBLISHED_AT, facts.DATES["opens_at"])
        arrived_at, seats = [registered_at], {}
        if number in room_a or number in room_b:
            opened_at = _some_time(rng, facts.DATES["opens_at"], facts.DATES["starts_at"])
            arrived_at.append(opened_at)
            if number in room_a:
                seats[SET_A.title] = (room_a[number], opened_at + timedelta(minutes=1))
            if number in room_b:
                seats[SET_B.title] = (room_b[number], opened_at + timedelta(minutes=2))
        if number in late:
            arrived_at.append(_some_time(rng, facts.on_the_day("12:28"), facts.on_the_day("12:34")))
        elif number in live:
            arrived_at.append(_some_time(rng, facts.DATES["starts_at"], facts.on_the_day("11:38")))
        if number in on_demand:
            arrived_at.append(_some_time(rng, facts.DATES["ends_at"], facts.DATES["closes_at"]))
        days.append(DelegateDay(registered_at, arrived_at, seats))
    return tuple(days)


def _who_came(rng: random.Random) -> tuple[list[int], set[int]]:
    log_ins = 4
    others = list(range(log_ins, len(everybody())))
    rng.shuffle(others)
    order = [*range(log_ins), *others]
    until = facts.LIVE_COUNT + facts.ON_DEMAND_ONLY_COUNT
    return order[: facts.LIVE_COUNT], set(order[facts.LIVE_COUNT : until])


def _deal_rooms(rng: random.Random, session: SessionFact, people: Sequence[int]) -> dict[int, str]:
    """Seat exactly as many people in each room of the set as chose it; those with a log-in are among them."""
    counts = {room.place: room.seat_count for room in session.rooms}
    places = [place for place, count in counts.items() for _ in range(count)]
    rng.shuffle(places)
    guests = [number for number in people if number != FACILITATOR]
    return dict(zip(guests, places, strict=False))


def _some_time(rng: random.Random, start: datetime, end: datetime) -> datetime:
    """Draw a whole second, with three minutes left before the end."""
    seconds = (end - start).total_seconds() - 180
    return start + timedelta(seconds=int(rng.random() * seconds))
