"""What a seat is still worth: the rows and the database must agree at every edge."""

import pytest

from breakouts.models import Seat
from events.models import Delegate
from tests.breakouts.days import LAPSE, MINUTE, OPENS, PUBLISHED, STARTS, TICK, make_day_room, make_guest
from tests.factories import make_chair, make_facilitator, make_speaker, make_topic

pytestmark = pytest.mark.django_db


def seat(*, taken_at=OPENS, entered_at=None, **delegate):
    room = make_day_room()
    holder = make_guest(room, **delegate)
    return Seat.objects.create(
        delegate=holder, session=room.session, room=room, taken_at=taken_at, entered_at=entered_at
    )


@pytest.mark.parametrize(
    ("taken_at", "entered_at", "at", "standing"),
    [
        (OPENS, None, OPENS, True),
        (OPENS, None, LAPSE - TICK, True),
        (OPENS, None, LAPSE, False),
        (OPENS, None, LAPSE + TICK, False),
        (OPENS, STARTS, LAPSE, True),
        (LAPSE, None, LAPSE, True),
        (LAPSE, None, LAPSE + 5 * MINUTE - TICK, True),
        (LAPSE, None, LAPSE + 5 * MINUTE, False),
    ],
    ids=[
        "taken",
        "last moment",
        "lapsed",
        "after",
        "entered",
        "taken late",
        "late, last moment",
        "late, lapsed",
    ],
)
def test_a_seat_stands_while_it_is_kept_or_once_it_was_entered(taken_at, entered_at, at, standing):
    row = seat(taken_at=taken_at, entered_at=entered_at)

    assert row.is_standing(at) is standing
    assert Seat.objects.standing(at).exists() is standing
    assert Seat.objects.counted(at).exists() is standing


@pytest.mark.parametrize("state", [state for state in Delegate.State if state != Delegate.State.REGISTERED])
def test_a_seat_without_a_place_at_the_assembly_is_worth_nothing(state):
    row = seat(state=state, entered_at=STARTS)

    assert not row.is_standing(STARTS)
    assert not Seat.objects.standing(STARTS).exists()


@pytest.mark.parametrize(
    ("registered_at", "standing"),
    [(OPENS - TICK, True), (OPENS, True), (OPENS + TICK, False)],
    ids=["before the claim", "with it", "after it"],
)
def test_coming_back_after_cancelling_does_not_bring_the_old_seat_back(registered_at, standing):
    row = seat(taken_at=OPENS, entered_at=STARTS, registered_at=registered_at)

    assert row.is_standing(STARTS) is standing
    assert Seat.objects.standing(STARTS).exists() is standing


def test_the_seats_of_those_who_host_the_room_do_not_count():
    row = seat()
    topic = make_topic(row.session, question_room=row.room)
    other = make_day_room("Another", row.session)
    hosts = {
        "facilitator": lambda user: make_facilitator(row.room, user=user),
        "chair": lambda user: make_chair(row.session, user=user),
        "speaker": lambda user: make_speaker(row.session, user=user),
        "speaker of a topic": lambda user: make_speaker(row.session, topic, user=user),
        "facilitator elsewhere": lambda user: make_facilitator(other, user=user),
    }
    for kind, make_host in hosts.items():
        holder = make_guest(row.room, registered_at=PUBLISHED)
        make_host(holder.user)
        own = Seat.objects.create(delegate=holder, session=row.session, room=row.room, taken_at=OPENS)

        assert Seat.objects.standing(STARTS).filter(pk=own.pk).exists(), kind
        assert Seat.objects.counted(STARTS).filter(pk=own.pk).exists() is (kind == "facilitator elsewhere"), (
            kind
        )


def test_a_contributor_without_a_log_in_hosts_in_nobodys_name():
    row = seat()
    make_facilitator(row.room, user=None)

    assert Seat.objects.counted(STARTS).count() == 1
