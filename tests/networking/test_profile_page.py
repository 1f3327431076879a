"""“What I show”: what is asked, what others will see, errors with everything kept, and leaving."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from networking.models import Interest, Profile
from networking.models.safety import Suspension
from networking.templatetags.networking import networking_address
from tests.factories import log_in, make_assembly, make_delegate, make_live_assembly, make_organiser
from tests.networking.directory_rows import grade, group, office
from tests.networking.rows import make_block, make_contact, make_conversation, make_profile

pytestmark = pytest.mark.django_db


def text(response) -> str:
    return " ".join(response.content.decode().split())


def address(delegate, name="networking_profile") -> str:
    return reverse(name, args=[delegate.assembly.slug])


@pytest.fixture
def me(client):
    delegate = make_delegate(
        make_live_assembly(),
        name="Amara Fernhollow",
        pronouns="she/her",
        grade=grade("accs"),
        local_office=office("north-west"),
        learner_group=group("doctors-in-training"),
    )
    log_in(client, delegate.user)
    return delegate


def typed(**changes) -> dict:
    """What a browser sends for a form in which little was chosen."""
    return {"contact_details": "", "quiet_from": "21:00", "quiet_until": "07:00"} | changes


def test_who_has_not_joined_sees_their_own_values_and_no_box_is_ticked(client, me):
    page = text(client.get(address(me)))

    for own in ("she/her", "ACCS", "North West", "Doctors in training"):
        assert f"Others see: {own}" in page
    assert '<h1 class="nhsuk-heading-xl">Join networking</h1>' in page
    assert " checked" not in page
    assert "Nothing: you have not joined" in page
    assert "never asks for your age, disability, ethnicity" in page


def test_what_somebody_did_not_answer_is_not_offered(client, me):
    type(me).objects.filter(pk=me.pk).update(
        pronouns="", grade=grade("not-applicable"), local_office=office("i-do-not-know")
    )

    page = client.get(address(me))

    assert [value for value, _ in page.context["form"].fields["shows"].choices] == ["learner_group"]
    assert "You gave nothing to show for pronouns, grade and local office" in text(page)


def test_joining_writes_what_was_chosen_and_shows_it_back(client, me):
    sent = typed(
        shows=["pronouns", "local_office"],
        interests=["patient-safety"],
        offers=["mentoring"],
        is_listed="on",
        contact_details="amara@example.org",
    )

    page = client.post(address(me), sent, follow=True)

    profile = Profile.objects.get(delegate=me)
    assert profile.is_listed
    assert profile.shows == ["pronouns", "local_office"]
    assert "You have joined networking" in text(page)
    card = page.context["card"]
    assert (card.name, card.pronouns, card.facts) == ("Amara Fernhollow", "she/her", ["North West"])
    assert card.interests == ["Patient safety"]
    assert "amara@example.org" not in text(page).split('id="preview"')[1]


def test_looking_first_saves_nothing_and_keeps_what_was_chosen(client, me):
    page = client.post(address(me), typed(shows=["grade"], is_listed="on", look="1"))

    assert not Profile.objects.exists()
    preview = text(page).split('id="preview"')[1]
    assert "This is what others will see" in preview
    assert "ACCS" in preview
    assert "Nothing is saved yet" in preview
    assert page.context["form"]["is_listed"].value()


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        (
            {"contact_details": "x" * 201},
            "Your contact details must be 200 characters or fewer. They have 201",
        ),
        ({"interests": ["made-up"]}, "Select an answer from the list"),
        ({"quiet_from": "25:00"}, "Select an answer from the list"),
        ({"shows": ["employer"]}, "Select an answer from the list"),
    ],
)
def test_what_cannot_be_is_told_with_everything_kept(client, me, sent, words):
    page = client.post(address(me), typed(offers=["research"], **sent))

    assert not Profile.objects.exists()
    assert "<title>Error: " in text(page)
    assert words in text(page)
    assert 'value="research" checked' in text(page)


def test_who_saves_without_end_is_asked_to_wait_and_loses_nothing(client, me, time_machine):
    time_machine.move_to(timezone.now(), tick=False)

    pages = [client.post(address(me), typed(contact_details=f"bleep {number}")) for number in range(11)]

    assert [page.status_code for page in pages] == [*[302] * 10, 200]
    assert Profile.objects.get().contact_details == "bleep 9"
    assert "You are saving too quickly. Wait a few seconds and save this again" in text(pages[-1])
    assert "bleep 10" in text(pages[-1])


def test_an_interest_out_of_the_lists_stays_with_who_chose_it(client, me):
    make_profile(me, interests=["patient-safety"])
    Interest.objects.filter(code__in=["patient-safety", "global-health"]).update(is_offered=False)

    page = client.get(address(me))

    offered = [value for value, _ in page.context["form"].fields["interests"].choices]
    assert "patient-safety" in offered
    assert "global-health" not in offered


def test_left_in_another_tab_what_was_chosen_is_kept_and_can_be_sent_again(client, me):
    profile = make_profile(me)
    client.get(address(me))
    Profile.objects.filter(pk=profile.pk).update(joined_at=None, is_listed=False)

    client.post(address(me), typed(is_listed="on"))

    assert Profile.objects.get().is_listed


def test_leaving_asks_first_and_is_done_by_post_only(client, me):
    make_profile(me, interests=["patient-safety"])
    leave = address(me, "networking_leave")

    page = client.get(leave)
    assert "Are you sure you want to leave networking?" in text(page)
    assert Profile.objects.get().is_joined

    after = client.post(leave, follow=True)

    assert "You have left networking" in text(after)
    assert not Profile.objects.get().is_joined
    assert client.get(leave).status_code == 302


def test_who_is_suspended_is_told_why_and_can_leave(client, me):
    make_profile(me)
    Suspension.objects.create(
        delegate=me, by=make_organiser(), because="Rude words", since_at=timezone.now() - timedelta(hours=1)
    )

    assert "Their reason: Rude words" in text(client.get(address(me)))
    client.post(address(me, "networking_leave"))

    assert not Profile.objects.get().is_joined


def test_who_is_no_delegate_finds_no_page(client):
    assembly = make_live_assembly()
    log_in(client, make_organiser())

    for name in ("networking_people", "networking_profile", "networking_leave"):
        assert client.get(reverse(name, args=[assembly.slug])).status_code == 404
    assert client.get(reverse("networking_person", args=[assembly.slug, "abcdefghij"])).status_code == 404


def test_who_is_not_logged_in_is_sent_to_the_door(client, me):
    client.logout()

    assert "/account/login/" in client.get(address(me))["Location"]


def person_page(client, profile):
    return client.get(reverse("networking_person", args=[profile.delegate.assembly.slug, profile.code]))


def test_a_person_shows_what_they_chose_and_nothing_else(client, me):
    make_profile(me, interests=["global-health"])
    delegate = make_delegate(me.assembly, name="Bert Two", pronouns="he/him", grade=grade("accs"))
    other = make_profile(
        delegate,
        shows=["grade"],
        interests=["patient-safety", "global-health"],
        contact_details="bert@example.org",
    )

    page = text(person_page(client, other))

    assert "Bert Two</bdi>" in page
    assert "ACCS" in page
    assert "<dt>In common with you</dt><dd>Global health</dd>" in page
    for hidden in ("he/him", "bert@example.org", delegate.local_office.name, delegate.user.email):
        assert hidden not in page


def test_ones_own_page_is_what_one_shows(client, me):
    assert person_page(client, make_profile(me))["Location"] == address(me)


def test_nobody_opens_the_page_of_who_is_not_listed_but_those_in_touch_with_them(client, me):
    def unlisted():
        return make_profile(make_delegate(me.assembly), is_listed=False)

    make_profile(me)
    stranger, asked, declined, asks, friend, talks, left = (unlisted() for _ in range(7))
    make_contact(me, asked.delegate, "asked")
    make_contact(me, declined.delegate, "declined")
    make_contact(asks.delegate, me, "asked")
    make_contact(friend.delegate, me)
    make_conversation(me, talks.delegate)
    make_conversation(me, left.delegate).members.filter(delegate=left.delegate).update(state="left")

    seen = {
        each.delegate_id
        for each in (stranger, asked, declined, asks, friend, talks, left)
        if person_page(client, each).status_code == 200
    }

    assert seen == {asks.delegate_id, friend.delegate_id, talks.delegate_id}


def test_a_code_of_another_assembly_opens_nothing(client, me):
    assert person_page(client, make_profile()).status_code == 404
    elsewhere = make_profile()
    assert (
        client.get(reverse("networking_person", args=[me.assembly.slug, elsewhere.code])).status_code == 404
    )


def test_an_absent_and_a_blocked_person_cost_the_same(client, me, django_assert_num_queries):
    make_profile(me)
    blocked = make_profile(assembly=me.assembly)
    make_block(blocked.delegate, me)
    left = make_profile(assembly=me.assembly, joined_at=None)
    answers = set()
    for code in (blocked.code, left.code, "nobodyhere"):
        address_of = reverse("networking_person", args=[me.assembly.slug, code])
        client.get(address_of)
        with django_assert_num_queries(8):
            response = client.get(address_of)
        answers.add((response.status_code, text(response).replace(code, "")))

    assert {status for status, _ in answers} == {404}


def test_the_menu_leads_delegates_to_networking_and_asks_nothing(client, me, django_assert_num_queries):
    here = reverse("programme", args=[me.assembly.slug])
    link = f'href="/{me.assembly.slug}/networking/"'

    page = client.get(here)

    assert link in text(page)
    with django_assert_num_queries(0):
        assert networking_address(page.context) == f"/{me.assembly.slug}/networking/"
    other = make_live_assembly()
    assert "/networking/" not in text(client.get(reverse("programme", args=[other.slug])))
    waiting = make_delegate(me.assembly, state="waiting")
    for person in (None, make_organiser(), waiting.user):
        client.logout()
        if person:
            log_in(client, person)
        assert link not in text(client.get(here))


def test_the_menu_leaves_networking_out_before_the_doors_open(client):
    assembly = make_assembly(opens_at=timezone.now() + timedelta(days=1))
    log_in(client, make_delegate(assembly).user)
    client.get(f"/{assembly.slug}/my-day/")

    assert "/networking/" not in text(client.get(reverse("programme", args=[assembly.slug])))
