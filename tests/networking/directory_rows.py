"""A small directory for tests: who looks, and whom they may find."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Grade, LearnerGroup, LocalOffice
from events.models import Delegate
from networking.models import Profile
from tests.factories import log_in, make_delegate, make_live_assembly
from tests.networking.rows import make_profile


def grade(code: str) -> Grade:
    """One of the grades that every portal has."""
    return Grade.objects.get(code=code)


def office(code: str) -> LocalOffice:
    """One of the local offices that every portal has."""
    return LocalOffice.objects.get(code=code)


def group(code: str) -> LearnerGroup:
    """One of the learner groups that every portal has."""
    return LearnerGroup.objects.get(code=code)


class Looker:
    """Somebody who is logged in and looks at the directory of a live assembly."""

    def __init__(self, client: Client, **fields) -> None:
        self.client = client
        self.delegate = make_delegate(make_live_assembly(), name="Vera Viewer")
        self.assembly = self.delegate.assembly
        self.profile = make_profile(self.delegate, **fields)
        log_in(client, self.delegate.user)

    def person(self, name: str, *, facts: dict | None = None, **fields) -> Profile:
        """Somebody who is listed at the same assembly; ``facts`` are what they answered when registering."""
        delegate: Delegate = make_delegate(self.assembly, name=name, **(facts or {}))
        return make_profile(delegate, **fields)

    def get(self, **asked):
        """The page, as it is asked for."""
        response = self.client.get(reverse("networking_people", args=[self.assembly.slug]), asked)
        assert response.status_code == 200
        return response

    def found(self, q: str = "", **asked) -> list[str]:
        """The names on the page, in its order."""
        return [card.name for card in self.get(q=q, **asked).context["cards"]]

    def offered(self, name: str) -> list[str]:
        """What can be chosen from a list, but for everything."""
        return [str(label) for value, label in self.get().context["form"].fields[name].choices[1:]]


@pytest.fixture
def looker(client, db) -> Looker:
    """Somebody who joined and is listed, and shows nothing but the name."""
    return Looker(client)
