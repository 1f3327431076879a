import re

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail

from accounts.actions import record_proof
from accounts.models import Appointment, SecondFactorDuty
from accounts.policies import must_use_second_factor
from accounts.second_factor import app_code, give_totp
from tests.accounts.door import come_in, who
from tests.factories import log_in, make_delegate, make_organiser, make_user

pytestmark = pytest.mark.django_db

SECRET = "JBSWY3DPEHPK3PXP"
SET_UP = "/account/second-factor/set-up/"


def make_secured_organiser(email="organiser@example.org"):
    user = make_organiser(email=email)
    record_proof(user=user, email=email)
    give_totp(user, SECRET)
    return user


def come_in_by_app(client, email, next="/admin/"):
    come_in(client, email, next=next)
    return client.post("/account/second-factor/", {"code": app_code(SECRET)})


def test_who_must_use_a_second_factor():
    bound = make_user()
    SecondFactorDuty.objects.create(user=bound, because="handler")
    lead = make_user()
    Appointment.objects.create(user=lead, duty=Appointment.Duty.NATIONAL_LEAD)
    former = make_organiser()
    former.appointments.update(ended_at=former.joined_at)

    must = [make_user(is_superuser=True), make_organiser(), lead, bound]
    need_not = [make_user(), make_delegate().user, former]

    assert [must_use_second_factor(user) for user in must] == [True] * 4
    assert [must_use_second_factor(user) for user in need_not] == [False] * 3


def test_an_organiser_without_an_app_is_sent_to_set_one_up(client):
    come_in(client, make_organiser().email)

    for path in ("/", "/account/", "/admin/", "/account/second-factor/turn-off/"):
        assert client.get(path).headers["Location"].startswith(SET_UP), path
    for path in (SET_UP, "/accessibility/", "/account/logout/", "/contact/"):
        assert client.get(path).status_code == 200, path
    client.post("/account/logout/")
    assert who(client) is None


def test_setting_up_an_app_leads_through_the_recovery_codes_to_where_one_was_going(
    client, django_capture_on_commit_callbacks
):
    user = make_organiser()
    come_in(client, user.email, next="/admin/")
    to_set_up = client.get("/admin/").headers["Location"]
    page = client.get(to_set_up)
    assert "data:image/svg+xml;base64," in page.content.decode()
    secret = client.session["mfa.totp.secret"]
    assert " ".join(re.findall("....", secret)) in page.content.decode()

    wrong = client.post(SET_UP, {"code": "", "next": "/admin/"})
    assert "Enter the 6-digit code" in wrong.content.decode()
    assert client.session["mfa.totp.secret"] == secret, "the picture stays the same after a mistake"
    with django_capture_on_commit_callbacks(execute=True):
        done = client.post(SET_UP, {"code": app_code(secret), "next": "/admin/"}, follow=True)

    assert done.redirect_chain == [("/account/recovery-codes/?next=%2Fadmin%2F", 302)]
    assert len(re.findall(r"<code>\d{8}</code>", done.content.decode())) == 10
    assert 'href="/admin/"' in done.content.decode()
    assert client.get("/admin/").status_code == 200
    assert mail.outbox[-1].subject == "A second factor was set up for your log-in"


def test_an_organiser_comes_in_by_code_and_app(client):
    user = make_secured_organiser()

    challenged = come_in(client, user.email, next="/admin/")
    assert challenged.headers["Location"] == "/account/second-factor/"
    assert who(client) is None, "the first factor alone logs nobody in"
    assert client.get("/admin/").status_code == 302
    landed = client.post("/account/second-factor/", {"code": app_code(SECRET)})

    assert landed.headers["Location"] == "/admin/"
    assert client.get("/admin/").status_code == 200


def test_a_wrong_app_code_is_told_and_the_sixth_refused(client):
    user = make_secured_organiser()
    come_in(client, user.email)
    wrong = f"{(int(app_code(SECRET)) + 1) % 10**6:06}"
    for _ in range(5):
        page = client.post("/account/second-factor/", {"code": wrong}).content.decode()
        assert "That is not the code your app shows now." in page
        assert "<title>Error: " in page

    page = client.post("/account/second-factor/", {"code": app_code(SECRET)})

    assert "You have tried too often. Wait 5 minutes and try again" in page.content.decode()
    assert who(client) is None


def test_a_recovery_code_works_once(client, client_elsewhere):
    user = make_secured_organiser()
    come_in_by_app(client, user.email)
    assert client.get("/account/recovery-codes/new/").status_code == 302, "the app is asked for again"
    client.post("/account/second-factor/again/", {"code": app_code(SECRET)})
    # The app's code of this half minute is used up; a fresh log-in session stands in for the next one.
    log_in(client, user)
    session = client.session
    session["account_authentication_methods"][0]["reauthenticated"] = True
    session.save()
    made = client.post("/account/recovery-codes/new/", follow=True).content.decode()
    code = re.search(r"<code>(\d{8})</code>", made)[1]

    come_in(client_elsewhere, user.email)
    client_elsewhere.post("/account/second-factor/", {"code": code})
    assert who(client_elsewhere) == str(user.pk)

    client_elsewhere.post("/account/logout/")
    come_in(client_elsewhere, user.email)
    client_elsewhere.post("/account/second-factor/", {"code": code})
    assert who(client_elsewhere) is None


def test_an_organiser_appointed_while_logged_in_proves_the_app_they_have(client):
    user = make_user("person@example.org")
    client.force_login(user)
    give_totp(user, SECRET)
    Appointment.objects.create(user=user, duty=Appointment.Duty.ORGANISER)

    asked = client.get("/admin/")
    assert asked.headers["Location"] == "/account/second-factor/again/?next=%2Fadmin%2F"
    client.post(asked.headers["Location"], {"code": app_code(SECRET)})

    assert client.get("/admin/").status_code == 200


def test_whoever_must_have_a_second_factor_cannot_turn_it_off(client):
    user = make_secured_organiser()
    log_in(client, user)
    session = client.session
    session["account_authentication_methods"][0]["reauthenticated"] = True
    session.save()

    page = client.post("/account/second-factor/turn-off/")

    assert "it cannot be turned off" in page.content.decode()
    assert Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists()


def test_a_delegate_may_have_a_second_factor_and_turn_it_off(client):
    user = make_user("person@example.org")
    record_proof(user=user, email=user.email)
    client.force_login(user)
    client.get(SET_UP)
    client.post(SET_UP, {"code": app_code(client.session["mfa.totp.secret"])})
    assert "An authenticator app" in client.get("/account/").content.decode()

    client.post("/account/second-factor/turn-off/")

    assert not Authenticator.objects.filter(user=user).exists()
    assert mail.outbox[-1].subject == "The second factor of your log-in was turned off"


def test_an_app_without_recovery_codes_leads_to_making_some(client):
    user = log_in(client, make_secured_organiser())
    session = client.session
    session["account_authentication_methods"][0]["reauthenticated"] = True
    session.save()

    details = client.get("/account/").content.decode()
    link = re.search(r'href="([^"]+)">\s*Make<span class="nhsuk-u-visually-hidden"> recovery', details)[1]
    for address in (link, "/account/recovery-codes/"):
        page = client.get(address, follow=True)
        assert page.status_code == 200
        assert "You have no recovery codes now." in page.content.decode()
    made = client.post(link, follow=True).content.decode()

    assert len(re.findall(r"<code>\d{8}</code>", made)) == 10
    assert user.authenticator_set.count() == 2
    assert "None yet" not in client.get("/account/").content.decode()


def test_without_an_app_the_page_of_recovery_codes_leads_to_ones_details(client):
    client.force_login(make_user())

    assert client.get("/account/recovery-codes/").headers["Location"] == "/account/"


def test_somebody_else_can_log_in_where_a_second_factor_was_asked_for(client):
    come_in(client, make_secured_organiser().email)

    come_in(client, "other@example.org")

    assert who(client)


def test_no_page_costs_a_query_more_for_the_second_factor(client, django_assert_num_queries):
    client.force_login(make_user())
    client.get("/accessibility/")
    # The log-in session, the person with their duties, and what is new to them for the header.
    with django_assert_num_queries(3):
        client.get("/accessibility/")


def test_the_demonstration_secret_gives_the_code_of_the_moment():
    user = make_user()
    give_totp(user, SECRET)
    app = Authenticator.objects.get(user=user)
    assert app.wrap().validate_code(app_code(SECRET))
