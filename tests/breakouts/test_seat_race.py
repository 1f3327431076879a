"""The hard minute: many people claim few places at once, with committed data."""

import asyncio
import re
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import httpx
import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from breakouts.actions import enter_room, take_seat
from breakouts.models import Seat
from breakouts.refusals import EnterRefused, SeatRefused
from tests.factories import make_delegate, make_live_assembly, make_room, make_session
from tests.realtime.harness import Webs, log_in

pytestmark = pytest.mark.django_db(transaction=True)

PEOPLE = 300
PLACES = 100
ROUNDS = 2
NEXT = "/contact/"


def make_rooms(*capacities):
    began_at = timezone.now() - timedelta(minutes=10)
    session = make_session(make_live_assembly(), kind="breakouts", starts_at=began_at)
    return [make_room(session, title=f"Room {n}", capacity=c) for n, c in enumerate(capacities, start=1)]


def in_threads(jobs):
    """Run the jobs at once, each on a connection of its own."""

    def run(job):
        try:
            return job()
        except (SeatRefused, EnterRefused) as refused:
            return str(refused.code)
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=10) as pool:
        return list(pool.map(run, jobs))


def test_thirty_claims_for_ten_places_give_ten_seats():
    (room,) = make_rooms(10)
    people = [make_delegate(room.session.assembly) for _ in range(30)]

    told = in_threads(
        [lambda d=d: take_seat(delegate=d, room=room, at=timezone.now()) and "seat" for d in people]
    )

    assert Counter(told) == {"seat": 10, "full": 20}
    assert Seat.objects.count() == 10


def test_walking_in_and_claiming_at_once_share_the_same_places():
    (room,) = make_rooms(10)
    people = [make_delegate(room.session.assembly) for _ in range(30)]
    use_cases = [take_seat, enter_room]

    told = in_threads(
        [
            lambda d=d, do=use_cases[n % 2]: do(delegate=d, room=room, at=timezone.now()) and "in"
            for n, d in enumerate(people)
        ]
    )

    assert Counter(told)["in"] == 10
    assert Seat.objects.count() == 10


def test_two_rooms_full_of_people_who_want_to_change_places_lock_nobody_up():
    first, second = make_rooms(15, 15)
    people = [make_delegate(first.session.assembly) for _ in range(20)]
    for number, delegate in enumerate(people):
        take_seat(delegate=delegate, room=(first, second)[number % 2], at=timezone.now())

    told = in_threads(
        [
            lambda d=d, to=(second, first)[n % 2]: (
                take_seat(delegate=d, room=to, at=timezone.now()) and "moved"
            )
            for n, d in enumerate(people)
        ]
    )

    assert set(told) <= {"moved", "full"}
    assert Seat.objects.count() == 20
    assert max(Seat.objects.filter(room=room).count() for room in (first, second)) <= 15


def test_one_person_pressing_in_two_tabs_has_one_seat():
    first, second = make_rooms(5, 5)
    delegate = make_delegate(first.session.assembly)

    in_threads(
        [
            lambda room=room: take_seat(delegate=delegate, room=room, at=timezone.now())
            for room in [first, second] * 5
        ]
    )

    assert Seat.objects.count() == 1


async def claim(transport, web, cookie, path):
    """Press the button as a browser does, and read the page that follows."""
    name, _, key = cookie.partition("=")
    token = "a" * 32
    browser = httpx.AsyncClient(
        transport=transport,
        cookies={name: key, "csrftoken": token},
        headers={"Referer": f"{web}/"},
        timeout=180,
        follow_redirects=True,
    )
    page = await browser.post(web + path, data={"csrfmiddlewaretoken": token, "next": NEXT})
    told = re.search(r"notification-banner__heading\">([^<]*)", page.text)
    return [answer.status_code for answer in (*page.history, page)], told and told[1]


async def claim_all(ports, cookies, path):
    # Kept lines would be closed by the server when idle, perhaps just as the next request goes out.
    limits = httpx.Limits(max_connections=300, max_keepalive_connections=0)
    async with httpx.AsyncHTTPTransport(limits=limits) as transport:
        webs = [f"http://localhost:{port}" for port in ports]
        return await asyncio.gather(
            *(
                claim(transport, webs[number % len(webs)], cookie, path)
                for number, cookie in enumerate(cookies)
            )
        )


@pytest.fixture
def webs(servers, tmp_path):
    running = Webs(servers, tmp_path)
    try:
        running.start(2)
        yield running
    finally:
        running.stop()


@pytest.mark.load
def test_300_people_claim_100_places_through_two_web_processes(webs):
    room, _ = make_rooms(PLACES, PEOPLE)
    delegates = [make_delegate(room.session.assembly) for _ in range(PEOPLE)]
    cookies = [log_in(delegate.user) for delegate in delegates]
    path = reverse("take_seat", args=[room.session.assembly.slug, room.code])

    for _ in range(ROUNDS):
        began_at = time.monotonic()
        answers = asyncio.run(claim_all(webs.ports, cookies, path))
        seconds = time.monotonic() - began_at

        assert all(statuses == [302, 200] for statuses, _ in answers), webs.log(0)
        assert Counter(told for _, told in answers) == {
            "Your room is Room 1.": PLACES,
            "Room 1 is full. There are places left in Room 2.": PEOPLE - PLACES,
        }
        assert Seat.objects.filter(room=room).count() == PLACES
        print(f"{PEOPLE} claims in {seconds:.1f} s: {PEOPLE / seconds:.0f} a second")
        # Everybody goes, and it all begins again.
        Seat.objects.all().delete()
