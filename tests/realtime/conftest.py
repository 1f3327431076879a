"""A live room with people in it, and web processes to reach it by."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.db import connections
from django.utils import timezone

from events.models import Session
from tests.factories import make_delegate, make_live_assembly, make_room, make_session, make_user
from tests.realtime.harness import Webs, log_in


class Day:
    """A session of breakout rooms that runs now, and the delegates who are logged in."""

    def __init__(self) -> None:
        self.assembly = make_live_assembly()
        now = timezone.now()
        self.session = make_session(
            self.assembly,
            kind=Session.Kind.BREAKOUTS,
            starts_at=now - timedelta(minutes=10),
            ends_at=now + timedelta(minutes=50),
        )
        self.room = make_room(self.session)
        self.users: dict[str, Any] = {}

    def person(self, name: str) -> str:
        """A delegate of that name; returns the cookie of their log-in."""
        self.users[name] = make_user(name=name)
        make_delegate(self.assembly, user=self.users[name])
        return log_in(self.users[name])

    def people(self, *names: str) -> list[str]:
        return [self.person(name) for name in names]


@pytest.fixture(scope="module")
def web(servers, tmp_path_factory, django_db_setup):
    """One process for all tests of a module: each has people and rooms of its own. Its port."""
    webs = Webs(servers, tmp_path_factory.mktemp("web"))
    webs.start()
    yield webs.ports[0]
    webs.stop()


@pytest.fixture
def day(transactional_db):
    return Day()


@pytest.fixture
def webs(servers, tmp_path, django_db_setup):
    """Web processes of one test and a Valkey of their own; ``start(count)`` starts them."""
    started = Webs(servers, tmp_path)
    yield started
    started.stop()


async def in_database(call: Callable[[], Any]) -> Any:
    """Run ORM code from an async test, leaving no connection behind."""

    def run() -> Any:
        try:
            return call()
        finally:
            connections.close_all()

    return await sync_to_async(run)()
