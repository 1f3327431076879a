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
from tests.factories import (
    make_delegate,
    make_facilitator,
    make_live_assembly,
    make_room,
    make_session,
    make_user,
)
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


async def test_who_is_removed_over_the_line_hears_why_and_then_nothing_more(port, room, delegate):
    host = await in_database(lambda: make_user(name="Professor Ada"))
    await in_database(lambda: make_facilitator(room, user=host))
    cookies = [await in_database(lambda user=user: log_in(user)) for user in (host, delegate.user)]
    async with connected(port, cookies[0]) as ada, connected(port, cookies[1]) as amara:
        for name in (room.stream, room.staff_stream):
            assert (await ada.request("sub", name))["t"] == "ok"
        for name in (room.stream, delegate.stream):
            await amara.request("sub", name)
        refused = await amara.request("sub", room.staff_stream)
        assert refused["d"]["code"] == "no_such_stream"
        refused = await amara.request("fac.lock", room.stream, is_locked=True)
        assert refused["d"]["code"] == "not_host"
        await ada.sees(room.stream, "Dr Amara", "Professor Ada")

        assert (await amara.request("hand.up", room.stream))["t"] == "ok"
        told = {"person": str(delegate.user_id), "is_on": True, "because": "Shouting"}
        assert (await ada.request("fac.remove", room.stream, **told))["t"] == "ok"

        restricted = await amara.hear(lambda frame: frame["t"] == "you.restricted")
        assert (restricted["d"]["kind"], restricted["d"]["because"]) == ("removed", "Shouting")
        await amara.hear(lambda frame: frame["t"] == "end" and frame["s"] == room.stream)
        await ada.hear(lambda frame: frame["t"] == "hand.queue" and frame["d"]["hands"] == [])
        await ada.hear(lambda frame: frame["t"] == "mod.log" and frame["d"]["verb"] == "removed")
        await ada.sees(room.stream, "Professor Ada")
        refused = await amara.request("sub", room.stream)
        assert refused["d"]["code"] == "no_such_stream"
