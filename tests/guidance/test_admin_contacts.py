"""Contacts in the admin: what may be kept, by whom, and files that come in as a whole or not at all."""

from datetime import timedelta
from threading import Thread

import pytest
from django.db import connection
from django.utils import timezone

from accounts.models import Employer, LocalOffice
from guidance.contact_actions import check_contact, import_contacts, save_contact
from guidance.contact_tables import table_of
from guidance.models import Contact
from guidance.policies import GuidanceRefused
from tests.factories import log_in, make_organiser, make_user
from tests.guidance.contacts import make_contact, make_employer
from tests.races import held_up

pytestmark = pytest.mark.django_db

LIST = "/admin/guidance/contact/"
ADD = f"{LIST}add/"
IMPORT = f"{LIST}import/"
TAKEN = {"post": ["There is already a contact of this post in this place. Change that one"]}


@pytest.fixture
def organiser(client):
    return log_in(client, make_organiser())


def page_of(response) -> str:
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def typed(**fields) -> dict:
    """What a browser sends for a contact."""
    return {
        "employer": "",
        "local_office": "",
        "post": "incidents",
        "name": "",
        "email": "",
        "phone": "01632 960123",
        "address": "",
        "how": "",
        "out_of_hours": "",
        "checked_on": timezone.localdate().isoformat(),
    } | fields


def errors_of(response) -> dict[str, list[str]]:
    assert response.status_code == 200
    return dict(response.context["adminform"].form.errors)


# --- Who


@pytest.mark.parametrize("path", [LIST, ADD, IMPORT, f"{LIST}board/", f"{LIST}export/"])
def test_only_organisers_with_a_second_factor_come_in(client, path):
    assert client.get(path).status_code == 302
    client.force_login(make_organiser())
    assert client.get(path).headers["Location"].startswith("/account/second-factor/set-up/")
    log_in(client, make_user())
    assert client.get(path, follow=True).status_code == 403
    log_in(client, make_organiser())
    assert client.get(path).status_code == 200


def test_the_actions_refuse_whoever_does_not_organise():
    contact, somebody, at = make_contact(), make_user(), timezone.now()

    for act in (
        lambda: save_contact(contact=contact, seen="", actor=somebody, at=at),
        lambda: check_contact(contact=contact, actor=somebody, at=at),
        lambda: import_contacts(table=table_of(b""), mark="", actor=somebody, at=at),
    ):
        with pytest.raises(GuidanceRefused, match="Only an organiser"):
            act()


# --- One contact


def test_a_contact_is_kept_with_who_checked_it(client, organiser):
    employer = make_employer()

    response = client.post(ADD, typed(employer=employer.pk, how="  Ask  for\u202e bleep 12 "))

    assert response.status_code == 302
    contact = Contact.objects.get()
    assert (contact.employer, contact.post, contact.checked_by) == (employer, "incidents", organiser)
    assert contact.how == "Ask for bleep 12"


def test_who_changes_a_contact_is_who_checked_it(client, organiser):
    contact = make_contact(checked_by=make_organiser())

    sent = typed(employer=contact.employer_id, phone="111", seen=contact.stamp())
    client.post(f"{LIST}{contact.pk}/change/", sent)

    contact.refresh_from_db()
    assert (contact.phone, contact.checked_by) == ("111", organiser)


def test_a_second_tab_does_not_undo_the_first_and_keeps_all_that_was_typed(client, organiser):
    contact = make_contact()
    address = f"{LIST}{contact.pk}/change/"
    seen = client.get(address).context["adminform"].form["seen"].value()
    sent = typed(employer=contact.employer_id, seen=seen)

    assert client.post(address, sent | {"phone": "01632 960111"}).status_code == 302
    refused = client.post(address, sent | {"how": "Ask for bleep 12"})

    page = page_of(refused)
    assert "Somebody changed this contact after you opened it." in page
    assert "It says now: Phone: 01632 960111; How to reach them: empty" in page
    form = refused.context["adminform"].form
    assert (form["how"].value(), form["phone"].value()) == ("Ask for bleep 12", "01632 960123")
    contact.refresh_from_db()
    assert contact.phone == "01632 960111"

    again = sent | {"how": "Ask for bleep 12", "phone": "01632 960111", "seen": form["seen"].value()}
    assert client.post(address, again).status_code == 302
    contact.refresh_from_db()
    assert (contact.phone, contact.how) == ("01632 960111", "Ask for bleep 12")


def test_the_action_itself_refuses_who_knew_the_contact_otherwise(organiser):
    contact = make_contact()
    seen = contact.stamp()
    Contact.objects.filter(pk=contact.pk).update(phone="01632 960111")

    with pytest.raises(GuidanceRefused, match="Somebody changed this contact"):
        save_contact(contact=contact, seen=seen, actor=organiser, at=timezone.now())


@pytest.mark.parametrize(
    ("places", "fields", "field", "words"),
    [
        ("", {}, "employer", "Select an employer or a local office"),
        ("", {"post": ""}, "employer", "Select an employer or a local office"),
        ("employer office", {}, "local_office", "not both"),
        ("employer", {"post": "dean"}, "post", "in training: select a local office"),
        ("office", {}, "post", "inside an employer: select an employer"),
        ("employer", {"phone": " "}, "email", "Enter at least one way to reach them"),
        ("employer", {"address": "javascript:alert(1)"}, "address", "must start with https:// or http://"),
        ("employer", {"address": "ftp://example.org"}, "address", "must start with https:// or http://"),
        ("employer", {"phone": "ask for bleep 12"}, "phone", "only digits, spaces, +, brackets and “ext”"),
        ("employer", {"email": "nobody"}, "email", "like name@example.com"),
        ("employer", {"checked_on": "2999-01-01"}, "checked_on", "The year must be between"),
        ("employer", {"checked_on": "30/2/2026"}, "checked_on", "must be a real date"),
        ("employer", {"checked_on": "tomorrow"}, "checked_on", "must be a real date"),
        ("employer", {"post": ""}, "post", "Select the post"),
        ("unknown", {}, "local_office", "Select one from the list"),
    ],
    ids=str,
)
def test_what_is_wrong_is_told_at_its_field(client, organiser, places, fields, field, words):
    keys = {}
    if "employer" in places:
        keys["employer"] = make_employer().pk
    if "office" in places:
        keys["local_office"] = LocalOffice.objects.get(code="wessex").pk
    if "unknown" in places:
        keys["local_office"] = LocalOffice.objects.get(code="i-do-not-know").pk

    errors = errors_of(client.post(ADD, typed(**keys, **fields)))

    assert words in " ".join(errors[field])
    assert not Contact.objects.exists()


def test_a_check_in_the_future_is_refused(client, organiser):
    tomorrow = timezone.localdate() + timedelta(days=1)

    errors = errors_of(client.post(ADD, typed(employer=make_employer().pk, checked_on=tomorrow.isoformat())))

    assert errors == {"checked_on": ["The day must be today or in the past"]}


def test_a_second_contact_of_a_post_is_refused(client, organiser):
    contact = make_contact()

    assert errors_of(client.post(ADD, typed(employer=contact.employer_id))) == TAKEN


@pytest.mark.django_db(transaction=True)
def test_a_second_contact_that_comes_while_the_form_is_saved_is_refused_too(client, organiser):
    employer = make_employer()

    with held_up(Employer.objects.filter(pk=employer.pk), lambda: make_contact(employer=employer)):
        answer = client.post(ADD, typed(employer=employer.pk))

    assert errors_of(answer) == TAKEN
    assert Contact.objects.count() == 1


def test_a_link_can_fill_in_place_and_post(client, organiser):
    employer = make_employer()

    form = client.get(f"{ADD}?employer={employer.pk}&post=people-team").context["adminform"].form

    assert (form["employer"].value(), form["post"].value()) == (str(employer.pk), "people-team")
    assert form["checked_on"].value() == timezone.localdate()


@pytest.mark.django_db(transaction=True)
def test_of_two_organisers_who_add_one_contact_at_once_one_is_refused():
    employer, organisers, outcomes = make_employer(), [make_organiser(), make_organiser()], []

    def add(actor):
        contact = Contact(employer=employer, post="incidents", phone="111", checked_on=timezone.localdate())
        try:
            outcomes.append(save_contact(contact=contact, seen="", actor=actor, at=timezone.now()).phone)
        except GuidanceRefused as refused:
            outcomes.append(refused.code)
        finally:
            connection.close()

    threads = [Thread(target=add, args=[actor]) for actor in organisers]
    with held_up(Employer.objects.filter(pk=employer.pk), waiters=2):
        for thread in threads:
            thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["111", "taken"]


def test_the_history_keeps_what_was_overwritten(client, organiser):
    contact = make_contact(email="old@example.org", checked_on=timezone.localdate() - timedelta(days=400))
    other = make_employer("Other NHS Trust")
    sent = typed(employer=other.pk, phone="", email="new@example.org", seen=contact.stamp())

    client.post(f"{LIST}{contact.pk}/change/", sent)
    contact.refresh_from_db()
    client.post(LIST, {"action": "checked_today", "_selected_action": [contact.pk]})

    history = page_of(client.get(f"{LIST}{contact.pk}/history/"))
    assert "Place: “Fernhollow NHS Trust” → “Other NHS Trust”" in history
    assert "Email address: “old@example.org” → “new@example.org”" in history
    assert "Phone: “01632 960123” → empty" in history
    assert "Checked today." in history


# --- The list


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_however_long(client, organiser, count, django_assert_num_queries):
    for number in range(count):
        make_contact(employer=make_employer(f"Employer {number}"))

    with django_assert_num_queries(6):
        page = page_of(client.get(LIST))

    assert "Incident reporting" in page
    assert "01632 960123" in page


def test_contacts_are_found_by_place_post_and_age(client, organiser):
    today = timezone.localdate()
    old = make_contact(checked_on=today - timedelta(days=366), phone="old-one")
    make_contact(employer=make_employer("Other"), checked_on=today - timedelta(days=365), phone="new-one")
    office = LocalOffice.objects.get(code="wessex")
    make_contact(local_office=office, post="dean", phone="dean-one")

    def found(query):
        page = page_of(client.get(LIST + query))
        return {word for word in ("old-one", "new-one", "dean-one") if word in page}

    assert found("") == {"old-one", "new-one", "dean-one"}
    assert found("?checked=old") == {"old-one"}
    assert found(f"?employer__id__exact={old.employer_id}") == {"old-one"}
    assert found(f"?local_office__id__exact={office.pk}") == {"dean-one"}
    assert found("?post__exact=dean") == {"dean-one"}
    assert found("?q=other") == {"new-one"}


def test_contacts_are_checked_today_and_who_did_is_kept(client, organiser):
    contact = make_contact(checked_on=timezone.localdate() - timedelta(days=400))

    response = client.post(LIST, {"action": "checked_today", "_selected_action": [contact.pk]}, follow=True)

    contact.refresh_from_db()
    assert (contact.checked_on, contact.checked_by) == (timezone.localdate(), organiser)
    assert "1 contact checked today." in page_of(response)


def test_the_index_leads_to_the_further_pages(client, organiser):
    page = page_of(client.get("/admin/"))

    for address in (IMPORT, f"{LIST}board/", "/admin/guidance/page/to-check/"):
        assert f'href="{address}"' in page
    assert "/admin/guidance/version/" not in page
