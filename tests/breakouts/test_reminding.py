"""Ten minutes before a chosen room begins: in the portal, by mail if wished, once."""

from datetime import timedelta

import pytest
from django.utils import timezone

from breakouts.actions.reminding import remind_of_rooms
from breakouts.models import Seat
from events.models import Session
from notices.actions.sending import send_due
from notices.actions.wishing import wish_mail
from notices.kinds import Topic
from notices.models import Notice, State
from tests.factories import make_delegate, make_live_assembly, make_room, make_session

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def room():
    assembly = make_live_assembly(slug="2026")
    starts_at = timezone.now().replace(second=0, microsecond=0) + timedelta(hours=1)
    session = make_session(assembly, kind=Session.Kind.BREAKOUTS, starts_at=starts_at)
    return make_room(session, title="Raising concerns", capacity=20)


@pytest.fixture
def seat(room):
    delegate = make_delegate(room.session.assembly)
    at = delegate.registered_at
    return Seat.objects.create(delegate=delegate, session=room.session, room=room, taken_at=at)


def remind(at) -> list[str]:
    remind_of_rooms(at=at)
    send_due(at=at)
    return list(Notice.objects.filter(kind="room.soon").order_by("pk").values_list("state", flat=True))


@pytest.mark.parametrize(
    ("before", "is_told"),
    [
        (10 * MINUTE + timedelta.resolution, False),
        (10 * MINUTE, True),
        (timedelta(0), True),
        (-5 * MINUTE + timedelta.resolution, True),
        (-5 * MINUTE, False),
    ],
)
def test_it_is_told_from_ten_minutes_before_until_the_seat_goes(seat, before, is_told):
    assert remind(seat.session.starts_at - before) == [State.PORTAL] * is_told


def test_it_says_what_where_and_when_and_leads_there_once(mailoutbox, seat):
    for minutes in range(12):
        remind(seat.session.starts_at - (10 - minutes) * MINUTE)

    notice = Notice.objects.get()
    assert notice.headline.startswith("“Raising concerns” begins at ")
    assert notice.path == seat.session.address
    assert mailoutbox == []


def test_who_wishes_gets_it_by_mail(mailoutbox, seat):
    user, at = seat.delegate.user, seat.session.starts_at - 10 * MINUTE
    wish_mail(user=user, topic=Topic.ROOMS, is_mailed=True, at=at)

    assert remind(at) == [State.SENT]
    assert [message.to for message in mailoutbox] == [[user.email]]


def test_a_session_that_moves_reminds_again_for_its_new_time(seat):
    session = seat.session
    remind(session.starts_at - 10 * MINUTE)
    Session.objects.update(
        starts_at=session.starts_at + timedelta(hours=1), ends_at=session.ends_at + timedelta(hours=1)
    )

    assert len(remind(session.starts_at)) == 1
    assert len(remind(session.starts_at + 50 * MINUTE)) == 2


def test_nobody_is_reminded_of_what_does_not_take_place_or_was_given_up(seat):
    at = seat.session.starts_at - 10 * MINUTE
    Session.objects.update(cancelled_at=at)
    assert remind(at) == []

    Session.objects.update(cancelled_at=None)
    remind_of_rooms(at=at)
    Seat.objects.all().delete()
    send_due(at=at)
    assert list(Notice.objects.values_list("state", flat=True)) == [State.WITHDRAWN]


def test_who_is_in_already_is_not_reminded(seat):
    Seat.objects.update(entered_at=seat.session.starts_at - 4 * MINUTE)

    assert remind(seat.session.starts_at - 3 * MINUTE) == []
