"""The minute in which a full room empties, with committed data: whoever waits gets the places, in order."""

import random
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
import time_machine
from django.db import connection

from breakouts.actions import enter_room, join_line, leave_line, leave_seat, offer_seats, take_seat
from breakouts.models import Seat, Wait
from breakouts.refusals import EnterRefused, SeatRefused
from events.models import Delegate
from tests.breakouts.days import DOOR, MINUTE, OPENS, make_day_room, make_guest
from tests.races import held_up

pytestmark = pytest.mark.django_db(transaction=True)

PLACES, WAITING = 40, 60
NOW = DOOR + MINUTE


@pytest.fixture(autouse=True)
def clock():
    """What is enqueued runs at once, by the time of the test's day."""
    with time_machine.travel(NOW, tick=False):
        yield


def at_once(jobs, *, workers=10):
    def run(job):
        try:
            return job()
        except (SeatRefused, EnterRefused) as refused:
            return str(refused.code)
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=workers) as pool:
        return list(pool.map(run, jobs))


def make_full(places, waiting):
    """A full room, who sits there, and who waits, in order."""
    room = make_day_room(capacity=places)
    people = [make_guest(room) for _ in range(places + waiting)]
    Seat.objects.bulk_create(
        Seat(delegate=each, session=room.session, room=room, taken_at=OPENS) for each in people[:places]
    )
    line = people[places:]
    Wait.objects.bulk_create(
        Wait(delegate=each, session=room.session, room=room, joined_at=OPENS) for each in line
    )
    return room, people[:places], line


def used(room):
    return Seat.objects.filter(room=room).count() + Wait.objects.offered(NOW).filter(room=room).count()


def test_forty_places_given_up_at_once_go_to_the_first_forty_in_line_and_to_nobody_else():
    room, seated, line = make_full(PLACES, WAITING)
    strangers = [make_guest(room) for _ in range(20)]
    is_over, most = Event(), []

    def work():
        while not is_over.is_set():
            offer_seats(room=room, at=NOW)
        return ""

    def watch():
        while not is_over.is_set():
            most.append(used(room))
        return ""

    jobs = [lambda d=d: leave_seat(delegate=d, room=room, at=NOW) for d in seated]
    jobs += [lambda d=d: take_seat(delegate=d, room=room, at=NOW) and "overtook" for d in strangers]
    random.Random(3).shuffle(jobs)
    with ThreadPoolExecutor(max_workers=1) as pool:
        clockwork = pool.submit(at_once, [work, work, watch])
        told = at_once(jobs)
        is_over.set()
        clockwork.result()
    offer_seats(room=room, at=NOW)

    assert "overtook" not in told
    assert max(most) <= PLACES
    offered = Wait.objects.offered(NOW).order_by("joined_at", "pk").select_related("delegate")
    assert [each.delegate for each in offered] == line[:PLACES]
    assert [each.delegate for each in Wait.objects.in_line(NOW)] == line[PLACES:]


def test_taking_leaving_joining_and_walking_in_at_once_never_overfill():
    room, seated, line = make_full(10, 20)
    offered_at, dice = NOW, random.Random(5)
    acts = [take_seat, enter_room, leave_seat, join_line, leave_line]
    people = seated + line
    drawn = [(dice.choice(people), dice.choice(acts)) for _ in range(150)]
    jobs = [lambda d=d, act=act: act(delegate=d, room=room, at=NOW) and "" for d, act in drawn]
    jobs += [lambda: offer_seats(room=room, at=offered_at) and ""] * 20
    dice.shuffle(jobs)

    at_once(jobs)
    offer_seats(room=room, at=NOW)

    assert used(room) <= 10
    assert used(room) == 10 or not Wait.objects.in_line(NOW).exists(), "what is free is offered"
    both = Wait.objects.filter(delegate__seats__room=room)
    assert not both.exists(), "nobody waits for where they sit"


def test_an_offer_that_ends_while_its_holder_presses_goes_to_one_of_both():
    room, (leaving,), (first, second) = make_full(1, 2)
    leave_seat(delegate=leaving, room=room, at=NOW)
    until = Wait.objects.get(delegate=first).offer_expires_at
    in_time = until - MINUTE / 60

    with held_up(Delegate.objects.filter(pk=first.pk)):
        told = at_once(
            [
                lambda: take_seat(delegate=first, room=room, at=in_time) and "seat",
                lambda: offer_seats(room=room, at=until) and "offered",
            ]
        )

    has_seat = Seat.objects.filter(delegate=first).exists()
    is_next = Wait.objects.offered(until).filter(delegate=second).exists()
    assert (told, has_seat, is_next) in [(["seat", 0], True, False), (["full", "offered"], False, True)]


def test_two_workers_who_find_the_same_line_offer_one_place_to_the_first():
    room, (leaving,), (first, _) = make_full(1, 2)
    Seat.objects.filter(delegate=leaving).delete()

    with held_up(Delegate.objects.filter(pk=first.pk), waiters=2):
        told = at_once([lambda: offer_seats(room=room, at=NOW)] * 2)

    assert sorted(told) == [0, 1]
    assert Wait.objects.offered(NOW).get().delegate == first
