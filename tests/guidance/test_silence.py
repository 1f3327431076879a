"""What is answered in "Where do I go?" stands in no log, in no copy of a page and in no later address."""

from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.urls import reverse

from assembly_portal.settings.base import BASE_DIR
from guidance.answers import QUESTIONS
from tests.factories import log_in, make_organiser, make_user

pytestmark = pytest.mark.django_db
ANSWERS = {"danger": "no", "subject": "sexual", "employer": "none", "office": "none", "told": "harmed"}
PAGES = [
    *(reverse(name) for name in ("guidance", "guidance_act_now", "guidance_answer")),
    *(reverse("guidance_question", args=[name]) for name in QUESTIONS),
]


def said(caplog) -> str:
    return "\n".join(f"{record.msg} {record.args}" for record in caplog.records)


@pytest.mark.parametrize("path", [*PAGES, "/where-do-i-go/nothing/", "/where-do-i-go"])
def test_the_log_holds_neither_the_answers_nor_who_gave_them(client, caplog, path):
    person = log_in(client, make_user())
    caplog.set_level("DEBUG")

    client.get("/cookies/")
    assert f"'user_id': {person.pk}" in said(caplog), "elsewhere it tells who asked for what"
    caplog.clear()
    client.get(path, ANSWERS)

    told = said(caplog)
    assert "sexual" not in told
    assert "harmed" not in told
    assert "user_id" not in told


def test_a_fault_there_tells_neither_of_them(client, caplog):
    log_in(client, make_user())
    client.raise_request_exception = False
    with connection.cursor() as cursor:
        cursor.execute("alter table guidance_page rename column slug to slog")

    assert client.get(reverse("guidance_answer"), ANSWERS).status_code == 500

    assert "UndefinedColumn" in caplog.text
    assert "sexual" not in said(caplog)
    assert "user_id" not in said(caplog)


@pytest.mark.parametrize("path", PAGES)
def test_no_copy_is_kept_and_the_next_page_learns_no_answers(client, path):
    response = client.get(path, ANSWERS)

    assert response.headers["Cache-Control"] == "no-store, private"
    assert response.headers["Referrer-Policy"] == "strict-origin"


def test_an_organiser_without_a_second_factor_is_sent_nowhere_with_their_answers(client):
    client.force_login(make_organiser())

    assert client.get(reverse("guidance_answer"), ANSWERS).status_code == 200
    sent_on = client.get(reverse("guidance_question", args=["danger"]), {**ANSWERS, "asked": "1"})
    assert urlsplit(sent_on.headers["Location"]).path == reverse("guidance_answer")


def test_people_and_the_operator_are_told_where_an_address_may_stay(client):
    for path in (reverse("guidance"), reverse("guidance_answer")):
        assert "history may keep the address" in client.get(path, ANSWERS).content.decode()
    operations = (BASE_DIR / "docs" / "operations.md").read_text()
    assert "your proxy's access log off for `/where-do-i-go/`" in operations
