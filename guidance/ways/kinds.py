"""What a way is: who, what to do and what follows; and what people can answer. Pure."""

from dataclasses import dataclass
from enum import StrEnum

from guidance.posts import Post


class Subject(StrEnum):
    """What it is about."""

    SAFETY = "safety"
    HOURS = "hours"
    TRAINING = "training"
    BEHAVIOUR = "behaviour"
    SEXUAL = "sexual"
    PROGRESS = "progress"
    REVALIDATION = "revalidation"
    FLEXIBLE = "flexible"
    VISA = "visa"
    COPING = "coping"
    OTHER = "other"


class Told(StrEnum):
    """How far it has come."""

    NOBODY = "nobody"
    LOOKED_INTO = "looked-into"
    NO_ANSWER = "no-answer"
    HARMED = "harmed"


@dataclass(frozen=True)
class Way:
    """One way: who, what to do there, and what should happen next."""

    post: Post
    do: str
    then: str


@dataclass(frozen=True)
class Ways:
    """Both sides of an answer, and the guidance pages that go with it, by their slugs."""

    inside: tuple[Way, ...]
    training: tuple[Way, ...]
    pages: tuple[str, ...] = ()

    def __add__(self, more: "Ways") -> "Ways":
        """Add further ways; to a post that is there already the person is told both things at once."""
        return Ways(
            _joined(self.inside, more.inside),
            _joined(self.training, more.training),
            tuple(dict.fromkeys((*self.pages, *more.pages))),
        )

    def without(self, post: Post) -> "Ways":
        """Leave out what leads to a post inside the employer."""
        return Ways(tuple(way for way in self.inside if way.post != post), self.training, self.pages)


def _joined(ways: tuple[Way, ...], more: tuple[Way, ...]) -> tuple[Way, ...]:
    again = {way.post: way for way in more}
    both = [
        Way(way.post, f"{way.do} {again[way.post].do}", way.then) if way.post in again else way
        for way in ways
    ]
    there = {way.post for way in ways}
    return (*both, *(way for way in more if way.post not in there))
