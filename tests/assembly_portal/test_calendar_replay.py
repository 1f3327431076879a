"""Calendars that follow a feed end at what the portal says, whatever happened before and in which order."""

from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)

from breakouts.actions import leave_seat, take_seat
from breakouts.models import Seat
from events.actions.assemblies import save_assembly
from events.actions.calendars import renew_calendar, share_calendar
from events.actions.contributors import save_contributor
from events.actions.delegates import cancel_delegate
from events.actions.programme import (
    cancel_session,
    move_session,
    publish_programme,
    restore_session,
    schedule_session,
)
from events.assembly_plans import AssemblyPlan
from events.models import Assembly, Delegate, Session
from events.plans import plan_of
from events.policies.programme import ScheduleRefused, Scheduling
from tests.calendar_reader import Feed, Follower
from tests.events.registrations import make_proven, register
from tests.factories import (
    make_assembly,
    make_chair,
    make_organiser,
    make_place,
    make_room,
    make_session,
    make_theme,
)

# Around both clock changes of London in 2031, the hours that are skipped and shown twice included.
STARTS = [
    datetime(2031, 3, 30, 0, 30, tzinfo=UTC),
    datetime(2031, 3, 30, 1, 0, tzinfo=UTC),
    datetime(2031, 5, 27, 8, 45, tzinfo=UTC),
    datetime(2031, 10, 26, 0, 15, tzinfo=UTC),
    datetime(2031, 10, 26, 1, 15, tzinfo=UTC),
    datetime(2031, 10, 26, 2, 15, tzinfo=UTC),
]
HOST = "http://testserver"
SESSIONS = st.integers(0, 2)
ROOMS = st.integers(0, 1)
TITLES = st.sampled_from(["Rotas; leave, pay", "Back\\slash", "Zwei\nZeilen", "é" * 90])


@contextmanager
def refused_for_a_clash():
    """Let it be refused where other sessions stand in the way, and for nothing else."""
    try:
        with transaction.atomic():
            yield
    except ScheduleRefused as refused:
        if refused.code != Scheduling.CLASH:
            raise


class Day(RuleBasedStateMachine):
    """One person, three sessions with two rooms each, an organiser, and everything that may happen to them.

    The clock stands still meanwhile: numbers cannot come from it.
    """

    def __init__(self):
        super().__init__()
        self.clock = time_machine.travel(timezone.now(), tick=False)
        self.clock.start()
        self.transaction = transaction.atomic()
        self.transaction.__enter__()
        now = timezone.now()
        self.assembly = make_assembly(
            name="Assembly, the third; éé",
            starts_at=datetime(2031, 3, 29, 8, tzinfo=UTC),
            ends_at=datetime(2031, 10, 27, 8, tzinfo=UTC),
            opens_at=now - timedelta(days=1),
        )
        self.organiser = make_organiser()
        self.place = make_place(self.assembly, name="Room, one")
        for number in range(3):
            session = make_session(
                self.assembly,
                kind="breakouts",
                title=f"Set {number}",
                starts_at=STARTS[2] + timedelta(hours=number),
                published_at=None,
            )
            make_chair(session)
            for place in (self.place, make_place(self.assembly)):
                make_room(session, place=place, theme=make_theme(self.assembly), capacity=9)
        self.user = make_proven()
        register(self.assembly, self.user)
        self.feed = share_calendar(user=self.user, assembly=self.assembly, at=now)
        self.followers = [Follower(forgets=True), Follower(forgets=False), Follower(forgets=False)]
        self.late = []

    def teardown(self):
        if not connection.needs_rollback:
            self.whoever_reads_now_shows_exactly_what_is()
        transaction.set_rollback(True)
        self.transaction.__exit__(None, None, None)
        self.clock.stop()

    # --- What is read ---------------------------------------------------------------------------

    def read(self) -> Feed:
        response = Client().get(self.feed.address)
        assert response.status_code == 200
        return Feed.of(response.content)

    def session(self, number) -> Session:
        return Session.objects.select_related("assembly").order_by("pk")[number]

    def delegate(self) -> Delegate:
        return Delegate.objects.get(user=self.user)

    def expected(self) -> dict:
        """Say from the rows alone what a calendar must show."""
        if not self.delegate().has_place:
            return {}
        public = Session.objects.filter(published_at__isnull=False)
        if not public:
            day = self.assembly
            day.refresh_from_db()
            return {f"day-{day.pk}@assembly-portal": (day.name, day.starts_at, day.ends_at, "", "my-day/")}
        return {
            f"session-{each.code}@assembly-portal": (
                each.title,
                each.starts_at,
                each.ends_at,
                self.room_in_words(each),
                f"s/{each.code}/join/",
            )
            for each in public.filter(cancelled_at=None)
        }

    def room_in_words(self, session) -> str:
        seat = Seat.objects.filter(delegate=self.delegate(), session=session).of_registered().first()
        if seat is None:
            return " and ".join(room.place.name for room in session.rooms.all())
        return f"{seat.room.name} ({seat.room.place.name})"

    def check(self, follower):
        base = f"{HOST}/{self.assembly.slug}/"
        shown = {
            uid: (
                event.summary,
                event.start,
                event.end,
                event.location,
                event.url.removeprefix(base),
            )
            for uid, event in follower.shown.items()
        }
        assert shown == self.expected()

    @rule(number=st.integers(0, 2))
    def one_of_them_reads(self, number):
        self.followers[number].take(self.read())

    @rule()
    def a_copy_is_held_up_on_the_way(self):
        self.late.append(self.read())

    @precondition(lambda self: self.late)
    @rule(number=st.integers(1, 2))
    def an_old_copy_comes_after_all(self, number):
        self.followers[number].take(self.late.pop(0))

    @rule()
    def whoever_reads_now_shows_exactly_what_is(self):
        feed = self.read()
        for follower in self.followers:
            follower.take(feed)
            self.check(follower)

    # --- What happens ---------------------------------------------------------------------------

    @initialize(is_published=st.booleans())
    def some_come_late(self, is_published):
        if is_published:
            self.the_programme_is_published()

    # With every session cancelled there is nothing to publish.
    @precondition(lambda self: Session.objects.standing().exists())
    @rule()
    def the_programme_is_published(self):
        publish_programme(assembly=self.assembly, actor=self.organiser, at=timezone.now())

    @rule(number=SESSIONS, starts_at=st.sampled_from(STARTS))
    def a_session_moves(self, number, starts_at):
        with refused_for_a_clash():
            move_session(
                session=self.session(number),
                starts_at=starts_at,
                actor=self.organiser,
                at=timezone.now(),
                confirmed_warnings=True,
            )

    @rule(number=SESSIONS, title=TITLES)
    def a_session_is_called_otherwise(self, number, title):
        plan = plan_of(Session.objects.with_programme().order_by("pk")[number])
        plan.session.title = title
        self.schedule(plan)

    def schedule(self, plan):
        schedule_session(
            session=plan.session,
            rooms=plan.rooms,
            chairs=plan.chairs,
            actor=self.organiser,
            at=timezone.now(),
            confirmed_warnings=True,
        )

    @rule(number=SESSIONS)
    def a_session_is_cancelled(self, number):
        session = self.session(number)
        if not session.is_draft:
            cancel_session(session=session, actor=self.organiser, at=timezone.now())

    @rule(number=SESSIONS)
    def a_session_is_restored(self, number):
        with refused_for_a_clash():
            restore_session(session=self.session(number), actor=self.organiser, at=timezone.now())

    @rule(number=SESSIONS, room=ROOMS)
    def a_room_is_chosen(self, number, room):
        session, delegate = self.session(number), self.delegate()
        if delegate.has_place and not session.is_draft and not session.is_cancelled:
            take_seat(delegate=delegate, room=list(session.rooms.all())[room], at=timezone.now())

    @rule(number=SESSIONS, room=ROOMS)
    def a_room_is_given_up(self, number, room):
        chosen = list(self.session(number).rooms.all())[room]
        leave_seat(delegate=self.delegate(), room=chosen, at=timezone.now())

    @rule(number=SESSIONS)
    def the_room_goes_and_another_comes(self, number):
        """As organisers can until doors open; its seats go with it."""
        opens_at = self.assembly.opens_at
        Assembly.objects.update(opens_at=timezone.now() + timedelta(hours=1))
        plan = plan_of(Session.objects.with_programme().order_by("pk")[number])
        for rooms in (plan.rooms[1:], [replace(plan.rooms[0], room=None), *plan.rooms[1:]]):
            self.schedule(replace(plan, rooms=rooms))
        Assembly.objects.update(opens_at=opens_at)

    @rule(name=st.sampled_from(["Room, one", "Hall; two"]))
    def a_place_is_called_otherwise(self, name):
        save_assembly(
            plan=AssemblyPlan(self.assembly),
            actor=self.organiser,
            at=timezone.now(),
            confirmed_warnings=True,
        )
        self.place.name = name
        self.place.save()

    @rule(name=st.sampled_from(["Dr A", "Dr B"]))
    def a_chair_is_called_otherwise(self, name):
        person = self.session(0).chairs.get().contributor
        person.name = name
        save_contributor(contributor=person, actor=self.organiser, at=timezone.now())

    @rule()
    def the_place_is_cancelled(self):
        cancel_delegate(delegate=self.delegate(), actor=self.user, at=timezone.now())

    @rule()
    def the_place_is_taken_again(self):
        register(self.assembly, self.user)

    @rule()
    def the_address_is_renewed(self):
        if self.delegate().has_place:
            old = self.feed.address
            self.feed = renew_calendar(user=self.user, assembly=self.assembly, at=timezone.now())
            assert Client().get(old).status_code == 404


SCRIPT = [
    ("the_programme_is_published", {}),
    *(("a_session_moves", {"number": 0, "starts_at": starts_at}) for starts_at in STARTS),
    ("a_room_is_chosen", {"number": 0, "room": 0}),
    ("a_room_is_chosen", {"number": 0, "room": 1}),
    ("a_room_is_chosen", {"number": 0, "room": 0}),
    ("a_place_is_called_otherwise", {"name": "Hall; two"}),
    ("a_chair_is_called_otherwise", {"name": "Dr A"}),
    ("the_room_goes_and_another_comes", {"number": 0}),
    ("a_room_is_chosen", {"number": 0, "room": 1}),
    ("a_session_is_cancelled", {"number": 0}),
    ("a_session_is_called_otherwise", {"number": 0, "title": "Rotas; leave, pay"}),
    ("a_session_is_restored", {"number": 0}),
    ("a_session_is_cancelled", {"number": 1}),
    ("the_place_is_cancelled", {}),
    ("a_session_is_restored", {"number": 1}),
    ("the_place_is_taken_again", {}),
    ("the_address_is_renewed", {}),
    ("the_place_is_cancelled", {}),
]


@pytest.mark.django_db
def test_each_change_is_taken_up_though_all_fall_into_one_second():
    day = Day()
    try:
        day.whoever_reads_now_shows_exactly_what_is()
        for name, facts in SCRIPT:
            getattr(day, name)(**facts)
            day.whoever_reads_now_shows_exactly_what_is()
    finally:
        day.teardown()


@pytest.mark.django_db
def test_whatever_happens_calendars_end_at_what_is():
    run_state_machine_as_test(
        Day,
        settings=settings(
            max_examples=12,
            stateful_step_count=16,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
