"""Called away: the seat is kept for ten minutes to the instant, minutes away do not count, a digest waits."""

from uuid import uuid4

import pytest
import time_machine

from assembly_portal.routing import TABLES
from breakouts.absences.digest import digest_of
from breakouts.absences.queries import last_time_away, people_away
from breakouts.actions import (
    announce,
    come_back_to,
    dismiss_digest,
    enter_room,
    hide_message,
    join_line,
    leave_seat,
    move_poll,
    move_question,
    mute,
    offer_seats,
    raise_hand,
    recall_room,
    release_due_questions,
    remove,
    set_timer,
    step_away,
    take_seat,
    withdraw_announcement,
)
from breakouts.models import Absence, Hand, Seat, Wait
from breakouts.queries import conduct_of, places_left
from breakouts.refusals import AwayRefused, EnterRefused
from breakouts.rules import is_missed
from events.models import Room
from tests.breakouts.days import DOOR, ENDS, MINUTE, STARTS, TICK, make_day_room, make_guest
from tests.breakouts.running import answered, guest_in, make_host, opened, question, said, told
from tests.factories import make_user
from tests.races import held_up

pytestmark = pytest.mark.django_db

LEFT = STARTS + 10 * MINUTE
UNTIL = LEFT + 10 * MINUTE


@pytest.fixture
def small(room):
    """A room with one place."""
    return make_day_room("Small", room.session, capacity=1)


@pytest.fixture
def joss(small):
    return guest_in(small, name="Dr Joss")


def gone(delegate, room, at=LEFT):
    return step_away(user=delegate.user, room=room, at=at)


def fresh(room):
    return Room.objects.select_related("session__assembly", "conduct", "theme").get(pk=room.pk)


def missed(user, delegate, room):
    room = fresh(room)
    time = last_time_away(user, delegate, room)
    return [(line.words, list(line.quotes)) for line in digest_of(room, user, time).lines]


# --- The seat


@pytest.mark.parametrize(
    ("at", "left"),
    [(LEFT, 0), (UNTIL - TICK, 0), (UNTIL, 1), (UNTIL + MINUTE, 1)],
    ids=["at once", "last moment", "ten minutes", "later"],
)
def test_a_seat_is_kept_for_exactly_ten_minutes(small, joss, at, left):
    gone(joss, small)
    late = make_guest(small)

    assert places_left([small], at)[small.pk] == left
    seat = Seat.objects.select_related("session", "delegate").get(delegate=joss)
    assert seat.is_standing(at) is not bool(left)
    assert seat.kept_until == UNTIL
    assert Seat.objects.standing(at).filter(pk=seat.pk).exists() is not bool(left)
    if left:
        assert enter_room(delegate=late, room=small, at=at)
    else:
        with pytest.raises(EnterRefused):
            enter_room(delegate=late, room=small, at=at)


def test_somebody_at_the_door_is_expected_ten_minutes_from_the_press(small, joss):
    gone(joss, small, at=DOOR)

    assert places_left([small], DOOR + 10 * MINUTE - TICK)[small.pk] == 0
    assert places_left([small], DOOR + 10 * MINUTE)[small.pk] == 1


@pytest.mark.parametrize(("at", "offered"), [(UNTIL - TICK, 0), (UNTIL, 1)])
def test_whoever_waits_is_offered_the_seat_after_ten_minutes(small, joss, at, offered):
    join_line(delegate=make_guest(small), room=small, at=LEFT)
    gone(joss, small)

    assert offer_seats(room=small, at=at) == offered
    assert Wait.objects.filter(offered_at__isnull=False).count() == offered


@pytest.mark.parametrize("at", [LEFT, UNTIL - TICK, UNTIL], ids=["at once", "last moment", "still free"])
def test_coming_back_is_sitting_there_for_good_and_twice_changes_nothing(small, joss, at):
    gone(joss, small)

    for _ in range(2):
        come_back_to(user=joss.user, room=small, at=at)

    seat = Seat.objects.get(delegate=joss)
    assert (seat.room, seat.away_at) == (small, None)
    assert places_left([small], ENDS - TICK)[small.pk] == 0
    assert people_away(small, at) == []
    assert Absence.objects.get().returned_at == at


def test_whoever_comes_too_late_is_told_what_became_of_the_seat(small, joss):
    gone(joss, small)
    enter_room(delegate=make_guest(small), room=small, at=UNTIL)

    with pytest.raises(EnterRefused, match=r"Your seat was kept until 12:00pm|midday") as refused:
        come_back_to(user=joss.user, room=small, at=UNTIL)

    assert "and then went to whoever waited. It is full." in str(refused.value)


def test_who_returns_at_the_tenth_minute_and_who_takes_the_seat_never_both_have_it(small, joss):
    gone(joss, small)
    late = make_guest(small)
    enter_room(delegate=late, room=small, at=UNTIL)

    # Their request came a moment earlier and was carried out a moment later: the room's clock stands still.
    with pytest.raises(EnterRefused):
        come_back_to(user=joss.user, room=small, at=UNTIL - TICK)

    assert Seat.objects.standing(UNTIL).filter(room=small).count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_race_for_the_seat_at_the_tenth_minute_has_one_winner(small, joss):
    gone(joss, small)
    late = make_guest(small)

    def take():
        enter_room(delegate=late, room=small, at=UNTIL)

    with held_up(Room.objects.filter(pk=small.pk), take), pytest.raises(EnterRefused):
        come_back_to(user=joss.user, room=small, at=UNTIL - TICK)

    assert Seat.objects.counted(UNTIL).filter(room=small).get().delegate == late


def test_a_room_without_seats_expects_them_all_the_same(room):
    stage = make_day_room("Stage", room.session, capacity=None)
    guest = guest_in(stage)

    gone(guest, stage)

    assert [each.user for each in people_away(stage, UNTIL - TICK)] == [guest.user]
    assert people_away(stage, UNTIL) == []
    come_back_to(user=guest.user, room=stage, at=UNTIL)
    assert guest.visits.filter(ended_at=None).exists()


# --- Leaving


def test_the_visit_ends_when_they_leave_and_another_begins_when_they_return(small, joss):
    come_back = LEFT + 8 * MINUTE
    enter_room(delegate=joss, room=small, at=LEFT)
    gone(joss, small, at=LEFT + MINUTE / 2)
    come_back_to(user=joss.user, room=small, at=come_back)

    visits = [(visit.started_at, visit.ended_at) for visit in joss.visits.order_by("started_at")]
    assert visits[-2:] == [(LEFT, LEFT + MINUTE / 2), (come_back, None)]


def test_a_page_left_open_brings_nobody_back(small, joss):
    gone(joss, small)
    presence = TABLES.stream_kind(small.stream).presence

    presence.arrived([joss.user_id], small.stream, LEFT + MINUTE)
    presence.touched([joss.user_id], small.stream, LEFT + MINUTE)

    assert not joss.visits.filter(ended_at=None).exists()
    assert Absence.objects.open().exists()


def test_who_is_away_no_longer_follows_the_room_once_the_seat_is_not_kept(small, joss):
    gone(joss, small)
    may_follow = TABLES.stream_kind(small.stream).may_follow

    assert may_follow(joss.user_id, small.stream, UNTIL - TICK)
    assert not may_follow(joss.user_id, small.stream, UNTIL)


def test_pressing_twice_keeps_the_first_time_and_tells_once(small, joss):
    assert gone(joss, small) == gone(joss, small, at=LEFT + MINUTE)

    frames = [payload for type, payload in told(small.stream) if type == "room.away"]
    person = {"id": str(joss.user_id), "name": "Dr Joss", "until": UNTIL.isoformat()}
    assert frames == [{"people": [person]}]


def test_a_hand_comes_down(small, joss):
    raise_hand(user=joss.user, room=small, at=STARTS)

    gone(joss, small)

    assert not Hand.objects.filter(lowered_at=None).exists()


def test_leaving_while_away_frees_the_seat_at_once(small, joss):
    gone(joss, small)
    leave_seat(delegate=joss, room=small, at=LEFT + MINUTE)

    assert places_left([small], LEFT + MINUTE)[small.pk] == 1
    assert people_away(small, LEFT + MINUTE) == []
    assert told(small.stream)[-1] == ("room.away", {"people": []})


def test_choosing_another_room_while_away_ends_it(room, small, joss):
    gone(joss, small)
    take_seat(delegate=joss, room=room, at=LEFT + MINUTE)

    assert people_away(small, LEFT + MINUTE) == []
    assert Seat.objects.get(delegate=joss).away_at is None


def test_who_is_removed_while_away_is_not_expected_any_more(small, joss):
    host = make_host(small)
    gone(joss, small)

    remove(actor=host, room=small, person=joss.user_id, because="Rude", at=LEFT + MINUTE)

    assert people_away(small, LEFT + MINUTE) == []


def test_who_is_muted_may_be_called_away_and_a_host_without_a_place_too(small, joss):
    host = make_host(small)
    mute(actor=host, room=small, person=joss.user_id, because="Rude", at=LEFT)

    gone(joss, small)
    step_away(user=host, room=small, at=LEFT)
    assert len(people_away(small, LEFT)) == 2
    come_back_to(user=host, room=small, at=LEFT + MINUTE)

    assert [each.name for each in people_away(small, LEFT + MINUTE)] == ["Dr Joss"]


@pytest.mark.parametrize(
    ("at", "code"), [(DOOR - TICK, "not_running"), (ENDS, "not_running"), (LEFT, "not_inside")]
)
def test_nobody_else_is_called_away(small, joss, at, code):
    user = joss.user if code == "not_running" else make_user()

    with pytest.raises(AwayRefused) as refused:
        step_away(user=user, room=small, at=at)

    assert refused.value.code == code
    assert not Absence.objects.exists()


# --- What they missed


def test_a_digest_tells_what_everybody_could_read(small, joss):
    host = make_host(small, name="Dr Host")
    about = {"actor": host, "room": small}
    before = question(joss.user, small, "Before?", at=STARTS)
    announce(**about, body="Too early", cid=uuid4(), at=STARTS)
    gone(joss, small)
    at = LEFT + MINUTE
    announce(**about, body="Tea is ready", cid=uuid4(), at=at)
    withdrawn = announce(**about, body="A slip", cid=uuid4(), at=at)
    withdraw_announcement(**about, number=withdrawn.pk, at=at)
    later = question(host, small, "Who pays?", at=at)
    move_question(**about, question=before.pk, to="answered", at=at)
    move_question(**about, question=later.pk, to="later", owner="The dean", at=at)
    declined = question(host, small, "Not taken?", at=at)
    move_question(**about, question=declined.pk, to="declined", because="Asked", at=at)
    for number in range(3):
        message = said(host, small, f"Line {number}", at=at)
    hide_message(**about, number=message.pk, because="Rude", at=at)
    set_timer(**about, minutes=30, label="Pairs", at=at)
    recall_room(**about, at=at)
    mute(**about, person=make_guest_in(small).user_id, because="Rude", at=at)
    come_back_to(user=joss.user, room=small, at=LEFT + 5 * MINUTE)
    said(host, small, "After", at=LEFT + 6 * MINUTE)

    lines = missed(joss.user, joss, small)

    assert lines[:4] == [
        ("1 announcement", ["Dr Host: Tea is ready"]),
        ("1 question was asked", ["Who pays?"]),
        ("1 question was answered", ["Before?"]),
        ("1 question is answered later", ["Who pays? (The dean)"]),
    ]
    words = [words for words, _ in lines[4:]]
    assert words == [
        "Everybody is expected back at 11:52am",
        "A timer (Pairs) ends at 12:21pm",
        "2 messages in the chat",
    ]


def make_guest_in(small):
    other = make_guest(small, name="Dr Muted")
    Seat.objects.create(delegate=other, session=small.session, room=small, taken_at=STARTS, entered_at=STARTS)
    return other


def test_nothing_is_missed_where_nothing_happened(small, joss):
    gone(joss, small)
    come_back_to(user=joss.user, room=small, at=LEFT + MINUTE)

    assert missed(joss.user, joss, small) == []


@pytest.mark.parametrize(
    ("seconds", "is_told"), [(119, False), (120, False), (121, True)], ids=["less", "two minutes", "more"]
)
def test_who_was_not_seen_for_more_than_two_minutes_is_told_as_well(small, joss, seconds, is_told):
    last_seen = joss.visits.get()
    last_seen.last_seen_at = last_seen.ended_at = LEFT
    last_seen.save()
    at = LEFT + seconds * (MINUTE / 60)
    assert is_missed(LEFT, at) is is_told
    enter_room(delegate=joss, room=small, at=at)

    assert (last_time_away(joss.user, joss, fresh(small)) is not None) is is_told


def lost(joss, small, came_at=STARTS, left_at=LEFT, back_at=LEFT + 5 * MINUTE):
    """A visit that went on, a line that was lost, and a page that is loaded again."""
    joss.visits.update(started_at=came_at, last_seen_at=left_at, ended_at=left_at)
    enter_room(delegate=joss, room=small, at=back_at)


@pytest.mark.parametrize("how", [said, question])
def test_whoever_sends_something_meanwhile_is_there(small, joss, how):
    how(joss.user, small, at=LEFT + 2 * MINUTE)
    lost(joss, small)

    time = last_time_away(joss.user, joss, fresh(small))
    assert (time.left_at, time.returned_at) == (LEFT + 2 * MINUTE, LEFT + 5 * MINUTE)
    how(joss.user, small, at=LEFT + 3 * MINUTE)
    assert last_time_away(joss.user, joss, fresh(small)) is None


def test_the_time_of_an_anonymous_question_is_told_by_no_absence(small, joss):
    question(joss.user, small, at=LEFT + 4 * MINUTE, is_anonymous=True)
    lost(joss, small)

    assert last_time_away(joss.user, joss, fresh(small)).left_at == LEFT


@pytest.mark.parametrize(
    ("seconds", "is_told"), [(0, False), (44, False), (45, True)], ids=["one page", "two pages", "a line"]
)
def test_a_page_without_scripts_is_not_missed_between_two_clicks(small, joss, seconds, is_told):
    lost(joss, small, came_at=LEFT - seconds * (MINUTE / 60))

    assert (last_time_away(joss.user, joss, fresh(small)) is not None) is is_told


@pytest.mark.parametrize("is_anonymous", [False, True])
def test_what_they_asked_themselves_is_no_news(client_in, small, joss, is_anonymous):
    # In the minute before, so that an anonymous one appears while its author is away.
    question(joss.user, small, "My own?", at=LEFT + TICK, is_anonymous=is_anonymous)
    lost(joss, small)
    release_due_questions(at=LEFT + 3 * MINUTE)

    assert missed(joss.user, joss, small) == []
    with time_machine.travel(LEFT + 5 * MINUTE, tick=False):
        assert "While you were away" not in client_in.get(small.address).content.decode()
        question(make_host(small), small, "Theirs?", at=LEFT + 2 * MINUTE)
        page = client_in.get(small.address).content.decode()
    assert page.count("1 question was asked") == 1


@pytest.mark.parametrize(
    ("people", "words"),
    [
        (10, "1 result of a poll was shown"),
        (9, "1 poll ended with fewer than 10 answers, so its result is not shown"),
    ],
)
def test_a_poll_that_nobody_reads_the_result_of_is_not_told_as_one(small, joss, people, words):
    host = make_host(small)
    poll = opened(host, small, at=LEFT - MINUTE)
    answered(poll, [people])
    gone(joss, small)
    for to in ("closed", "revealed"):
        move_poll(actor=host, room=small, poll=poll.pk, to=to, at=LEFT + MINUTE)
    come_back_to(user=joss.user, room=small, at=LEFT + 2 * MINUTE)

    assert missed(joss.user, joss, small) == [(words, ["Would you raise it?"])]


def test_what_was_before_the_session_nobody_missed(small, joss):
    enter_room(delegate=joss, room=small, at=STARTS + MINUTE)

    assert last_time_away(joss.user, joss, fresh(small)) is None


@pytest.mark.parametrize("is_called", [True, False])
def test_a_digest_is_put_aside_for_good_until_the_next(small, joss, is_called):
    make_host(small)
    if is_called:
        gone(joss, small)
    else:
        joss.visits.update(last_seen_at=LEFT, ended_at=LEFT)
    enter_room(delegate=joss, room=small, at=LEFT + 5 * MINUTE)

    for _ in range(2):
        dismiss_digest(user=joss.user, room=small, at=LEFT + 6 * MINUTE)

    assert last_time_away(joss.user, joss, fresh(small)).is_dismissed
    assert Absence.objects.count() == 1
    joss.visits.filter(ended_at=None).update(last_seen_at=LEFT + 7 * MINUTE)
    enter_room(delegate=joss, room=small, at=LEFT + 12 * MINUTE)
    assert not last_time_away(joss.user, joss, fresh(small)).is_dismissed


def test_putting_aside_what_was_not_missed_writes_nothing(small, joss):
    dismiss_digest(user=joss.user, room=small, at=LEFT)

    assert not Absence.objects.exists()
    assert conduct_of(fresh(small)).is_written


# --- The pages


@pytest.fixture
def client_in(client, joss):
    client.force_login(joss.user)
    return client


def test_the_page_says_until_when_and_how_to_come_back(client_in, small, joss):
    with time_machine.travel(LEFT, tick=False):
        answer = client_in.post(f"{small.address}away/")
        page = client_in.get(answer["Location"]).content.decode()

    assert answer["Location"] == f"{small.address}away/"
    assert "Your seat is kept until midday." in page
    assert "I am back" in page


@pytest.mark.parametrize("part", ["", "questions/"])
def test_any_page_of_the_room_brings_them_back(client_in, small, joss, part):
    gone(joss, small)

    with time_machine.travel(LEFT + MINUTE, tick=False):
        page = client_in.get(f"{small.address}{part}").content.decode()
        again = client_in.get(f"{small.address}away/")

    assert "While you were away" not in page
    assert joss.visits.filter(ended_at=None).exists()
    assert again["Location"] == small.address


def test_others_see_them_as_called_away_until_they_are_back(client, small, joss):
    host = make_host(small)
    client.force_login(host)
    gone(joss, small)

    with time_machine.travel(LEFT + MINUTE, tick=False):
        for part in ("", "run/"):
            page = client.get(f"{small.address}{part}").content.decode()
            assert "Called away</strong>" in page
    with time_machine.travel(UNTIL, tick=False):
        assert "Called away</strong>" not in client.get(small.address).content.decode()


def test_after_ten_minutes_the_page_says_so_and_the_door_says_where_else(client_in, small, joss):
    gone(joss, small)
    late = make_guest(small)

    with time_machine.travel(UNTIL, tick=False):
        free = client_in.get(f"{small.address}away/").content.decode()
        enter_room(delegate=late, room=small, at=UNTIL)
        door = client_in.post(f"{small.address}away/back/", follow=True).content.decode()

    assert "Your seat is not kept any more" in free
    assert "Your seat was kept until midday, for 10 minutes, and then went to whoever waited." in door


def test_a_digest_is_put_aside_by_its_button(client_in, small, joss):
    gone(joss, small)
    announce(actor=make_host(small), room=small, body="Tea is served", cid=uuid4(), at=LEFT + TICK)

    with time_machine.travel(LEFT + MINUTE, tick=False):
        told = client_in.get(small.address).content.decode()
        page = client_in.post(f"{small.address}away/digest/", follow=True).content.decode()

    assert "While you were away, 11:50am to 11:51am" in told
    assert "While you were away" not in page


def test_who_may_not_is_told_so_in_words(client, small):
    client.force_login(make_guest(small).user)
    with time_machine.travel(LEFT, tick=False):
        answer = client.post(f"{small.address}away/", follow=True)

    assert "You have no place in Small that could be kept for you." in answer.content.decode()
