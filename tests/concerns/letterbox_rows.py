"""A place with handlers on both sides, and a reporter's walk through the letterbox over HTTP."""

import re
from dataclasses import dataclass
from html import unescape
from uuid import uuid4

from django.test import Client
from django.urls import reverse

from accounts.models import Employer, LocalOffice
from concerns.answers import QUESTIONS
from concerns.kinds import GroupKind
from concerns.models import HandlerGroup
from concerns.standing import Standing
from tests.concerns import rows

NARRATIVE = "I am shouted at in front of patients."
CODE = re.compile(r"data-code[^>]*>([0-9A-Z-]{24}-?.)<")


@dataclass
class Place:
    """An employer and its local office with people in their groups."""

    employer: Employer
    office: LocalOffice
    guardian: HandlerGroup
    quality: HandlerGroup
    dean: HandlerGroup
    at_guardian: Standing
    at_quality: Standing


def a_place(name: str = "Fernhollow NHS Trust") -> Place:
    office = rows.an_office()
    employer = rows.an_employer(name, office)
    guardian = rows.a_group(GroupKind.GUARDIAN, employer)
    quality = rows.a_group(GroupKind.QUALITY, office)
    dean = rows.a_group(GroupKind.DEAN, office)
    at_guardian, at_quality, _ = (somebody_in(group) for group in (guardian, quality, dean))
    return Place(employer, office, guardian, quality, dean, at_guardian, at_quality)


def somebody_in(group: HandlerGroup) -> Standing:
    """A member whose address nobody else has, also not where the rows of many tests stand together."""
    return rows.a_member(group, email=f"{uuid4().hex}@example.org")


def posts(place: Place, **other) -> dict[str, dict]:
    """What each question is answered with, as its form sends it."""
    return {
        "way": {"mode": "anonymous"},
        "risk": {"risk": "no"},
        "employer": {"employer": str(place.employer.pk)},
        "office": {"office": str(place.office.pk)},
        "category": {"category": "bullying"},
        "words": {"words": NARRATIVE},
        "labels": {"labels": ["Bullying"], "own_first": "Being belittled", "own_second": "", "own_third": ""},
        "sides": {"sides": "both"},
        "kept_out": {"people": ""},
        "identity": {"name": "Dr Ada Reporter", "contact": ""},
    } | other


def url_of(name: str) -> str:
    return reverse("letterbox_question", args=[QUESTIONS.index(name) + 1])


def answer(client: Client, name: str, given: dict, query: str = ""):
    return client.post(url_of(name) + query, given)


def write(client: Client, place: Place, **other):
    """Answer every question; return the page that the last answer leads to."""
    given = posts(place, **other)
    is_anonymous = given["way"]["mode"] == "anonymous"
    for name in QUESTIONS[:-1] if is_anonymous else QUESTIONS:
        response = answer(client, name, given[name])
        assert response.status_code == 302, words(response)
    return client.get(response.url)


def send(client: Client, place: Place, **other) -> str:
    """Write and send; return the code."""
    write(client, place, **other)
    return code_in(client.post(reverse("letterbox_send"), fingerprint_of(client), follow=True))


def fingerprint_of(client: Client) -> dict[str, str]:
    html = client.get(reverse("letterbox_check")).content.decode()
    return {"fingerprint": re.search(r'name="fingerprint" value="(\w+)"', html)[1]}


def code_in(response) -> str:
    found = CODE.search(response.content.decode())
    assert found, words(response)
    return found[1]


def words(response) -> str:
    """The text of the page as it is read."""
    # Where a line may break, nothing stands.
    page = response.content.decode().replace("<wbr>", "")
    text = re.sub(r"<(script|style|head).*?</\1>|<[^>]+>", " ", page, flags=re.DOTALL)
    return re.sub(r"\s+", " ", unescape(text))
