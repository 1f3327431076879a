"""Everybody tries everything: each kind of person sends each frame to each stream in each state of a room.

What nobody but some may read carries a word of its own, so that a leak shows in whatever text it travels.
"""

import json
import random
import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from assembly_portal.routing import TABLES
from breakouts.actions import enter_room, hide_message, mute, remove, report_message, say, take_seat
from breakouts.models import Act, Hand, Restriction
from events.models import Session
from notices.frames import stream_of
from realtime.connection import LogIn, Transport
from realtime.engine import Engine
from realtime.registry import Direction
from realtime.standing import mark_of
from tests.factories import (
    make_chair,
    make_delegate,
    make_facilitator,
    make_live_assembly,
    make_organiser,
    make_room,
    make_session,
    make_speaker,
    make_user,
)
from tests.notices.rows import a_released_notice
from tests.realtime.conftest import in_database
from tests.realtime.harness import log_in, session_key

pytestmark = pytest.mark.django_db(transaction=True)

HOSTS = {"facilitator", "chair", "organiser"}
INSIDE = {"seated", "muted", "speaker"} | HOSTS
ROLES = INSIDE | {"stranger", "no seat", "seated elsewhere", "removed", "cancelled", "facilitator elsewhere"}
STATES = ("open", "locked", "over", "not yet", "draft")
COMMANDS = sorted(kind.type for kind in TABLES.frames if kind.direction is Direction.TO_SERVER)

CHAT, ELSEWHERE, HIDDEN, STAFF, OWN = (
    f"canary-{word}" for word in ("chat", "elsewhere", "hidden", "staff", "own")
)


class Scene:
    """A room with a past, the room beside it, and one person of each kind."""

    def __init__(self, state: str) -> None:
        self.now = timezone.now()
        assembly = make_live_assembly()
        session = make_session(
            assembly,
            kind=Session.Kind.BREAKOUTS,
            starts_at=self.now - timedelta(minutes=10),
            ends_at=self.now + timedelta(minutes=50),
        )
        self.room = make_room(session, capacity=20, title="Here")
        self.beside = make_room(session, capacity=20, title="Elsewhere")
        self.users = {role: make_user(name=role) for role in ROLES - {"organiser"}}
        self.users["organiser"] = make_organiser(name="organiser")
        self.log_ins = {
            role: LogIn(user.pk, session_key(log_in(user)), mark_of(user.password))
            for role, user in self.users.items()
        }
        self._places(assembly)
        self._past()
        self._become(state, session)

    def _places(self, assembly) -> None:
        make_facilitator(self.room, user=self.users["facilitator"])
        make_facilitator(self.beside, user=self.users["facilitator elsewhere"])
        self.delegates = {}
        for role in ("seated", "muted", "removed", "no seat", "seated elsewhere", "cancelled"):
            self.delegates[role] = make_delegate(
                assembly,
                user=self.users[role],
                name=role,
                registered_at=self.now - timedelta(days=1),
            )
        for role, room in (
            ("seated", self.room),
            ("muted", self.room),
            ("removed", self.room),
            ("cancelled", self.room),
            ("seated elsewhere", self.beside),
        ):
            take_seat(delegate=self.delegates[role], room=room, at=self.now)
            enter_room(delegate=self.delegates[role], room=room, at=self.now)
        make_chair(self.room.session, user=self.users["chair"])
        make_speaker(self.room.session, user=self.users["speaker"])

    def _past(self) -> None:
        host, seated = self.users["facilitator"], self.users["seated"]
        act = {"actor": host, "room": self.room, "at": self.now}
        say(author=seated, room=self.room, body=CHAT, cid=uuid.uuid4(), at=self.now)
        self.target = say(author=seated, room=self.room, body="To be tried", cid=uuid.uuid4(), at=self.now)
        rude = say(author=seated, room=self.room, body=HIDDEN, cid=uuid.uuid4(), at=self.now)
        say(
            author=self.users["seated elsewhere"],
            room=self.beside,
            body=ELSEWHERE,
            cid=uuid.uuid4(),
            at=self.now,
        )
        report_message(reporter=host, room=self.room, number=rude.pk, because=STAFF, at=self.now)
        hide_message(**act, number=rude.pk, because=STAFF)
        mute(**act, person=self.users["muted"].pk, because=OWN)
        remove(**act, person=self.users["removed"].pk, because="Rude")
        a_released_notice(self.users["muted"], about=OWN)
        self.delegates["cancelled"].state = "cancelled"
        self.delegates["cancelled"].save()

    def _become(self, state: str, session: Session) -> None:
        if state == "locked":
            self.room.locked_at = self.now
            self.room.save()
        elif state == "over":
            Session.objects.filter(pk=session.pk).update(ends_at=self.now - timedelta(seconds=1))
        elif state == "not yet":
            hours = timedelta(hours=2)
            Session.objects.filter(pk=session.pk).update(
                starts_at=self.now + hours, ends_at=self.now + 2 * hours
            )
        elif state == "draft":
            Session.objects.filter(pk=session.pk).update(published_at=None)

    def acts(self) -> tuple[int, int]:
        """How often people ran the room, and how many are restricted in it.

        Nobody is the actor where the clock called the organisers: a speaker says that they are away, and this
        Valkey has been there for a minute.
        """
        acts, restrictions = (model.objects.filter(room=self.room) for model in (Act, Restriction))
        return acts.exclude(actor=None).count(), restrictions.count()

    @property
    def streams(self) -> list[str]:
        return [
            self.room.stream,
            self.room.staff_stream,
            self.beside.stream,
            self.beside.staff_stream,
            self.delegates["muted"].stream,
            self.delegates["seated"].stream,
            f"lobby:{self.room.session.code}",
            stream_of(self.users["muted"].pk),
            "room:unknown",
        ]


class Tries:
    """One person who sends whatever there is to send, and all that they hear."""

    def __init__(self, engine: Engine, log_in: LogIn) -> None:
        self.heard: list[str] = []
        self.engine = engine
        self.connection = engine.open(log_in, Transport(self._take, self._close))

    async def send(self, type: str, stream: str, data: dict) -> dict:
        """Send one frame without any limit on how many; returns its answer."""
        self.engine.buckets._buckets.clear()
        text = json.dumps({"t": type, "i": 1, "s": stream, "d": data})
        await self.engine.commands.handle(self.connection, text)
        await self.connection.outbox.flushed()
        return next(frame for frame in map(json.loads, reversed(self.heard)) if frame.get("i") == 1)

    async def _take(self, text: str) -> None:
        self.heard.append(text)

    async def _close(self, code) -> None:
        raise AssertionError(f"closed with {code}")


def plausible(type: str, scene: Scene, chance: random.Random) -> dict:
    """Data that would be carried out if the person might, and sometimes none that could be."""
    message = scene.target
    person = str(scene.users[chance.choice(["seated", "removed", "muted"])].pk)
    data = {
        "chat.send": {"cid": str(uuid.UUID(int=chance.getrandbits(128), version=4)), "body": "Tried"},
        "chat.edit": {"id": message.pk, "body": "Tried"},
        "chat.report": {"id": message.pk, "because": "Tried"},
        "fac.timer": {"minutes": 5, "label": "Tried"},
        "fac.extend": {"minutes": 5},
        "fac.announce": {"cid": str(uuid.UUID(int=chance.getrandbits(128), version=4)), "body": "Tried"},
        "fac.lock": {"is_locked": True},
        "fac.slow": {"seconds": 15},
        "fac.recall": {"is_on": True},
        "fac.hide": {"id": message.pk, "is_hidden": True, "because": "Tried"},
        "fac.mute": {"person": person, "is_on": True, "because": "Tried", "minutes": 5},
        "fac.remove": {"person": person, "is_on": True, "because": "Tried"},
        "fac.hand": {"person": person},
        "fac.table": {"to": chance.choice(["next", "give", "take", "down"]), "person": person, "seen": 0},
        "fac.order": {"minutes": 3, "newcomers_first": True},
        "fac.report": {"id": 1},
        "sub": {"since": chance.choice([None, 0, 1, 10**9]), "epoch": ""},
        "sync": {"since": 0, "epoch": ""},
    }.get(type, {})
    return data if chance.random() < 0.8 else {key: chance.choice([None, 0, "x", [], -1]) for key in data}


async def everything(tries: Tries, stream: str, scene: Scene, chance: random.Random) -> None:
    """Send each command before following the stream, and all again, in any order, while following it."""
    for follows in (False, True):
        if follows:
            await tries.send("sub", stream, {})
        commands = [type for type in COMMANDS if type != "unsub" and (follows or type != "sub")]
        for type in chance.sample(commands, len(commands)):
            data = await in_database(lambda type=type: plausible(type, scene, chance))
            answer = await tries.send(type, stream, data)
            assert answer["t"] in {"ok", "err", "pong"}
            assert answer["d"].get("code") != "failed", (stream, type, data)
    await tries.send("unsub", stream, {})


@pytest.fixture
async def engine(servers):
    running = Engine(TABLES)
    await running.start()
    yield running
    await running.stop()


@pytest.mark.parametrize("state", STATES)
async def test_nobody_reads_or_does_what_is_not_theirs(engine, state):
    seed = random.randrange(10**6)
    print(f"seed {seed}")
    chance = random.Random(seed)
    scene = await in_database(lambda: Scene(state))
    before = await in_database(scene.acts)
    is_open = state in {"open", "locked"}
    for role in sorted(ROLES - HOSTS):
        tries = Tries(engine, scene.log_ins[role])
        for stream in scene.streams:
            await everything(tries, stream, scene, chance)
        await engine.closed(tries.connection)
        _holds(role, "".join(tries.heard), is_open=is_open)
    assert await in_database(scene.acts) == before, "who is no host has done nothing that hosts do"


def _holds(role: str, heard: str, *, is_open: bool) -> None:
    """Hold what somebody has heard against what they may know."""
    assert HIDDEN not in heard, f"{role} read what was hidden"
    assert STAFF not in heard, f"{role} read what only the staff may"
    assert (OWN in heard) is (role == "muted"), f"{role} and what only the muted may know"
    may_read = role in INSIDE and is_open
    assert (CHAT in heard) is may_read, f"{role} and the chat"
    may_read_beside = is_open and role in {"seated elsewhere", "facilitator elsewhere", "speaker"}
    assert (ELSEWHERE in heard) is may_read_beside, f"{role} and the room beside"


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("role", sorted(HOSTS))
async def test_hosts_read_and_do_what_is_theirs_and_only_while_the_doors_are_open(engine, role, state):
    chance = random.Random(f"{role}{state}")
    scene = await in_database(lambda: Scene(state))
    is_open = state in {"open", "locked"}
    tries = Tries(engine, scene.log_ins[role])

    for stream in scene.streams:
        await everything(tries, stream, scene, chance)

    heard = "".join(tries.heard)
    assert (STAFF in heard) is is_open
    assert OWN not in heard or is_open, "why somebody is muted is for them and for the staff"
    assert (ELSEWHERE in heard) is (is_open and role in {"chair", "organiser"})
    assert await in_database(lambda: Hand.objects.filter(user=scene.users[role]).exists()) in {is_open, False}
    await engine.closed(tries.connection)
