"""One web process: who may open a socket, and what is answered to what."""

import asyncio
import json
import time
import uuid
from contextlib import AsyncExitStack
from datetime import timedelta

import pytest
import websockets
from django.contrib.sessions.models import Session as LogInRow
from django.db import transaction
from django.utils import timezone

from breakouts.models import Message
from realtime.models import Frame, Stream
from realtime.work import PEOPLES_THREADS
from tests.factories import make_room
from tests.realtime.conftest import in_database
from tests.realtime.harness import connected, session_key

REVOKED_WITHIN = 2.5


async def test_a_page_of_another_site_cannot_open_a_socket(web, day):
    cookie = await in_database(lambda: day.person("Ann"))

    for origin in ("https://elsewhere.example", "null", f"http://localhost.elsewhere.example:{web}"):
        with pytest.raises(websockets.InvalidStatus) as refused:
            async with connected(web, cookie, origin=origin):
                pass
        assert refused.value.response.status_code == 403


async def test_without_a_log_in_the_socket_closes_with_a_code_that_pages_can_read(web):
    for cookie in ("", "sessionid=nonsense", "sessionid="):
        async with connected(web, cookie) as stranger:
            assert await stranger.closed() == 4001
            assert stranger.heard == []


async def test_a_follower_gets_the_state_then_the_roster_then_what_is_said(web, day):
    ann, ben = await in_database(lambda: day.people("Ann", "Ben"))
    room = day.room.stream

    async with connected(web, ann) as one, connected(web, ben) as two:
        assert (await one.request("sub", room))["t"] == "ok"
        assert (await two.request("sub", room))["d"]["resumed"] is False
        await one.sees(room, "Ann", "Ben")
        assert (await two.say(room, "Hello")) == await two.hear(
            lambda frame: frame["t"] == "ok" and frame["i"] == 2
        )
        heard = await one.hear(lambda frame: frame["t"] == "chat.msg")

    assert (heard["n"], heard["d"]["body"], heard["d"]["by"]["name"]) == (1, "Hello", "Ben")
    kinds = [frame["t"] for frame in one.heard]
    assert kinds[0] == "hello"
    assert kinds.index("snap") < kinds.index("pres.snap") < kinds.index("chat.msg")


async def test_a_client_that_was_away_gets_exactly_what_it_missed(web, day):
    ann, ben = await in_database(lambda: day.people("Ann", "Ben"))
    room = day.room.stream

    async with connected(web, ben) as ben_there:
        await ben_there.request("sub", room)
        async with connected(web, ann) as before:
            told = await before.request("sub", room)
            await ben_there.say(room, "1")
            await before.hear(lambda frame: frame.get("n") == 1 and frame["t"] == "chat.msg")
            before.cut()
        for body in ("2", "3", "4"):
            await ben_there.say(room, body)
        async with connected(web, ann) as after:
            answer = await after.request("sub", room, since=1, epoch=told["d"]["epoch"])
            await ben_there.hear(lambda frame: frame.get("n") == 4)

    assert answer["d"]["resumed"] is True
    assert after.bodies(room) == ["2", "3", "4"]
    assert not any(frame["t"] == "snap" for frame in after.heard)


@pytest.mark.parametrize("why", ["another epoch", "too long ago", "from the future"])
async def test_what_cannot_be_resumed_is_reset_and_told_whole(web, day, why):
    ann = await in_database(lambda: day.person("Ann"))
    room = day.room.stream

    async with connected(web, ann) as client:
        epoch = (await client.request("sub", room))["d"]["epoch"]
        await client.say(room, "1")
        await client.say(room, "2")
        if why == "too long ago":
            old = timezone.now() - timedelta(minutes=11)
            await in_database(lambda: Frame.objects.update(at=old))
            # What the process still has in memory it would tell.
            await client.request("unsub", room)
        since = {"another epoch": 1, "too long ago": 1, "from the future": 9}[why]
        epoch = str(uuid.uuid4()) if why == "another epoch" else epoch
        answer = await client.request("sub", room, since=since, epoch=epoch)

    assert answer["d"]["resumed"] is False
    reset = next(frame for frame in client.heard if frame["t"] == "reset")
    assert reset["d"]["missed"] == (1 if why == "too long ago" else 0)
    assert client.told(room) == ["1", "2"]


async def test_joining_while_others_talk_neither_loses_nor_doubles_a_line(web, day):
    cookies = await in_database(lambda: day.people("Talker", *[f"Guest {number}" for number in range(8)]))
    room = day.room.stream
    seen: list[list[str]] = []

    async def talk(client):
        for number in range(40):
            await client.say(room, str(number))
            await asyncio.sleep(0.02)

    async def come(cookie, delay):
        await asyncio.sleep(delay)
        async with connected(web, cookie) as guest:
            await guest.request("sub", room)
            await guest.hear(lambda frame: frame.get("n") == 40, seconds=60)
            snap = next(frame for frame in guest.heard if frame["t"] == "snap")
            seen.append([message["body"] for message in snap["d"]["state"]["messages"]] + guest.bodies(room))

    # Chat is one a second for each person; here the rate is not the point.
    async with connected(web, cookies[0]) as talker:
        await talker.request("sub", room)
        await in_database(lambda: _fill(day, 0))
        writing = asyncio.create_task(_write_directly(day, 40))
        await asyncio.gather(
            writing, *(come(cookie, 0.1 * index) for index, cookie in enumerate(cookies[1:]))
        )

    assert len(seen) == 8
    for bodies in seen:
        assert bodies == [str(number) for number in range(40)]


async def test_the_same_cid_again_stands_once(web, day):
    ann = await in_database(lambda: day.person("Ann"))
    room, cid = day.room.stream, str(uuid.uuid4())

    async with connected(web, ann) as client:
        await client.request("sub", room)
        first = await client.say(room, "Once", cid=cid)
        again = await client.say(room, "Once", cid=cid)

    assert first["d"] == again["d"]
    assert await in_database(lambda: (Message.objects.count(), Frame.objects.count())) == (1, 1)


async def test_malformed_frames_are_refused_and_the_socket_stays_open(web, day):
    ann = await in_database(lambda: day.person("Ann"))
    malformed = [
        "",
        "nonsense",
        "[]",
        "null",
        "[" * 8000,
        '{"t":' * 2000,
        '{"t": "ping", "d": NaN}',
        '{"t": 7}',
        '{"d": {}}',
        '{"t": "ping", "more": 1}',
        '{"t": "sub", "s": "room:x", "d": []}',
        '{"t": "ping", "i": ' + "9" * 5000 + "}",
        '{"t": "\\ud800"}',
        b"\x00\x01",
    ]

    async with connected(web, ann) as client:
        for sent in malformed:
            await client.line.send(sent)
        assert (await client.request("ping"))["t"] == "pong"

    answers = [frame for frame in client.heard if frame["t"] not in {"hello", "pong"}]
    assert [answer["d"] for answer in answers] == [{"code": "malformed"}] * len(malformed)


async def test_each_wrong_frame_has_its_code(web, day):
    ann = await in_database(lambda: day.person("Ann"))
    other = await in_database(lambda: make_room(day.session, capacity=1).stream)
    room, cid = day.room.stream, str(uuid.uuid4())

    async with connected(web, ann) as client:

        async def code(type, stream=None, **data):
            return (await client.request(type, stream, **data))["d"]["code"]

        assert await code("chat.explode", room) == "unknown_type"
        assert await code("chat.msg", room) == "unknown_type"
        assert await code("sub", "room:nowhere") == "no_such_stream"
        assert await code("sub", "secret:nowhere") == "no_such_stream"
        assert await code("sub", other) == "no_such_stream"
        assert await code("chat.send", room, cid=cid, body="x") == "not_following"
        assert (await client.request("sub", room))["t"] == "ok"
        assert await code("chat.send", room, cid="7", body="x") == "malformed"
        assert await code("chat.send", room, cid=cid, body="x\0y") == "malformed"
        assert await code("chat.send", room, cid=cid) == "malformed"
        assert await code("chat.send", room, cid=cid, body="x", extra=1) == "malformed"
        empty = await client.request("chat.send", room, cid=cid, body="   ")
        assert empty["d"]["code"] == "empty"
        assert empty["d"]["sentence"]
        await client.line.send(json.dumps({"t": "ping", "d": {"x": "y" * 17_000}}))
        await client.hear(lambda frame: frame["t"] == "err" and frame["d"]["code"] == "too_large")
        assert (await client.request("ping"))["t"] == "pong"


async def test_a_message_of_a_megabyte_ends_only_its_own_socket(web, day):
    ann = await in_database(lambda: day.person("Ann"))

    async with connected(web, ann) as one, connected(web, ann) as two:
        await one.line.send("x" * 1_000_000)
        assert await one.closed() == 1009
        assert (await two.request("ping"))["t"] == "pong"


async def test_who_sends_too_fast_is_told_how_long_to_wait(web, day):
    ann = await in_database(lambda: day.person("Ann"))
    room = day.room.stream

    async with connected(web, ann) as client:
        await client.request("sub", room)
        began_at, taken = time.monotonic(), 0
        while (answer := await client.say(room, str(taken)))["t"] == "ok":
            taken += 1
        # Five at once, and one more for each second that a slow machine takes over them.
        assert 5 <= taken <= 5 + time.monotonic() - began_at
        assert answer["d"]["code"] == "too_fast"
        assert 0 < answer["d"]["retry_ms"] <= 1000
        await asyncio.sleep(answer["d"]["retry_ms"] / 1000)
        assert (await client.say(room, "6"))["t"] == "ok"


async def test_who_goes_on_sending_what_is_refused_is_closed(web, day):
    ann = await in_database(lambda: day.person("Ann"))

    async with connected(web, ann) as client:
        for _ in range(400):
            await client.line.send('{"t": "ping"}')
        assert await client.closed() == 4029


async def test_the_thirteenth_tab_replaces_the_first(web, day):
    ann = await in_database(lambda: day.person("Ann"))

    async with connected(web, ann) as first:
        lines = [connected(web, ann) for _ in range(12)]
        tabs = [await line.__aenter__() for line in lines]
        assert await first.closed() == 4009
        assert (await tabs[-1].request("ping"))["t"] == "pong"
        for line in lines:
            await line.__aexit__(None, None, None)


@pytest.mark.parametrize(
    ("how", "code"), [("log-out", 4001), ("expiry", 4001), ("password", 4001), ("deactivation", 4003)]
)
async def test_a_log_in_that_ends_takes_its_sockets_with_it(web, day, how, code):
    ann, ben = await in_database(lambda: day.people("Ann", "Ben"))
    room = day.room.stream

    def end():
        row = LogInRow.objects.filter(session_key=session_key(ann))
        user = day.users["Ann"]
        if how == "log-out":
            row.delete()
        elif how == "expiry":
            row.update(expire_date=timezone.now())
        elif how == "password":
            user.set_password("another long password")
            user.save()
        else:
            user.is_active = False
            user.save()

    async with connected(web, ann) as one, connected(web, ben) as two:
        await one.request("sub", room)
        await two.request("sub", room)
        await two.sees(room, "Ann", "Ben")
        began_at = time.monotonic()
        await in_database(end)
        assert await one.closed() == code
        assert time.monotonic() - began_at < REVOKED_WITHIN
        await two.sees(room, "Ben", seconds=1)
        assert (await two.request("ping"))["t"] == "pong"


async def test_who_only_asks_is_answered_and_told_of_no_end(web, day):
    """Who may follow what is looked through each second; whoever waits for an answer follows nothing yet."""
    ann, *busy = await in_database(lambda: day.people("Ann", *map(str, range(PEOPLES_THREADS))))
    room = day.room.stream
    locked, go_on = asyncio.Event(), asyncio.Event()
    loop = asyncio.get_running_loop()

    async with connected(web, ann) as one, AsyncExitStack() as others:
        lines = [await others.enter_async_context(connected(web, cookie)) for cookie in busy]
        for line in lines:
            await line.request("sub", room)
        holding = asyncio.create_task(in_database(lambda: _hold(room, locked, go_on, loop)))
        await locked.wait()
        sent = [await line.send("chat.send", room, cid=str(uuid.uuid4()), body="slow") for line in lines]
        await asyncio.sleep(0.5)
        number = await one.send("sub", "room:aaaaaaaaaa")
        await asyncio.sleep(REVOKED_WITHIN)
        assert not any(frame.get("i") == number for frame in one.heard), "every thread is taken"
        go_on.set()
        await holding
        told = await one.hear(lambda frame: frame.get("i") == number)
        for line, its in zip(lines, sent, strict=True):
            await line.hear(lambda frame, its=its: frame.get("i") == its)

    assert (told["t"], told["d"]["code"]) == ("err", "no_such_stream")
    assert "end" not in {frame["t"] for frame in one.heard}


async def test_a_slow_command_delays_neither_its_own_news_nor_anybody_else(web, day):
    ann, ben = await in_database(lambda: day.people("Ann", "Ben"))
    room = day.room.stream
    locked, go_on = asyncio.Event(), asyncio.Event()
    loop = asyncio.get_running_loop()

    async with connected(web, ann) as one, connected(web, ben) as two:
        await one.request("sub", room)
        # What Ann's message needs; Ben's pings and subscriptions do not.
        holding = asyncio.create_task(in_database(lambda: _hold(room, locked, go_on, loop)))
        await locked.wait()
        number = await one.send("chat.send", room, cid=str(uuid.uuid4()), body="slow")
        await two.request("sub", room)
        await one.sees(room, "Ann", "Ben")
        assert not any(frame.get("i") == number for frame in one.heard)
        go_on.set()
        await holding
        await one.hear(lambda frame: frame["t"] == "ok" and frame["i"] == number)


def _hold(name, locked, go_on, loop):
    """Hold a stream, which every message in it needs."""
    with transaction.atomic():
        Stream.objects.bulk_create([Stream(name=name)], ignore_conflicts=True)
        Stream.objects.select_for_update().get(name=name)
        loop.call_soon_threadsafe(locked.set)
        asyncio.run_coroutine_threadsafe(go_on.wait(), loop).result(20)


async def _write_directly(day, count):
    for number in range(count):
        await in_database(lambda number=number: _fill(day, 1, number))
        await asyncio.sleep(0.02)


def _fill(day, count, first=0):
    """Write lines as the action does, without its rate and its rights."""
    from breakouts import durable
    from realtime import streams

    author = day.users["Talker"]
    for number in range(first, first + count):
        with transaction.atomic():
            at = timezone.now()
            message = Message.objects.create(
                room=day.room,
                author=author,
                author_name="Talker",
                body=str(number),
                cid=uuid.uuid4(),
                sent_at=at,
            )
            streams.append(
                day.room.stream, durable.chat_msg(message, role=""), actor=author, cid=message.cid, at=at
            )
