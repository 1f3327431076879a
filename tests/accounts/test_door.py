import re
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.utils import timezone

from accounts.actions import issue_spoken_code
from accounts.limits import PER_MINUTE
from accounts.models import EmailCode, User
from tests.accounts.door import ask_for_code, code_in, come_in, type_code, who, wrong
from tests.factories import make_organiser, make_user

pytestmark = pytest.mark.django_db


def test_a_new_address_comes_in_by_its_code_and_is_proven(client):
    asked = ask_for_code(client, "new@example.org", next="/account/name/")
    assert asked.headers["Location"] == "/account/login/code/"
    assert not User.objects.exists(), "nobody is written down before the address is proven"

    landed = type_code(client, code_in(mail.outbox[0]))

    assert landed.headers["Location"] == "/account/name/"
    user = User.objects.get(email="new@example.org")
    assert who(client) == str(user.pk)
    assert not user.has_usable_password()
    assert EmailAddress.objects.get(user=user).verified
    assert EmailAddress.objects.get(user=user).primary


def test_a_known_address_comes_in_by_its_code(client):
    user = make_user("known@example.org")

    landed = come_in(client, "known@example.org")

    assert landed.headers["Location"] == "/"
    assert who(client) == str(user.pk)
    assert User.objects.count() == 1


def test_known_and_new_addresses_see_the_same_and_get_the_same_mail():
    make_user("known@example.org", password="correct horse battery")
    seen = {}
    for email in ("known@example.org", "knewn@example.org"):
        mail.outbox.clear()
        client = Client()
        asked = ask_for_code(client, email)
        page = client.get(asked.headers["Location"])
        refused = type_code(client, wrong(code_in(mail.outbox[0])))
        texts = [page.content.decode(), refused.content.decode(), mail.outbox[0].subject, mail.outbox[0].body]
        seen[email] = (
            asked.status_code,
            asked.headers["Location"],
            len(mail.outbox),
            [_without_secrets(text, email) for text in texts],
        )
    first, second = seen.values()
    assert first == second


def _without_secrets(text: str, email: str) -> str:
    text = text.replace(email, "ADDRESS")
    text = re.sub(r'(name="csrfmiddlewaretoken" value=|nonce=)"[^"]*"', "", text)
    return re.sub(r"\b\d{6}\b", "CODE", text)


def test_asking_for_a_code_costs_the_same_queries_whether_known_or_new(django_assert_num_queries):
    make_user("known@example.org")
    for email in ("known@example.org", "new@example.org"):
        # One count, the code in its transactions, and a new session in its own.
        with django_assert_num_queries(10):
            ask_for_code(Client(), email)


def test_capitals_in_an_address_do_not_make_another_person(client):
    user = make_user("dr.known@example.org")

    come_in(client, "  Dr.Known@Example.ORG ")

    assert who(client) == str(user.pk)
    assert mail.outbox[0].to == ["dr.known@example.org"]


def test_spaces_and_dashes_in_a_code_do_not_matter(client):
    make_user("known@example.org")
    ask_for_code(client, "known@example.org")
    code = code_in(mail.outbox[0])

    type_code(client, f" {code[:3]}-{code[3:]} ")

    assert who(client)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "Enter your email address"),
        ("somebody", "Enter an email address in the correct format, like name@example.com"),
        (f"{'a' * 250}@example.org", "Email address must be 254 characters or fewer"),
    ],
)
def test_what_is_no_address_is_told_and_kept(client, typed, words):
    page = ask_for_code(client, typed)

    text = page.content.decode()
    assert words in text
    assert "<title>Error: " in text
    assert typed in text
    assert not mail.outbox


@pytest.mark.parametrize("typed", ["12345", "1234567", "abcdef", "......"])
def test_what_cannot_be_a_code_is_told_and_costs_no_try(client, typed):
    ask_for_code(client, "known@example.org")

    for _ in range(6):
        page = type_code(client, typed).content.decode()
        assert "The code is 6 digits long. Check it and enter it again" in page
        assert "<title>Error: " in page
    type_code(client, code_in(mail.outbox[0]))
    assert who(client)


def test_the_sixth_wrong_code_is_refused_and_so_is_the_right_one_after_it(client):
    ask_for_code(client, "known@example.org")
    code = code_in(mail.outbox[0])
    for _ in range(4):
        assert "That is not the code." in type_code(client, wrong(code)).content.decode()
    for typed in (wrong(code), wrong(code), code):
        page = type_code(client, typed).content.decode()
        assert "You have entered a wrong code 5 times, so the code no longer works. Send a new code" in page
    assert who(client) is None

    client.post("/account/login/code/again/")
    type_code(client, code_in(mail.outbox[-1]))
    assert who(client), "a new code opens the door again"


def test_a_new_browser_buys_no_more_tries_for_the_same_code(client):
    ask_for_code(client, "known@example.org")
    code = code_in(mail.outbox[0])

    elsewhere = Client()
    assert type_code(elsewhere, code).headers["Location"] == "/account/login/", "nothing was asked for there"
    ask_for_code(elsewhere, "known@example.org")
    assert "That is not the code." in type_code(elsewhere, code).content.decode()
    assert who(elsewhere) is None


@pytest.mark.django_db(transaction=True)
def test_tries_made_at_once_are_counted_one_by_one(client):
    ask_for_code(client, "known@example.org")
    code = code_in(mail.outbox[0])
    cookies = client.cookies.output(header="", sep=";")

    def guess(number: int) -> None:
        other = Client(HTTP_COOKIE=cookies)
        type_code(other, f"{(int(code) + 1 + number) % 10**6:06}")
        connection.close()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(guess, range(16)))

    assert EmailCode.objects.get().wrong_tries == 5
    type_code(client, code)
    assert who(client) is None


def test_sixty_people_behind_one_address_come_in_within_a_minute():
    for number in range(60):
        client = Client(REMOTE_ADDR="192.0.2.60")
        come_in(client, f"person{number}@example.org")
        assert who(client), number


@pytest.mark.django_db(transaction=True)
def test_sixty_people_behind_one_address_ask_at_the_same_moment():
    def ask(number: int) -> int:
        try:
            client = Client(REMOTE_ADDR="192.0.2.61")
            return ask_for_code(client, f"person{number}@example.org").status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(20) as pool:
        assert list(pool.map(ask, range(60))) == [302] * 60


def test_a_robot_in_a_network_is_told_to_wait():
    robot, person = Client(REMOTE_ADDR="192.0.2.62"), Client(REMOTE_ADDR="192.0.2.63")
    for what in ("codes", "passwords"):
        # The minute may turn while the test runs.
        for minute in (int(time.time()) // 60, int(time.time()) // 60 + 1):
            cache.set(f"crowd:{what}:192.0.2.62:{minute}", PER_MINUTE, timeout=120)

    page = ask_for_code(robot, "victim@example.org").content.decode()
    assert "Too many codes were asked for from your network." in page
    assert not mail.outbox
    refused = robot.post("/account/login/password/", {"login": "a@example.org", "password": "b"})
    assert refused.status_code == 429
    assert "Wait 5 minutes" in refused.content.decode()
    assert ask_for_code(person, "person@example.org").status_code == 302


def test_a_code_is_good_for_fifteen_minutes(client):
    ask_for_code(client, "known@example.org")
    EmailCode.objects.update(expires_at=timezone.now() - timedelta(seconds=1))

    page = type_code(client, code_in(mail.outbox[0]))

    assert (
        "That code is more than 15 minutes old and no longer works. Send a new code" in page.content.decode()
    )
    assert who(client) is None


def test_a_code_works_once(client):
    come_in(client, "known@example.org")
    elsewhere = Client()
    ask_for_code(elsewhere, "known@example.org")

    type_code(elsewhere, code_in(mail.outbox[0]))

    assert who(elsewhere) is None


def test_the_code_before_is_told_from_a_wrong_one(client):
    ask_for_code(client, "known@example.org")
    client.post("/account/login/code/again/")

    page = type_code(client, code_in(mail.outbox[0]))

    assert (
        "We sent a newer code after that one. Enter the code from the newest email" in page.content.decode()
    )


def test_a_new_code_is_sent_to_the_same_address_and_the_way_on_is_kept(client):
    ask_for_code(client, "known@example.org", next="/account/name/")

    again = client.post("/account/login/code/again/", follow=True)

    assert "We have sent a new code to known@example.org." in again.content.decode()
    landed = type_code(client, code_in(mail.outbox[1]))
    assert landed.headers["Location"] == "/account/name/"


def test_too_many_codes_for_one_address_are_refused_in_words_and_the_last_one_works(client):
    for _ in range(6):
        ask_for_code(client, "known@example.org")

    for page in (ask_for_code(client, "known@example.org"), client.post("/account/login/code/again/")):
        assert "We have already sent several codes to this address." in page.content.decode()
    assert len(mail.outbox) == 6
    type_code(client, code_in(mail.outbox[-1]))
    assert who(client)


def test_a_tab_left_open_says_that_another_address_was_asked_for(client):
    ask_for_code(client, "first@example.org")
    ask_for_code(client, "second@example.org")

    page = type_code(client, code_in(mail.outbox[0]), sent_to="first@example.org")

    assert "You asked for a code for second@example.org in another tab." in page.content.decode()
    type_code(client, code_in(mail.outbox[1]))
    assert who(client)


def test_the_code_page_of_a_browser_that_asked_for_nothing_leads_to_the_door(client):
    for page in (
        client.get("/account/login/code/", follow=True),
        client.post("/account/login/code/again/", follow=True),
    ):
        assert page.redirect_chain[-1][0] == "/account/login/"
        assert "Enter your email address, and we will send you a code" in page.content.decode()


def test_a_tab_left_open_after_logging_in_leads_on(client):
    come_in(client, "known@example.org")

    assert client.get("/account/login/code/").headers["Location"] == "/"
    assert client.get("/account/login/?next=/account/").headers["Location"] == "/account/"


@pytest.mark.parametrize(
    "next_url", ["https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)"]
)
def test_the_door_never_leads_elsewhere(client, next_url):
    assert come_in(client, "known@example.org", next=next_url).headers["Location"] == "/"


def test_mail_that_cannot_be_sent_is_a_sentence_and_the_code_before_stays_good(client, settings):
    ask_for_code(client, "known@example.org")
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1

    page = client.post("/account/login/code/again/")

    assert page.status_code == 200
    assert "We could not send an email just now." in page.content.decode()
    type_code(client, code_in(mail.outbox[0]))
    assert who(client)


def test_the_door_works_with_redis_away(client, settings, redis_away):

    come_in(client, "known@example.org")

    assert who(client)


def test_logging_in_changes_the_key_of_the_session(client):
    client.get("/account/login/")
    ask_for_code(client, "known@example.org")
    before = client.session.session_key

    type_code(client, code_in(mail.outbox[0]))

    assert client.session.session_key != before


def test_a_log_in_ends_with_the_browser(client):
    come_in(client, "known@example.org")

    assert client.session.get_expire_at_browser_close()


def test_a_closed_log_in_is_told_so_only_after_the_code(client):
    make_user("known@example.org", is_active=False)

    landed = come_in(client, "known@example.org")

    assert "Your log-in is closed" in client.get(landed.headers["Location"]).content.decode()
    assert who(client) is None


def test_logging_out_takes_a_press_of_the_button(client):
    come_in(client, "known@example.org")

    assert "Log out" in client.get("/account/logout/").content.decode()
    assert who(client)
    client.post("/account/logout/")
    assert who(client) is None


def test_a_code_that_an_organiser_reads_out_opens_the_door_in_any_browser(client):
    user = make_user("known@example.org")
    code = issue_spoken_code(user=user, actor=make_organiser(), at=timezone.now())
    ask_for_code(client, "known@example.org")

    type_code(client, code)

    assert who(client) == str(user.pk)


def test_pages_of_the_door_are_kept_by_no_cache(client):
    ask_for_code(client, "known@example.org")
    for page in ("/account/login/", "/account/login/code/", "/account/login/password/"):
        assert "no-store" in client.get(page).headers["Cache-Control"]


@pytest.mark.parametrize("path", ["/account/signup/", "/account/password/reset/", "/account/confirm-email/"])
def test_allauths_other_ways_in_lead_to_the_door(client, path):
    assert client.get(path).headers["Location"] == "/account/login/"
