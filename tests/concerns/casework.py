"""What the tests of the casework pages share: people logged in, forms sent as a browser does."""

import re

import pytest
from django.test import Client

from concerns.actions.hands import last_step_of
from concerns.kinds import GroupKind, Side
from concerns.models import Concern, HandlerGroup
from concerns.standing import Standing
from tests.concerns import rows
from tests.factories import log_in

GAP = re.compile(r"\[[^\]]+\]")


def client_of(standing: Standing, **options) -> Client:
    client = Client(**options)
    log_in(client, standing.user)
    return client


def address(concern: Concern, noun: str = "") -> str:
    return f"/casework/{concern.pk}/{noun}/" if noun else f"/casework/{concern.pk}/"


def send(client: Client, concern: Concern, noun: str, **typed):
    """Fill in a form and send it, past the preview."""
    typed.setdefault("seen", last_step_of(concern))
    return client.post(address(concern, noun), {"do": "send", **typed})


def text_of(answer) -> str:
    """The page without its tags and runs of space."""
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def state_of(concern: Concern) -> tuple:
    """Everything that an act could change."""
    concern = Concern.objects.get(pk=concern.pk)
    tracks = concern.referrals.order_by("pk").values_list("state", "accepted_on", "answered_on", "closed_on")
    clocks = concern.referrals.order_by("pk").values_list("clocks__promise", "clocks__ended_on")
    return (
        concern.state,
        concern.category,
        concern.severity,
        concern.closed_on,
        tuple(tracks),
        tuple(sorted(map(str, clocks))),
        concern.texts.count(),
        concern.grants.count(),
        concern.exclusions.count(),
    )


class Place:
    """An office and an employer of its area, each with a group and a member."""

    def __init__(self) -> None:
        self.office = rows.an_office()
        self.employer = rows.an_employer(office=self.office)
        self.quality: HandlerGroup = rows.a_group(GroupKind.QUALITY, self.office)
        self.guardian: HandlerGroup = rows.a_group(GroupKind.GUARDIAN, self.employer)
        self.handler = rows.a_member(self.quality)
        self.guardian_member = rows.a_member(self.guardian)
        self.client = client_of(self.handler)

    def concern(self, **given) -> Concern:
        """On both tracks."""
        both = {"employer": str(self.employer.pk), "sides": (Side.EMPLOYER, Side.TRAINING)}
        return rows.a_concern(rows.answers(**{**both, **given}))[0]


@pytest.fixture
def place(db) -> Place:
    return Place()
