"""Sessions and rooms that change: one mail after the organisers have stopped, to those concerned, once."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.utils import timezone

from breakouts.actions.changes import QUIET_FOR, QUIET_FOR_WHEN_SOON, tell_changes
from breakouts.models import Seat, Wait
from events.actions.programme import (
    cancel_session,
    move_session,
    publish_programme,
    restore_session,
    schedule_session,
)
from events.models import Delegate, Room, Session, ToldSession
from events.plans import plan_of
from notices.actions.sending import send_due
from notices.actions.wishing import wish_mail
from notices.kinds import Topic
from notices.models import Notice
from tests.factories import (
    log_in,
    make_assembly,
    make_chair,
    make_delegate,
    make_facilitator,
    make_organiser,
    make_place,
    make_room,
    make_session,
    make_user,
)

pytestmark = pytest.mark.django_db
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@pytest.fixture
def now():
    return timezone.now().replace(microsecond=0)


@pytest.fixture
def assembly(now):
    # A whole hour, so that what is told reads as it would on the day.
    starts_at = (now + timedelta(days=7)).replace(hour=8, minute=0, second=0)
    return make_assembly(name="The assembly", slug="2026", starts_at=starts_at)


@pytest.fixture
def breakouts(assembly):
    """Two rooms of the second session of the day."""
    session = make_session(
        assembly, kind=Session.Kind.BREAKOUTS, title="Set A", starts_at=assembly.starts_at + 2 * HOUR
    )
    for number in (1, 2):
        place = make_place(assembly, name=f"Breakout room {number}")
        make_room(session, place=place, title=f"Theme {number}", capacity=20)
    return session


@pytest.fixture
def organiser():
    return make_organiser()


def seated(room: Room) -> Delegate:
    delegate = make_delegate(room.session.assembly)
    at = delegate.registered_at
    Seat.objects.create(delegate=delegate, session=room.session, room=room, taken_at=at)
    return delegate


def known(at) -> None:
    """The public knows the programme as it stands."""
    assert tell_changes(at=at) == 0
    assert ToldSession.objects.exists()


def fresh(session: Session) -> Session:
    return Session.objects.select_related("assembly").get(pk=session.pk)


def move(session, by, organiser, at):
    session = fresh(session)
    move_session(
        session=session, starts_at=session.starts_at + by, actor=organiser, at=at, confirmed_warnings=True
    )


def told(at) -> dict[str, str]:
    """Run the beat, send, and return who was told what, by address."""
    tell_changes(at=at)
    send_due(at=at)
    lines = {}
    for notice in Notice.objects.filter(kind="programme.changed"):
        changes = notice.facts["changes"]
        lines[notice.recipient.email] = " ".join(line for change in changes for line in change["lines"])
    return lines


def test_a_moved_session_is_told_to_those_in_it_after_a_quarter_of_an_hour(
    mailoutbox, breakouts, organiser, now
):
    one, two = (seated(room) for room in breakouts.rooms.all())
    make_delegate(breakouts.assembly)
    known(now)
    move(breakouts, 15 * MINUTE, organiser, now)

    assert told(now + QUIET_FOR - timedelta.resolution) == {}
    found = told(now + QUIET_FOR)

    assert set(found) == {one.user.email, two.user.email}
    assert len(set(found.values())) == 1
    (words,) = set(found.values())
    assert words.startswith("Now ")
    assert "(was " in words
    assert {message.subject for message in mailoutbox} == {"The assembly: “Set A” has changed"}
    assert breakouts.address in mailoutbox[0].body
    assert told(now + HOUR) == found
    assert len(mailoutbox) == 2


@pytest.mark.parametrize("count", [1, 6], ids=["one", "six, folded"])
def test_who_stopped_the_mail_reads_in_the_centre_what_was_and_what_is_now(
    client, mailoutbox, assembly, breakouts, organiser, now, count
):
    delegate = seated(breakouts.rooms.first())
    wish_mail(user=delegate.user, topic=Topic.CHANGES, is_mailed=False, at=now)
    stages = [make_session(assembly, title=f"Keynote {number}") for number in range(count - 1)]
    known(now)
    for session in [breakouts, *stages]:
        move(session, 15 * MINUTE, organiser, now)
    told(now + QUIET_FOR)
    log_in(client, delegate.user)

    page = client.get("/notices/").content.decode()

    assert not mailoutbox
    shown = " ".join(unescape(re.sub("<[^>]*>", " ", page)).split())
    assert re.search(r"Set A Now \S+ to \S+ \(UK time\) on [^(]* \(was \S+ to \S+ \(UK time\) on ", shown)
    assert shown.count(" (was ") == count
    assert f"Your reference: {delegate.reference}" in shown
    assert "Your calendar follows by itself" in shown
    assert f'href="{breakouts.address}"' in page
    assert ("<details" in page) is (count > 1)


def test_an_afternoon_that_is_moved_bit_by_bit_is_one_mail(mailoutbox, assembly, breakouts, organiser, now):
    delegate = seated(breakouts.rooms.first())
    keynote = make_session(assembly, title="Keynote")
    known(now)
    for minutes in range(0, 60, 12):
        for session in (keynote, breakouts):
            move(session, 5 * MINUTE, organiser, now + minutes * MINUTE)
        assert told(now + minutes * MINUTE + 11 * MINUTE) == {}
    last = now + 48 * MINUTE

    found = told(last + QUIET_FOR)

    assert [message.to for message in mailoutbox] == [[delegate.user.email]]
    assert mailoutbox[0].subject == "The assembly: 2 sessions have changed"
    assert mailoutbox[0].body.index("Keynote") < mailoutbox[0].body.index("Set A")
    assert found[delegate.user.email].count("Now ") == 2


def test_what_is_changed_there_and_back_is_no_news(mailoutbox, breakouts, organiser, now):
    seated(breakouts.rooms.first())
    known(now)
    for by in (15 * MINUTE, -15 * MINUTE):
        move(breakouts, by, organiser, now)

    assert told(now + QUIET_FOR) == {}


def test_shortly_before_it_begins_people_are_told_sooner(mailoutbox, breakouts, organiser, now):
    seated(breakouts.rooms.first())
    known(now)
    at = breakouts.starts_at - HOUR
    move(breakouts, 15 * MINUTE, organiser, at)

    assert told(at + QUIET_FOR_WHEN_SOON - timedelta.resolution) == {}
    assert len(told(at + QUIET_FOR_WHEN_SOON)) == 1


def test_another_room_is_told_only_to_those_who_chose_it(mailoutbox, breakouts, organiser, now):
    one, _ = (seated(room) for room in breakouts.rooms.all())
    known(now)
    session = Session.objects.with_programme().get(pk=breakouts.pk)
    room = session.rooms.all()[0]
    elsewhere = make_place(session.assembly, name="Breakout room 3")
    move_session(
        session=session,
        starts_at=session.starts_at,
        room=room,
        place=elsewhere,
        actor=organiser,
        at=now,
        confirmed_warnings=True,
    )

    assert told(now + QUIET_FOR) == {
        one.user.email: "The room is now “Theme 1” in Breakout room 3 (was “Theme 1” in Breakout room 1)."
    }


def test_cancelled_and_restored_are_told_with_the_time(mailoutbox, breakouts, organiser, now):
    delegate = seated(breakouts.rooms.first())
    known(now)
    cancel_session(session=breakouts, actor=organiser, at=now)
    first = told(now + QUIET_FOR)
    restore_session(session=breakouts, actor=organiser, at=now + HOUR)
    told(now + HOUR + QUIET_FOR)

    assert first[delegate.user.email].startswith("Cancelled. It was to be ")
    latest = Notice.objects.filter(recipient=delegate.user).order_by("-due_at").first()
    assert latest.facts["changes"][0]["lines"][0].startswith("It takes place after all: ")
    assert len(mailoutbox) == 2


def test_the_stage_concerns_everybody_with_a_place_and_a_break_nobody(mailoutbox, assembly, organiser, now):
    here = make_delegate(assembly)
    for state in (Delegate.State.WAITING, Delegate.State.CANCELLED):
        make_delegate(assembly, state=state)
    make_delegate()
    keynote = make_session(assembly)
    pause = make_session(assembly, kind=Session.Kind.BREAK, starts_at=assembly.starts_at + HOUR)
    known(now)
    move(pause, 5 * MINUTE, organiser, now)
    assert told(now + QUIET_FOR) == {}
    move(keynote, 5 * MINUTE, organiser, now + HOUR)

    assert set(told(now + HOUR + QUIET_FOR)) == {here.user.email}


def test_who_has_a_part_in_it_is_told_too(mailoutbox, breakouts, organiser, now):
    chair, facilitator = (make_user(f"{name}@example.org") for name in ("chair", "facilitator"))
    make_chair(breakouts, user=chair)
    make_facilitator(breakouts.rooms.first(), user=facilitator)
    known(now)
    move(breakouts, 15 * MINUTE, organiser, now)

    assert set(told(now + QUIET_FOR)) == {"chair@example.org", "facilitator@example.org"}


@pytest.mark.parametrize("field", ["title", "summary", "has_captions"])
def test_what_does_not_move_anybody_is_no_news(mailoutbox, breakouts, organiser, now, field):
    seated(breakouts.rooms.first())
    known(now)
    plan = plan_of(Session.objects.with_programme().get(pk=breakouts.pk))
    setattr(plan.session, field, True if field == "has_captions" else "Something else")
    schedule_session(
        session=plan.session,
        rooms=plan.rooms,
        topics=plan.topics,
        chairs=plan.chairs,
        speakers=plan.speakers,
        actor=organiser,
        at=now,
        confirmed_warnings=True,
    )

    assert told(now + QUIET_FOR) == {}


def test_what_is_changed_right_after_publishing_is_a_change(mailoutbox, assembly, organiser, now):
    here = make_delegate(assembly)
    session = make_session(assembly, published_at=None)
    room = make_room(session)
    assert not room.needs_seat
    publish_programme(assembly=assembly, actor=organiser, at=now)
    move(session, 5 * MINUTE, organiser, now + MINUTE)

    assert set(told(now + MINUTE + QUIET_FOR)) == {here.user.email}


@pytest.fixture
def doors_open(assembly):
    """An instant after the doors have opened, days before the day; a programme stands."""
    make_session(assembly, title="Keynote")
    at = assembly.opens_at + HOUR
    known(at)
    return at


def added(assembly, organiser, at, **fields) -> Session:
    fields.setdefault("starts_at", assembly.starts_at + 3 * HOUR)
    session = make_session(assembly, published_at=None, **fields)
    publish_programme(assembly=assembly, actor=organiser, at=at)
    return session


def test_a_session_that_is_added_while_the_doors_are_open_is_told_to_everybody_with_a_place(
    mailoutbox, assembly, organiser, doors_open
):
    here = make_delegate(assembly)
    for state in (Delegate.State.WAITING, Delegate.State.CANCELLED):
        make_delegate(assembly, state=state)
    session = added(assembly, organiser, doors_open, kind=Session.Kind.BREAKOUTS, title="Set B")
    make_room(session, place=make_place(assembly, name="Breakout room 1"), title="Visas", capacity=20)
    move(session, 30 * MINUTE, organiser, doors_open + 10 * MINUTE)

    assert told(doors_open + QUIET_FOR) == {}
    found = told(doors_open + 10 * MINUTE + QUIET_FOR)

    assert set(found) == {here.user.email}
    assert found[here.user.email].startswith("New in the programme: ")
    assert "was" not in found[here.user.email]
    assert [message.subject for message in mailoutbox] == ["The assembly: “Set B” is new in the programme"]
    assert "The organisers of The assembly added to the programme." in mailoutbox[0].body
    assert session.address in mailoutbox[0].body
    assert told(doors_open + 2 * HOUR) == found
    move(session, 30 * MINUTE, organiser, doors_open + 3 * HOUR)
    told(doors_open + 3 * HOUR + QUIET_FOR)
    assert len(mailoutbox) == 1  # nobody has chosen a room of it


def test_what_is_added_and_what_is_moved_is_one_mail(mailoutbox, assembly, organiser, doors_open):
    make_delegate(assembly)
    move(assembly.sessions.get(), 5 * MINUTE, organiser, doors_open)
    added(assembly, organiser, doors_open + MINUTE, title="Closing words")

    told(doors_open + MINUTE + QUIET_FOR)

    assert [message.subject for message in mailoutbox] == ["The assembly: 2 sessions are new or have changed"]


def test_an_added_break_and_one_called_off_at_once_are_told_to_nobody(assembly, organiser, doors_open):
    make_delegate(assembly)
    added(assembly, organiser, doors_open, kind=Session.Kind.BREAK)
    dropped = added(assembly, organiser, doors_open, starts_at=assembly.starts_at + 5 * HOUR)
    cancel_session(session=dropped, actor=organiser, at=doors_open + MINUTE)

    assert told(doors_open + MINUTE + QUIET_FOR) == {}
    assert told(doors_open + HOUR) == {}


@pytest.mark.parametrize("after_opening", [-timedelta.resolution, timedelta(0)], ids=["before", "open"])
def test_before_the_doors_open_an_added_session_is_no_news(assembly, organiser, after_opening):
    make_delegate(assembly)
    make_session(assembly, title="Keynote")
    at = assembly.opens_at + after_opening
    known(at - HOUR)
    added(assembly, organiser, at)

    assert bool(told(at + QUIET_FOR)) is (after_opening == timedelta(0))


def test_a_first_programme_is_no_addition(assembly, organiser):
    make_delegate(assembly)
    at = assembly.opens_at + HOUR
    added(assembly, organiser, at)

    assert told(at + QUIET_FOR) == {}


def test_a_draft_changes_for_nobody(mailoutbox, assembly, organiser, now):
    make_delegate(assembly)
    session = make_session(assembly, published_at=None)
    tell_changes(at=now)
    move(session, 5 * MINUTE, organiser, now)

    assert told(now + QUIET_FOR) == {}
    assert not ToldSession.objects.exists()


def test_what_is_over_by_then_is_not_told(mailoutbox, breakouts, organiser, now):
    seated(breakouts.rooms.first())
    known(now)
    move(breakouts, 5 * MINUTE, organiser, now)

    assert told(breakouts.ends_at + HOUR) == {}
    # It is not brought up later either.
    assert told(breakouts.ends_at + 2 * HOUR) == {}


def test_it_is_said_once_however_often_it_is_asked(mailoutbox, breakouts, organiser, now):
    seated(breakouts.rooms.first())
    known(now)
    move(breakouts, 5 * MINUTE, organiser, now)
    for minutes in range(15, 40):
        told(now + minutes * MINUTE)

    assert len(mailoutbox) == 1


@pytest.mark.parametrize("crowd", [1, 20])
def test_a_quiet_programme_costs_two_statements(django_assert_num_queries, assembly, now, crowd):
    for _ in range(crowd):
        make_session(assembly)
    known(now)
    with django_assert_num_queries(2):
        tell_changes(at=now)


def test_who_waits_for_a_room_is_told_of_it_beside_the_one_they_sit_in(mailoutbox, breakouts, organiser, now):
    first, second = breakouts.rooms.all()
    delegate = seated(first)
    Wait.objects.create(delegate=delegate, session=breakouts, room=second, joined_at=delegate.registered_at)
    known(now)
    Room.objects.filter(pk=second.pk).update(title="Another theme")
    move(breakouts, 15 * MINUTE, organiser, now)

    words = told(now + QUIET_FOR)[delegate.user.email]
    assert words.startswith("Now ")
    assert "The room is now “Another theme” in Breakout room 2" in words
    assert "Your reference: " + delegate.reference in mailoutbox[0].body
    assert "(UK time)" in mailoutbox[0].body
