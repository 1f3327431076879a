"""Joining, choosing what is shown, and leaving: what the actions write and whom they refuse."""

from datetime import time, timedelta

import pytest
from django.utils import timezone

from events.models import Delegate
from networking.actions.profiles import Choices, change, join, leave
from networking.models import Contact, Interest, Profile, Suspension
from networking.refusals import PartCode, PartRefused
from tests.factories import make_assembly, make_delegate, make_live_assembly, make_organiser
from tests.networking.rows import make_contact, make_profile

pytestmark = pytest.mark.django_db

ALL = Choices(
    shows=["grade", "pronouns", "employer"],
    interests=["patient-safety", "global-health", "made-up"],
    offers=["speaking", "mentoring"],
    seeks=["research"],
    contact_details=" amara@example.org\n",
    is_listed=True,
    meets_again=True,
    quiet_from=time(22),
    quiet_until=time(8),
)


def suspend(delegate):
    return Suspension.objects.create(
        delegate=delegate, by=make_organiser(), because="Rude", since_at=timezone.now() - timedelta(hours=1)
    )


def test_joining_keeps_what_can_be_chosen_in_the_order_of_the_lists():
    at = timezone.now()
    delegate = make_delegate(make_live_assembly())

    profile = join(delegate=delegate, choices=ALL, at=at)

    profile.refresh_from_db()
    assert profile.joined_at == profile.changed_at == at
    assert profile.shows == ["pronouns", "grade"]
    assert profile.interests == ["patient-safety", "global-health"]
    assert (profile.offers, profile.seeks) == (["mentoring", "speaking"], ["research"])
    assert profile.contact_details == "amara@example.org"
    assert (profile.is_listed, profile.meets_again) == (True, True)
    assert (profile.quiet_from, profile.quiet_until) == (time(22), time(8))


def test_joining_without_choosing_shows_nothing_and_lists_nobody():
    profile = join(delegate=make_delegate(make_live_assembly()), choices=Choices(), at=timezone.now())

    assert not profile.is_listed
    assert not profile.meets_again
    assert profile.shows == profile.interests == profile.offers == profile.seeks == []


def test_joining_twice_is_one_part_since_the_first_time():
    delegate = make_delegate(make_live_assembly())
    at = timezone.now()
    first = join(delegate=delegate, choices=Choices(), at=at)

    second = join(delegate=delegate, choices=ALL, at=at + timedelta(minutes=1))

    assert (second.pk, second.code, second.joined_at) == (first.pk, first.code, at)
    assert second.is_listed


def test_an_interest_taken_out_of_the_lists_is_kept_by_who_chose_it_and_by_nobody_else():
    mine = make_profile(interests=["patient-safety"])
    other = make_profile(assembly=mine.delegate.assembly)
    Interest.objects.filter(code="patient-safety").update(is_offered=False)
    choices = Choices(interests=["patient-safety", "global-health"])

    for profile in (mine, other):
        change(delegate=profile.delegate, choices=choices, at=timezone.now())
        profile.refresh_from_db()

    assert mine.interests == ["patient-safety", "global-health"]
    assert other.interests == ["global-health"]


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda: make_delegate(make_assembly(opens_at=timezone.now() + timedelta(days=1))), "not_open"),
        (lambda: make_delegate(make_assembly(starts_at=timezone.now() - timedelta(days=400))), "over"),
        (lambda: make_delegate(make_live_assembly(), state=Delegate.State.CANCELLED), "no_place"),
        (lambda: suspend(make_delegate(make_live_assembly())).delegate, "suspended"),
    ],
    ids=["before the doors", "after the end", "without a place", "suspended"],
)
def test_who_may_not_look_may_not_join(make, code):
    delegate = make()

    with pytest.raises(PartRefused) as refused:
        join(delegate=delegate, choices=ALL, at=timezone.now())

    assert refused.value.code == PartCode(code)
    assert not Profile.objects.exists()


def test_who_has_not_joined_changes_nothing():
    left = make_profile(joined_at=None)

    with pytest.raises(PartRefused) as refused:
        change(delegate=left.delegate, choices=ALL, at=timezone.now())

    assert refused.value.code == PartCode.NOT_JOINED
    left.refresh_from_db()
    assert left.interests == []


def test_leaving_deletes_what_was_chosen_and_every_consent_and_can_be_repeated():
    at = timezone.now()
    delegate, friend = make_delegate(make_live_assembly()), make_profile()
    join(delegate=delegate, choices=ALL, at=at)
    asked = make_contact(delegate, friend.delegate, asker_shares_at=at, asked_shares_at=at)
    third = make_delegate(delegate.assembly)
    received = make_contact(third, delegate, asker_shares_at=at, asked_shares_at=at)

    for _ in range(2):
        leave(delegate=delegate, at=at)

    profile = Profile.objects.get(delegate=delegate)
    assert profile.joined_at is None
    assert not profile.is_listed
    assert not profile.meets_again
    assert profile.shows == profile.interests == profile.offers == profile.seeks == []
    assert profile.contact_details == ""
    assert profile.quiet_from == time(22)
    asked.refresh_from_db(), received.refresh_from_db()
    assert (asked.asker_shares_at, asked.asked_shares_at) == (None, at)
    assert (received.asker_shares_at, received.asked_shares_at) == (at, None)
    assert Contact.objects.count() == 2


def test_who_comes_back_is_not_listed_and_shows_nothing_until_they_choose_it():
    at = timezone.now()
    delegate = make_delegate(make_live_assembly())
    first = join(delegate=delegate, choices=ALL, at=at)
    leave(delegate=delegate, at=at)

    again = join(delegate=delegate, choices=Choices(), at=at + timedelta(hours=1))

    assert again.code == first.code
    assert again.joined_at == at + timedelta(hours=1)
    assert not again.is_listed
    assert again.interests == []


def test_who_is_suspended_and_who_comes_after_the_end_can_leave():
    suspended = make_profile()
    suspend(suspended.delegate)
    late = make_profile(delegate=make_delegate(make_assembly(starts_at=timezone.now() - timedelta(days=400))))

    for profile in (suspended, late):
        leave(delegate=profile.delegate, at=timezone.now())
        profile.refresh_from_db()
        assert not profile.is_joined
