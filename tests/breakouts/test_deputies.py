"""A room is never without somebody who runs it: promoted by the clock, told, logged, ended, handed over."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from assembly_portal.routing import TABLES
from breakouts import policies
from breakouts.actions import (
    come_back_to,
    end_deputising,
    hand_room,
    look_after_room,
    look_after_rooms,
    note_hosts_left,
    note_hosts_seen,
    remove,
    set_timer,
    step_away,
)
from breakouts.actions.locks import lock_conduct
from breakouts.conduct.presenters import act_in_words
from breakouts.deputies.durable import deputy_stream
from breakouts.models import Act, Conduct, Deputising, HelpCall, HostSeen
from breakouts.models.deputies import Because, Ended
from breakouts.refusals import ConductRefused
from events.models import Deputy, Session
from tests.breakouts.days import DOOR, ENDS, MINUTE, STARTS, TICK
from tests.breakouts.running import guest_in, told
from tests.factories import (
    make_chair,
    make_contributor,
    make_facilitator,
    make_organiser,
    make_speaker,
    make_user,
)
from tests.races import held_up

pytestmark = pytest.mark.django_db

SECOND = timedelta(seconds=1)


@pytest.fixture
def chair(room):
    user = make_user(name="Dr Chair")
    make_chair(room.session, user=user, name="Dr Chair")
    return user


def make_deputy(room, name="Dr Deputy"):
    user = make_user(name=name)
    Deputy.objects.create(
        room=room, contributor=make_contributor(room.session.assembly, user=user, name=name)
    )
    return user


def look(room, *there, at=STARTS):
    """What the beat does, with these people connected to the room."""
    return look_after_rooms(there={room.stream: {user.pk for user in there}}, at=at)


def lose(room, host, *there, at=STARTS):
    """The host was seen, and 30 seconds later is missed."""
    look(room, host, *there, at=at)
    look(room, *there, at=at + 30 * SECOND)


def log_of(room):
    return [act_in_words(act) for act in Act.objects.filter(room=room)]


def runs(user, room, at=STARTS):
    return bool(policies.can_run_room(user, room, at=at))


# --- By the clock


def test_a_deputy_runs_the_room_while_its_host_is_away_and_a_while_longer(room, host):
    deputy = make_deputy(room)
    name = room.facilitators.get().contributor.name
    at = STARTS + 30 * SECOND
    look(room, host, deputy)
    assert look(room, deputy, at=at - TICK) == 0
    assert not runs(deputy, room, at=at)

    assert [look(room, deputy, at=at) for _ in range(2)] == [1, 0]

    row = Deputising.objects.get()
    assert (row.user, row.because, row.since_at, row.ended_at) == (deputy, Because.RECONNECTING, at, None)
    assert runs(deputy, room, at=at)
    set_timer(actor=deputy, room=room, minutes=5, at=at)
    assert log_of(room)[0] == f"The portal asked Dr Deputy to run the room while {name} is reconnecting"

    back = STARTS + 5 * MINUTE
    assert [look(room, host, deputy, at=back) for _ in range(2)] == [1, 0]
    row.refresh_from_db()
    assert (row.ended, row.ended_at, row.until_at) == (Ended.BACK, back, back + 2 * MINUTE)
    assert runs(deputy, room, at=back + 2 * MINUTE - TICK)
    assert not runs(deputy, room, at=back + 2 * MINUTE)
    assert runs(host, room, at=back)
    assert log_of(room)[-1] == f"The portal noted that Dr Deputy stands in no more: {name} is back"
    assert [
        (type, d["deputy"] and d["deputy"]["name"], d["ended"] and d["ended"]["how"])
        for type, d in told(deputy_stream(room))
    ] == [
        ("room.deputy", "Dr Deputy", None),
        ("room.deputy", None, "back"),
    ]
    assert not HelpCall.objects.exists()


def test_a_host_who_is_called_away_is_missed_at_once(room, host, chair):
    look(room, host, chair)
    step_away(user=host, room=room, at=STARTS + MINUTE)

    assert look(room, host, chair, at=STARTS + MINUTE) == 1

    assert Deputising.objects.get().because == Because.CALLED_AWAY
    come_back_to(user=host, room=room, at=STARTS + 2 * MINUTE)
    look(room, host, chair, at=STARTS + 2 * MINUTE)
    assert Deputising.objects.get().ended == Ended.BACK


def test_a_delegate_is_never_promoted_and_organisers_are_called_once(room, host):
    guest = guest_in(room)

    lose(room, host, guest.user)
    look(room, guest.user, at=STARTS + MINUTE)
    look(room, guest.user, at=STARTS + 10 * MINUTE)

    assert not Deputising.objects.exists()
    call = HelpCall.objects.get()
    assert (call.kind, call.user, call.room) == (HelpCall.Kind.NO_HOST, None, room)
    assert call.words == f"Nobody runs the room: {room.facilitators.get()} was last seen at 11:40am."
    assert told(f"help:{room.session.assembly.slug}")[0][1]["by"] == room.name
    assert log_of(room) == ["The portal called the organisers, because nobody runs the room"]
    assert not told(room.stream)

    look(room, host, at=STARTS + 11 * MINUTE)
    call.refresh_from_db()
    assert call.state == HelpCall.State.RESOLVED
    # Missed again, they are called again.
    look(room, at=STARTS + 12 * MINUTE)
    assert HelpCall.objects.open().count() == 1


def test_a_resolved_call_is_not_made_again_for_the_same_time(room, host):
    lose(room, host)
    HelpCall.objects.update(state=HelpCall.State.RESOLVED, resolved_at=STARTS + MINUTE)

    assert look(room, at=STARTS + 5 * MINUTE) == 0


def test_organisers_are_called_to_people_whose_host_has_no_log_in(room):
    make_facilitator(room, name="Dr Nobody")
    guest = guest_in(room).user
    late = STARTS + 2 * MINUTE

    assert [look(room, at=late), look(room, guest, at=late - TICK)] == [0, 0]
    assert look(room, guest, at=late) == 1
    assert HelpCall.objects.get().words == "Nobody runs the room: nobody who is named for it has come."


@pytest.mark.parametrize("how", ["it is over", "it was moved", "it was called off"])
def test_organisers_are_called_to_no_room_that_is_shut(room, host, how):
    lose(room, host)
    at = ENDS if how == "it is over" else STARTS + MINUTE
    if how == "it was moved":
        Session.objects.update(starts_at=STARTS + 60 * MINUTE, ends_at=ENDS + 60 * MINUTE)
    if how == "it was called off":
        Session.objects.update(cancelled_at=STARTS)
    assert HelpCall.objects.open().exists()

    look(room, at=at)

    assert HelpCall.objects.get().state == HelpCall.State.RESOLVED


def test_an_organiser_who_comes_in_runs_the_room(room, host):
    organiser = make_organiser(name="Dr Orga")
    lose(room, host)

    look(room, organiser, at=STARTS + 2 * MINUTE)

    assert Deputising.objects.get().name == "Dr Orga"
    assert not HelpCall.objects.open().exists()


def test_who_declines_or_goes_is_followed_by_the_next(room, host, chair):
    deputy, speaker = make_deputy(room), make_user(name="Dr Speaker")
    make_speaker(room.session, user=speaker, name="Dr Speaker")
    lose(room, host, chair, deputy, speaker)
    assert Deputising.objects.open().get().user == chair

    end_deputising(actor=chair, room=room, at=STARTS + MINUTE)
    look(room, chair, deputy, speaker, at=STARTS + MINUTE)
    assert Deputising.objects.open().get().user == deputy

    look(room, chair, speaker, at=STARTS + 80 * SECOND)
    assert Deputising.objects.open().get().user == deputy
    look(room, chair, speaker, at=STARTS + 90 * SECOND)
    assert Deputising.objects.open().get().user == speaker
    assert not runs(deputy, room, at=STARTS + 90 * SECOND)
    assert [row.ended for row in Deputising.objects.all()] == [Ended.DECLINED, Ended.GONE, ""]


def test_who_was_removed_runs_nothing(room, host, chair):
    guest = guest_in(room)
    remove(actor=host, room=room, person=guest.user_id, because="Rude", at=STARTS)
    Deputy.objects.create(room=room, contributor=make_contributor(room.session.assembly, user=guest.user))

    lose(room, host, guest.user)

    assert not Deputising.objects.exists()


def test_before_the_start_and_after_the_end_nobody_is_missed(room, host, chair):
    look(room, host, chair, at=DOOR)
    assert look(room, chair, at=STARTS - TICK) == 0
    assert look(room, chair, at=STARTS) == 1

    assert look(room, chair, at=ENDS) == 0
    row = Deputising.objects.get()
    assert (row.ended, row.ended_at, row.until_at) == (Ended.OVER, ENDS, ENDS)


@pytest.mark.parametrize("what", ["cancelled", "a draft"])
def test_in_a_session_that_does_not_take_place_nobody_is_missed(room, host, chair, what):
    look(room, host, chair)
    if what == "cancelled":
        type(room.session).objects.update(cancelled_at=STARTS)
    else:
        type(room.session).objects.update(published_at=None)

    assert look(room, chair, at=STARTS + MINUTE) == 0


def test_a_stage_and_a_locked_room_are_looked_after_as_well(host, chair, room):
    type(room).objects.update(capacity=None, locked_at=STARTS)

    lose(room, host, chair)

    assert Deputising.objects.get().user == chair


def test_of_a_room_of_which_nobody_knows_who_is_there_nothing_is_decided(room, host, chair):
    look(room, host, chair)

    assert look_after_rooms(there={}, at=STARTS + 10 * MINUTE) == 0


def test_a_line_that_is_lost_is_noted_when_it_is_and_not_for_delegates(room, host):
    guest = guest_in(room)
    left = TABLES.stream_kind(room.stream).presence.left

    left([host.pk, guest.user_id], room.stream, STARTS + MINUTE)
    note_hosts_left(room=room, user_ids=[host.pk], at=STARTS)

    assert list(HostSeen.objects.values_list("user", "seen_at")) == [(host.pk, STARTS + MINUTE)]


def test_a_late_worker_is_not_ahead_of_what_was_seen_meanwhile(room, host, chair):
    """It read who was there before the host came back, and waited for the lock."""
    look(room, host, chair)
    late = STARTS + 30 * SECOND
    look(room, host, chair, at=late + SECOND)

    assert look(room, chair, at=late) == 0


def test_looking_at_a_room_where_all_is_well_costs_few_questions(
    room, host, chair, django_assert_num_queries
):
    look(room, host, chair)

    with django_assert_num_queries(9):
        look_after_room(room=room, there={host.pk, chair.pk}, at=STARTS + 5 * SECOND)


def test_one_room_has_one_deputy(room, host, chair):
    lose(room, host, chair)

    with pytest.raises(IntegrityError), transaction.atomic():
        Deputising.objects.create(room=room, user=host, name="x", because=Because.LATE, since_at=STARTS)


# --- By hand


def test_a_room_is_handed_over_and_its_host_may_stay_or_go(room, host, chair):
    deputy = make_deputy(room)
    look(room, host, deputy)
    for _ in range(2):
        hand_room(actor=host, room=room, person=deputy.pk, at=STARTS)

    assert look(room, host, deputy, at=STARTS + MINUTE) == 0
    assert runs(deputy, room)
    assert runs(host, room)
    assert log_of(room) == ["Professor Ada handed the room to Dr Deputy"]

    hand_room(actor=deputy, room=room, person=chair.pk, at=STARTS + MINUTE)
    end_deputising(actor=host, room=room, at=STARTS + 2 * MINUTE)
    assert [row.ended for row in Deputising.objects.all()] == [Ended.HANDED_ON, Ended.TAKEN_BACK]


@pytest.mark.parametrize("whom", ["a delegate", "a stranger", "nobody", "themselves"])
def test_a_room_is_handed_to_nobody_else(room, host, whom):
    person = {
        "a delegate": lambda: guest_in(room).user_id,
        "a stranger": lambda: make_user().pk,
        "nobody": lambda: 0,
        "themselves": lambda: host.pk,
    }[whom]()

    with pytest.raises(ConductRefused) as refused:
        hand_room(actor=host, room=room, person=person, at=STARTS)

    assert refused.value.code == "no_such_deputy"


def test_only_who_runs_the_room_hands_it_over(room, host, chair):
    deputy = make_deputy(room)

    for actor in (guest_in(room).user, deputy, make_user()):
        for act in (
            lambda who: hand_room(actor=who, room=room, person=chair.pk, at=STARTS),
            lambda who: end_deputising(actor=who, room=room, at=STARTS),
        ):
            with pytest.raises(ConductRefused) as refused:
                act(actor)
            assert refused.value.code == "not_host"


def test_who_stands_in_hands_on_no_more_than_that(room, host, chair):
    deputy, other = make_deputy(room), make_deputy(room, "Dr Other")
    chair_away = STARTS + 30 * SECOND
    look(room, host, deputy, other)
    look(room, deputy, other, at=chair_away)

    handed = hand_room(actor=deputy, room=room, person=other.pk, at=chair_away)

    absent = room.facilitators.get().contributor.name
    assert (handed.because, handed.absent_name) == (Because.RECONNECTING, absent)
    look(room, host, deputy, other, at=STARTS + MINUTE)
    handed.refresh_from_db()
    assert handed.ended == Ended.BACK


def test_whose_time_is_over_finishes_and_decides_no_more(room, host, chair):
    deputy, other = make_deputy(room), make_deputy(room, "Dr Other")
    hand_room(actor=host, room=room, person=deputy.pk, at=STARTS)
    hand_room(actor=host, room=room, person=other.pk, at=STARTS + SECOND)
    assert runs(deputy, room, at=STARTS + MINUTE)

    for act in (
        lambda: hand_room(actor=deputy, room=room, person=chair.pk, at=STARTS + MINUTE),
        lambda: end_deputising(actor=deputy, room=room, at=STARTS + MINUTE),
    ):
        with pytest.raises(ConductRefused) as refused:
            act()
        assert refused.value.code == "not_host"


@pytest.mark.parametrize("who", ["the host", "themselves"])
def test_taken_back_and_declined_end_at_once_with_all_that_was_left_of_before(room, host, chair, who):
    deputy, other = make_deputy(room), make_deputy(room, "Dr Other")
    hand_room(actor=host, room=room, person=deputy.pk, at=STARTS)
    hand_room(actor=host, room=room, person=other.pk, at=STARTS + SECOND)
    hand_room(actor=host, room=room, person=deputy.pk, at=STARTS + 2 * SECOND)

    at = STARTS + 3 * SECOND
    end_deputising(actor=host if who == "the host" else deputy, room=room, at=at)

    assert not runs(deputy, room, at=at)
    assert runs(other, room, at=at)


# --- Two workers


@pytest.mark.django_db(transaction=True)
def test_of_two_workers_one_promotes(room, host, chair):

    with transaction.atomic():
        lock_conduct(room)
    look(room, host, chair)
    at = STARTS + 30 * SECOND

    with held_up(Conduct.objects.filter(room=room), lambda: look(room, chair, at=at)):
        assert look(room, chair, at=at) == 0

    assert Deputising.objects.count() == 1
    assert Act.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_who_comes_back_while_a_worker_waits_is_not_replaced(room, host, chair):

    with transaction.atomic():
        lock_conduct(room)
    look(room, host, chair)
    at = STARTS + 30 * SECOND

    seen = lambda: note_hosts_seen(room=room, user_ids=[host.pk], at=at)  # noqa: E731
    with held_up(Conduct.objects.filter(room=room), seen):
        assert look(room, chair, at=at) == 0

    assert not Deputising.objects.exists()
