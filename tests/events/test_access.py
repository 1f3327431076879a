"""Access requests answered: who is told, when, and what stands of it afterwards."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from events.actions.access import answer_access_request
from events.models import AccessReply, AccessRequest, Delegate
from events.notices import ACCESS
from events.policies.access import AccessRefused
from notices.kinds import kind_of
from notices.models import Notice
from tests.factories import log_in, make_assembly, make_delegate, make_organiser, make_user

pytestmark = pytest.mark.django_db
PAGE = "/admin/events/accessrequest/{}/change/"


@pytest.fixture
def organiser():
    return make_organiser(name="Dr Orga")


@pytest.fixture
def wish():
    return make_wish(make_delegate(name="Dr Joss"))


def make_wish(delegate, **fields) -> AccessRequest:
    fields.setdefault("kind", AccessRequest.Kind.CAPTIONS)
    return AccessRequest.objects.create(delegate=delegate, asked_at=timezone.now(), **fields)


def answer(organiser, wish, seen_state="new", **changes):
    return answer_access_request(
        actor=organiser, request=wish, changes=changes, seen_state=seen_state, at=timezone.now()
    )


def letters():
    notices = list(Notice.objects.filter(kind=ACCESS, state="due").select_related("recipient"))
    return list(kind_of(ACCESS).compose(notices).values())


def test_a_reply_reaches_the_person_once_and_stands_in_the_history(organiser, wish):
    answer(organiser, wish, owner=organiser, state="in_hand", reply="We are asking the interpreters.")
    again = answer(organiser, wish, reply="We are asking the interpreters.")
    answer(organiser, wish, state="arranged")

    assert again is None
    assert [(each.state, each.by_name) for each in wish.replies.all()] == [
        ("in_hand", "Dr Orga"),
        ("arranged", "Dr Orga"),
    ]
    # The older one had not left yet, and would say less.
    (letter,) = letters()
    assert letter.name == "Dr Joss"
    assert "captions" not in letter.headline.lower()
    told = " ".join(letter.introduction)
    assert "Live captions. It stands so: arranged." in told
    assert "We are asking the interpreters." in told


@pytest.mark.parametrize("changes", [{"owner": None}, {"state": "in_hand"}, {"due_on": date(2022, 5, 1)}])
def test_what_only_organisers_need_tells_nobody(organiser, wish, changes):
    assert answer(organiser, wish, **changes) is None
    assert not Notice.objects.exists()


@pytest.mark.parametrize("state", ["arranged", "not_possible"])
def test_how_it_ended_is_told(organiser, wish, state):
    AccessRequest.objects.filter(pk=wish.pk).update(reply="Slides come on Monday.")

    assert answer(organiser, wish, state=state).body == "Slides come on Monday."


def test_what_is_not_possible_is_explained_by_the_action_too(organiser, wish):
    with pytest.raises(AccessRefused, match="Enter what you told them"):
        answer(organiser, wish, state="not_possible")


def test_only_organisers_answer(wish):
    with pytest.raises(AccessRefused, match="Only an organiser"):
        answer(make_user(), wish, reply="No")
    assert not AccessReply.objects.exists()


def test_nobody_is_told_who_has_gone_or_needs_it_no_more(organiser, wish):
    other = make_wish(make_delegate(wish.delegate.assembly))
    for each in (wish, other):
        answer(organiser, each, state="arranged")
    Delegate.objects.filter(pk=wish.delegate_id).update(state=Delegate.State.CANCELLED)
    AccessRequest.objects.filter(pk=other.pk).update(state="withdrawn")

    assert letters() == []


def test_an_old_page_does_not_take_back_that_the_delegate_withdrew(client, wish):
    organiser = log_in(client, make_organiser())
    AccessRequest.objects.filter(pk=wish.pk).update(state="withdrawn")

    page = client.post(
        PAGE.format(wish.pk),
        {"owner": organiser.pk, "state": "arranged", "reply": "Booked", "seen_state": "new"},
    ).content.decode()

    wish.refresh_from_db()
    assert wish.state == "withdrawn"
    assert "does not need this any more" in page
    assert ">Booked</textarea>" in " ".join(page.split()).replace("> Booked", ">Booked")


def test_the_page_shows_every_answer_and_by_when_it_is_due(client, wish):
    log_in(client, make_organiser(name="Dr Orga"))
    given = {"owner": "", "state": "in_hand", "due_on": "2022-05-20", "reply": "Soon", "seen_state": "new"}
    said = client.post(PAGE.format(wish.pk), given, follow=True).content.decode()
    assert "Dr Joss is told, by email and in their notices." in said

    page = client.get(PAGE.format(wish.pk)).content.decode()

    assert 'value="2022-05-20"' in page
    assert "In hand, <bdi>Dr Orga</bdi><br><bdi>Soon</bdi>" in page
    assert wish.replies.count() == 1


def test_what_is_due_first_comes_first(organiser):
    assembly = make_assembly()
    day = assembly.starts_at.astimezone(assembly.zone).date()
    by_the_day, early, late = (make_wish(make_delegate(assembly)) for _ in range(3))
    for each, days in ((early, -3), (late, 1)):
        AccessRequest.objects.filter(pk=each.pk).update(due_on=day + timedelta(days=days))

    assert list(AccessRequest.objects.open().first_due(assembly)) == [early, by_the_day, late]
