import pytest
from django.core import mail

from accounts.actions import record_proof
from tests.accounts.door import code_in, come_in, who, wrong
from tests.factories import make_user

pytestmark = pytest.mark.django_db

ADDRESS = "person@example.org"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0"
SAFARI = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/18.5 Mobile/15E148 Safari/604.1"
)


@pytest.fixture
def person(client):
    user = make_user(ADDRESS, name="Dr Amara Fernhollow")
    record_proof(user=user, email=user.email)
    client.force_login(user)
    return user


def test_my_details_show_what_is_known_and_ask_strangers_to_log_in(client, person):
    page = client.get("/account/").content.decode()
    for words in (
        "<bdi>Dr Amara Fernhollow</bdi>",
        ADDRESS,
        "None: you log in with a 6-digit code",
        "Not set up",
    ):
        assert words in page
    client.logout()
    assert client.get("/account/").headers["Location"] == "/account/login/?next=/account/"


@pytest.mark.parametrize(
    "name", ["Dr Zoë O'Hara-Núñez", "د. أميرة حسن", "ד״ר יעל כהן", "x" * 120, "<b>Bold</b>"]
)
def test_names_of_every_script_are_kept_as_they_are(client, person, name):
    saved = client.post("/account/name/", {"name": f"  {name} ", "pronouns": "she/her"}, follow=True)

    person.refresh_from_db()
    assert person.name == name
    assert "Your name and pronouns are saved." in saved.content.decode()
    assert "it keeps the name and pronouns that you gave there" in saved.content.decode()
    assert "<b>Bold</b>" not in saved.content.decode()


def test_a_name_cannot_turn_what_others_write_beside_it(client, person):
    client.post("/account/name/", {"name": "\u202eDr Amara\u2069", "pronouns": "\u202eshe/her"})

    person.refresh_from_db()
    assert (person.name, person.pronouns) == ("Dr Amara", "she/her")


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("", "Enter your name"),
        ("\u202e \u200b", "Enter your name"),
        ("x" * 121, "Your name must be 120 characters or fewer. It has 121 now"),
    ],
)
def test_a_name_that_cannot_be_kept_is_told_and_left_to_be_changed(client, person, name, words):
    page = client.post("/account/name/", {"name": name, "pronouns": "they/them"}).content.decode()

    assert words in page
    assert "<title>Error: Your name and pronouns" in page
    assert "they/them" in page
    assert name in page
    person.refresh_from_db()
    assert person.name == "Dr Amara Fernhollow"


def test_a_new_address_is_taken_once_its_code_is_typed_and_the_old_one_is_told(client, person):
    client.post("/account/address/", {"email": "New@Example.org"})
    code = code_in(mail.outbox[0])
    page = client.post("/account/address/code/", {"code": wrong(code)})
    assert "That is not the code." in page.content.decode()
    person.refresh_from_db()
    assert person.email == ADDRESS

    client.post("/account/address/code/", {"code": code})

    person.refresh_from_db()
    assert person.email == "new@example.org"
    assert mail.outbox[-1].to == [ADDRESS]
    assert "new@example.org" in mail.outbox[-1].body


def test_an_address_that_somebody_has_is_refused_only_to_its_owner(client, person):
    other = make_user("taken@example.org")
    answers = [
        client.post("/account/address/", {"email": email})
        for email in ("taken@example.org", "free@example.org")
    ]
    assert answers[0].headers["Location"] == answers[1].headers["Location"]
    client.post("/account/address/", {"email": "taken@example.org"})

    page = client.post("/account/address/code/", {"code": code_in(mail.outbox[-1])})

    assert "Somebody already logs in with this address." in page.content.decode()
    other.refresh_from_db()
    assert other.email == "taken@example.org"


def test_a_password_is_asked_for_before_the_address_is_changed(client, person):
    person.set_password("correct horse battery")
    person.save()
    client.force_login(person)

    assert client.get("/account/address/").headers["Location"].startswith("/account/reauthenticate/")
    page = client.post("/account/reauthenticate/?next=/account/address/", {"password": "wrong"})
    assert "That is not your password" in page.content.decode()
    client.post("/account/reauthenticate/?next=/account/address/", {"password": "correct horse battery"})
    assert client.get("/account/address/").status_code == 200


def test_a_code_to_log_in_does_not_change_an_address(client, client_elsewhere, person):
    client.post("/account/address/", {"email": "new@example.org"})
    code = code_in(mail.outbox[0])
    client_elsewhere.post("/account/login/", {"email": "new@example.org"})
    client_elsewhere.post("/account/login/code/", {"code": code})
    assert who(client_elsewhere) is None


def test_log_ins_are_listed_and_ended(client, client_elsewhere):
    for browser, agent in ((client, FIREFOX), (client_elsewhere, SAFARI)):
        browser.defaults["HTTP_USER_AGENT"] = agent
        come_in(browser, ADDRESS)
    page = client.get("/account/sessions/").content.decode()
    assert "Firefox on Windows <strong>(this browser)</strong>" in page
    assert "Safari on an iPhone" in page

    client.post("/account/sessions/")
    assert client.get("/account/").status_code == 200
    assert client_elsewhere.get("/account/").status_code == 302

    come_in(client_elsewhere, ADDRESS)
    client_elsewhere.post("/account/sessions/end/")
    assert client.get("/account/").status_code == 302
    assert client_elsewhere.get("/account/").status_code == 302
