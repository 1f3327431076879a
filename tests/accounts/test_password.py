import pytest
from django.core import mail

from accounts.actions import record_proof
from tests.accounts.door import code_in, type_code, who
from tests.factories import make_user

pytestmark = pytest.mark.django_db

PASSWORD = "correct horse battery"


def make_proven(email="person@example.org", **fields):
    user = make_user(email, password=PASSWORD, **fields)
    record_proof(user=user, email=email)
    return user


def log_in_by_password(client, email, password, **fields):
    return client.post("/account/login/password/", {"login": email, "password": password, **fields})


def test_a_password_opens_the_door(client):
    user = make_proven()

    landed = log_in_by_password(client, "Person@Example.org", PASSWORD, next="/account/name/")

    assert landed.headers["Location"] == "/account/name/"
    assert who(client) == str(user.pk)
    assert client.session.get_expire_at_browser_close()


def test_wrong_passwords_and_unknown_addresses_are_told_in_the_same_words(client):
    make_proven()
    pages = [
        log_in_by_password(client, email, "wrong").content.decode()
        for email in ("person@example.org", "nobody@example.org")
    ]
    words = "The email address or the password is not right."
    assert all(words in page and "<title>Error: " in page for page in pages)


def test_the_sixth_wrong_password_of_one_person_is_refused(client):
    make_proven("target@example.org")
    for _ in range(5):
        log_in_by_password(client, "target@example.org", "wrong")

    page = log_in_by_password(client, "target@example.org", PASSWORD)

    assert "You have tried too often. Wait 5 minutes and try again" in page.content.decode()
    assert who(client) is None


def test_a_password_alone_does_not_let_in_whose_address_was_never_proven(client):
    user = make_user("person@example.org", password=PASSWORD)

    landed = log_in_by_password(client, "person@example.org", PASSWORD, next="/account/name/")

    assert landed.headers["Location"] == "/account/login/code/"
    assert who(client) is None
    landed = type_code(client, code_in(mail.outbox[0]))
    assert landed.headers["Location"] == "/account/name/"
    assert who(client) == str(user.pk)


def test_empty_fields_are_told_in_our_words(client):
    page = log_in_by_password(client, "", "").content.decode()
    assert "Enter your email address" in page
    assert "Enter your password" in page
    assert " required" not in page


def test_a_first_password_is_chosen_and_then_changed(client):
    user = make_user("person@example.org")
    record_proof(user=user, email=user.email)
    client.force_login(user)

    page = client.post("/account/password/set/", {"password1": "short"}).content.decode()
    assert "12 characters" in page
    saved = client.post("/account/password/set/", {"password1": PASSWORD}, follow=True)
    assert "Your password is saved." in saved.content.decode()
    assert who(client) == str(user.pk), "this browser stays logged in"

    page = client.post("/account/password/change/", {"oldpassword": "wrong", "password1": "another good one"})
    assert "That is not your current password" in page.content.decode()
    client.post("/account/password/change/", {"oldpassword": PASSWORD, "password1": "another good one"})
    user.refresh_from_db()
    assert user.check_password("another good one")
    assert [message.subject for message in mail.outbox] == [
        "A password was chosen for your log-in",
        "Your password was changed",
    ]


def test_a_changed_password_ends_the_other_log_ins(client, client_elsewhere):
    user = make_proven()
    for browser in (client, client_elsewhere):
        log_in_by_password(browser, user.email, PASSWORD)

    client.post("/account/password/change/", {"oldpassword": PASSWORD, "password1": "another good one"})

    assert client.get("/account/").status_code == 200
    assert client_elsewhere.get("/account/").status_code == 302
