from datetime import UTC, datetime

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.core import mail

from accounts.actions import record_proof
from accounts.models import Appointment, Employer, Grade, LocalOffice
from accounts.second_factor import give_totp
from tests.accounts.door import ask_for_code, who
from tests.factories import log_in, make_delegate, make_organiser, make_user

pytestmark = pytest.mark.django_db


def test_the_admin_has_no_door_of_its_own(client):
    page = client.get("/admin/", follow=True)
    assert page.redirect_chain[-1][0].startswith("/account/login/?next=")
    assert client.post("/admin/login/", {"username": "a", "password": "b"}).status_code == 302


def test_a_person_who_does_not_organise_is_told_so(client):
    client.force_login(make_user())
    assert client.get("/admin/", follow=True).status_code == 403


def test_an_organiser_without_a_proven_second_factor_does_not_come_in(client):
    client.force_login(make_organiser())
    for path in ("/admin/", "/admin/accounts/user/", "/admin/jsi18n/"):
        assert client.get(path).headers["Location"].startswith("/account/second-factor/set-up/"), path


def test_an_ended_appointment_closes_the_admin_at_once(client):
    user = log_in(client, make_organiser())
    assert client.get("/admin/").status_code == 200
    user.appointments.update(ended_at=user.joined_at)
    assert client.get("/admin/", follow=True).status_code == 403


def test_proofs_and_second_factors_are_nobodys_to_type():
    kinds = {kind.__name__ for kind in admin.site._registry}
    assert not kinds & {"EmailAddress", "Authenticator", "UserSession", "EmailConfirmation", "Group"}


@pytest.mark.parametrize("page", ["localoffice", "learnergroup", "grade", "employer"])
def test_organisers_keep_the_lists(client, page):
    log_in(client, make_organiser())
    for path in (f"/admin/accounts/{page}/", f"/admin/accounts/{page}/add/"):
        assert client.get(path).status_code == 200, path


def test_an_employer_is_found_by_a_part_of_its_name(client):
    log_in(client, make_organiser())
    Employer.objects.create(name="Demo NHS Trust A", local_office=LocalOffice.objects.first())
    assert b"Demo NHS Trust A" in client.get("/admin/accounts/employer/?q=trust").content


def test_an_organiser_looks_people_up_and_changes_nobody(client):
    log_in(client, make_organiser())
    person = make_user("dr.person@example.org", name="Dr Person")

    assert b"Dr Person" in client.get("/admin/accounts/user/?q=dr.person").content
    assert client.get(f"/admin/accounts/user/{person.pk}/change/").status_code == 200
    assert client.post(f"/admin/accounts/user/{person.pk}/change/", {"is_superuser": "on"}).status_code == 403
    assert client.get("/admin/accounts/user/add/").status_code == 403
    assert client.get("/admin/accounts/appointment/").status_code == 403


def test_an_organiser_reads_out_a_code_and_it_is_kept(client, client_elsewhere):
    organiser = log_in(client, make_organiser())
    person = make_user("dr.person@example.org")

    page = client.post(f"/admin/accounts/user/{person.pk}/code/", follow=True).content.decode()
    code = page.partition("read out this code: ")[2][:7]
    ask_for_code(client_elsewhere, person.email)
    client_elsewhere.post("/account/login/code/", {"code": code})

    assert who(client_elsewhere) == str(person.pk)
    entry = LogEntry.objects.get()
    assert (entry.user, entry.object_id) == (organiser, str(person.pk))
    assert "Read out a log-in code" in entry.change_message


@pytest.mark.parametrize("path", ["abc/change/", "5/password/", "99999999999999999999/change/", "abc/code/"])
def test_an_address_of_nobody_leads_back_to_the_admin(client, path):
    log_in(client, make_organiser())
    address = f"/admin/accounts/user/{path}"

    page = (client.post if path.endswith("code/") else client.get)(address, follow=True)

    assert page.redirect_chain[-1][0] == "/admin/"
    assert "t exist. Perhaps it was deleted?" in page.content.decode()


def test_a_code_is_not_read_out_to_another_organiser(client):
    log_in(client, make_organiser())
    other = make_organiser()
    page = client.get(f"/admin/accounts/user/{other.pk}/change/").content.decode()
    assert "logs in with a second factor" in page
    assert "Read out a log-in code" not in page
    page = client.post(f"/admin/accounts/user/{other.pk}/code/", follow=True).content.decode()
    assert "read out this code" not in page


def test_a_superuser_appoints_and_it_is_kept_who_did(client):
    chief = log_in(client, make_user(is_superuser=True))
    person = make_user()
    page = client.post(
        "/admin/accounts/appointment/add/",
        {
            "user": person.email.upper(),
            "duty": "organiser",
            "appointed_at": "2026-11-22T09:00",
        },
    )
    assert page.status_code == 302, page.content.decode()
    appointment = Appointment.objects.get()
    assert (appointment.user, appointment.appointed_by) == (person, chief)


def test_an_address_changed_by_a_superuser_has_to_be_proven_anew(client):
    log_in(client, make_user(is_superuser=True))
    person = make_user("before@example.org")
    record_proof(user=person, email=person.email)

    client.post(
        f"/admin/accounts/user/{person.pk}/change/",
        {"email": "After@example.org", "name": "Dr Person", "is_active": "on"},
    )

    person.refresh_from_db()
    assert person.email == "after@example.org"
    assert not EmailAddress.objects.filter(user=person).exists()


def test_a_superuser_takes_away_a_lost_second_factor(client):
    log_in(client, make_user(is_superuser=True))
    person = make_organiser()
    give_totp(person, "JBSWY3DPEHPK3PXP")

    client.post(
        "/admin/accounts/user/", {"action": "take_away_second_factor", "_selected_action": [person.pk]}
    )

    assert not Authenticator.objects.filter(user=person).exists()


@pytest.mark.parametrize("rows", [1, 3])
def test_lists_of_people_cost_the_same_for_one_and_for_three(client, rows, django_assert_num_queries):
    log_in(client, make_organiser())
    for number in range(rows - 1):
        make_user(f"p{number}@example.org")
    client.get("/admin/accounts/user/")
    # The log-in session, the person, two counts and the rows.
    with django_assert_num_queries(5):
        client.get("/admin/accounts/user/")


def test_no_mail_tells_when_an_organiser_only_looks(client):
    log_in(client, make_organiser())
    client.get("/admin/accounts/user/")
    assert not mail.outbox


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"user": ""}, "Enter the email address of their log-in"),
        ({"user": "who@example.org"}, "Nobody has logged in with this address yet."),
        ({"duty": ""}, "Select the duty"),
        ({"appointed_at": ""}, "Enter the day and time of the appointment"),
        ({"appointed_at": "soon"}, "Enter a real day and time, like 27/05/2022 09:45"),
        ({"appointed_at": "0001-01-01T00:00"}, "The year must be between 2000 and 2100"),
        ({"ended_at": "9999-12-31T23:59"}, "The year must be between 2000 and 2100"),
        ({"ended_at": "2001-01-01T00:00"}, "The appointment must end after it begins"),
        ({"user": "lead@example.org"}, "Dr Lead holds this duty already"),
    ],
    ids=str,
)
def test_what_is_wrong_with_an_appointment_is_said_in_words(client, fields, words):
    log_in(client, make_user(is_superuser=True))
    make_user("dr.person@example.org")
    lead = make_user("lead@example.org", name="Dr Lead")
    Appointment.objects.create(user=lead, duty=Appointment.Duty.NATIONAL_LEAD)
    typed = {"user": "dr.person@example.org", "duty": "national_lead", "appointed_at": "2026-11-22T09:00"}

    page = client.post("/admin/accounts/appointment/add/", typed | fields).content.decode()

    assert words in page
    assert Appointment.objects.count() == 1


@pytest.mark.parametrize(
    ("page", "fields", "words"),
    [
        ("employer", {}, ["Enter the name", "Select the local office"]),
        ("employer", {"name": "x" * 400}, ["Name must be 160 characters or fewer. It has 400"]),
        ("employer", {"name": "Trust A"}, ["There is already an employer with this name"]),
        ("localoffice", {}, ["Enter the name", "Enter the code", "Enter the position"]),
        ("localoffice", {"name": "A", "code": "taken"}, ["There is already a local office with this code"]),
        ("grade", {"code": "a b"}, ["Code must have only letters, numbers, hyphens and underscores"]),
        ("learnergroup", {"position": "-1"}, ["Position must be 0 or more"]),
    ],
)
def test_what_is_wrong_with_a_list_is_said_by_the_name_of_its_field(client, page, fields, words):
    log_in(client, make_organiser())
    office = LocalOffice.objects.create(code="taken", name="Taken")
    Employer.objects.create(name="Trust A", local_office=office)

    answer = client.post(f"/admin/accounts/{page}/add/", fields).content.decode()

    assert [told for told in words if told not in answer] == []
    assert not [
        stock for stock in ("This field", "Ensure", "already exists", "lease correct") if stock in answer
    ]


def test_what_is_in_use_is_not_removed_and_its_users_are_counted(client):
    log_in(client, make_organiser())
    grade = Grade.objects.create(code="used", name="Used grade")
    for _ in range(2):
        make_delegate(grade=grade)
    address = f"/admin/accounts/grade/{grade.pk}/delete/"

    for answer in (client.get(address), client.post(address, {"post": "yes"})):
        page = " ".join(answer.content.decode().split())
        assert "<strong>Used grade</strong> is in use, so it cannot be removed:" in page
        assert "<li>2 delegates</li>" in page
        assert f'<a class="button" href="/admin/accounts/grade/{grade.pk}/change/">Go back</a>' in page
    assert Grade.objects.filter(pk=grade.pk).exists()


def test_what_nobody_uses_is_removed_after_a_question(client):
    log_in(client, make_organiser())
    grade = Grade.objects.create(code="unused", name="Unused grade")
    address = f"/admin/accounts/grade/{grade.pk}/delete/"

    assert "<strong>Unused grade</strong> is removed" in client.get(address).content.decode()
    client.post(address, {"post": "yes"})

    assert not Grade.objects.filter(pk=grade.pk).exists()


def test_people_are_shown_in_the_portals_words(client):
    log_in(client, make_user(is_superuser=True))
    person = make_user("dr.person@example.org", joined_at=datetime(2026, 5, 27, 8, 45, tzinfo=UTC))

    pages = [
        client.get(f"/admin/accounts/user/{path}").content.decode()
        for path in ("", f"{person.pk}/change/", f"{person.pk}/history/")
    ]

    assert "<h1>People</h1>" in pages[0]
    assert "9:45am on Wednesday 27 May 2026" in pages[0]
    assert "9:45am on Wednesday 27 May 2026" in pages[1]
    assert "<h1>Person</h1>" in pages[1]
    assert "No page of the admin is closed to a superuser" in pages[1]
    assert "Nobody has changed it here since it was made." in pages[2]
    assert not [page for page in pages if "a.m." in page or "Designates" in page or "to change" in page]
