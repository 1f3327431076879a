"""Seats against a model of them: whatever people and organisers do, a room never holds more than fit."""

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

from breakouts.actions import enter_room, leave_seat, take_seat
from breakouts.models import Seat
from breakouts.queries import places_left
from breakouts.refusals import EnterRefused, SeatRefused
from events.models import Delegate, Room
from tests.breakouts.days import DOOR, ENDS, MINUTE, OPENS, STARTS, make_day_room, make_guest, make_set

PEOPLE = st.integers(0, 4)
ROOMS = st.integers(0, 1)
STEPS = st.sampled_from([timedelta(seconds=1), MINUTE, 3 * MINUTE, 6 * MINUTE, 30 * MINUTE])
KEPT = 5 * MINUTE


class Rooms(RuleBasedStateMachine):
    """Two rooms of one session, five people, a clock that only goes on."""

    def __init__(self):
        super().__init__()
        self.transaction = transaction.atomic()
        self.transaction.__enter__()
        session = make_set()
        self.rooms = [make_day_room("Visas", session), make_day_room("Carers", session, capacity=1)]
        self.people = [make_guest(self.rooms[0]) for _ in range(5)]
        self.at = DOOR
        # The model: person -> (room, taken at, whether entered); capacity and lock of each room.
        self.seats = {}
        self.capacity = [2, 1]
        self.locked = [False, False]
        self.evicted_by_lowering = [0, 0]

    def teardown(self):
        transaction.set_rollback(True)
        self.transaction.__exit__(None, None, None)

    def stands(self, person):
        if person not in self.seats:
            return False
        _, taken_at, entered = self.seats[person]
        return entered or self.at < max(STARTS, taken_at) + KEPT

    def counted(self, room):
        return sum(1 for person, seat in self.seats.items() if seat[0] == room and self.stands(person))

    def fits(self, room):
        return not self.locked[room] and self.counted(room) < self.capacity[room]

    def has(self, person, room):
        return self.stands(person) and self.seats[person][0] == room

    @rule(person=PEOPLE, room=ROOMS)
    def take(self, person, room):
        may = self.at < ENDS and (self.has(person, room) or self.fits(room))
        try:
            take_seat(delegate=self.people[person], room=self.rooms[room], at=self.at)
            assert may, "let in beyond the model"
        except SeatRefused:
            assert not may, "refused against the model"
            return
        if not self.has(person, room):
            self.seats[person] = (room, self.at, False)

    @rule(person=PEOPLE, room=ROOMS)
    def enter(self, person, room):
        elsewhere = self.stands(person) and self.seats[person][0] != room
        may = self.at < ENDS and not elsewhere and (self.has(person, room) or self.fits(room))
        try:
            enter_room(delegate=self.people[person], room=self.rooms[room], at=self.at)
            assert may, "let in beyond the model"
        except EnterRefused:
            assert not may, "refused against the model"
            return
        taken_at = self.seats[person][1] if self.has(person, room) else self.at
        self.seats[person] = (room, taken_at, True)

    @rule(person=PEOPLE, room=ROOMS)
    def leave(self, person, room):
        try:
            leave_seat(delegate=self.people[person], room=self.rooms[room], at=self.at)
        except SeatRefused:
            assert self.at >= ENDS
            return
        if person in self.seats and self.seats[person][0] == room:
            del self.seats[person]

    @rule(person=PEOPLE)
    def cancel_and_come_back(self, person):
        delegate = self.people[person]
        Delegate.objects.filter(pk=delegate.pk).update(registered_at=self.at + timedelta(microseconds=1))
        self.at += timedelta(microseconds=2)
        self.seats.pop(person, None)

    @rule(room=ROOMS, capacity=st.integers(0, 3))
    def change_capacity(self, room, capacity):
        self.capacity[room] = capacity
        Room.objects.filter(pk=self.rooms[room].pk).update(capacity=capacity)
        self.evicted_by_lowering[room] = max(0, self.counted(room) - capacity)

    @rule(room=ROOMS, locked=st.booleans())
    def lock(self, room, locked):
        self.locked[room] = locked
        Room.objects.filter(pk=self.rooms[room].pk).update(locked_at=OPENS if locked else None)

    @precondition(lambda self: self.at < ENDS + KEPT)
    @rule(step=STEPS)
    def time_passes(self, step):
        self.at += step

    @invariant()
    def the_database_agrees_with_the_model(self):
        standing = Seat.objects.standing(self.at).values_list("delegate", "room")
        expected = {
            (self.people[person].pk, self.rooms[seat[0]].pk)
            for person, seat in self.seats.items()
            if self.stands(person)
        }
        assert set(standing) == expected

    @invariant()
    def no_room_holds_more_than_fit(self):
        for number in range(len(self.rooms)):
            too_many = max(0, self.counted(number) - self.capacity[number])
            assert too_many <= self.evicted_by_lowering[number], "only an organiser can make a room too small"

    @invariant()
    def places_left_are_told_right(self):
        rooms = [Room.objects.get(pk=room.pk) for room in self.rooms]
        left = places_left(rooms, self.at)
        for number, room in enumerate(rooms):
            free = max(0, self.capacity[number] - self.counted(number))
            assert left[room.pk] == (0 if self.locked[number] else free)


@pytest.mark.django_db
def test_no_order_of_events_overfills_a_room():
    run = settings(
        max_examples=20, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck)
    )
    run_state_machine_as_test(Rooms, settings=run)
