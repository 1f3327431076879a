"""What is counted every second is what ``followers`` says one by one: the law, and its one-line shadow."""

from datetime import timedelta

import pytest
from django.utils import timezone

from assembly_portal.routing import TABLES
from breakouts.models import Restriction, Seat
from breakouts.rules import SEAT_KEPT_FOR
from events.models import Delegate, Room, Session, Speaker
from realtime.rollcall import Headcount
from tests.factories import make_speaker, make_user
from tests.realtime.test_authorisation import STATES, Scene

pytestmark = pytest.mark.django_db
TICK = timedelta(seconds=5)


def the_stage(scene: Scene) -> None:
    Room.objects.filter(pk=scene.room.pk).update(capacity=None)


def a_seat_that_was_not_kept(scene: Scene) -> None:
    seats = Seat.objects.filter(delegate=scene.delegates["seated"])
    taken_at = scene.now - SEAT_KEPT_FOR - TICK
    Delegate.objects.filter(pk=scene.delegates["seated"].pk).update(registered_at=taken_at - TICK)
    seats.update(entered_at=None, taken_at=taken_at)


def a_seat_that_is_still_kept(scene: Scene) -> None:
    seats = Seat.objects.filter(delegate=scene.delegates["seated"])
    seats.update(entered_at=None, taken_at=scene.now - SEAT_KEPT_FOR + TICK)


def a_place_taken_again_after_the_seat(scene: Scene) -> None:
    Delegate.objects.filter(pk=scene.delegates["seated"].pk).update(registered_at=scene.now + TICK)


def a_removal_that_was_ended(scene: Scene) -> None:
    Restriction.objects.filter(kind=Restriction.Kind.REMOVED).update(ended_at=scene.now)


def a_removal_that_ran_out(scene: Scene) -> None:
    Restriction.objects.filter(kind=Restriction.Kind.REMOVED).update(until_at=scene.now - TICK)


def a_host_who_is_removed(scene: Scene) -> None:
    Restriction.objects.filter(kind=Restriction.Kind.REMOVED).update(user=scene.users["facilitator"])


def a_closed_account_of_an_organiser(scene: Scene) -> None:
    type(scene.users["organiser"]).objects.filter(pk=scene.users["organiser"].pk).update(is_active=False)


def an_assembly_that_opens_later(scene: Scene) -> None:
    type(scene.room.session.assembly).objects.update(opens_at=scene.now + TICK, starts_at=scene.now + TICK)


def doors_a_moment_before_they_open(scene: Scene) -> None:
    starts_at = scene.now + timedelta(minutes=5) + TICK
    Session.objects.filter(pk=scene.room.session_id).update(
        starts_at=starts_at, ends_at=starts_at + timedelta(hours=1)
    )


def doors_a_moment_after_they_opened(scene: Scene) -> None:
    starts_at = scene.now + timedelta(minutes=5) - TICK
    Session.objects.filter(pk=scene.room.session_id).update(
        starts_at=starts_at, ends_at=starts_at + timedelta(hours=1)
    )


def somebody_in_several_parts(scene: Scene) -> None:
    make_speaker(scene.room.session, user=scene.users["seated"])
    chair = scene.room.session.chairs.get().contributor
    Speaker.objects.create(session=scene.room.session, contributor=chair)


def a_session_that_is_cancelled(scene: Scene) -> None:
    Session.objects.filter(pk=scene.room.session_id).update(cancelled_at=scene.now)


CHANGES = (
    a_session_that_is_cancelled,
    the_stage,
    a_seat_that_was_not_kept,
    a_seat_that_is_still_kept,
    a_place_taken_again_after_the_seat,
    a_removal_that_was_ended,
    a_removal_that_ran_out,
    a_host_who_is_removed,
    a_closed_account_of_an_organiser,
    an_assembly_that_opens_later,
    doors_a_moment_before_they_open,
    doors_a_moment_after_they_opened,
    somebody_in_several_parts,
)


def check(scene: Scene) -> None:
    streams = {
        "room": [scene.room.stream, scene.beside.stream, "room:unknown"],
        "lobby": [f"lobby:{scene.room.session.code}", "lobby:unknown"],
        "delegate": [delegate.stream for delegate in scene.delegates.values()],
    }
    for prefix, names in streams.items():
        kind = TABLES.stream_kind(f"{prefix}:x")
        pairs = {(user.pk, name) for user in scene.users.values() for name in names}
        followers = set(kind.followers(pairs, timezone.now()))
        assert Headcount.of(kind, pairs).count() == len(followers), prefix
        for pair in pairs:
            assert Headcount.of(kind, [pair]).count() == (pair in followers), pair


@pytest.mark.parametrize("state", STATES)
def test_so_many_are_counted_as_may_follow_whatever_the_state_of_the_room(state):
    check(Scene(state))


@pytest.mark.parametrize("change", CHANGES)
def test_so_many_are_counted_as_may_follow_whatever_becomes_of_people(change):
    scene = Scene("open")
    change(scene)
    check(scene)


def test_nobody_is_asked_for_one_by_one_unless_somebody_is_missing(django_assert_num_queries):
    scene = Scene("open")
    kind = TABLES.stream_kind(scene.room.stream)
    names = ("seated", "muted", "facilitator", "chair", "speaker", "organiser")
    pairs = {(scene.users[name].pk, scene.room.stream) for name in names}
    headcount = Headcount.of(kind, pairs)

    with django_assert_num_queries(1):
        assert headcount.lost(timezone.now()) == set()

    stranger = (make_user().pk, scene.room.stream)
    assert Headcount.of(kind, pairs | {stranger}).lost(timezone.now()) == {stranger}
