"""Two people, all that they can do to each other in any order, and a model of how it stands to each."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from common.policy import Refused
from networking.actions.contacts import (
    accept_contact,
    ask_for_contact,
    decline_contact,
    end_contact,
    withdraw_request,
)
from networking.actions.meeting_again import take_wish_back, wish_to_meet_again
from networking.contact_queries import open_contacts
from networking.models import Block, Contact, Profile, Wish
from networking.presenters.contacts import Standing, standing_of
from notices.models import Notice, State
from tests.factories import make_assembly, make_delegate
from tests.networking.rows import make_block, make_profile, make_shared_room

WHO = st.sampled_from([0, 1])
STARTS_AT = datetime(2022, 5, 27, 8, tzinfo=UTC)
ANSWERS = {
    "accept": accept_contact,
    "decline": decline_contact,
    "withdraw": withdraw_request,
    "end": end_contact,
}


class Two(RuleBasedStateMachine):
    """The model: who asked and how that stands, who was declined for good, who wishes, who is away."""

    def __init__(self):
        super().__init__()
        self.transaction = transaction.atomic()
        self.transaction.__enter__()
        self.at = STARTS_AT
        assembly = make_assembly(starts_at=STARTS_AT)
        delegates = [make_delegate(assembly, registered_at=STARTS_AT) for _ in range(2)]
        self.people = [make_profile(each, meets_again=True, joined_at=STARTS_AT) for each in delegates]
        make_shared_room(*(each.delegate for each in self.people))
        self.asker, self.state = None, "nothing"
        self.refused, self.wishes, self.away, self.blocks = set(), set(), set(), set()

    def teardown(self):
        transaction.set_rollback(True)
        self.transaction.__exit__(None, None, None)

    def tick(self):
        # Limits of a day stand in a test of their own.
        self.at += timedelta(hours=2)
        return self.at

    @property
    def may_meet(self):
        return not self.away and not self.blocks

    def meet(self):
        self.state = "contact"
        self.wishes.clear()
        self.refused.clear()

    def delegate(self, who):
        return self.people[who].delegate

    @rule(who=WHO)
    def ask(self, who):
        other = 1 - who
        try:
            ask_for_contact(asker=self.delegate(who), asked=self.delegate(other), note="", at=self.tick())
        except Refused:
            assert not self.may_meet
            return
        assert self.may_meet
        if self.state == "nothing":
            self.asker, self.state = who, "declined" if who in self.refused else "asked"
        elif self.asker != who and self.state != "contact":
            self.meet()

    @rule(who=WHO, what=st.sampled_from(sorted(ANSWERS)))
    def answer(self, who, what):
        last = Contact.objects.order_by("pk").last()
        if last is None:
            return
        may = {
            "accept": self.may_meet and self.state in ("asked", "contact") and self.asker != who,
            "decline": self.may_meet and self.state in ("asked", "declined") and self.asker != who,
            # These two also with who is not there any more.
            "withdraw": who not in self.away and self.state in ("asked", "declined") and self.asker == who,
            "end": who not in self.away and self.state == "contact",
        }[what]
        before = last.state
        try:
            ANSWERS[what](contact=last, actor=self.delegate(who), at=self.tick())
        except Refused:
            assert not may
            return
        last.refresh_from_db()
        assert may or last.state == before
        if not may:
            return
        if what == "accept" and self.state == "asked":
            self.meet()
        elif what == "decline" and self.state == "asked":
            self.state = "declined"
        elif what == "withdraw":
            if self.state == "declined":
                self.refused.add(who)
            self.asker, self.state = None, "nothing"
        elif what == "end":
            self.asker, self.state = None, "nothing"

    @rule(who=WHO)
    def wish(self, who):
        try:
            wish_to_meet_again(by=self.delegate(who), about=self.delegate(1 - who), at=self.tick())
        except Refused:
            assert not self.may_meet
            return
        assert self.may_meet
        if self.state == "contact":
            return
        if 1 - who in self.wishes:
            self.asker = who if self.asker is None else self.asker
            self.meet()
        else:
            self.wishes.add(who)

    @rule(who=WHO)
    def wish_no_more(self, who):
        try:
            take_wish_back(by=self.delegate(who), about=self.delegate(1 - who), at=self.tick())
        except Refused:
            assert who in self.away
            return
        self.wishes.discard(who)

    @rule(who=WHO)
    def leave_or_come_back(self, who):
        profile = Profile.objects.get(pk=self.people[who].pk)
        is_back = profile.joined_at is None
        profile.joined_at = self.at if is_back else None
        profile.is_listed = profile.meets_again = is_back
        profile.save()
        self.away ^= {who}

    @rule(who=WHO)
    def block_or_unblock(self, who):
        if who in self.blocks:
            Block.objects.filter(blocker=self.delegate(who).user).delete()
        else:
            make_block(self.delegate(who), self.delegate(1 - who))
        self.blocks ^= {who}

    @invariant()
    def each_sees_what_is_theirs_to_see(self):
        for who in (0, 1):
            own = Profile.objects.select_related("delegate").get(pk=self.people[who].pk)
            expected = Standing.NOTHING
            if self.state == "contact":
                expected = Standing.IN_CONTACT
            elif self.state in ("asked", "declined") and self.asker == who:
                expected = Standing.SENT
            elif self.state == "asked":
                expected = Standing.RECEIVED
            # Who is away sees no page at all; what they would see of the other is the same.
            if self.blocks or 1 - who in self.away:
                expected = Standing.NOTHING
            assert standing_of(open_contacts(own.delegate, self.at).first(), own) is expected

    @invariant()
    def wishes_are_kept_until_they_are_reached(self):
        keys = {self.delegate(who).pk for who in self.wishes}
        assert set(Wish.objects.values_list("by", flat=True)) == keys

    @invariant()
    def only_a_request_that_waits_may_still_be_told(self):
        due = Notice.objects.filter(kind="networking.request", state=State.DUE)
        waiting = Contact.objects.filter(code__in=due.values("about")).exclude(state=Contact.State.ASKED)
        # One that was declined as it was made is never sent: its letter is not written.
        assert all(each.answered_at == each.asked_at for each in waiting)


@pytest.mark.django_db
def test_whatever_two_people_do_each_sees_only_what_is_theirs():
    run_state_machine_as_test(
        Two,
        settings=settings(
            max_examples=10,
            stateful_step_count=20,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
