"""What a person chose to show of themselves, in words. Pure: load the delegate's own rows with it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Self

from networking.matching import Wants
from networking.models import Profile, Showable, Subject

ABOUT_THEM = (Showable.LEARNER_GROUP, Showable.GRADE, Showable.LOCAL_OFFICE)


@dataclass(frozen=True)
class Shows(Wants):
    """All that somebody shows."""

    name: str = ""
    pronouns: str = ""
    facts: Sequence[str] = ()

    @classmethod
    def of(cls, profile: Profile) -> Self:
        """What a profile shows; load the delegate with it."""
        return cls(
            code=profile.code,
            interests=profile.interests,
            offers=profile.offers,
            seeks=profile.seeks,
            name=profile.delegate.name,
            pronouns=profile.shown(Showable.PRONOUNS),
            facts=[words for _, words in facts_shown(profile)],
        )


def wants(profile: Profile) -> Wants:
    """What the rule of suggestions needs to know of a profile."""
    return Wants(profile.code, profile.interests, profile.offers, profile.seeks)


def facts_shown(profile: Profile) -> list[tuple[str, str]]:
    """Return label and words of each field from registering that the person shows; pronouns go with names."""
    return [(field.label, words) for field in ABOUT_THEM if (words := profile.shown(field))]


def subjects(keys: Iterable[str]) -> list[str]:
    """Name what people offer or look for."""
    return [Subject(key).label for key in keys]
