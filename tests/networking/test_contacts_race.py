"""Two people at one instant: both ask, both wish, one answers while the other withdraws, limits hold."""

from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest
from django.db import connection
from django.utils import timezone

from common.policy import Refused
from events.models import Delegate
from networking.actions.contacts import accept_contact, ask_for_contact, withdraw_request
from networking.actions.meeting_again import wish_to_meet_again
from networking.models import Contact, Wish
from networking.policies.contacts import MOST_OPEN
from notices.models import Notice
from tests.factories import make_live_assembly
from tests.networking.rows import make_block, make_contact, make_profile, make_shared_room
from tests.races import held_up

pytestmark = pytest.mark.django_db(transaction=True)


def all_of(*acts):
    """Do things at once; a refusal is a result too."""

    def alone(act):
        try:
            return act()
        except Refused as refused:
            return str(refused.code)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(alone, acts))


@pytest.fixture
def two():
    assembly = make_live_assembly()
    return [make_profile(assembly=assembly, meets_again=True).delegate for _ in range(2)]


def rows(*people):
    return Delegate.objects.filter(pk__in=[each.pk for each in people]).order_by("pk")


def ask(asker, asked):
    return ask_for_contact(asker=asker, asked=asked, note="", at=timezone.now())


def test_two_who_ask_each_other_are_in_contact(two):
    with held_up(rows(*two), waiters=2):
        outcome = all_of(partial(ask, *two), partial(ask, *two[::-1]))

    assert sorted(each.state for each in outcome) == ["accepted", "asked"]
    contact = Contact.objects.get()
    assert contact.state == Contact.State.ACCEPTED
    assert list(Notice.objects.filter(kind="networking.accepted").values_list("recipient", flat=True)) == [
        contact.asker.user_id
    ]


def test_one_who_asks_in_two_windows_asks_once(two):
    with held_up(rows(*two), waiters=2):
        all_of(partial(ask, *two), partial(ask, *two))

    assert Contact.objects.get().state == Contact.State.ASKED
    assert Notice.objects.count() == 1


def test_two_who_wish_are_in_contact(two):
    make_shared_room(*two)

    def wish(by, about):
        return wish_to_meet_again(by=by, about=about, at=timezone.now())

    with held_up(rows(*two), waiters=2):
        all_of(partial(wish, *two), partial(wish, *two[::-1]))

    assert Contact.objects.get().state == Contact.State.ACCEPTED
    assert not Wish.objects.exists()
    assert Notice.objects.filter(kind="networking.met_again").count() == 2


def test_a_yes_and_a_withdrawal_end_as_one_of_them(two):
    contact = make_contact(*two, Contact.State.ASKED)
    act = {"contact": contact, "at": timezone.now()}

    with held_up(rows(*two), waiters=2):
        outcome = all_of(
            partial(accept_contact, actor=two[1], **act), partial(withdraw_request, actor=two[0], **act)
        )

    contact.refresh_from_db()
    refusals = [each for each in outcome if isinstance(each, str)]
    assert (contact.state, refusals) in [("accepted", ["accepted"]), ("withdrawn", ["gone"])]


def test_the_last_request_that_is_free_is_asked_once(two):
    assembly = two[0].assembly
    others = [make_profile(assembly=assembly).delegate for _ in range(MOST_OPEN + 1)]
    for other in others[: MOST_OPEN - 1]:
        make_contact(two[0], other, Contact.State.ASKED)

    with held_up(rows(two[0]), waiters=2):
        outcome = all_of(*(partial(ask, two[0], other) for other in others[-2:]))

    assert "many_open" in outcome
    assert Contact.objects.count() == MOST_OPEN


def test_whoever_is_blocked_at_that_instant_asks_nobody(two):
    with held_up(rows(*two), lambda: make_block(two[1], two[0])):
        outcome = all_of(partial(ask, *two))

    assert outcome == ["gone"]
    assert not Contact.objects.exists()
