"""A day that moves is told to everybody who means to come, once, when its organisers have stopped."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from events.actions.moving import QUIET_FOR, tell_moved_days
from events.actions.programme import publish_assembly
from events.models import Assembly, Delegate
from notices.actions.sending import send_due
from notices.models import Notice
from tests.factories import make_assembly, make_delegate, make_organiser

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
START = datetime(2030, 6, 12, 8, tzinfo=UTC)


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def assembly(now):
    assembly = make_assembly(name="The assembly", starts_at=START, published_at=None)
    return publish_assembly(assembly=assembly, actor=make_organiser(), at=now)


def move(assembly, days: int) -> None:
    for name in ("opens_at", "starts_at", "ends_at", "closes_at"):
        setattr(assembly, name, getattr(assembly, name) + days * DAY)
    assembly.save()


def told(at) -> list[str]:
    tell_moved_days(at=at)
    send_due(at=at)
    moved = Notice.objects.filter(kind="day.moved").order_by("pk")
    return list(moved.values_list("recipient__email", flat=True))


def later(assembly) -> datetime:
    return Assembly.objects.get(pk=assembly.pk).changed_at + QUIET_FOR


def test_it_names_the_new_day_and_the_old_one_once(mailoutbox, assembly, now):
    delegate = make_delegate(assembly)
    assert told(now) == []
    move(assembly, 2)
    assert told(later(assembly) - timedelta.resolution) == []

    assert told(later(assembly)) == [delegate.user.email]
    assert told(later(assembly) + DAY) == [delegate.user.email]

    (message,) = mailoutbox
    assert message.subject == "The assembly has moved to Friday 14 June 2030"
    assert "It was to be on Wednesday 12 June 2030, 9am to 5pm" in message.body
    assert "When: Friday 14 June 2030, 9am to 5pm (UK time)" in message.body
    assert delegate.reference in message.body


@pytest.mark.parametrize("state", Delegate.State)
def test_only_who_means_to_come_is_told(mailoutbox, assembly, state):
    make_delegate(assembly, state=state)
    move(assembly, 2)
    gone = (Delegate.State.CANCELLED, Delegate.State.DECLINED, Delegate.State.LAPSED)

    assert len(told(later(assembly))) == (state not in gone)


def test_there_and_back_is_no_news(mailoutbox, assembly):
    make_delegate(assembly)
    for days in (2, -2):
        move(assembly, days)

    assert told(later(assembly)) == []


def test_what_was_public_before_this_was_kept_is_not_told_as_moved(mailoutbox, now):
    assembly = make_assembly()
    make_delegate(assembly)

    assert told(later(assembly)) == []
    move(assembly, 1)
    assert len(told(later(assembly))) == 1


def test_a_draft_moves_for_nobody(mailoutbox):
    assembly = make_assembly(published_at=None)
    make_delegate(assembly)
    move(assembly, 1)

    assert told(later(assembly)) == []
