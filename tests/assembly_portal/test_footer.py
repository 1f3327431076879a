"""The pages behind the footer are true for the portal as it is built."""

import re

import pytest
from django.conf import settings as django_settings
from django.core.checks import run_checks
from django.urls import reverse

from assembly_portal import operator
from tests.factories import log_in, make_delegate

pytestmark = pytest.mark.django_db

UNSET = "not yet set by the operator"
FIXED_HEADINGS = [
    "How accessible this website is",
    "Feedback and contact information",
    "Reporting accessibility problems with this website",
    "Enforcement procedure",
    "Technical information about this website\N{RIGHT SINGLE QUOTATION MARK}s accessibility",
    "Compliance status",
    "Non-accessible content",
    "Preparation of this accessibility statement",
]


@pytest.fixture
def operator_facts(settings):
    for name in operator.FACTS:
        setattr(settings, name, f"the {name.lower()}")


def get(client, name) -> str:
    return client.get(reverse(name)).content.decode()


def test_the_accessibility_statement_keeps_the_fixed_headings_in_order(client):
    headings = re.findall(r"<h[23][^>]*>([^<]+)</h[23]>", get(client, "accessibility").split("<footer")[0])

    assert headings == FIXED_HEADINGS


@pytest.mark.parametrize("name", ["accessibility", "contact", "privacy", "terms"])
def test_what_only_the_operator_knows_is_marked_until_it_is_set(client, name):
    assert UNSET in get(client, name)


@pytest.mark.parametrize("name", ["accessibility", "contact", "privacy", "terms"])
def test_nothing_is_marked_once_it_is_set(client, name, operator_facts):
    assert UNSET not in get(client, name)


def test_each_fact_is_shown_somewhere(client, operator_facts):
    shown = "".join(get(client, name) for name in ("accessibility", "contact", "privacy", "terms"))

    for name in operator.FACTS:
        assert f"the {name.lower()}" in shown


def test_the_deploy_check_names_each_unset_fact_and_no_other(settings):
    settings.PORTAL_PRIVACY_CONTROLLER = "NHS England, Wellington Place, Leeds"

    told = [
        message.msg for message in run_checks(include_deployment_checks=True) if message.id == "portal.W001"
    ]

    assert len(told) == len(operator.FACTS) - 1
    assert not any("PORTAL_PRIVACY_CONTROLLER" in message for message in told)
    assert any(message.startswith("PORTAL_CONTACT_EMAIL is not set: ") for message in told)


def test_the_cookies_page_lists_every_cookie_that_a_delegate_gets(client):
    log_in(client, make_delegate().user)
    client.get("/")
    client.get(reverse("my_details"))
    client.post(reverse("my_name"), {"name": "A", "pronouns": ""}, follow=True)

    html = get(client, "cookies")
    listed = set(re.findall(r"<code[^>]*>([^<]+)</code>", html))

    assert set(client.cookies) <= listed
    assert listed == {django_settings.SESSION_COOKIE_NAME, django_settings.CSRF_COOKIE_NAME, "letterbox"}
    assert "Until you close your browser, at most 2 weeks" in html
    assert "1 year" in html


def test_lifetimes_follow_the_settings(client, settings):
    settings.SESSION_EXPIRE_AT_BROWSER_CLOSE = False
    settings.SESSION_COOKIE_AGE = 60 * 60 * 24 * 3
    settings.CSRF_COOKIE_AGE = None

    html = get(client, "cookies")

    assert "At most 3 days" in html
    assert "Until you close your browser" in html


def test_the_log_holds_no_internet_addresses_as_the_privacy_page_says(client, caplog):
    assert "It holds no internet addresses." in get(client, "privacy")

    caplog.clear()
    client.get("/terms/", REMOTE_ADDR="192.0.2.77")

    assert "/terms/" in caplog.text
    assert "192.0.2.77" not in caplog.text


def test_whatever_scripts_keep_in_the_browser_is_told():
    keeping = {
        script.relative_to(django_settings.BASE_DIR).as_posix()
        for script in (django_settings.BASE_DIR / "static" / "js").rglob("*.js")
        if re.search(r"localStorage|sessionStorage|indexedDB|document\.cookie", script.read_text("utf-8"))
    }

    told = {"static/js/realtime/kept.js", "static/js/realtime/line.js", "static/js/realtime/store.js"}
    told |= {"static/js/room.js", "static/js/room/recall.js", "static/js/recording/speed.js"}
    assert keeping == told, "The cookies page names what is kept: add to it."
