"""One contract for every way in: sockets and polls give the same, and forms what they can."""

import asyncio
import time
import uuid

import httpx
import pytest

from breakouts.models import Message
from events.actions.delegates import cancel_delegate
from events.models import Delegate
from tests.factories import make_organiser, make_room
from tests.realtime.conftest import in_database
from tests.realtime.harness import connected, session_key
from tests.realtime.rungs import RUNGS, Page, on_rung


@pytest.fixture
async def ben(web, day):
    """Somebody on a websocket, who talks to whoever comes by the way that is tried."""
    cookie = await in_database(lambda: day.person("Ben"))
    async with connected(web, cookie) as client:
        await client.request("sub", day.room.stream)
        yield client


@pytest.mark.parametrize("rung", RUNGS)
async def test_the_state_comes_first_then_who_is_there_then_what_is_said(rung, web, day, ben):
    ann, room = await in_database(lambda: day.person("Ann")), day.room.stream
    await ben.say(room, "Before")

    async with on_rung(rung, web, ann) as client:
        assert (await client.request("sub", room))["d"]["resumed"] is False
        await client.sees(room, "Ann", "Ben")
        await ben.sees(room, "Ann", "Ben")
        await ben.say(room, "After")
        await client.hear(lambda frame: frame["t"] == "chat.msg" and frame["d"]["body"] == "After")
        assert client.told(room) == ["Before", "After"]
        kinds = [frame["t"] for frame in client.heard]
        assert kinds[0] == "hello"
        assert kinds.index("snap") < kinds.index("pres.snap")


@pytest.mark.parametrize("rung", RUNGS)
async def test_a_line_is_heard_once_however_often_it_is_sent(rung, web, day, ben):
    ann, room = await in_database(lambda: day.person("Ann")), day.room.stream
    cid = str(uuid.uuid4())

    async with on_rung(rung, web, ann) as client:
        await client.request("sub", room)
        first = await client.request("chat.send", room, cid=cid, body="Once")
        again = await client.request("chat.send", room, cid=cid, body="Once")
        await ben.hear(lambda frame: frame["t"] == "chat.msg")
        await client.hear(lambda frame: frame["t"] == "chat.msg")

    assert first["d"] == again["d"]
    assert ben.bodies(room) == client.bodies(room) == ["Once"]
    assert await in_database(Message.objects.count) == 1


@pytest.mark.parametrize("rung", RUNGS)
async def test_who_was_away_hears_exactly_what_they_missed(rung, web, day, ben):
    ann, room = await in_database(lambda: day.person("Ann")), day.room.stream

    async with on_rung(rung, web, ann) as before:
        told = await before.request("sub", room)
        await ben.say(room, "1")
        await before.hear(lambda frame: frame.get("n") == 1 and frame["t"] == "chat.msg")
        before.cut()
        for body in ("2", "3", "4"):
            await ben.say(room, body)
    async with on_rung(rung, web, ann) as after:
        answer = await after.request("sub", room, since=1, epoch=told["d"]["epoch"])
        await after.hear(lambda frame: frame.get("n") == 4)

    assert answer["d"]["resumed"] is True
    assert after.bodies(room) == ["2", "3", "4"]
    assert not any(frame["t"] == "snap" for frame in after.heard)


@pytest.mark.parametrize("rung", RUNGS)
async def test_nobody_hears_of_a_room_that_is_not_theirs(rung, web, day):
    ann = await in_database(lambda: day.person("Ann"))
    other = await in_database(lambda: make_room(day.session, capacity=1).stream)

    async with on_rung(rung, web, ann) as client:
        for name in (other, "room:nowhere", "secret:nowhere", f"{other}.staff", "delegate:XXXX"):
            assert (await client.request("sub", name))["d"]["code"] == "no_such_stream"
            refused = await client.request("chat.send", name, cid=str(uuid.uuid4()), body="Let me in")
            assert refused["d"]["code"] in {"no_such_stream", "not_following"}
        assert not any(frame["t"] in {"snap", "pres.snap"} for frame in client.heard)
    assert not await in_database(Message.objects.exists)


@pytest.mark.parametrize("rung", RUNGS)
async def test_a_refusal_says_why_in_words_and_how_long_to_wait(rung, web, day):
    ann, room = await in_database(lambda: day.person("Ann")), day.room.stream

    async with on_rung(rung, web, ann) as client:
        await client.request("sub", room)
        long = await client.say(room, "x" * 2001)
        assert long["d"]["code"] == "too_long"
        assert long["d"]["sentence"].startswith("Message must be 2,000 characters or fewer")
        answers = [await client.say(room, str(number)) for number in range(6)]
        refused = next(answer["d"] for answer in answers if answer["t"] == "err")
        assert refused["code"] == "too_fast"
        assert 0 < refused["retry_ms"] <= 1000


@pytest.mark.parametrize("rung", RUNGS)
async def test_who_loses_their_place_hears_nothing_more(rung, web, day, ben):
    ann, room = await in_database(lambda: day.person("Ann")), day.room.stream

    def cancel():
        delegate = Delegate.objects.get(user=day.users["Ann"])
        cancel_delegate(delegate=delegate, actor=make_organiser(), at=delegate.registered_at)

    async with on_rung(rung, web, ann) as client:
        await client.request("sub", room)
        await ben.sees(room, "Ann", "Ben")
        await in_database(cancel)
        await client.hear(lambda frame: frame["t"] == "end" and frame["s"] == room, seconds=3)
        await ben.say(room, "Not for Ann")
        refused = await client.say(room, "Still here?")
        assert refused["d"]["code"] in {"no_such_stream", "not_following"}
        assert "Not for Ann" not in client.bodies(room)


@pytest.mark.parametrize("rung", RUNGS)
async def test_the_lobby_counts_people_and_places_and_closes_to_who_has_none(rung, web, day, ben):
    ann, room = await in_database(lambda: day.person("Ann")), day.room
    lobby = f"lobby:{room.session.code}"

    def cancel():
        delegate = Delegate.objects.get(user=day.users["Ann"])
        cancel_delegate(delegate=delegate, actor=make_organiser(), at=delegate.registered_at)

    async with on_rung(rung, web, ann) as client:
        assert (await client.request("sub", lobby))["t"] == "ok"
        snap = await client.hear(lambda frame: frame["t"] == "snap" and frame["s"] == lobby)
        assert snap["d"]["state"]["rooms"][room.code] == {"left": None, "here": 1, "is_locked": False}
        cat = await in_database(lambda: day.person("Cat"))
        async with connected(web, cat) as other:
            await other.request("sub", room.stream)
            await client.hear(
                lambda frame: frame["t"] == "lobby.counts" and frame["d"]["rooms"][room.code]["here"] == 2,
                seconds=5,
            )
        await in_database(cancel)
        await client.hear(lambda frame: frame["t"] == "end" and frame["s"] == lobby, seconds=25)


@pytest.mark.parametrize("rung", RUNGS)
async def test_a_log_in_that_ends_takes_the_line_with_it(rung, web, day, ben):
    from django.contrib.sessions.models import Session

    ann, room = await in_database(lambda: day.person("Ann")), day.room.stream

    async with on_rung(rung, web, ann) as client:
        await client.request("sub", room)
        await ben.sees(room, "Ann", "Ben")
        await in_database(lambda: Session.objects.filter(session_key=session_key(ann)).delete())
        assert await client.closed(seconds=25) == 4001


@pytest.mark.parametrize("rung", RUNGS)
async def test_leaving_is_seen_at_once_and_one_of_two_pages_changes_nothing(rung, web, day, ben):
    ann, room = await in_database(lambda: day.person("Ann")), day.room.stream

    async with on_rung(rung, web, ann) as one, on_rung("websocket", web, ann) as other:
        await one.request("sub", room)
        await other.request("sub", room)
        await ben.sees(room, "Ann", "Ben")
        told = ben.rosters(room)
        await other.request("unsub", room)
        await asyncio.sleep(1)
        assert ben.rosters(room) == told
        await one.request("unsub", room)
        assert await ben.sees(room, "Ben", seconds=2) < 1.5


@pytest.mark.load
async def test_a_page_that_stops_asking_is_marked_and_then_gone(web, day, ben):
    ann, room = await in_database(lambda: day.person("Ann")), day.room.stream

    async with on_rung("short poll", web, ann) as client:
        await client.request("sub", room)
        await ben.sees(room, "Ann", "Ben")
        client.cut()
        began_at = time.monotonic()
        await ben.hear(
            lambda frame: (
                frame["t"] == "pres.diff" and any(each.get("faint") for each in frame["d"]["changed"])
            ),
            seconds=30,
        )
        await ben.sees(room, "Ben", seconds=20)
        assert 25 < time.monotonic() - began_at < 36


async def test_a_long_poll_waits_for_news_and_no_longer_than_it_was_told(web, day, ben):
    ann, room = await in_database(lambda: day.person("Ann")), day.room.stream
    line = "a" * 24

    async with httpx.AsyncClient(
        base_url=f"http://localhost:{web}", headers={"Cookie": ann}, timeout=30
    ) as http:
        first = (await http.get(f"/realtime/poll?line={line}&wait=5&s={room}~~~")).json()["frames"]
        snap = next(frame for frame in first if frame["t"] == "snap")
        people = (
            await http.get(f"/realtime/poll?line={line}&wait=5&s={room}~0~{snap['d']['epoch']}~")
        ).json()
        version = next(f["v"] for f in people["frames"] if f["t"] == "pres.snap")
        where = f"/realtime/poll?line={line}&s={room}~0~{snap['d']['epoch']}~{version}"

        began_at = time.monotonic()
        quiet = (await http.get(f"{where}&wait=2")).json()["frames"]
        assert [frame["t"] for frame in quiet] == ["hello"]
        assert 1.9 < time.monotonic() - began_at < 4

        waiting = asyncio.create_task(http.get(f"{where}&wait=20"))
        await asyncio.sleep(0.3)
        began_at = time.monotonic()
        await ben.say(room, "News")
        told = (await waiting).json()["frames"]
        assert time.monotonic() - began_at < 1.5
        assert [frame["d"]["body"] for frame in told if frame["t"] == "chat.msg"] == ["News"]


async def test_any_process_answers_the_next_poll(webs, day):
    webs.start(2)
    ann, cat = await in_database(lambda: day.people("Ann", "Cat"))
    room = day.room.stream
    line = "b" * 24

    async with connected(webs.ports[0], cat) as watcher:
        await watcher.request("sub", room)
        where = "~~~"
        async with httpx.AsyncClient(headers={"Cookie": ann}, timeout=30) as http:
            for number in range(6):
                await watcher.say(room, f"{number}") if number < 5 else None
                url = f"http://localhost:{webs.ports[number % 2]}/realtime/poll?line={line}&wait=0&s={room}"
                frames = (await http.get(url + where)).json()["frames"]
                snap = next((frame for frame in frames if frame["t"] == "snap"), None)
                if snap:
                    epoch, seq = snap["d"]["epoch"], snap["n"]
                    heard = [message["body"] for message in snap["d"]["state"]["messages"]]
                since = [frame for frame in frames if frame["t"] == "chat.msg" and frame["n"] > seq]
                heard += [frame["d"]["body"] for frame in since]
                seq = max([seq, *(frame["n"] for frame in since)])
                where = f"~{seq}~{epoch}~"
                await watcher.sees(room, "Ann", "Cat")
        assert heard == [str(number) for number in range(5)]


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("", 400),
        ("line=short", 400),
        ("line=" + "x" * 41, 400),
        ("line=" + "x" * 24 + "&s=room:a", 400),
        ("line=" + "x" * 24 + "&s=room:a~-1~~", 400),
        ("line=" + "x" * 24 + "&s=room:a~x~~", 400),
        ("line=" + "x" * 24 + "&s=room:a~" + "9" * 400 + "~e~" + "9" * 400, 200),
        ("line=" + "x" * 24 + "&wait=99999999999", 200),
        ("line=" + "x" * 24 + "&wait=-4&s=%00~~~", 200),
        ("line=" + "x" * 24 + "".join(f"&s=room:{n}~~~" for n in range(21)), 400),
    ],
)
async def test_a_poll_that_is_not_written_so_is_no_error_of_ours(web, day, query, status):
    ann = await in_database(lambda: day.person("Ann"))
    # Without news it would wait as long as it was told, at most 20 seconds.
    query = query.replace("wait=99999999999", "wait=99999999999&s=room:none~~~")

    async with httpx.AsyncClient(headers={"Cookie": ann}, timeout=30) as http:
        answer = await http.get(f"http://localhost:{web}/realtime/poll?{query}")

    assert answer.status_code == status


async def test_polls_and_sends_are_for_pages_of_this_portal_with_a_log_in(web, day):
    ann, room = await in_database(lambda: day.person("Ann")), day.room.stream
    base, line = f"http://localhost:{web}/realtime", "c" * 24
    body = f'{{"t":"chat.send","i":1,"s":"{room}","d":{{"cid":"{uuid.uuid4()}","body":"Forged"}}}}'
    token = "d" * 32

    async with httpx.AsyncClient(timeout=20) as http:
        cookie = {"Cookie": ann}
        both = {"Cookie": f"{ann}; csrftoken={token}"}
        own = {"Origin": f"http://localhost:{web}"}
        poll, send = f"{base}/poll?line={line}", f"{base}/send?line={line}"
        assert (await http.get(poll)).status_code == 401
        assert (await http.get(poll, headers=cookie | {"Sec-Fetch-Site": "cross-site"})).status_code == 403
        assert (await http.post(poll, headers=cookie)).status_code == 405
        assert (await http.get(send, headers=cookie)).status_code == 405
        assert (await http.post(send, headers=cookie, content=body)).status_code == 403
        assert (await http.post(send, headers=both | own, content=body)).status_code == 403
        stolen = both | {"X-CSRFToken": token, "Origin": "https://elsewhere.example"}
        assert (await http.post(send, headers=stolen, content=body)).status_code == 403
        good = both | own | {"X-CSRFToken": token}
        assert (await http.post(send, headers=good, content="x" * 20_000)).status_code == 413
        assert (await http.post(send, headers=good, content="x" * 200_000)).status_code == 413
        broken = (await http.post(send, headers=good, content=b"\xff\xfe{")).json()["frames"]
        assert broken[0]["d"]["code"] == "malformed"
    assert not await in_database(Message.objects.exists)


async def test_a_page_without_scripts_reads_writes_and_is_seen(web, day, ben):
    ann, room = await in_database(lambda: day.person("Ann")), day.room
    path = f"/{day.assembly.slug}/rooms/{room.code}/"
    cid = str(uuid.uuid4())
    page = Page(web, ann, path)

    await ben.say(room.stream, "Before")
    await page.load()
    assert page.told() == ["Before"]
    await ben.sees(room.stream, "Ann", "Ben")
    await page.say("Once", cid)
    await page.say("Once", cid)
    await ben.say(room.stream, "After")
    await page.load()
    assert page.told() == ["Before", "Once", "After"]
    assert ben.bodies(room.stream) == ["Before", "Once", "After"]
    assert "Message must be 2,000 characters or fewer" in await page.say("x" * 2001)
    await page.go()


async def test_the_list_of_a_page_gives_way_to_a_line_of_ones_own(web, day, ben):
    ann, room = await in_database(lambda: day.person("Ann")), day.room
    page = Page(web, ann, f"/{day.assembly.slug}/rooms/{room.code}/")

    await page.load()
    await ben.sees(room.stream, "Ann", "Ben")
    async with connected(web, ann) as client:
        await client.request("sub", room.stream)
        await client.request("unsub", room.stream)
        await ben.sees(room.stream, "Ben", seconds=2)
    await page.go()
