"""Meeting again: who shared a room for how long, wishes that nobody sees alone, and a yes of both."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from events.models import Session, Visit
from networking.actions.contacts import end_contact
from networking.models import Contact, Profile, Wish
from networking.shared_rooms import meeting_again, rooms_shared
from tests.factories import make_room, make_session
from tests.networking.rows import make_block, make_contact, make_profile, make_shared_room

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)
TICK = timedelta(microseconds=1)


@pytest.fixture
def two(assembly):
    return [make_profile(assembly=assembly, meets_again=True) for _ in range(2)]


def visit(profile, room, starts, ends, *, is_open=False, **fields):
    begin = room.session.starts_at
    return Visit.objects.create(
        delegate=profile.delegate,
        session=room.session,
        room=room,
        started_at=begin + starts * MINUTE,
        last_seen_at=begin + ends * MINUTE,
        ended_at=None if is_open else begin + ends * MINUTE,
        **fields,
    )


def have_met(two):
    return [list(meeting_again(each, timezone.now())) for each in two] == [[two[1]], [two[0]]]


@pytest.mark.parametrize(
    ("theirs", "met"),
    [
        ([(0, 30)], True),
        ([(5, 10)], True),
        ([(25, 60)], True),
        ([(25.1, 60)], False),
        ([(-9, 5)], True),
        ([(-9, 4.9)], False),
        ([(30, 60)], False),
        ([(-30, 0)], False),
        # Absences are not counted, and what comes after them is.
        ([(0, 2), (4, 6)], False),
        ([(0, 2), (4, 6), (8, 9)], True),
        ([(-30, 2), (28, 60)], False),
    ],
)
@pytest.mark.parametrize("is_open", [False, True], ids=["left", "still there"])
def test_people_meet_who_are_in_one_room_for_five_minutes(assembly, two, theirs, met, is_open):
    room = make_room(make_session(assembly, kind=Session.Kind.BREAKOUTS))
    visit(two[0], room, 0, 30, is_open=is_open)
    *before, last = theirs
    for starts, ends in before:
        visit(two[1], room, starts, ends)
    visit(two[1], room, *last, is_open=is_open)

    assert have_met(two) is met


def test_own_absences_count_like_those_of_others(assembly, two):
    room = make_room(make_session(assembly, kind=Session.Kind.BREAKOUTS))
    for starts, ends in ((0, 3), (10, 13)):
        visit(two[0], room, starts, ends)
    visit(two[1], room, 0, 12)

    assert have_met(two)
    Visit.objects.filter(delegate=two[1].delegate).update(last_seen_at=room.session.starts_at + 11.9 * MINUTE)
    assert not have_met(two)


def test_other_rooms_of_the_session_the_stage_and_recordings_are_no_meeting(assembly, two):
    session = make_session(assembly, kind=Session.Kind.BREAKOUTS)
    for each in two:
        visit(each, make_room(session), 0, 30)
    stage = make_room(make_session(assembly, kind=Session.Kind.KEYNOTE))
    for each in two:
        visit(each, stage, 0, 30)
        Visit.objects.create(
            delegate=each.delegate,
            session=session,
            mode=Visit.Mode.ON_DEMAND,
            started_at=session.starts_at,
            last_seen_at=session.ends_at,
        )
    assert not have_met(two)

    # A roundtable with places is a room.
    table = make_room(make_session(assembly, kind=Session.Kind.ROUNDTABLE), capacity=12)
    for each in two:
        visit(each, table, 0, 30)
    assert have_met(two)


@pytest.mark.parametrize("who", [0, 1])
def test_both_must_be_open_to_it(two, who):
    make_shared_room(*(each.delegate for each in two))
    assert have_met(two)
    two[who].meets_again = False
    two[who].save()

    assert [list(meeting_again(each, timezone.now())) for each in two] == [[], []]


def test_the_rooms_where_people_met_are_named_the_last_first(assembly, two):
    one, other = (each.delegate for each in two)
    sessions = [
        make_session(
            assembly, kind=Session.Kind.BREAKOUTS, starts_at=assembly.starts_at + hours * 60 * MINUTE
        )
        for hours in (0, 2, 1)
    ]
    rooms = [make_room(session) for session in sessions]
    for room in [*rooms, rooms[0]]:
        make_shared_room(one, other, room=room)

    assert rooms_shared(one, [other.pk]) == {other.pk: [rooms[1], rooms[2], rooms[0]]}


def test_a_page_says_in_which_rooms_people_met(client, assembly, two):
    begins, later = assembly.starts_at, assembly.starts_at + 60 * MINUTE
    breakouts = make_session(assembly, kind=Session.Kind.BREAKOUTS, title="First set", starts_at=begins)
    table = make_session(assembly, kind=Session.Kind.ROUNDTABLE, title="Roundtable", starts_at=later)
    for room in (make_room(breakouts, title="Belonging"), make_room(table, capacity=12)):
        make_shared_room(*(each.delegate for each in two), room=room)

    words = re.sub("<[^>]+>|\\s+", " ", page(client, two[0]))

    assert "You met in: Roundtable Belonging ( First set )" in " ".join(words.split())


# --- Wishes ---


@pytest.fixture
def met(two):
    room = make_shared_room(*(each.delegate for each in two))
    return room.session


def wish(client, own, other, *back):
    client.force_login(own.delegate.user)
    name = "networking_again_back" if back else "networking_again"
    path = reverse(name, args=[own.delegate.assembly.slug, other.code])
    return client.post(path, follow=True)


def page(client, own):
    client.force_login(own.delegate.user)
    path = reverse("networking_contacts", args=[own.delegate.assembly.slug])
    return client.get(path).content.decode()


def without_lots(body):
    return re.sub(r'(csrfmiddlewaretoken" value="|nonce=")[^"]*"', "", body)


def test_a_wish_is_seen_by_nobody_until_both_have_it(client, two, met):
    one, other = two
    before = without_lots(page(client, other))
    assert met.title in before

    answer = wish(client, one, other).content.decode()

    assert f"We keep that to ourselves, unless {other} would like to meet you again, too." in answer
    assert "Yes from you" in answer
    assert Wish.objects.get().session == met
    assert without_lots(page(client, other)) == before

    answer = wish(client, other, one).content.decode()

    assert f"You and {one} are in contact: both of you said yes." in answer
    assert Contact.objects.get().state == Contact.State.ACCEPTED
    assert not Wish.objects.exists()
    # Who is in contact needs no wish.
    assert "would like to meet<" not in page(client, one)


def test_a_wish_can_be_taken_back(client, two, met):
    one, other = two
    wish(client, one, other)
    assert "You took back" in wish(client, one, other, "back").content.decode()
    assert not Wish.objects.exists()

    wish(client, other, one)

    assert not Contact.objects.exists()
    wish(client, one, other)
    answer = wish(client, one, other, "back").content.decode()
    assert "would like to meet you again, too: you are in contact." in answer


@pytest.mark.parametrize("state", [Contact.State.ASKED, Contact.State.DECLINED])
@pytest.mark.parametrize("asker", [0, 1])
def test_a_yes_of_both_overtakes_a_request(client, two, met, state, asker):
    make_contact(two[asker].delegate, two[1 - asker].delegate, state)
    wish(client, *two)
    assert Contact.objects.get().state == state
    wish(client, *two[::-1])

    assert Contact.objects.get().state == Contact.State.ACCEPTED


def test_after_a_contact_ended_an_old_wish_brings_nobody_together(client, two, met):
    wish(client, *two)
    wish(client, *two[::-1])
    contact = Contact.objects.get()
    end_contact(contact=contact, actor=two[0].delegate, at=timezone.now())

    wish(client, *two)

    assert not Contact.objects.standing().exists()


def test_only_who_was_met_and_is_there_can_be_wished_for(client, assembly, two):
    one, other = two
    stranger = make_profile(assembly=assembly, meets_again=True)
    assert wish(client, one, stranger).status_code == 404
    make_shared_room(one.delegate, other.delegate)
    make_block(other.delegate, one.delegate)
    assert wish(client, one, other).status_code == 404
    assert wish(client, one, other, "back").status_code == 404
    assert "app-person" not in page(client, one)

    assert not Wish.objects.exists()


def test_a_wish_waits_for_who_is_away(client, two, met):
    one, other = two
    wish(client, one, other)
    Profile.objects.filter(pk=one.pk).update(joined_at=None, is_listed=False, meets_again=False)
    assert wish(client, other, one).status_code == 404
    Profile.objects.filter(pk=one.pk).update(joined_at=timezone.now(), meets_again=True)

    wish(client, other, one)

    assert Contact.objects.standing().count() == 1


def test_a_long_list_has_pages(client, assembly, two):
    one = two[0]
    others = [make_profile(assembly=assembly, meets_again=True).delegate for _ in range(21)]
    make_shared_room(one.delegate, *others)

    body = page(client, one)

    assert body.count("<article") == 20
    assert 'href="?page=2#again"' in body
