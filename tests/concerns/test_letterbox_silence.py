"""No line of the log tells that somebody asked for a page of the letterbox; the address without its slash."""

import io
import logging

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from assembly_portal.silence import Silence
from concerns import limits
from tests.concerns.letterbox_rows import url_of
from tests.factories import make_user

pytestmark = pytest.mark.django_db
BARE = "/letterbox"


@pytest.fixture
def written():
    """What the process writes into its log."""
    handler = next(
        each for each in logging.getLogger().handlers if any(isinstance(f, Silence) for f in each.filters)
    )
    stream = io.StringIO()
    before = handler.setStream(stream)
    yield stream
    handler.setStream(before)


def test_no_answer_of_the_letterbox_leaves_a_line(client, written, monkeypatch):
    cache.clear()
    monkeypatch.setattr(limits, "WRONG_AT_MOST", 0)
    too_long = b"words=" + b"x" * 3_000_000
    form = "application/x-www-form-urlencoded"

    statuses = [
        client.put(url_of("way")).status_code,
        client.post(url_of("words"), too_long, content_type=form).status_code,
        client.post(url_of("way"), {}, headers={"sec-fetch-site": "cross-site"}).status_code,
        client.post(reverse("letterbox_come_back"), {"code": "x"}).status_code,
    ]

    assert statuses == [405, 413, 403, 429]
    assert written.getvalue() == ""
    client.get("/casework/nowhere/")
    assert "/casework/nowhere/" in written.getvalue(), "other pages are logged as before"


def test_a_fault_of_the_letterbox_tells_its_kind_and_no_address(written, canary_fault):
    response = Client(raise_request_exception=False).post(url_of("way"), {"mode": "anonymous"})

    assert response.status_code == 500
    assert "private page failed" in written.getvalue()
    assert "canary" not in written.getvalue()
    assert "/letterbox" not in written.getvalue()


def test_the_address_without_its_slash_is_apart_too(client, written):
    client.force_login(make_user("trainee@example.org"))
    before = list(Session.objects.values_list("session_data", "expire_date"))

    response = client.get(BARE)

    assert response.status_code == 302
    assert response.url == reverse("letterbox")
    assert not response.cookies
    assert response.headers["Cache-Control"] == "no-store, private"
    assert not response.wsgi_request.user.is_authenticated
    assert client.post(BARE, {"words": "Much."}).status_code == 405
    assert client.post(BARE, {}, headers={"sec-fetch-site": "cross-site"}).status_code == 403
    assert written.getvalue() == ""
    assert list(Session.objects.values_list("session_data", "expire_date")) == before
