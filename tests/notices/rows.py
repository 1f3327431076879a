"""Notices for tests: a kind of their own that always has something to say, and rows of it."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone

from accounts.models import User
from notices.actions.telling import tell
from notices.kinds import Kind, Topic, declare
from notices.letters import Button, Fact, Letter
from notices.models import Notice, State
from tests.factories import make_user

NEWS, ESSENTIAL, ROOM, WORDLESS = "test.news", "test.essential", "test.room", "test.wordless"
GONE = "gone"


def compose(notices: Sequence[Notice]) -> Mapping[UUID, Letter]:
    """Write to everybody but about what is gone."""
    return {each.code: letter(each) for each in notices if each.about != GONE}


def letter(notice: Notice) -> Letter:
    return Letter(
        headline=f"About {notice.about}",
        introduction=("First paragraph.", "Second paragraph."),
        name="Sam Okoro",
        facts=(Fact("When", "Friday 27 May 2022, 8:45am to 5pm (UK time)"),),
        button=Button("Open it", "/somewhere/"),
        sender="The assembly",
    )


declare(
    Kind(NEWS, "News", Topic.REMINDERS, compose),
    Kind(ESSENTIAL, "A place", Topic.PLACE, compose),
    Kind(ROOM, "A room", Topic.ROOMS, compose),
    Kind(WORDLESS, "In their words", Topic.AFTERWARDS, compose, needs_words=True),
)


def a_notice(
    email: str = "",
    *,
    kind: str = NEWS,
    about: str = "it",
    scope: str = "2022",
    at: datetime | None = None,
    stale_after: timedelta | None = None,
) -> Notice:
    """Have somebody told, due now unless ``at`` says otherwise; without a task of its own."""
    at = at or timezone.now()
    user = make_user(email)
    stale_at = at + stale_after if stale_after else None
    told_at = at - timedelta(seconds=1)
    tell(kind=kind, people=[user], about=about, scope=scope, at=told_at, due_at=at, stale_at=stale_at)
    return Notice.objects.get(recipient=user, kind=kind, about=about)


def a_released_notice(
    user: User,
    *,
    about: str = "it",
    at: datetime | None = None,
    read_at: datetime | None = None,
    state: State = State.SENT,
    lead: str = "First paragraph.\n\nSecond paragraph.",
    path: str = "/somewhere/",
) -> Notice:
    """What somebody finds in the notices centre."""
    at = at or timezone.now()
    return Notice.objects.create(
        recipient=user,
        kind=NEWS,
        about=about,
        state=state,
        due_at=at,
        not_before=at,
        handed_at=at,
        headline=f"About {about}",
        lead=lead,
        path=path,
        label="Open it",
        released_at=at,
        read_at=read_at,
    )


def states() -> list[str]:
    """Where all notices stand, in the order of their making."""
    return list(Notice.objects.order_by("pk").values_list("state", flat=True))
