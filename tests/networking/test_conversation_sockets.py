"""Conversations over real sockets: two tabs, one cid twice, what was taken back, a block midway."""

import json
import uuid

import httpx
import pytest

from tests.networking import talk_rows
from tests.realtime.conftest import in_database
from tests.realtime.harness import Webs, connected

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(scope="module")
def web(servers, tmp_path_factory, django_db_setup):
    """One process for all tests of this module. Its port."""
    webs = Webs(servers, tmp_path_factory.mktemp("web"))
    webs.start()
    yield webs.ports[0]
    webs.stop()


@pytest.fixture
def talk(transactional_db):
    return talk_rows.people_who_talk(["Anna", "Ben", "Cem"], title="Rural posts")


@pytest.fixture
def pair(transactional_db):
    return talk_rows.people_who_talk(["Anna", "Ben"])


async def follow(client, made, **since):
    answer = await client.request("sub", made["stream"], **since)
    assert answer["t"] == "ok", answer
    return answer["d"]


async def say(client, made, body, cid=None):
    return await client.request("talk.send", made["stream"], cid=cid or str(uuid.uuid4()), body=body)


def lines(client):
    return [frame["d"]["body"] for frame in client.heard if frame["t"] == "talk.msg"]


def is_gone(number):
    return lambda frame: frame["t"] == "talk.gone" and frame["d"]["id"] == number


async def test_two_tabs_and_another_person_hear_each_line_once(web, pair):
    anna, ben = pair["cookies"]["Anna"], pair["cookies"]["Ben"]
    async with connected(web, anna) as one, connected(web, anna) as two, connected(web, ben) as other:
        for client in (one, two, other):
            await follow(client, pair)
        cid = str(uuid.uuid4())

        first, again = await say(one, pair, "Hello", cid), await say(two, pair, "Hello", cid)
        await say(other, pair, "Hello back")

        assert first["d"] == again["d"]
        for client in (one, two, other):
            await client.hear(lambda frame: frame["t"] == "talk.msg" and frame["d"]["body"] == "Hello back")
            assert lines(client) == ["Hello", "Hello back"]


async def test_reading_is_told_to_the_other_of_two(web, pair):
    async with (
        connected(web, pair["cookies"]["Anna"]) as anna,
        connected(web, pair["cookies"]["Ben"]) as ben,
    ):
        for client in (anna, ben):
            await follow(client, pair)
        said = await say(anna, pair, "Hello")
        await ben.request("talk.seen", pair["stream"], id=said["d"]["id"])

        told = await anna.hear(lambda frame: frame["t"] == "talk.read" and frame["d"]["read"])

        assert [each["id"] for each in told["d"]["read"]] == [pair["codes"]["Ben"]]


async def test_what_was_taken_back_is_never_sent_again(web, pair):
    """Ben's tab follows all the time, so the process remembers every frame: Anna's must not be told of it."""
    async with (
        connected(web, pair["cookies"]["Anna"]) as anna,
        connected(web, pair["cookies"]["Ben"]) as ben,
    ):
        await follow(ben, pair)
        stood = await follow(anna, pair)
        removed = (await say(ben, pair, "The secret"))["d"]["id"]
        changed = await ben.request("talk.edit", pair["stream"], id=removed, body="A secret still")
        hidden = (await say(ben, pair, "The insult"))["d"]["id"]
        assert changed["t"] == "ok"
        await in_database(lambda: talk_rows.removed(pair["code"], "Ben", removed))
        await in_database(lambda: talk_rows.hidden(hidden))
        await ben.hear(is_gone(hidden))

        since = {"since": stood["n"], "epoch": stood["epoch"]}
        async with (
            connected(web, pair["cookies"]["Anna"]) as resumed,
            connected(web, pair["cookies"]["Anna"]) as fresh,
        ):
            assert (await follow(resumed, pair, **since))["resumed"]
            await follow(fresh, pair)

            await resumed.hear(is_gone(hidden))
            await fresh.hear(lambda frame: frame["t"] == "snap")
            for client in (resumed, fresh):
                heard = json.dumps(client.heard)
                assert "secret" not in heard
                assert "insult" not in heard
            assert lines(resumed) == [None, None]
            numbers = [frame["n"] for frame in resumed.heard if "n" in frame]
            assert numbers == list(range(stood["n"] + 1, stood["n"] + 6))


async def test_a_block_in_the_middle_ends_the_stream_for_both(web, pair):
    async with (
        connected(web, pair["cookies"]["Anna"]) as anna,
        connected(web, pair["cookies"]["Ben"]) as ben,
    ):
        for client in (anna, ben):
            await follow(client, pair)
        await say(anna, pair, "Before")

        await in_database(lambda: talk_rows.blocked(pair["code"], "Ben", "Anna"))

        for client in (anna, ben):
            await client.hear(lambda frame: frame["t"] == "end" and frame["s"] == pair["stream"])
            refused = await say(client, pair, "After")
            assert (refused["t"], refused["d"]["code"]) == ("err", "not_following")
            again = await client.request("sub", pair["stream"])
            assert (again["t"], again["d"]["code"]) == ("err", "no_such_stream")


async def test_a_block_takes_the_blocker_out_of_a_group_and_leaves_the_others_there(web, talk):
    cookies = talk["cookies"]
    async with (
        connected(web, cookies["Anna"]) as anna,
        connected(web, cookies["Ben"]) as ben,
        connected(web, cookies["Cem"]) as cem,
    ):
        for client in (anna, ben, cem):
            await follow(client, talk)

        await in_database(lambda: talk_rows.blocked(talk["code"], "Anna", "Ben"))

        await anna.hear(lambda frame: frame["t"] == "end")
        await say(ben, talk, "Still here")
        await cem.hear(lambda frame: frame["t"] == "talk.msg")
        people = await ben.hear(lambda frame: frame["t"] == "talk.people")
        assert [each["name"] for each in people["d"]["people"]] == ["Ben", "Cem"]
        assert "Still here" not in json.dumps(anna.heard)


async def test_whoever_is_not_in_it_hears_and_says_nothing(web, talk, pair):
    async with connected(web, pair["cookies"]["Anna"]) as stranger:
        refused = await stranger.request("sub", talk["stream"])
        assert refused["d"]["code"] == "no_such_stream"
        for type, data in {
            "talk.send": {"cid": str(uuid.uuid4()), "body": "?"},
            "talk.edit": {"id": 1, "body": "?"},
            "talk.seen": {"id": 1},
        }.items():
            answer = await stranger.request(type, talk["stream"], **data)
            assert answer["d"]["code"] == "not_following"


async def test_a_refusal_is_told_in_words(web, pair):
    async with connected(web, pair["cookies"]["Anna"]) as anna:
        await follow(anna, pair)
        await in_database(lambda: talk_rows.out_of_contact(pair["code"]))

        refused = await say(anna, pair, "Are you there?")

        assert refused["d"]["code"] == "not_in_contact"
        assert "not in contact with Ben any more" in refused["d"]["sentence"]


async def test_frames_and_forms_take_from_one_allowance(web, pair):
    cookie, token = pair["cookies"]["Anna"], "t" * 32
    async with (
        connected(web, cookie) as anna,
        httpx.AsyncClient(
            base_url=f"http://localhost:{web}",
            headers={"Cookie": f"{cookie}; csrftoken={token}", "Origin": f"http://localhost:{web}"},
            timeout=20,
        ) as http,
    ):
        await follow(anna, pair)
        told = []
        # With one of its own a form would have five at once: four would all be taken. With one for both, what
        # the frames left is refilled once a second at most, and one of the four comes sooner than that.
        for _ in range(4):
            while (await say(anna, pair, "Hello"))["t"] == "ok":
                pass
            data = {"csrfmiddlewaretoken": token, "cid": str(uuid.uuid4()), "body": "By form"}
            told.append((await http.post(f"{pair['path']}lines/", data=data)).text)

    assert any("You are sending messages too quickly." in each for each in told)
