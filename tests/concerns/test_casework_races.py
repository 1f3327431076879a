"""Two people at one case, or one group, at one instant: one after the other, by real locks."""

from functools import partial
from uuid import uuid4

import pytest
from django.utils import timezone

from concerns.actions import following
from concerns.kinds import GroupKind, Role
from concerns.models import Concern, Entry, HandlerGroup, Membership
from concerns.models.records import Deed
from tests.concerns import rows
from tests.concerns.casework import address, client_of, send, text_of
from tests.concerns.races import at_once
from tests.factories import make_local_office, make_user
from tests.races import held_up

pytestmark = pytest.mark.django_db(transaction=True)


class Place:
    """An office whose quality team has two members, and one who decides about them from the dean's office."""

    def __init__(self):
        self.office = make_local_office()
        self.quality = rows.a_group(GroupKind.QUALITY, self.office)
        self.handler, self.second = rows.a_member(self.quality), rows.a_member(self.quality)
        self.dean = rows.a_member(rows.a_group(GroupKind.DEAN, self.office))


@pytest.fixture
def place(db):
    return Place()


def ending(by, standing):
    """A page that ends somebody's membership, posted by somebody."""
    client, membership = client_of(by), Membership.objects.get(user=standing.user)
    return lambda: client.post(f"/casework/people/{membership.pk}/ending/")


def test_two_endings_at_one_instant_leave_somebody(place):
    acts = [ending(place.dean, place.handler), ending(place.dean, place.second)]

    with held_up(HandlerGroup.objects.filter(pk=place.quality.pk), waiters=2):
        answers = at_once(*acts)

    assert sorted(answer.status_code for answer in answers) == [200, 302]
    refused = next(answer for answer in answers if answer.status_code == 200)
    assert "Nobody else could take the case" in text_of(refused)
    assert place.quality.memberships.active().count() == 1


def test_nobody_steps_back_while_the_other_one_leaves(place):
    concern, _, _ = rows.a_concern(rows.answers(office=str(place.office.pk)))
    client, leave = client_of(place.handler), ending(place.dean, place.second)

    with held_up(HandlerGroup.objects.filter(pk=place.quality.pk), waiters=2):
        at_once(lambda: send(client, concern, "stepping-back"), leave)

    assert any(Concern.objects.granted_to(each.user.pk).exists() for each in (place.handler, place.second))


@pytest.mark.parametrize("role", [Role.HANDLER, Role.AUDITOR])
def test_three_who_propose_the_same_person_at_once_propose_them_once(place, role):
    candidate = rows.make_fit(make_user("new@example.org"))
    group = "none" if role == Role.AUDITOR else str(place.quality.pk)
    typed = {"email": candidate.email, "group": group, "role": role}
    clients = [client_of(each) for each in (place.handler, place.second, place.dean)]

    answers = at_once(
        *(lambda each=each: each.post("/casework/people/proposals/", typed) for each in clients)
    )

    assert sorted(answer.status_code for answer in answers) == [200, 200, 302]
    for answer in answers:
        assert answer.status_code == 302 or "is proposed, already" in text_of(answer)
    assert Membership.objects.get(user=candidate).group_id == (place.quality.pk if group != "none" else None)


@pytest.mark.parametrize("page", ["case", "search"])
def test_what_is_withdrawn_while_it_is_opened_stays_unopened(place, page):
    concern, _, _ = rows.a_concern(rows.answers(office=str(place.office.pk)))
    client = client_of(place.handler)
    unknown = client.get(f"/casework/{uuid4()}/")
    withdraw = partial(following.withdraw_concern, concern=concern, at=timezone.now())

    with held_up(Concern.objects.filter(pk=concern.pk), withdraw):
        answer = (
            client.get(address(concern))
            if page == "case"
            else client.post("/casework/search/", {"words": "shouted"})
        )

    assert not Entry.objects.filter(chain=concern.pk, deed=Deed.OPENED).exists()
    assert concern.short_name not in text_of(answer)
    if page == "case":
        assert (answer.status_code, text_of(answer)) == (404, text_of(unknown))
