"""The 14 concerns of the demonstration: all states, all categories, and those that the design asks for."""

from collections import Counter
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Employer, LocalOffice, User
from assembly_portal.demonstration import facts, log_ins
from assembly_portal.demonstration.concerns import CODE, make_concerns
from concerns.actions import following, opening
from concerns.kinds import Category, Mode
from concerns.models import Clock, Concern, Entry, HandlerGroup, OutgoingMail
from concerns.models.records import Deed
from concerns.pathway import State, Track
from concerns.standing import standing_of


@pytest.fixture
def made(db):
    now = timezone.now()
    for name, code in facts.EMPLOYERS.items():
        Employer.objects.create(name=name, local_office=LocalOffice.objects.get(code=code))
    log_ins.make_staff(at=now)
    make_concerns(at=now, with_code=True)
    return now


def test_there_are_14_over_all_states_and_categories(made):
    concerns = Concern.objects.all()

    assert concerns.count() == 14
    assert {concern.state for concern in concerns} == set(State) - {State.DRAFT}
    assert {concern.category for concern in concerns} == set(Category)
    assert Counter(concern.mode for concern in concerns)[Mode.ANONYMOUS] == 4
    returned = Concern.objects.filter(referrals__state=Track.RETURNED, referrals__side="employer")
    assert returned.count() == 1
    assert Entry.objects.filter(deed=Deed.REOPENED).count() == 1
    overdue = Clock.objects.overdue(made.date()).filter(referral__concern__state=State.RECEIVED)
    assert overdue.values("referral__concern").distinct().count() == 1


def test_the_handler_opens_all_of_them_and_the_reporter_one(made):
    handler = standing_of(User.objects.get(email="handler@example.org"))
    for concern in Concern.objects.granted_to(handler.user.pk):
        opened = opening.open_case(handler=handler, concern=concern, at=made)
        assert all(text.words for text in opened.texts)

    assert following.come_back(code=CODE).concern.state == State.ANSWERED


def test_everywhere_somebody_takes_a_concern_in_and_nobody_is_mailed(made):
    ready = HandlerGroup.objects.ready()

    assert ready.filter(local_office__isnull=False).count() == 2 * LocalOffice.objects.known().count()
    assert ready.filter(employer__isnull=False).count() == 2 * len(facts.EMPLOYERS)
    assert not OutgoingMail.objects.exists()


def test_a_later_start_makes_nothing_twice(made):
    make_concerns(at=made + timedelta(days=1), with_code=True)

    assert Concern.objects.count() == 14


def test_without_keys_there_are_none(db, keys):
    keys.absent()
    make_concerns(at=timezone.now(), with_code=True)

    assert not HandlerGroup.objects.exists()
