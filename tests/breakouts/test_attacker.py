"""Whoever holds the whole database, its bookkeeping and all logs finds an anonymous author by chance alone.

Twenty people are in one room. In each of fifteen minutes everybody does three things in a row, nobody between
them: something that bears their name, something else, and again something that bears their name. For four of
them, others in each minute, the one in the middle is an anonymous question: whatever leads to when
it was asked leads to its author. The clock is the test's; rows, transactions, pages and log are real.
"""

import io
import logging
import logging.config
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

import pytest
import time_machine
from django.conf import settings
from django.test import Client

from accounts.models import User
from assembly_portal.logs import as_lines
from assembly_portal.routing import TABLES
from breakouts.actions import move_poll, release_due_questions
from breakouts.models import Poll, Question
from events.models import Room
from realtime.registry import Command
from tests.breakouts.attacker import STRATEGIES, Loot, Score, most_by_chance, score
from tests.breakouts.days import MINUTE, STARTS, make_day_room
from tests.breakouts.running import drafted, guest_in, make_host

pytestmark = pytest.mark.django_db(transaction=True)

PEOPLE, MINUTES, ASKING = 20, 15, 4
EVERY, BETWEEN = timedelta(seconds=2.8), timedelta(seconds=0.4)
FIRST = STARTS + MINUTE
# So seldom would blind guessing look like a leak, all ways to guess taken together.
FALSE_ALARM = 1e-4
WORDS = ("how", "we", "who", "hear", "back", "rota", "leave", "night", "shift", "trust", "dean", "visa")


@dataclass
class Meeting:
    """The room, its people, and who asked what: the one thing that the attacker does not hold."""

    room: Room
    people: list[User]
    poll: Poll
    chance: Random
    authors: dict[str, int] = field(default_factory=dict)
    named: dict[str, int] = field(default_factory=dict)
    clients: dict[int, Client] = field(default_factory=dict)

    def send(self, user: User, type: str, at: datetime, suffix: str = "", **data):
        """What a page sends over its socket, handed on as the engine does."""
        command = TABLES.command(type)
        assert command is not None
        assert command.action is not None
        return command.action(Command(user, f"{self.room.stream}{suffix}", data, at))

    def get(self, user: User, path: str = "") -> None:
        assert self.clients[user.pk].get(f"{self.room.address}{path}").status_code == 200

    def post(self, user: User, path: str, **data) -> None:
        answer = self.clients[user.pk].post(f"{self.room.address}{path}", data)
        assert answer.status_code in (200, 302), answer
        assert b"There is a problem" not in answer.content

    def words(self) -> str:
        return " ".join(self.chance.choices(WORDS, k=self.chance.randint(3, 12)))

    def cid(self) -> UUID:
        return UUID(int=self.chance.getrandbits(128), version=4)

    def by_name(self, user: User, at: datetime) -> None:
        """Leave something with one's name and the time: a line, an answer, a page."""
        match self.chance.choices(["line", "posted", "page", "poll"], [16, 1, 2, 3])[0]:
            case "line":
                self.send(user, "chat.send", at, body=self.words(), cid=self.cid())
            case "posted":
                self.post(user, "messages/", body=self.words(), cid=str(self.cid()))
            case "page":
                self.get(user)
            case "poll":
                self.answer(user, at)

    def answer(self, user: User, at: datetime) -> None:
        choices = [self.chance.randrange(3)]
        self.send(user, "poll.vote", at, ".polls", id=self.poll.pk, choices=choices, cid=self.cid())

    def ask(self, user: User, at: datetime, *, is_anonymous: bool) -> None:
        """Ask by socket or by the form, and remember who it was."""
        known = set(Question.objects.values_list("pk", flat=True))
        if self.chance.random() < 0.7:
            data = {"body": self.words(), "cid": self.cid(), "topic": None}
            self.send(user, "qa.ask", at, ".qa", is_anonymous=is_anonymous, **data)
        else:
            self.get(user, "questions/")
            said = {"body": self.words(), "cid": str(self.cid())}
            self.post(user, "questions/", **said, **({"is_anonymous": "on"} if is_anonymous else {}))
        (asked,) = set(Question.objects.values_list("pk", flat=True)) - known
        (self.authors if is_anonymous else self.named)[str(asked)] = user.pk

    def something_else(self, user: User, at: datetime) -> None:
        """What people do who do not ask anonymously: some of it leaves nothing, as a question does."""
        match self.chance.choice(["named", "named", "vote", "both", "hand", "note", "look", "poll"]):
            case "named":
                self.ask(user, at, is_anonymous=False)
            case "vote" | "both" as what:
                public = list(Question.objects.public().values_list("pk", flat=True).order_by("pk"))
                for is_on in (True, False)[: 2 if what == "both" else 1]:
                    if public:
                        self.send(user, "qa.vote", at, ".qa", id=self.chance.choice(public), is_on=is_on)
            case "hand":
                self.send(user, "hand.up", at)
                self.send(user, "hand.down", at)
            case "note":
                said = {"body": self.words(), "mark": "none", "after": None, "block": None, "base_rev": None}
                self.send(user, "note.put", at, ".notes", cid=self.cid(), **said)
            case "look":
                self.get(user, "questions/")
            case "poll":
                self.answer(user, at)


def hold(meeting: Meeting, clock) -> None:
    """A quarter of an hour of it; whose turn it is to ask goes round at random."""
    turns = [user for _ in range(3) for user in meeting.chance.sample(meeting.people, PEOPLE)]
    for minute in range(MINUTES):
        asking = turns[minute * ASKING : (minute + 1) * ASKING]
        appears = FIRST + minute * MINUTE + 2 * MINUTE
        begins = appears - timedelta(seconds=79)
        for place, user in enumerate(meeting.chance.sample(meeting.people, PEOPLE)):
            for number, act in enumerate((meeting.by_name, None, meeting.by_name)):
                at = begins + place * EVERY + number * BETWEEN
                clock.move_to(at)
                if act:
                    act(user, at)
                elif user in asking:
                    meeting.ask(user, at, is_anonymous=True)
                else:
                    meeting.something_else(user, at)
        if minute % 2:
            clock.move_to(appears + timedelta(seconds=1))
            release_due_questions(at=appears + timedelta(seconds=1))
    clock.move_to(appears + MINUTE)
    release_due_questions(at=appears + MINUTE)


@pytest.fixture
def log():
    """The portal's own log, every line of it, as production writes it."""
    kept = io.StringIO()
    logging.config.dictConfig(as_lines(json=True))
    logging.getLogger().handlers[-1].setStream(kept)
    yield kept
    logging.config.dictConfig(settings.LOGGING)


def test_an_anonymous_author_is_found_by_chance_alone(log):
    room = make_day_room("Visas", capacity=PEOPLE + 5)
    host = make_host(room, name="Professor Ada")
    with time_machine.travel(STARTS, tick=False) as clock:
        people = [guest_in(room, name=f"Dr {number:02}").user for number in range(PEOPLE)]
        poll = drafted(host, room)
        move_poll(actor=host, room=room, poll=poll.pk, to=Poll.State.OPEN, at=STARTS)
        meeting = Meeting(room, people, poll, Random(8))
        for user in people:
            meeting.clients[user.pk] = Client()
            meeting.clients[user.pk].force_login(user)
        hold(meeting, clock)

    # Each way to guess is held to two measures, and all of them together to the one false alarm.
    alarm = FALSE_ALARM / (2 * len(STRATEGIES))
    authors = most_by_chance(MINUTES * ASKING, 1 / PEOPLE, alarm)
    minutes = most_by_chance(MINUTES, ASKING / PEOPLE, alarm)

    loot = Loot(log.getvalue())
    assert {trace.person for trace in loot.in_log} == {user.pk for user in people}
    found = scores(loot, meeting.authors)
    assert len(meeting.authors) == MINUTES * ASKING
    assert {
        name: each for name, each in found.items() if each.authors > authors or each.minutes > minutes
    } == {}

    # The same against questions by name, with nothing but the names taken out: there the way is known.
    planted = scores(Loot(log.getvalue(), blind=True), meeting.named)
    assert planted["nearest 0 s ahead, in_both"].authors > 0.8 * len(meeting.named)
    by_luck = most_by_chance(len(meeting.named), 1 / PEOPLE, 0.001)
    finding = {name for name, each in planted.items() if each.authors > by_luck}
    assert len(meeting.named) >= authors * 2
    assert {"nearest 0 s ahead, in_rows", "transaction -1", "transaction +1"} <= finding
    assert {"beside it frames -1", "beside it frames +1"} <= finding


def scores(loot: Loot, authors: dict[str, int]) -> dict[str, Score]:
    """How every way to guess does on the questions of these authors."""
    asked = [row for row in loot.questions if row.said["id"] in authors]
    return {name: score(guess, loot, asked, authors) for name, guess in STRATEGIES.items()}
