"""Visits as the engine keeps them, over real sockets: two tabs, a line that drops, leaving."""

import asyncio
import time
from datetime import timedelta

import pytest
from django.utils import timezone

from breakouts.actions import leave_seat, take_seat
from breakouts.models import Seat
from events.actions.delegates import cancel_delegate
from events.models import Visit
from tests.factories import make_delegate, make_live_assembly, make_room, make_session
from tests.realtime.conftest import in_database
from tests.realtime.harness import Webs, connected, log_in

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def port(servers, tmp_path):
    webs = Webs(servers, tmp_path)
    try:
        webs.start(1)
        yield webs.ports[0]
    finally:
        webs.stop()


@pytest.fixture
def room():
    began_at = timezone.now() - timedelta(minutes=2)
    session = make_session(make_live_assembly(), kind="breakouts", starts_at=began_at)
    return make_room(session, title="Visas", capacity=5)


@pytest.fixture
def delegate(room):
    delegate = make_delegate(room.session.assembly, name="Dr Amara")
    take_seat(delegate=delegate, room=room, at=timezone.now())
    return delegate


async def visits():
    return await in_database(lambda: list(Visit.objects.order_by("started_at")))


async def until(is_it, *, seconds=20):
    """Look at the visits until something is true of them."""
    deadline = time.monotonic() + seconds
    while not is_it(found := await visits()):
        assert time.monotonic() < deadline, [(visit.started_at, visit.last_seen_at) for visit in found]
        await asyncio.sleep(0.1)
    return found


async def test_a_visit_goes_on_over_two_tabs_and_a_line_that_drops(port, room, delegate):
    cookie = await in_database(lambda: log_in(delegate.user))
    async with connected(port, cookie) as first, connected(port, cookie) as second:
        await first.request("sub", room.stream)
        await second.request("sub", room.stream)
        (visit,) = await until(bool)
        assert visit.ended_at is None
        assert await in_database(Seat.objects.filter(entered_at__isnull=False).count) == 1

        await first.line.close()
        (touched,) = await until(lambda found: found[0].last_seen_at > visit.last_seen_at, seconds=25)
        assert touched.ended_at is None, "the second tab is still there"
        second.cut()
    async with connected(port, cookie) as again:
        await again.request("sub", room.stream)
        await again.sees(room.stream, "Dr Amara")
        assert [found.pk for found in await visits()] == [visit.pk]


async def test_leaving_ends_the_visit_while_another_tab_is_still_open(port, room, delegate):
    cookie = await in_database(lambda: log_in(delegate.user))
    async with connected(port, cookie) as tab:
        await tab.request("sub", delegate.stream)
        await tab.request("sub", room.stream)
        await until(bool)

        await in_database(lambda: leave_seat(delegate=delegate, room=room, at=timezone.now()))

        moved = await tab.hear(lambda frame: frame["t"] == "seat.moved")
        assert moved["d"] == {"session": room.session.code, "room": None}
        (visit,) = await visits()
        assert visit.ended_at is not None
        await tab.hear(lambda frame: frame["t"] == "end" and frame["s"] == room.stream)
        answer = await tab.say(room.stream, "Still here?")
        assert answer["d"]["code"] == "not_following"


async def test_who_cancels_their_place_hears_nothing_more_and_is_gone_for_the_others(port, room, delegate):
    other = await in_database(lambda: make_delegate(room.session.assembly, name="Dr Joss"))
    await in_database(lambda: take_seat(delegate=other, room=room, at=timezone.now()))
    cookies = [await in_database(lambda each=each: log_in(each.user)) for each in (delegate, other)]
    async with connected(port, cookies[0]) as amara, connected(port, cookies[1]) as joss:
        await amara.request("sub", room.stream)
        await joss.request("sub", room.stream)
        await joss.sees(room.stream, "Dr Amara", "Dr Joss")

        await in_database(lambda: cancel_delegate(delegate=delegate, actor=delegate.user, at=timezone.now()))
        await amara.hear(lambda frame: frame["t"] == "end" and frame["s"] == room.stream)
        await joss.sees(room.stream, "Dr Joss")
        assert (await joss.say(room.stream, "Between ourselves"))["t"] == "ok"
        await joss.hear(lambda frame: frame["t"] == "chat.msg")

        assert amara.bodies(room.stream) == []
