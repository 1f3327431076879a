"""Any order of tellings, crashes, two workers, holds and bad servers: at most once each, and none is lost."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from smtplib import SMTPRecipientsRefused, SMTPServerDisconnected

import pytest
from django.core.mail.backends.base import BaseEmailBackend
from hypothesis import HealthCheck, given
from hypothesis import settings as tried
from hypothesis import strategies as st

from accounts.models import User
from notices.actions.holding import hold, release
from notices.actions.sending import send_due, settle_unanswered
from notices.actions.telling import take_back, tell
from notices.models import Hold, Notice, State
from notices.models.notices import LEASE
from tests.factories import make_organiser, make_user
from tests.notices.rows import NEWS

pytestmark = pytest.mark.django_db
START = datetime(2026, 10, 24, 20, tzinfo=UTC)
HOUR = timedelta(hours=1)
FAR = timedelta(days=400)


class Crash(BaseException):
    """The process is gone: nothing behind it runs."""


@dataclass
class Post:
    """The mail server and the wire: what it does with the next mails, and what it took."""

    taken: list[str] = field(default_factory=list)
    plan: list[str] = field(default_factory=list)
    during: list = field(default_factory=list)

    def take(self, message) -> None:
        # Another worker, in the middle of this one's mail.
        if self.during:
            self.during.pop()()
        what = self.plan.pop(0) if self.plan else "ok"
        if what == "crash before":
            raise Crash
        if what == "away":
            raise ConnectionRefusedError
        if what == "later":
            raise SMTPRecipientsRefused({message.to[0]: (451, b"later")})
        self.taken.append(message.extra_headers["Message-ID"])
        if what == "crash after":
            raise Crash
        if what == "lost after":
            raise SMTPServerDisconnected


POST = Post()


class Backend(BaseEmailBackend):
    """Hands every mail to the post of this test."""

    @property
    def connection(self):
        return self

    @property
    def has_sent_text(self) -> bool:
        return bool(POST.taken) and POST.taken[-1] == self.last

    last = ""

    def send_messages(self, messages):
        self.last = messages[0].extra_headers["Message-ID"]
        POST.take(messages[0])


FATES = st.lists(
    st.sampled_from(["ok", "ok", "crash before", "crash after", "away", "later", "lost after"]), max_size=6
)
STEPS = st.one_of(
    st.tuples(st.just("tell"), st.integers(0, 3), st.sampled_from([1, 5, 72])),
    st.tuples(st.just("withdraw"), st.integers(0, 3), st.none()),
    st.tuples(st.just("work"), st.booleans(), FATES),
    st.tuples(st.just("wait"), st.sampled_from([1, 6, 20, 400, 3000]), st.none()),
    st.tuples(st.just("hold"), st.booleans(), st.none()),
    st.tuples(st.just("settle"), st.none(), st.none()),
)


class Life:
    """A portal over some days: steps happen to it, and at the end everything must be right."""

    def __init__(self) -> None:
        Notice.objects.all().delete()
        Hold.objects.all().delete()
        User.objects.all().delete()
        POST.taken, POST.plan, POST.during = [], [], []
        self.at = START
        self.people = [make_user(f"p{number}@example.org") for number in range(4)]
        self.organiser = make_organiser()

    def tell(self, person: int, hours: int) -> None:
        stale_at = self.at + hours * HOUR
        tell(
            kind=NEWS,
            people=[self.people[person]],
            about=f"{hours}",
            scope="s",
            at=self.at,
            due_at=self.at,
            stale_at=stale_at,
        )

    def withdraw(self, person: int, _) -> None:
        take_back(notices=Notice.objects.filter(recipient=self.people[person]), at=self.at)

    def work(self, beside: bool, fates: list[str]) -> None:
        POST.plan = list(fates)
        # The other comes when the first one's lease has run out: a process that stood still.
        POST.during = [lambda: self._one_worker(limit=2, late=LEASE)] if beside else []
        self._one_worker(limit=3)

    def _one_worker(self, limit: int, late: timedelta = timedelta(0)) -> None:
        try:
            send_due(at=self.at + late, limit=limit)
        except Crash:
            return

    def wait(self, minutes: int, _) -> None:
        self.at += timedelta(minutes=minutes)

    def hold(self, on: bool, _) -> None:
        (hold if on else release)(scope="s", kind="", actor=self.organiser, at=self.at)

    def settle(self, *_) -> None:
        settle_unanswered(at=self.at)

    def end_well(self) -> None:
        """Release everything, let the server be well again, and let some time pass."""
        release(scope="s", kind="", actor=self.organiser, at=self.at)
        POST.plan, POST.during = [], []
        for _ in range(3):
            self.at += 20 * timedelta(minutes=1)
            settle_unanswered(at=self.at)
            send_due(at=self.at)


@tried(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(STEPS, max_size=30))
def test_each_is_told_at_most_once_and_none_is_lost_that_still_makes_sense(
    django_db_blocker, settings, steps
):
    settings.EMAIL_BACKEND = f"{__name__}.Backend"
    life = Life()
    for name, first, second in steps:
        getattr(life, name)(first, second)
        assert len(POST.taken) == len(set(POST.taken)), "no mail left twice"
    life.end_well()

    assert len(POST.taken) == len(set(POST.taken))
    for notice in Notice.objects.all():
        was_taken = any(str(notice.code) in mail for mail in POST.taken)
        if notice.state == State.SENT:
            assert was_taken
        elif notice.state in (State.MISSED, State.WITHDRAWN, State.DUE):
            assert not was_taken, notice.state
        # What nobody knows is said to be unknown; whatever else waits has been refused, and not for long.
        if notice.state == State.DUE:
            assert notice.trouble
            assert notice.stale_at > life.at
        assert notice.state != State.HANDED
