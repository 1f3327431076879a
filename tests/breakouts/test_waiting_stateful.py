"""Lines against a model of them: whatever people, hosts and the clock do, the first in line is next."""

from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from breakouts.actions import enter_room, join_line, leave_line, leave_seat, offer_seats, take_seat
from breakouts.models import Seat, Wait
from breakouts.offers import answer_by, is_given_outright
from breakouts.queries import places_left
from breakouts.refusals import EnterRefused, SeatRefused
from events.models import Delegate, Room
from tests.breakouts.days import DOOR, ENDS, MINUTE, OPENS, STARTS, make_day_room, make_guest, make_set

PEOPLE, ROOMS = st.integers(0, 5), st.integers(0, 1)
STEPS = st.sampled_from([timedelta(seconds=1), MINUTE, 3 * MINUTE, 6 * MINUTE, 20 * MINUTE])
KEPT = 5 * MINUTE


class Lines(RuleBasedStateMachine):
    """Two small rooms of one session, six people, a clock that goes on from an hour before."""

    def __init__(self):
        super().__init__()
        self.transaction = transaction.atomic()
        self.transaction.__enter__()
        session = make_set()
        self.rooms = [
            make_day_room("Visas", session, capacity=1),
            make_day_room("Carers", session, capacity=1),
        ]
        self.people = [make_guest(self.rooms[0]) for _ in range(6)]
        self.at = STARTS - 60 * MINUTE
        self.capacity, self.locked = [1, 1], [False, False]
        # person -> (room, taken at, entered); lines of people; person -> (room, until)
        self.seats, self.lines, self.offers = {}, [[], []], {}

    def teardown(self):
        transaction.set_rollback(True)
        self.transaction.__exit__(None, None, None)

    def stands(self, person):
        if person not in self.seats:
            return False
        _, taken_at, entered = self.seats[person]
        return entered or self.at < max(STARTS, taken_at) + KEPT

    def sits(self, person, room):
        return self.stands(person) and self.seats[person][0] == room

    def has_offer(self, person, room):
        return person in self.offers and self.offers[person][0] == room and self.at < self.offers[person][1]

    def used(self, room):
        offers = sum(self.has_offer(person, room) for person in self.offers)
        return sum(self.sits(person, room) for person in self.seats) + offers

    def is_free(self, room):
        return self.used(room) < self.capacity[room]

    def fits(self, person, room):
        if self.locked[room]:
            return False
        return self.has_offer(person, room) or (self.is_free(room) and not self.lines[room])

    def end_wait(self, person):
        self.offers.pop(person, None)
        for line in self.lines:
            if person in line:
                line.remove(person)

    def sit_down(self, person, room):
        if not self.sits(person, room):
            self.seats[person] = (room, self.at, False)
            waits_here = person in self.lines[room] or self.offers.get(person, (None,))[0] == room
            if waits_here:
                self.end_wait(person)

    @rule(person=PEOPLE, room=ROOMS)
    def take(self, person, room):
        may = self.at < ENDS and (self.sits(person, room) or self.fits(person, room))
        try:
            take_seat(delegate=self.people[person], room=self.rooms[room], at=self.at)
            assert may, "let in beyond the model"
        except SeatRefused:
            assert not may, "refused against the model"
            return
        self.sit_down(person, room)

    @rule(person=PEOPLE, room=ROOMS)
    def enter(self, person, room):
        elsewhere = self.stands(person) and self.seats[person][0] != room
        may = DOOR <= self.at < ENDS and not elsewhere
        may = may and (self.sits(person, room) or self.fits(person, room))
        try:
            enter_room(delegate=self.people[person], room=self.rooms[room], at=self.at)
            assert may, "let in beyond the model"
        except EnterRefused:
            assert not may, "refused against the model"
            return
        self.sit_down(person, room)
        self.seats[person] = (room, self.seats[person][1], True)

    @rule(person=PEOPLE, room=ROOMS)
    def leave(self, person, room):
        try:
            leave_seat(delegate=self.people[person], room=self.rooms[room], at=self.at)
        except SeatRefused:
            assert self.at >= ENDS
            return
        if person in self.seats and self.seats[person][0] == room:
            del self.seats[person]

    @rule(person=PEOPLE, room=ROOMS)
    def join(self, person, room):
        already = person in self.lines[room] or self.has_offer(person, room)
        is_full = not self.fits(person, room) and not self.locked[room] and not self.sits(person, room)
        may = self.at < ENDS and (already or is_full)
        try:
            join_line(delegate=self.people[person], room=self.rooms[room], at=self.at)
            assert may, "joined against the model"
        except SeatRefused:
            assert not may, "refused against the model"
            return
        if not already:
            self.end_wait(person)
            self.lines[room].append(person)

    @rule(person=PEOPLE, room=ROOMS)
    def leave_the_line(self, person, room):
        leave_line(delegate=self.people[person], room=self.rooms[room], at=self.at)
        if person in self.lines[room] or self.offers.get(person, (None,))[0] == room:
            self.end_wait(person)

    @rule(room=ROOMS)
    def the_worker_comes(self, room):
        offer_seats(room=Room.objects.get(pk=self.rooms[room].pk), at=self.at)
        while self.at < ENDS and not self.locked[room] and self.lines[room] and self.is_free(room):
            person = self.lines[room].pop(0)
            if is_given_outright(self.at, STARTS, has_other_seat=self.stands(person)):
                self.sit_down(person, room)
            else:
                self.offers[person] = (room, answer_by(self.at, STARTS, ENDS))

    @rule(person=PEOPLE)
    def cancel_and_come_back(self, person):
        delegate = self.people[person]
        Delegate.objects.filter(pk=delegate.pk).update(registered_at=self.at + timedelta(microseconds=1))
        self.at += timedelta(microseconds=2)
        self.seats.pop(person, None)
        self.end_wait(person)

    @rule(room=ROOMS, capacity=st.integers(1, 3))
    def more_places(self, room, capacity):
        self.capacity[room] = max(capacity, self.capacity[room])
        Room.objects.filter(pk=self.rooms[room].pk).update(capacity=self.capacity[room])

    @rule(room=ROOMS, locked=st.booleans())
    def lock(self, room, locked):
        self.locked[room] = locked
        Room.objects.filter(pk=self.rooms[room].pk).update(locked_at=OPENS if locked else None)

    @precondition(lambda self: self.at < ENDS)
    @rule(step=STEPS)
    def time_passes(self, step):
        self.at += step

    @invariant()
    def the_database_agrees_with_the_model(self):
        keys = {delegate.pk: person for person, delegate in enumerate(self.people)}
        seats = {(keys[d], r) for d, r in Seat.objects.standing(self.at).values_list("delegate", "room")}
        assert seats == {(p, self.rooms[self.seats[p][0]].pk) for p in self.seats if self.stands(p)}
        if self.at >= ENDS:
            assert not Wait.objects.standing(self.at).exists()
            return
        for number, room in enumerate(self.rooms):
            waits = Wait.objects.filter(room=room)
            assert [keys[each.delegate_id] for each in waits.in_line(self.at)] == self.lines[number]
            offered = {keys[each.delegate_id] for each in waits.offered(self.at)}
            assert offered == {person for person in self.offers if self.has_offer(person, number)}

    @invariant()
    def no_room_holds_more_than_fit_and_what_is_left_is_for_whoever_may_take_it(self):
        rooms = [Room.objects.get(pk=room.pk) for room in self.rooms]
        left = places_left(rooms, self.at)
        for number, room in enumerate(rooms):
            assert self.used(number) <= self.capacity[number]
            is_shut = self.locked[number] or (self.lines[number] and self.at < ENDS)
            assert left[room.pk] == (0 if is_shut else self.capacity[number] - self.used(number))


@pytest.mark.django_db
def test_no_order_of_events_overfills_a_room_or_overtakes_anybody():
    run = settings(
        max_examples=20, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck)
    )
    run_state_machine_as_test(Lines, settings=run)
