"""Two hosts act at once, a queue fills while people move, an edit meets a hide: with committed data."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone

from breakouts.actions import (
    announce,
    edit_message,
    enter_room,
    extend_timer,
    hide_message,
    leave_seat,
    lock_room,
    mute,
    raise_hand,
    recall_room,
    remove,
    say,
    set_slow_mode,
    set_timer,
    take_hand,
    take_seat,
    unlock_room,
)
from breakouts.models import Act, Conduct, Hand, Message, Restriction, Seat
from common.policy import Refused
from events.models import Visit
from tests.breakouts.running import make_host, said, told, types_told
from tests.factories import make_delegate, make_live_assembly, make_room, make_session

pytestmark = pytest.mark.django_db(transaction=True)

MINUTE = timedelta(minutes=1)


def make_rooms(count=1):
    began_at = timezone.now() - 10 * MINUTE
    session = make_session(make_live_assembly(), kind="breakouts", starts_at=began_at)
    return [make_room(session, title=f"Room {n}", capacity=50) for n in range(count)]


def inside(room, count):
    """People who have entered."""
    people = [
        make_delegate(room.session.assembly, registered_at=timezone.now() - MINUTE) for _ in range(count)
    ]
    for delegate in people:
        enter_room(delegate=delegate, room=room, at=timezone.now())
    return people


def at_once(jobs):
    """Run the jobs at once, each on a connection of its own; what it refuses is its code."""

    def run(job):
        try:
            job(at=timezone.now())
            return "done"
        except Refused as refused:
            return str(refused.code)
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=8) as pool:
        return Counter(pool.map(run, jobs))


def test_two_hosts_do_the_same_at_once_and_it_is_done_once():
    (room,) = make_rooms()
    hosts = [make_host(room), make_host(room)]
    (delegate,) = inside(room, 1)
    message = said(delegate.user, room, at=timezone.now())
    person, number = delegate.user_id, message.pk
    raise_hand(user=delegate.user, room=room, at=timezone.now())
    seen = set_timer(actor=hosts[0], room=room, minutes=5, at=timezone.now()).timer_ends_at
    acts = [
        lambda host, at: lock_room(actor=host, room=room, at=at),
        lambda host, at: recall_room(actor=host, room=room, at=at),
        lambda host, at: set_slow_mode(actor=host, room=room, seconds=15, at=at),
        lambda host, at: extend_timer(actor=host, room=room, minutes=5, seen_ends_at=seen, at=at),
        lambda host, at: take_hand(actor=host, room=room, person=person, at=at),
        lambda host, at: hide_message(actor=host, room=room, number=number, because="Rude", at=at),
        lambda host, at: mute(actor=host, room=room, person=person, because="Rude", at=at),
        lambda host, at: remove(actor=host, room=room, person=person, because="Rude", at=at),
    ]

    done = at_once([lambda at, act=act, host=host: act(host, at) for act in acts for host in hosts * 2])

    assert done == {"done": 4 * len(acts)}
    verbs = Counter(Act.objects.values_list("verb", flat=True))
    assert set(verbs.values()) == {1}, verbs
    assert len(verbs) in {len(acts), len(acts) + 1}, "whoever is removed first has no hand to take"
    assert Conduct.objects.get().timer_ends_at == seen + 5 * MINUTE
    assert Restriction.objects.count() == 2
    assert types_told(room.staff_stream) == ["mod.log"] * sum(verbs.values())


def test_the_last_frame_of_a_busy_queue_is_the_queue():
    first, second = make_rooms(2)
    host = make_host(first)
    people = [inside(first, 8), inside(second, 8)]
    jobs = [
        lambda at, d=delegate, room=room: raise_hand(user=d.user, room=room, at=at)
        for room, group in zip((first, second), people, strict=True)
        for delegate in group * 2
    ]
    at_once(jobs)
    assert Hand.objects.filter(lowered_at=None).count() == 16

    movers = [
        lambda at, d=delegate, to=to: take_seat(delegate=d, room=to, at=at)
        for to, group in zip((second, first), people, strict=True)
        for delegate in group[:4]
    ]
    others = [
        *(lambda at, d=d: leave_seat(delegate=d, room=first, at=at) for d in people[0][4:6]),
        *(lambda at, d=d: take_hand(actor=host, room=first, person=d.user_id, at=at) for d in people[0][6:]),
        *(lambda at: lock_room(actor=host, room=first, at=at) for _ in range(2)),
        *(lambda at: unlock_room(actor=host, room=first, at=at) for _ in range(2)),
    ]
    mixed = [job for pair in zip(movers, [*others, *others], strict=False) for job in pair]
    told_no = at_once(mixed)

    assert set(told_no) <= {"done", "locked"}
    for room in (first, second):
        queue = [payload for type, payload in told(room.stream) if type == "hand.queue"][-1]["hands"]
        up = Hand.objects.filter(room=room, lowered_at=None)
        assert [hand["id"] for hand in queue] == [str(hand.user_id) for hand in up]


@pytest.mark.parametrize("_", range(5))
def test_nothing_hidden_comes_back_by_an_edit(_):
    (room,) = make_rooms()
    host = make_host(room)
    (delegate,) = inside(room, 1)
    message = said(delegate.user, room, at=timezone.now())

    at_once(
        [
            lambda at: hide_message(actor=host, room=room, number=message.pk, because="Rude", at=at),
            lambda at: edit_message(author=delegate.user, room=room, number=message.pk, body="Ruder", at=at),
        ]
    )

    types = types_told(room.stream)
    assert types in (["chat.msg", "chat.edit", "chat.hide"], ["chat.msg", "chat.hide"])


@pytest.mark.parametrize("_", range(5))
def test_who_is_removed_while_writing_moving_in_and_raising_a_hand_is_out(_):
    (room,) = make_rooms()
    host = make_host(room)
    (delegate,) = inside(room, 1)
    person = delegate.user_id

    at_once(
        [
            lambda at: say(author=delegate.user, room=room, body="Hello", cid=uuid4(), at=at),
            lambda at: remove(actor=host, room=room, person=person, because="Rude", at=at),
            lambda at: raise_hand(user=delegate.user, room=room, at=at),
            lambda at: enter_room(delegate=delegate, room=room, at=at),
            lambda at: take_seat(delegate=delegate, room=room, at=at),
        ]
    )

    assert not Seat.objects.exists()
    assert not Visit.objects.filter(ended_at=None).exists()
    assert not Hand.objects.filter(lowered_at=None).exists()


def test_in_slow_mode_two_tabs_say_one_thing():
    (room,) = make_rooms()
    (delegate,) = inside(room, 1)
    set_slow_mode(actor=make_host(room), room=room, seconds=60, at=timezone.now())

    told_so = at_once(
        [lambda at: say(author=delegate.user, room=room, body="Hello", cid=uuid4(), at=at) for _ in range(8)]
    )

    assert told_so == {"done": 1, "too_soon": 7}
    assert Message.objects.count() == 1


def test_an_announcement_that_arrives_twice_at_once_stands_once():
    (room,) = make_rooms()
    host, cid = make_host(room), uuid4()

    at_once([lambda at: announce(actor=host, room=room, body="Tea", cid=cid, at=at) for _ in range(4)])

    assert types_told(room.stream) == ["announce"]
