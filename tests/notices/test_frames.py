"""One's own notices as a stream: whose it is, what it tells, and how soon an open page knows."""

import asyncio
import time
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from assembly_portal.routing import TABLES
from notices.actions.sending import send_due
from notices.actions.telling import mark_read
from notices.frames import stream_of
from notices.models import Notice
from notices.unread import Unread, unread_of
from realtime import doorbell
from tests.factories import make_user
from tests.notices.rows import NEWS, a_notice, a_released_notice
from tests.realtime.conftest import in_database
from tests.realtime.harness import Webs, connected, log_in

AT = datetime(2022, 5, 20, 8, 30, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
NOBODYS = ["notices:unknown", "notices:0", f"notices:{'9' * 40}", "notices:1-2"]


def kind():
    return TABLES.stream_kind(stream_of(1))


# --- What is told ------------------------------------------------------------------------------


@pytest.mark.django_db
def test_only_the_person_follows_their_own_and_asking_costs_nothing(django_assert_num_queries):
    pairs = {(1, "notices:1"), (2, "notices:1"), (2, "notices:2"), *((1, name) for name in NOBODYS)}

    with django_assert_num_queries(0):
        allowed = kind().followers(pairs, timezone.now())

    assert set(allowed) == {(1, "notices:1"), (2, "notices:2")}


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 20])
def test_what_is_new_to_many_people_is_one_query(django_assert_num_queries, count):
    people = [make_user() for _ in range(count)]
    for person in people:
        for number in range(3):
            a_released_notice(person, about=str(number), at=AT + number * MINUTE)
        a_released_notice(person, about="later but read", at=AT + 9 * MINUTE, read_at=AT)
        Notice.objects.create(recipient=person, kind=NEWS, about="not yet", due_at=AT, not_before=AT)
    nobody = make_user()

    with django_assert_num_queries(1):
        found = unread_of([*(person.pk for person in people), nobody.pk])

    assert found == {person.pk: Unread(3, AT + 2 * MINUTE, "About 2") for person in people} | {
        nobody.pk: Unread()
    }


@pytest.mark.django_db
def test_of_one_moment_the_last_written_is_the_newest():
    user = make_user()
    for about in ("a", "b"):
        a_released_notice(user, about=about, at=AT)
    assert unread_of([user.pk])[user.pk].headline == "About b"


@pytest.mark.django_db
def test_the_state_is_what_the_counts_tell():
    name = stream_of(a_released_notice(make_user(), at=AT).recipient_id)
    told = {"unread": 1, "at": AT.isoformat(), "headline": "About it"}

    assert kind().snapshot(name, AT) == told
    assert kind().tally.read([name, *NOBODYS[:1]], AT) == {name: told}
    assert kind().tally.kind.frame(**told).payload == told


@pytest.mark.django_db
@pytest.mark.parametrize("name", NOBODYS)
def test_what_is_nobodys_breaks_nothing_in_the_moment_before_it_is_refused(name):
    assert kind().tally.read([name], AT).get(name, {"unread": 0})["unread"] == 0


# --- When it is told ---------------------------------------------------------------------------


@pytest.fixture
def port(servers, tmp_path, settings, transactional_db):
    """A web process whose doorbell is the one that this process rings."""
    webs = Webs(servers, tmp_path)
    try:
        webs.start(1)
        settings.REDIS_URL = webs.valkey.redis_url
        doorbell.client.cache_clear()
        yield webs.ports[0]
    finally:
        doorbell.client.cache_clear()
        webs.stop()


def told(name: str, unread: int):
    """Whether a frame tells so many; the counts of a lost ring would come ten seconds late."""
    return lambda frame: (
        frame["t"] == "notices.unread" and frame["s"] == name and frame["d"]["unread"] == unread
    )


async def test_an_open_page_knows_within_seconds_and_others_know_nothing(port, mailoutbox):
    at = timezone.now()
    notice, other = await in_database(lambda: (a_notice("sam@example.org", at=at), make_user()))
    sam = await in_database(lambda: notice.recipient)
    name = stream_of(sam.pk)
    sams, others = [await in_database(lambda each=each: log_in(each)) for each in (sam, other)]
    async with (
        connected(port, sams) as first,
        connected(port, sams) as second,
        connected(port, others) as ben,
    ):
        assert (await ben.request("sub", name))["d"]["code"] == "no_such_stream"
        for client in (first, second):
            assert (await client.request("sub", name))["t"] == "ok"
            snap = await client.hear(lambda frame: frame["t"] == "snap" and frame["s"] == name)
            assert snap["d"]["state"] == {"unread": 0, "at": None, "headline": ""}

        await in_database(lambda: send_due(at=at + MINUTE))
        for client in (first, second):
            frame = await client.hear(told(name, 1), seconds=3)
            assert frame["d"] == {"unread": 1, "at": (at + MINUTE).isoformat(), "headline": "About it"}

        heard = len(second.heard)
        await in_database(lambda: mark_read(user=sam, notices=Notice.objects.all(), at=at))
        deadline = time.monotonic() + 3
        while not any(told(name, 0)(frame) for frame in second.heard[heard:]):
            assert time.monotonic() < deadline
            await asyncio.sleep(0.05)
        assert not [frame for frame in ben.heard if frame.get("s") == name]


@pytest.mark.django_db
def test_with_redis_away_notices_are_sent_all_the_same(
    settings, mailoutbox, django_capture_on_commit_callbacks
):
    settings.REDIS_URL = "unix:///nowhere/v.sock"
    doorbell.client.cache_clear()
    at = timezone.now()
    for _ in range(3):
        a_notice(at=at)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            send_due(at=at + MINUTE)
    finally:
        doorbell.client.cache_clear()
        doorbell.breaker.open_until = 0.0

    assert len(mailoutbox) == 3
    assert Notice.objects.unread().count() == 3
