"""Knowing who raised it takes two people of one group, and leaves its mark."""

import pytest

from concerns.actions import identity, opening, stepping_back
from concerns.kinds import Mode, Side
from concerns.models import Entry, KeyGrant
from concerns.models.records import Deed
from concerns.refusals import ConcernRefused, Refusal
from tests.concerns.rows import a_member, acknowledge


@pytest.fixture
def confidential(around):
    concern, _, _ = around.concern(mode=Mode.CONFIDENTIAL, name="Jo", contact="jo@x.org")
    acknowledge(around.handler, concern)
    return concern


def ask(around, concern):
    return identity.ask_identity(
        handler=around.handler, concern=concern, words="To move them.", at=around.now
    )


def test_one_asks_another_agrees_and_then_the_group_can_look(around, confidential):
    with pytest.raises(ConcernRefused) as refused:
        opening.open_identity(handler=around.handler, concern=confidential, at=around.now)
    assert refused.value.code == Refusal.NOT_YOURS
    ask(around, confidential)
    with pytest.raises(ConcernRefused) as refused:
        identity.agree_identity(handler=around.handler, concern=confidential, at=around.now)
    assert refused.value.code == Refusal.SAME_PERSON

    identity.agree_identity(handler=around.second, concern=confidential, at=around.now)

    found = opening.open_identity(handler=around.handler, concern=confidential, at=around.now)
    assert found == "Jo\njo@x.org"
    deeds = list(Entry.objects.filter(chain=confidential.pk).values_list("deed", flat=True))
    assert deeds[-3:] == [Deed.IDENTITY_ASKED, Deed.IDENTITY_GRANTED, Deed.IDENTITY_OPENED]
    with pytest.raises(ConcernRefused) as refused:
        ask(around, confidential)
    assert refused.value.code == Refusal.ASKED_ALREADY


def test_a_declined_request_opens_nothing_and_can_be_made_again(around, confidential):
    ask(around, confidential)
    with pytest.raises(ConcernRefused) as refused:
        ask(around, confidential)
    assert refused.value.code == Refusal.ASKED_ALREADY
    identity.decline_identity(handler=around.second, concern=confidential, at=around.now)

    assert not KeyGrant.objects.filter(envelope="identity", holder="group").exists()
    with pytest.raises(ConcernRefused) as refused:
        identity.agree_identity(handler=around.second, concern=confidential, at=around.now)
    assert refused.value.code == Refusal.NOT_ASKED
    assert ask(around, confidential)


def test_nobody_asks_who_was_anonymous(around):
    concern, _, _ = around.concern()
    acknowledge(around.handler, concern)

    with pytest.raises(ConcernRefused) as refused:
        ask(around, concern)
    assert refused.value.code == Refusal.ANONYMOUS


def test_without_keys_nothing_is_granted(around, confidential, keys):
    ask(around, confidential)
    keys.absent()

    with pytest.raises(ConcernRefused) as refused:
        identity.agree_identity(handler=around.second, concern=confidential, at=around.now)
    assert refused.value.code == Refusal.KEYS_ABSENT
    assert not KeyGrant.objects.filter(envelope="identity", holder="group").exists()


def test_who_has_no_second_person_in_their_group_cannot_ask(around):
    concern, _, _ = around.concern(mode=Mode.CONFIDENTIAL, name="Jo", sides=(Side.EMPLOYER,))
    acknowledge(around.guardian, concern)

    def ask_as_guardian():
        identity.ask_identity(handler=around.guardian, concern=concern, words="To move them.", at=around.now)

    with pytest.raises(ConcernRefused) as refused:
        ask_as_guardian()
    assert refused.value.code == Refusal.NO_SECOND_PERSON
    second = a_member(around.guardians)
    stepping_back.step_back(handler=second, concern=concern, at=around.now)
    with pytest.raises(ConcernRefused):
        ask_as_guardian()
    a_member(around.guardians)
    ask_as_guardian()
    assert concern.identity_requests.count() == 1
