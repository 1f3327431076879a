"""What every page shares: header, footer, messages, banner, title, and nothing that the policy refuses."""

import re
from html.parser import HTMLParser

import pytest
from django.urls import reverse
from django.utils import timezone

from events.models import Demonstration
from tests.factories import log_in, make_assembly, make_delegate, make_organiser, make_user

pytestmark = pytest.mark.django_db

FOOTER = ["accessibility", "contact", "cookies", "privacy", "terms"]


class Inline(HTMLParser):
    """Collects what a strict policy refuses, and every link."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.refused: list[str] = []
        self.links: list[str] = []
        self.foreign: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        named = dict(attrs)
        if tag == "style" or (tag == "script" and "src" not in named):
            self.refused.append(tag)
        self.refused += [f"{tag} {name}" for name in named if name == "style" or name.startswith("on")]
        if tag == "a" and (href := named.get("href")):
            self.links.append(href)
        loads = named.get("src") or (named.get("href") if tag == "link" else "") or ""
        if loads.startswith(("http:", "https:", "//")):
            self.foreign.append(loads)


def get(client, url, status=200) -> str:
    response = client.get(url)
    assert response.status_code == status
    return response.content.decode()


@pytest.mark.parametrize("name", FOOTER)
def test_footer_pages_ask_the_database_nothing(client, name, django_assert_num_queries):
    with django_assert_num_queries(0):
        html = get(client, reverse(name))

    page = Inline(html)
    assert not page.refused
    assert not page.foreign


def test_every_link_of_header_and_footer_leads_somewhere(client):
    assembly = make_assembly()
    links = set()
    for person in (None, make_organiser()):
        if person:
            log_in(client, person)
        html = get(client, reverse("programme", args=[assembly.slug]))
        header, footer = html.split("<main")[0], html.split("</main>")[1]
        links |= {link for link in Inline(header + footer).links if link.startswith("/")}

    own = f"/{assembly.slug}/"
    assert {own, f"{own}programme/", f"{own}my-day/", "/account/login/", "/account/", "/admin/"} <= links
    assert {"/assemblies/", *(f"/{name}/" for name in FOOTER)} <= links
    for link in links:
        assert client.get(link).status_code in (200, 302), link


def test_the_page_one_is_on_is_told_in_the_menu(client):
    assembly = make_assembly()
    html = get(client, reverse("programme", args=[assembly.slug]))

    current = re.findall(r'href="([^"]+)" aria-current="page"', html)
    assert current == [f"/{assembly.slug}/programme/"]


def test_the_log_out_is_a_form_and_the_log_in_a_link(client):
    assert 'action="/account/logout/"' not in get(client, "/terms/")

    log_in(client, make_user())

    html = get(client, "/terms/")
    assert '<form class="nhsuk-header__account-form" action="/account/logout/" method="post"' in html
    assert 'href="/account/login/"' not in html
    assert ">Organise<" not in html


def test_the_title_names_the_page_the_portal_and_an_error(client):
    assert "<title>Privacy \N{EN DASH} Learner assembly portal</title>" in get(client, "/privacy/")

    answer = client.post("/account/login/", {"email": "nobody"})

    assert "<title>Error: " in answer.content.decode()


def test_no_page_carries_the_logo_or_the_font_of_the_nhs(client):
    html = get(client, "/")

    assert "nhsuk-header__logo" not in html
    assert "frutiger" not in html.lower()


def test_a_demonstration_is_told_on_every_page(client, settings, django_assert_num_queries):
    settings.PORTAL_DEMONSTRATION = True
    assert "Demonstration" not in get(client, "/terms/")

    standing = Demonstration.objects.create(assembly=make_assembly(), made_at=timezone.now())
    with django_assert_num_queries(1):
        assert "Demonstration: the day of 27 May 2022, replayed today" in get(client, "/terms/")

    other = make_assembly()
    assert "Demonstration" in get(client, f"/{standing.assembly.slug}/programme/")
    assert "Demonstration" not in get(client, f"/{other.slug}/programme/")
    assert "Demonstration" not in get(client, f"/{other.slug}/")

    Demonstration.objects.filter(pk=standing.pk).update(is_replayed=False)
    assert "Demonstration: 27 May 2022 as it was" in get(client, "/terms/")

    settings.PORTAL_DEMONSTRATION = False
    assert "Demonstration" not in get(client, "/terms/")


def test_words_of_the_page_before_stand_in_a_banner_once(client):
    user = make_user()
    log_in(client, user)
    answer = client.post(reverse("my_name"), {"name": "Amara Fernhollow", "pronouns": ""}, follow=True)

    html = answer.content.decode()
    assert "nhsuk-notification-banner--success" in html
    assert html.count('id="message-1"') == 1
    assert "nhsuk-notification-banner" not in get(client, "/terms/")


def test_pages_for_one_person_are_not_kept_by_the_browser(client):
    assert "no-store" not in client.get("/terms/").headers.get("Cache-Control", "")

    log_in(client, make_delegate().user)

    assert client.get("/terms/").headers["Cache-Control"] == "no-store, private"


def test_every_page_tells_browsers_what_it_may_do(client):
    headers = client.get("/terms/").headers

    policy = dict(part.strip().split(" ", 1) for part in headers["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert policy["style-src"] == "'self'"
    assert re.fullmatch(r"'self' 'nonce-[^']+'", policy["script-src"])
    assert policy["frame-ancestors"] == "'none'"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "camera=()" in headers["Permissions-Policy"]
    assert "microphone=()" in headers["Permissions-Policy"]
