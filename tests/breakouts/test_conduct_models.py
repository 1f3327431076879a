"""What the database itself keeps true of hands, restrictions, reports and announcements."""

from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from breakouts.models import Announcement, Conduct, Hand, Message, Report, Restriction
from tests.breakouts.days import ENDS, MINUTE, OPENS, STARTS, TICK, make_day_room, make_guest
from tests.factories import make_user

pytestmark = pytest.mark.django_db


def restrict(delegate, room, **fields):
    fields.setdefault("kind", Restriction.Kind.MUTED)
    return Restriction.objects.create(
        room=room, user=delegate.user, name=delegate.name, because="Shouting", since_at=STARTS, **fields
    )


@pytest.mark.parametrize(
    ("until_at", "ended_at", "at"),
    [
        (None, None, STARTS),
        (ENDS, None, ENDS - TICK),
        (ENDS, None, ENDS),
        (ENDS, None, ENDS + TICK),
        (ENDS, STARTS + MINUTE, STARTS + 2 * MINUTE),
        (None, STARTS + MINUTE, STARTS + 2 * MINUTE),
    ],
)
def test_rows_and_the_database_agree_on_what_is_in_force(until_at, ended_at, at):
    room = make_day_room()
    row = restrict(make_guest(room), room, until_at=until_at, ended_at=ended_at)

    assert Restriction.objects.in_force(at).exists() is row.is_in_force(at)


def test_one_restriction_of_a_kind_is_open_for_a_person_and_room():
    room, other = make_day_room(), make_day_room()
    delegate = make_guest(room)
    restrict(delegate, room, ended_at=STARTS)
    restrict(delegate, room)
    restrict(delegate, room, kind=Restriction.Kind.REMOVED)
    restrict(delegate, other)

    with pytest.raises(IntegrityError, match="breakouts_restriction_one_open_per_kind"):
        restrict(delegate, room)


def test_one_hand_of_a_person_is_up_in_a_room():
    room, user = make_day_room(), make_user()
    up = {"room": room, "user": user, "name": "Dr Amara", "raised_at": STARTS}
    Hand.objects.create(**up, lowered_at=STARTS)
    Hand.objects.create(**up)

    with pytest.raises(IntegrityError, match="breakouts_hand_one_open_per_person"):
        Hand.objects.create(**up)


def test_a_hand_that_was_taken_is_down():
    room, user = make_day_room(), make_user()

    with pytest.raises(IntegrityError, match="breakouts_hand_taken_is_lowered"):
        Hand.objects.create(room=room, user=user, name="Dr Amara", raised_at=OPENS, taken_at=STARTS)


def test_reports_and_announcements_stand_once():
    room, user, cid = make_day_room(), make_user(), uuid4()
    message = Message.objects.create(
        room=room, author=user, author_name="A", body="Hello", cid=cid, sent_at=STARTS
    )
    report = {"message": message, "reporter": user, "body": "Hello", "reported_at": STARTS}
    told = {"room": room, "by": user, "by_name": "A", "body": "Hello", "cid": cid, "announced_at": STARTS}

    for model, fields in [(Report, report), (Announcement, told), (Conduct, {"room": room})]:
        model.objects.create(**fields)
        with pytest.raises(IntegrityError), transaction.atomic():
            model.objects.create(**fields)
