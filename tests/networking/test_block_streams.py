"""A block tells nothing on the live part: each answer is that of who left, or never was.

Answers are compared as they come over the line, letter by letter. How long they take is compared by the
statements that find them, as in ``test_block_matrix.py``.
"""

import asyncio
import json
import re
import uuid
from contextlib import asynccontextmanager

import httpx
import pytest
import websockets
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from assembly_portal.routing import TABLES
from realtime import wire
from tests.networking import talk_rows
from tests.networking.steps import same_steps
from tests.realtime.conftest import in_database, web

__all__ = ["web"]
pytestmark = pytest.mark.django_db(transaction=True)

OF_A_WORLD = (
    (re.compile(r'\d{4}-\d\d-\d\dT[^"]*'), "instant"),
    (re.compile(r'"csrf":"\w+"'), "token"),
    (re.compile(r'"epoch":"[^"]*"'), "epoch"),
    (re.compile(r'"id":\d+'), "line"),
    (re.compile(r'"v":\d+'), "version"),
)
"""What differs between two worlds in which the same happened, beside the codes and keys of their rows."""
STATE = re.compile(r'{"unread":[^}]*}')
"""What one's own stream says."""
BEAT = wire.beat()
"""It tells by the clock that the line stands."""


def a_pair() -> dict:
    """Anna, who asks, and Ben, who said something to her."""
    made = talk_rows.people_who_talk(["Anna", "Ben"])
    return {**made, "line": talk_rows.said(made["code"], "Ben", "Hello")}


def ben_blocks(made: dict) -> None:
    talk_rows.blocked(made["code"], "Ben", "Anna")


def anna_blocks(made: dict) -> None:
    talk_rows.blocked(made["code"], "Anna", "Ben")


def ben_leaves(made: dict) -> None:
    talk_rows.left(made["code"], "Ben")


def never_was(made: dict) -> None:
    """Nobody ever began the conversation that is asked for."""
    made["stream"] = "talk:aaaaaaaaaa"


in_both_directions = pytest.mark.parametrize("block", [ben_blocks, anna_blocks])


def plain(said: str, made: dict) -> str:
    """What was said, letter by letter, but for what differs between two worlds."""
    for pattern, sign in OF_A_WORLD:
        said = pattern.sub(sign, said)
    for name, key in made["users"].items():
        said = said.replace(f"notices:{key}", f"notices of {name}").replace(f'"user":"{key}"', name)
    for name, code in made["codes"].items():
        said = said.replace(code, name)
    return said.replace(made["stream"], "talk")


def requests(made: dict) -> list[tuple[str, str, dict]]:
    """Everything that Anna's page can ask of a conversation of two, of Ben's own stream and of hers."""
    talk, line = made["stream"], made["line"]
    return [
        ("sub", talk, {}),
        ("sub", talk, {"since": 1, "epoch": "x"}),
        ("talk.send", talk, {"cid": str(uuid.UUID(int=7)), "body": "Hello"}),
        ("talk.edit", talk, {"id": line, "body": "Hello"}),
        ("talk.seen", talk, {"id": line}),
        ("unsub", talk, {}),
        ("sub", f"notices:{made['users']['Ben']}", {}),
        ("sub", f"notices:{made['users']['Anna']}", {}),
    ]


@asynccontextmanager
async def socket_of(port: int, made: dict, name: str = "Anna"):
    """A socket, and a way to read what it is told from now until there are some signs in it."""
    async with websockets.connect(
        f"ws://localhost:{port}/realtime/socket",
        origin=f"http://localhost:{port}",
        additional_headers={"Cookie": made["cookies"][name]},
    ) as line:

        async def until(*signs: str) -> list[str]:
            told: list[str] = []
            while not all(any(sign in each for each in told) for sign in signs):
                said = await asyncio.wait_for(line.recv(), 10)
                if said != BEAT:
                    told.append(plain(said, made))
            return told

        yield line, until


async def by_socket(port: int, made: dict) -> list[str]:
    """All that Anna's socket is told."""
    async with socket_of(port, made) as (line, until):
        for number, (type, stream, data) in enumerate(requests(made)):
            await line.send(json.dumps({"t": type, "i": number, "s": stream, "d": data}))
        await line.send(json.dumps({"t": "ping", "i": 99}))
        return await until('"t":"pong"')


async def by_poll(port: int, made: dict) -> list[tuple[int, str]]:
    """All that Anna's requests are answered where there is no socket."""
    base, token, line = f"http://localhost:{port}", "d" * 32, {"line": "a" * 24}
    cookies = f"{made['cookies']['Anna']}; csrftoken={token}"
    headers = {"Cookie": cookies, "Origin": base, "X-CSRFToken": token}
    answers = []
    async with httpx.AsyncClient(base_url=f"{base}/realtime", headers=headers, timeout=30) as http:
        for number, (type, stream, data) in enumerate(requests(made)):
            if type == "sub":
                where = f"{stream}~{data.get('since', '')}~{data.get('epoch', '')}~"
                answers.append(await http.get("/poll", params={**line, "s": where}))
            else:
                frame = json.dumps({"t": type, "i": number, "s": stream, "d": data})
                answers.append(await http.post("/send", params=line, content=frame))
    return [(answer.status_code, plain(answer.text, made)) for answer in answers]


@in_both_directions
@pytest.mark.parametrize("like", [ben_leaves, never_was])
@pytest.mark.parametrize("way", [by_socket, by_poll])
async def test_streams_answer_as_of_who_left_or_never_was(web, transactional_db, block, like, way):
    told = []
    for happened in (block, like):
        made = await in_database(a_pair)
        await in_database(lambda made=made, happened=happened: happened(made))
        told.append(await way(web, made))

    assert told[0] == told[1]
    assert "Hello" not in str(told)


@in_both_directions
@pytest.mark.parametrize("way", [by_socket, by_poll])
async def test_ones_own_stream_says_what_it_said(web, transactional_db, block, way):
    made = await in_database(a_pair)
    before = await way(web, made)
    assert "Hello" in str(before), "without a block the conversation is told"

    await in_database(lambda: block(made))

    after = await way(web, made)
    # How often it is said is a matter of the moment: a count that is read anew is told again.
    own = [{state for each in told for state in STATE.findall(str(each))} for told in (before, after)]
    assert own[0] == own[1] != set()


@in_both_directions
async def test_whoever_follows_hears_the_end_that_a_leaving_brings(web, transactional_db, block):
    heard = []
    for happened in (block, ben_leaves):
        made = await in_database(a_pair)
        async with socket_of(web, made) as (line, until):
            await line.send(json.dumps({"t": "sub", "i": 1, "s": made["stream"], "d": {}}))
            await until('"t":"ok"', '"t":"snap"', '"t":"talk.read"')
            await in_database(lambda made=made, happened=happened: happened(made))
            heard.append(await until('"t":"end"'))

    assert heard[0] == heard[1]


@pytest.mark.parametrize("name", ["Anna", "Cem"])
async def test_a_group_hears_of_a_block_what_it_hears_of_a_leaving(web, transactional_db, name):
    """Ben goes out of it: because Anna is in it, whom he blocks, or by himself."""
    heard = []
    for happened in (ben_blocks, lambda made: talk_rows.left_group(made["code"], "Ben")):
        made = await in_database(lambda: talk_rows.people_who_talk(["Anna", "Ben", "Cem"], "Rural posts"))
        async with socket_of(web, made, name) as (line, until):
            await line.send(json.dumps({"t": "sub", "i": 1, "s": made["stream"], "d": {}}))
            await until('"t":"ok"', '"t":"snap"', '"t":"talk.read"')
            await in_database(lambda made=made, happened=happened: happened(made))
            heard.append(await until('"t":"talk.people"'))

    assert heard[0] == heard[1]
    assert "Ben" not in heard[0][-1]


@in_both_directions
def test_whether_one_may_follow_is_found_by_the_same_steps(transactional_db, block):
    steps, answers = [], []
    for happened in (block, ben_leaves, never_was, lambda made: None):
        made = a_pair()
        happened(made)
        kind = TABLES.stream_kind(made["stream"])
        with CaptureQueriesContext(connection) as asked:
            answers.append(kind.may_follow(made["users"]["Anna"], made["stream"], timezone.now()))
        steps.append(same_steps(asked))

    assert answers == [False, False, False, True]
    assert steps[0] == steps[1] == steps[2] == steps[3]
    assert len(steps[0]) == 1
