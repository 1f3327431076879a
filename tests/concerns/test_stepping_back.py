"""Stepping back over HTTP: always in one act, also as the last of a group; its reporter knows who has it."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.credentials import credentials_digest
from concerns.actions import handling, opening, referring
from concerns.kinds import GroupKind, Mode, Side
from concerns.models import Clock, Concern, Exclusion, OutgoingMail, SightedNotice
from concerns.obligations import Promise
from concerns.pathway import State, Track
from tests.concerns import rows
from tests.concerns.casework import Place, address, client_of, place, send, text_of

pytestmark = pytest.mark.django_db
__all__ = ["place"]
NOUN = "stepping-back"
BOTH = (Side.EMPLOYER, Side.TRAINING)


@pytest.fixture
def dignity(place) -> Place:
    """A second group of the employer that takes in, with somebody in it."""
    place.dignity = rows.a_group(GroupKind.DIGNITY, place.employer)
    place.lead = rows.a_member(place.dignity)
    return place


def raised(place, *, at=None, **given):
    """A concern with its code."""
    usual = {"employer": str(place.employer.pk), "sides": BOTH}
    concern, code, _ = rows.a_concern(rows.answers(**{**usual, **given}), at=at)
    return concern, code


def reporters_page(code) -> str:
    client = Client()
    client.post(reverse("letterbox_come_back"), {"code": code.in_groups})
    return text_of(client.get(reverse("letterbox_inside")))


def days_owed(concern) -> dict[str, object]:
    """By when each promise of the employer's side is owed."""
    running = Clock.objects.running().filter(referral__concern=concern, referral__side=Side.EMPLOYER)
    return dict(running.values_list("promise", "due_on"))


def test_with_a_colleague_it_is_one_act_that_asks_for_no_reason(place):
    rows.a_member(place.quality)
    concern = place.concern()
    assert address(concern, NOUN) in place.client.get(address(concern)).content.decode()
    page = text_of(place.client.get(address(concern, NOUN)))
    assert "You know somebody in it" in page
    assert "Nobody else" not in page
    assert not Exclusion.objects.exists()

    assert send(place.client, concern, NOUN).url == "/casework/"

    assert Exclusion.objects.get().by == Exclusion.By.THEMSELVES
    assert place.client.get(address(concern)).status_code == 404
    assert set(concern.referrals.values_list("state", flat=True)) == {Track.OFFERED}


@pytest.mark.parametrize("sides", [BOTH, (Side.EMPLOYER,)])
def test_the_last_of_a_group_hands_it_on_before_anybody_has_acknowledged_it(dignity, sides):
    rows.a_member(rows.a_group(GroupKind.DEAN, dignity.office))
    concern, code = raised(dignity, sides=sides, at=timezone.now() - timedelta(days=1))
    owed, client = days_owed(concern), client_of(dignity.guardian_member)
    assert f"{dignity.dignity} gets it" in text_of(client.get(address(concern, NOUN)))
    OutgoingMail.objects.all().delete()

    assert send(client, concern, NOUN).url == "/casework/"

    assert client.get(address(concern)).status_code == 404
    assert client_of(dignity.lead).get(address(concern)).status_code == 200
    assert days_owed(concern) == owed, "promises go on by the same days"
    assert OutgoingMail.objects.filter(recipient=dignity.lead.user).exists()
    assert SightedNotice.objects.filter(concern=concern).count() == 1
    said = reporters_page(code)
    assert f"Nobody of {dignity.guardian} could take this on" in said
    assert f"handed on to {dignity.dignity}" in said
    assert str(dignity.guardian_member.user) not in said


def test_what_was_begun_goes_on_by_the_same_days(dignity):
    began_at = timezone.now() - timedelta(days=20)
    concern, _ = raised(dignity, at=began_at)
    rows.acknowledge(dignity.guardian_member, concern, at=began_at)
    rows.triage(dignity.guardian_member, concern, at=began_at)
    handling.open_investigation(handler=dignity.guardian_member, concern=concern, at=began_at)
    owed = days_owed(concern)

    send(client_of(dignity.guardian_member), concern, NOUN)

    now_owed = days_owed(concern)
    assert {promise: now_owed[promise] for promise in owed} == owed
    assert set(now_owed) - set(owed) == {Promise.ACKNOWLEDGE}
    rows.acknowledge(dignity.lead, concern)
    assert days_owed(concern)[Promise.FEEDBACK] == owed[Promise.FEEDBACK]
    concern.refresh_from_db()
    assert concern.state == State.INVESTIGATING


def test_what_waits_for_the_reporter_waits_no_more(dignity):
    concern, _ = raised(dignity)
    rows.acknowledge(dignity.guardian_member, concern)
    handling.ask_reporter(
        handler=dignity.guardian_member, concern=concern, words="Which day?", at=timezone.now()
    )

    send(client_of(dignity.guardian_member), concern, NOUN)

    assert {Promise.TRIAGE, Promise.FEEDBACK} <= set(days_owed(concern))


def test_who_gets_it_can_look_up_a_reporter_who_gave_their_name(dignity):
    concern, _ = raised(dignity, mode=Mode.NAMED, name="Jo Bell", contact="jo@example.org")

    send(client_of(dignity.guardian_member), concern, NOUN)

    told = opening.open_identity(handler=dignity.lead, concern=concern, at=timezone.now())
    assert told.startswith("Jo Bell")


def test_where_no_other_group_takes_in_the_other_side_goes_on_alone(place):
    concern, code = raised(place)
    client = client_of(place.guardian_member)
    assert "the others who have it go on alone" in text_of(client.get(address(concern, NOUN)))

    send(client, concern, NOUN)

    assert client.get(address(concern)).status_code == 404
    assert place.client.get(address(concern)).status_code == 200
    states = dict(concern.referrals.values_list("side", "state"))
    assert states == {Side.EMPLOYER: Track.RETURNED, Side.TRAINING: Track.OFFERED}
    assert "The others who have it go on" in reporters_page(code)


def test_where_nobody_else_could_read_it_the_page_says_what_to_do(place):
    concern, _ = raised(place, sides=(Side.EMPLOYER,))
    client = client_of(place.guardian_member)

    for answer in (client.get(address(concern, NOUN)), send(client, concern, NOUN)):
        assert "Propose a colleague under People" in text_of(answer)
    assert not Exclusion.objects.exists()

    rows.a_member(place.guardian)
    assert send(client, concern, NOUN).url == "/casework/"


def test_it_is_handed_to_nobody_who_must_not_know_or_gave_it_back(dignity):
    medical = rows.a_group(GroupKind.MEDICAL_EDUCATION, dignity.employer)
    director = rows.a_member(medical)
    hours = rows.a_member(rows.a_group(GroupKind.SAFE_HOURS, dignity.employer))
    concern, _ = raised(dignity, kept_out_people=dignity.lead.user.email)
    rows.acknowledge(dignity.guardian_member, concern)
    now = timezone.now()
    referring.refer_concern(
        handler=dignity.guardian_member, concern=concern, group=medical, words="To you.", at=now
    )
    referring.return_referral(handler=director, concern=concern, words="Not us.", at=now)

    send(client_of(dignity.guardian_member), concern, NOUN)

    live = concern.referrals.live().get(side=Side.EMPLOYER)
    assert live.group in hours.groups.values()
    assert not Concern.objects.granted_to(dignity.lead.user.pk).exists()


def test_who_is_the_last_on_both_sides_leaves_both(dignity):
    rows.a_member(rows.a_group(GroupKind.EQUALITY, dignity.office))
    both = rows.a_member(dignity.guardian, user=dignity.handler.user)
    vouched = both.user.concern_memberships
    vouched.update(credentials=credentials_digest(both.user))
    dignity.guardian_member.memberships[0].delete()
    concern, _ = raised(dignity)

    send(dignity.client, concern, NOUN)

    kinds = set(concern.referrals.live().values_list("group__kind", flat=True))
    assert kinds == {GroupKind.DIGNITY, GroupKind.EQUALITY}
    assert dignity.client.get(address(concern)).status_code == 404


def test_without_keys_nothing_is_handed_on_and_the_page_says_so(dignity, keys):
    concern, _ = raised(dignity)
    keys.absent()

    refused = send(client_of(dignity.guardian_member), concern, NOUN)

    assert "The keys are not here" in text_of(refused)
    assert not Exclusion.objects.exists()
