"""Contacts in the admin: what may be kept, by whom, and files that come in as a whole or not at all."""

import csv
import io
from contextlib import ExitStack, suppress
from datetime import timedelta
from threading import Barrier, BrokenBarrierError, Thread

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.utils import timezone

from accounts.models import LocalOffice
from guidance.contact_actions import check_contact, import_contacts, save_contact
from guidance.contact_plans import places_now, rivals_of
from guidance.contact_tables import COLUMNS, MOST_BYTES, table_of
from guidance.models import Contact
from guidance.policies import GuidanceRefused
from tests.factories import log_in, make_organiser, make_user
from tests.guidance.contacts import make_contact, make_employer

pytestmark = pytest.mark.django_db

LIST = "/admin/guidance/contact/"
ADD = f"{LIST}add/"
IMPORT = f"{LIST}import/"
HEADER = ",".join(COLUMNS)


@pytest.fixture
def time_machine_at():
    with ExitStack() as stack:
        yield lambda at: stack.enter_context(time_machine.travel(at, tick=False))


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
        "checked_on": timezone.localdate().isoformat(),
    } | fields


def errors_of(response) -> dict[str, list[str]]:
    assert response.status_code == 200
    return dict(response.context["adminform"].form.errors)


def upload(client, content: str | bytes):
    content = content.encode() if isinstance(content, str) else content
    return client.post(IMPORT, {"file": SimpleUploadedFile("contacts.csv", content)})


def line(place="Fernhollow NHS Trust", post="incidents", phone="01632 960123", checked_on="3/11/2025") -> str:
    return f"{place},{post},,,{phone},,,{checked_on}"


def file_of(*lines: str) -> str:
    return "\n".join([HEADER, *lines])


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
        lambda: save_contact(contact=contact, actor=somebody, at=at),
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

    client.post(f"{LIST}{contact.pk}/change/", typed(employer=contact.employer_id, phone="111"))

    contact.refresh_from_db()
    assert (contact.phone, contact.checked_by) == ("111", organiser)


@pytest.mark.parametrize(
    ("places", "fields", "field", "words"),
    [
        ("", {}, "employer", "Select an employer or a local office"),
        ("employer office", {}, "local_office", "not both"),
        ("employer", {"post": "dean"}, "post", "in training: select a local office"),
        ("office", {}, "post", "inside an employer: select an employer"),
        ("employer", {"phone": " "}, "email", "Enter at least one way to reach them"),
        ("employer", {"address": "javascript:alert(1)"}, "address", "must start with https://"),
        ("employer", {"address": "ftp://example.org"}, "address", "must start with https://"),
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


def test_a_second_contact_of_a_post_is_refused_and_a_race_for_it_too(client, organiser, monkeypatch):
    contact = make_contact()
    told = {"post": ["There is already a contact of this post in this place. Change that one"]}

    assert errors_of(client.post(ADD, typed(employer=contact.employer_id))) == told

    # The other one came between the look of the form and the action.
    monkeypatch.setattr("guidance.admin.contact_forms.rivals_of", lambda contact: Contact.objects.none())
    assert errors_of(client.post(ADD, typed(employer=contact.employer_id))) == told
    assert Contact.objects.count() == 1


def test_a_link_can_fill_in_place_and_post(client, organiser):
    employer = make_employer()

    form = client.get(f"{ADD}?employer={employer.pk}&post=people-team").context["adminform"].form

    assert (form["employer"].value(), form["post"].value()) == (str(employer.pk), "people-team")
    assert form["checked_on"].value() == timezone.localdate()


@pytest.mark.django_db(transaction=True)
def test_of_two_organisers_who_add_one_contact_at_once_one_is_refused(monkeypatch):
    employer, organisers = make_employer(), [make_organiser(), make_organiser()]
    start, both_looked, outcomes = Barrier(2), Barrier(2), []

    def look_slowly(contact):
        """Without a lock both look before either saves; with one, the second cannot look yet."""
        found = rivals_of(contact)
        list(found)
        with suppress(BrokenBarrierError):
            both_looked.wait(timeout=0.5)
        return found

    monkeypatch.setattr("guidance.contact_plans.rivals_of", look_slowly)

    def add(actor):
        contact = Contact(employer=employer, post="incidents", phone="111", checked_on=timezone.localdate())
        start.wait()
        try:
            outcomes.append(save_contact(contact=contact, actor=actor, at=timezone.now()).phone)
        except GuidanceRefused as refused:
            outcomes.append(refused.code)
        finally:
            connection.close()

    threads = [Thread(target=add, args=[actor]) for actor in organisers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["111", "taken"]


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


# --- Files


def test_a_file_is_looked_through_and_then_imported(client, organiser):
    make_employer()
    same = make_contact(post="people-team", checked_on="2025-11-03", checked_by=None)
    make_contact(post="speak-up", phone="old", checked_on="2024-01-01")
    content = file_of(line(), line(post="people-team"), line(post="speak-up", phone="+44 1632"))

    looked = upload(client, content)

    page = page_of(looked)
    assert "1 new contact<" in page
    assert "1 changed contact<" in page
    assert "1 the same as now" in page
    assert Contact.objects.count() == 2

    done = client.post(IMPORT, {"carried": looked.context["carried"]}, follow=True)

    assert "1 new, 1 changed, 1 the same as before" in page_of(done)
    assert Contact.objects.get(post="speak-up").phone == "+44 1632"
    assert Contact.objects.get(post="incidents").checked_by == organiser
    same.refresh_from_db()
    assert same.checked_by is None


def test_a_file_with_a_defect_cannot_go_on_and_tells_every_one(client, organiser):
    make_employer()

    page = page_of(upload(client, file_of(line(place="<b>Nowhere</b>", checked_on="x"), line())))

    assert "2 things to put right in the file" in page
    assert "No employer or local office is called “&lt;b&gt;Nowhere&lt;/b&gt;”" in page
    assert "“x” is no day" in page
    assert "1 new contact<" in page
    assert "Only lines without a fault are counted" in page
    assert 'name="carried"' not in page
    assert not Contact.objects.exists()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "The file is empty."),
        (HEADER.encode(), "There is no contact in the file."),
        (b"x" * (MOST_BYTES + 1), "The file must be smaller than 1 MB"),
        (b"x" * 10_000_000, "The file must be smaller than 1 MB"),
        (b"a\0", "NUL"),
        (b"," * 99_999, "columns"),
    ],
    ids=["empty", "header only", "1 MB and a byte", "10 MB", "NUL", "100,000 columns"],
)
def test_a_file_that_holds_nothing_to_take_is_refused_in_words(client, organiser, content, words):
    page = page_of(upload(client, content))

    assert words in page
    assert 'name="carried"' not in page


def test_without_a_file_the_page_asks_for_one(client, organiser):
    assert "Select a file of contacts" in page_of(client.post(IMPORT))


@pytest.mark.parametrize("kind", ["forged", "too long", "of another", "after an hour"])
def test_only_the_organiser_who_looked_can_go_on_and_only_within_the_hour(
    client, organiser, kind, time_machine_at
):
    make_employer()
    carried = upload(client, file_of(line())).context["carried"]
    if kind == "of another":
        log_in(client, make_organiser())
    elif kind == "after an hour":
        time_machine_at(timezone.now() + timedelta(minutes=61))
    sent = {"forged": f"x{carried}", "too long": "x" * 2_000_001}.get(kind, carried)

    page = page_of(client.post(IMPORT, {"carried": sent}, follow=True))

    assert "Upload it again" in page
    assert not Contact.objects.exists()


def test_what_changed_after_the_look_is_looked_at_again(client, organiser):
    make_employer()
    carried = upload(client, file_of(line(), line(post="people-team"))).context["carried"]
    make_contact(phone="meanwhile")

    again = client.post(IMPORT, {"carried": carried})

    page = page_of(again)
    assert "Contacts were changed after you looked through the file" in page
    assert "1 changed contact<" in page
    assert Contact.objects.get().phone == "meanwhile"
    client.post(IMPORT, {"carried": again.context["carried"]})
    assert Contact.objects.count() == 2


def test_a_place_that_is_gone_after_the_look_keeps_everything_out(client, organiser):
    make_employer("Other")
    gone = make_employer()
    carried = upload(client, file_of(line(), line(place="Other"))).context["carried"]
    gone.delete()

    page = page_of(client.post(IMPORT, {"carried": carried}))

    assert "The file does not fit any more" in page
    assert "No employer or local office is called “Fernhollow NHS Trust”" in page
    assert not Contact.objects.exists()


def test_a_fault_while_writing_takes_all_of_it_back(client, organiser, monkeypatch):
    make_employer()
    make_contact(post="speak-up", phone="old")
    carried = upload(client, file_of(line(), line(post="speak-up"))).context["carried"]

    def fail(*args, **kwargs):
        raise RuntimeError("the server is gone")

    monkeypatch.setattr("guidance.contact_actions.Contact.objects.bulk_update", fail)
    with pytest.raises(RuntimeError, match="the server is gone"):
        client.post(IMPORT, {"carried": carried})

    assert Contact.objects.get().phone == "old"


def test_what_is_exported_is_safe_in_a_spreadsheet_and_comes_back_the_same(client, organiser):
    make_contact(phone="+44 1632 960123", how="=HYPERLINK(1)", name="Müller, “Zoë”")
    make_contact(local_office=LocalOffice.objects.get(code="wessex"), post="dean", email="dean@example.org")

    response = client.get(f"{LIST}export/")
    rows = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))

    assert list(rows[0]) == list(COLUMNS)
    assert (rows[0]["phone"], rows[0]["how"]) == ("'+44 1632 960123", "'=HYPERLINK(1)")
    page = page_of(upload(client, response.content))
    assert "0 new contacts<" in page
    assert "0 changed contacts<" in page
    assert "2 the same as now" in page


@pytest.mark.parametrize("count", [1, 3])
def test_looking_and_importing_cost_the_same_however_many(
    client, organiser, count, django_assert_num_queries
):
    posts = ["incidents", "people-team", "speak-up"][:count]
    make_employer()

    with django_assert_num_queries(5):
        looked = upload(client, file_of(*(line(post=post) for post in posts)))
    with django_assert_num_queries(12):
        client.post(IMPORT, {"carried": looked.context["carried"]})

    assert Contact.objects.count() == count


def test_a_long_file_can_be_carried_on(client, organiser):
    for number in range(700):
        make_employer(f"Employer {number}")
    posts = ["incidents", "people-team", "speak-up", "sexual-safety", "working-hours"]
    lines = [line(place=f"Employer {number}", post=post) for number in range(700) for post in posts]

    looked = upload(client, file_of(*lines))
    client.post(IMPORT, {"carried": looked.context["carried"]})

    assert Contact.objects.count() == 3500
    assert len(places_now().employers) == 700


def test_the_index_leads_to_the_further_pages(client, organiser):
    page = page_of(client.get("/admin/"))

    for address in (IMPORT, f"{LIST}board/", "/admin/guidance/page/to-check/"):
        assert f'href="{address}"' in page
    assert "/admin/guidance/version/" not in page
