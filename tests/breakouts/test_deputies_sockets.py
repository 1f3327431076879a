"""A host goes, and the deputy is told: over real sockets, with the clock that the beat would have."""

import asyncio
from datetime import timedelta

import pytest
from django.utils import timezone

from breakouts.actions import look_after_rooms
from breakouts.deputies.durable import deputy_stream
from breakouts.models import HostSeen
from realtime import presence
from tests.breakouts.running import make_host
from tests.factories import make_chair, make_live_assembly, make_room, make_session, make_user
from tests.realtime.conftest import in_database
from tests.realtime.harness import Webs, connected, log_in

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def web(servers, tmp_path, settings):
    webs = Webs(servers, tmp_path)
    settings.REDIS_URL = webs.valkey.redis_url
    presence.doorbell.client.cache_clear()
    try:
        webs.start(1)
        yield webs.ports[0]
    finally:
        webs.stop()
        presence.doorbell.client.cache_clear()


def make_rows():
    began_at = timezone.now() - timedelta(minutes=2)
    session = make_session(make_live_assembly(), kind="breakouts", starts_at=began_at)
    room = make_room(session, title="Visas")
    host, chair = make_host(room, name="Professor Ada"), make_user(name="Dr Chair")
    make_chair(session, user=chair, name="Dr Chair")
    return room, host, chair, log_in(host), log_in(chair)


async def test_the_deputy_is_told_when_the_host_has_gone_and_nothing_is_decided_unknown(web):
    room, host, chair, hosts, chairs = await in_database(make_rows)
    async with connected(web, hosts) as ada, connected(web, chairs) as deputy:
        await ada.request("sub", room.stream)
        for name in (room.stream, deputy_stream(room), room.staff_stream):
            await deputy.request("sub", name)
        await deputy.sees(room.stream, "Professor Ada", "Dr Chair")
        # This Valkey is younger than a minute: nobody can know who only has not been written down yet.
        assert await in_database(lambda: presence.known_in([room.stream])) is None
        await in_database(_an_hour_ago)
        assert await _known(room) == {room.stream: {host.pk, chair.pk}}

        await ada.request("unsub", room.stream)
        seen = await in_database(lambda: HostSeen.objects.get(user=host).seen_at)
        known = await _known(room)
        assert known == {room.stream: {chair.pk}}
        for seconds, changed in ((29, 0), (30, 1), (31, 0)):
            at = seen + timedelta(seconds=seconds)
            assert await in_database(lambda at=at: look_after_rooms(there=known, at=at)) == changed

        told = await deputy.hear(lambda frame: frame["t"] == "room.deputy")
        assert told["d"]["deputy"]["id"] == str(chair.pk)
        assert told["d"]["deputy"]["because"] == "reconnecting"
        await deputy.hear(lambda frame: frame["t"] == "mod.log")


async def _known(room):
    """Who is there, once a process has swept again: on a busy machine it may be late with that."""
    for _ in range(100):
        known = await in_database(lambda: presence.known_in([room.stream]))
        if known is not None:
            return known
        await asyncio.sleep(0.1)
    return None


def _an_hour_ago():
    """Let this Valkey have known everybody for an hour."""
    client = presence.doorbell.client()
    client.set("rt:era", int(client.get("rt:era")) - 3_600_000)
