"""What a person shows of themselves, as lists and their own page say it; and why somebody is suggested."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse

from common.words import listed
from networking.matching import Reasons, Wants, reasons
from networking.models import Subject
from networking.showing import Shows, subjects


@dataclass(frozen=True)
class Match:
    """Something that a person offers or looks for, and whether the other side of it is there."""

    text: str
    is_mutual: bool


@dataclass(frozen=True)
class Card:
    """All that others see of somebody, and nothing that is not shown."""

    name: str
    address: str
    pronouns: str
    facts: Sequence[str]
    shared: Sequence[str]
    """The interests that the viewer has, too; in a list they stand first."""
    interests: Sequence[str]
    """The others."""
    offers: Sequence[Match]
    seeks: Sequence[Match]

    @property
    def says_nothing(self) -> bool:
        """Whether there is the name alone."""
        rest = (self.pronouns, self.facts, self.shared, self.interests, self.offers, self.seeks)
        return not any(rest)


@dataclass(frozen=True)
class Suggestion:
    """Somebody to meet, and why, each reason a sentence."""

    card: Card
    because: Sequence[str]


def card(them: Shows, slug: str, names: Mapping[str, str], me: Wants | None = None) -> Card:
    """Say what somebody shows, to the one who is given or to nobody in particular.

    ``names`` are those of interests by their codes; what has none any more is left out.
    """
    common = reasons(me, them) if me else Reasons()
    interests = [code for code in them.interests if code in names]
    return Card(
        name=them.name,
        address=reverse("networking_person", args=[slug, them.code]),
        pronouns=them.pronouns,
        facts=them.facts,
        shared=[names[code] for code in interests if code in common.interests],
        interests=[names[code] for code in interests if code not in common.interests],
        offers=_matches(them.offers, common.they_offer),
        seeks=_matches(them.seeks, common.they_seek),
    )


def suggestion(them: Shows, why: Reasons, slug: str, names: Mapping[str, str], me: Wants) -> Suggestion:
    """Say whom to meet, and why."""
    return Suggestion(card(them, slug, names, me), because(why, names))


def because(why: Reasons, names: Mapping[str, str]) -> list[str]:
    """Say why: "You both chose Patient safety", "Offers mentoring, which you look for"."""
    both = [names[code] for code in why.interests if code in names]
    sentences = []
    if why.they_offer:
        sentences.append(f"Offers {_subjects(why.they_offer)}, which you look for")
    if why.they_seek:
        sentences.append(f"Looks for {_subjects(why.they_seek)}, which you offer")
    if both:
        sentences.append(f"You both chose {listed(both)}")
    return sentences


def _subjects(codes: Collection[str]) -> str:
    return listed(subject.lower() for subject in subjects(codes))


def _matches(codes: Collection[str], mutual: Collection[str]) -> list[Match]:
    """The ones with an answer on the viewer's side first."""
    ordered = sorted(codes, key=lambda code: code not in mutual)
    return [Match(str(Subject(code).label), code in mutual) for code in ordered]
