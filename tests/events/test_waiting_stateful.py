"""The waiting list against a model of it: whatever people, organisers and the clock do, in whatever order."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from events.actions.delegates import admit_delegate, cancel_delegate
from events.actions.waiting import (
    accept_offer,
    decline_offer,
    expire_offers,
    offer_free_places,
    rejoin_waiting_list,
)
from events.models import Assembly, Delegate
from events.offers import answer_by
from events.policies.registering import RegistrationRefused
from tests.events.registrations import make_proven_crowd, register
from tests.factories import make_assembly, make_organiser

PEOPLE = st.integers(0, 5)
HOUR = timedelta(hours=1)
STEPS = st.sampled_from([timedelta(seconds=1), HOUR, 30 * HOUR, 48 * HOUR, 100 * HOUR])


class Line(RuleBasedStateMachine):
    """Six people, few places, a clock that only goes on; the model is a list and two sets."""

    def __init__(self):
        super().__init__()
        self.transaction = transaction.atomic()
        self.transaction.__enter__()
        self.at = timezone.now()
        self.starts_at = self.at + timedelta(days=20)
        self.assembly = make_assembly(capacity=1, starts_at=self.starts_at)
        self.users, self.organiser = make_proven_crowd(6), make_organiser()
        self.capacity, self.placed, self.offered, self.line, self.lapsed = 1, set(), {}, [], set()
        self.told = {}

    def teardown(self):
        transaction.set_rollback(True)
        self.transaction.__exit__(None, None, None)

    @property
    def taken(self):
        return len(self.placed) + len(self.offered)

    def come_in(self, person):
        if not self.line and self.taken < self.capacity:
            self.placed.add(person)
        else:
            self.line.append(person)

    def go(self, person):
        self.placed.discard(person)
        self.offered.pop(person, None)
        self.lapsed.discard(person)
        if person in self.line:
            self.line.remove(person)

    def expire(self):
        for person in [each for each, until in self.offered.items() if until <= self.at]:
            del self.offered[person]
            self.lapsed.add(person)

    def row(self, person):
        return Delegate.objects.filter(assembly=self.assembly, user=self.users[person]).first()

    def act(self, function, person, may, **arguments):
        """Do it, and check that it is refused exactly where the model says so."""
        row = self.row(person)
        if row is None:
            return False
        try:
            function(delegate=row, at=self.at, **{"actor": self.users[person], **arguments})
        except RegistrationRefused:
            assert not may, "refused against the model"
            return False
        assert may, "allowed against the model"
        return True

    @property
    def is_before_the_end(self):
        return self.at < self.assembly.ends_at

    @rule(person=PEOPLE)
    def register(self, person):
        stands = person in self.placed or person in self.offered or person in self.line
        try:
            register(self.assembly, self.users[person], at=self.at)
        except RegistrationRefused:
            assert not self.is_before_the_end
            return
        if not stands:
            self.lapsed.discard(person)
            self.come_in(person)

    @rule(person=PEOPLE)
    def cancel(self, person):
        if self.act(cancel_delegate, person, self.is_before_the_end):
            self.go(person)

    @rule(person=PEOPLE)
    def accept(self, person):
        in_time = person in self.offered and self.at < self.offered[person] and self.is_before_the_end
        if self.act(accept_offer, person, in_time or person in self.placed):
            self.offered.pop(person, None)
            self.placed.add(person)

    @rule(person=PEOPLE)
    def decline(self, person):
        has_nothing = person not in self.placed and person not in self.line
        if self.act(decline_offer, person, has_nothing):
            self.offered.pop(person, None)

    @rule(person=PEOPLE)
    def rejoin(self, person):
        stands = person in self.placed or person in self.offered or person in self.line
        may = stands or (person in self.lapsed and self.is_before_the_end)
        if self.act(rejoin_waiting_list, person, may) and person in self.lapsed:
            self.lapsed.discard(person)
            self.come_in(person)

    @rule(person=PEOPLE)
    def admit(self, person):
        kept = person in self.placed or person in self.offered
        may = kept or (person in self.line and self.taken < self.capacity)
        if self.act(admit_delegate, person, may, actor=self.organiser):
            self.go(person)
            self.placed.add(person)

    @rule()
    def the_worker_comes(self):
        offer_free_places(assembly=self.assembly, at=self.at)
        self.expire()
        while self.line and self.taken < self.capacity and self.is_before_the_end:
            person = self.line.pop(0)
            until = answer_by(self.at, self.starts_at)
            if until:
                self.offered[person] = until
            else:
                self.placed.add(person)

    @rule()
    def offers_end(self):
        expire_offers(assembly=self.assembly, at=self.at)
        self.expire()

    @rule(capacity=st.integers(0, 4))
    def change_capacity(self, capacity):
        self.capacity = capacity
        Assembly.objects.filter(pk=self.assembly.pk).update(capacity=capacity)
        self.assembly.refresh_from_db()
        self.most = max(capacity, self.taken)

    @rule(step=STEPS)
    def time_passes(self, step):
        self.at += step

    most = 1

    @invariant()
    def each_stands_where_the_model_says(self):
        rows = {row.user_id: row for row in Delegate.objects.filter(assembly=self.assembly)}
        found = {
            state: {
                n for n, user in enumerate(self.users) if user.pk in rows and rows[user.pk].state == state
            }
            for state in Delegate.State
        }
        assert found[Delegate.State.REGISTERED] == self.placed
        assert found[Delegate.State.OFFERED] == set(self.offered)
        assert found[Delegate.State.LAPSED] == self.lapsed
        assert len(rows) <= len(self.users), "each waits once"

    @invariant()
    def the_line_is_in_order_and_nobody_moves_down(self):
        waiting = list(Delegate.objects.filter(assembly=self.assembly).waiting())
        assert [each.user_id for each in waiting] == [self.users[person].pk for person in self.line]
        told = {each.pk: (each.waiting_since, place) for place, each in enumerate(waiting)}
        for pk, (since, place) in told.items():
            if pk in self.told and self.told[pk][0] == since:
                assert place <= self.told[pk][1]
        self.told = told

    @invariant()
    def never_more_than_there_are(self):
        taken = Delegate.objects.filter(assembly=self.assembly).taking_up_places().count()
        assert taken <= max(self.most, self.capacity), "only an organiser can make the assembly too small"
        self.most = max(taken, self.capacity)


@pytest.mark.django_db
def test_no_order_of_events_overbooks_the_day_or_overtakes_anybody():
    run = settings(
        max_examples=30, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
    )
    run_state_machine_as_test(Line, settings=run)
