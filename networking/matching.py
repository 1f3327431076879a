"""Whom somebody may like to meet, and why: what both chose, and what one has that the other wants. Pure."""

import hashlib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

FOR_AN_INTEREST, FOR_A_SUBJECT = 1, 3
"""What one has that the other looks for counts more than what both like."""
MOST = 6


@dataclass(frozen=True)
class Wants:
    """What somebody is interested in, offers and looks for; the code tells people apart."""

    code: str
    interests: Collection[str] = ()
    offers: Collection[str] = ()
    seeks: Collection[str] = ()


Other = TypeVar("Other", bound=Wants)


@dataclass(frozen=True)
class Reasons:
    """Why two people may like to meet, in the order of the one who is told."""

    interests: Sequence[str] = ()
    they_offer: Sequence[str] = ()
    they_seek: Sequence[str] = ()

    @property
    def points(self) -> int:
        """How much speaks for it; 0: nothing."""
        subjects = len(self.they_offer) + len(self.they_seek)
        return FOR_AN_INTEREST * len(self.interests) + FOR_A_SUBJECT * subjects


def reasons(me: Wants, other: Wants) -> Reasons:
    """Tell what speaks for it that I meet the other."""
    return Reasons(
        interests=[each for each in me.interests if each in other.interests],
        they_offer=[each for each in me.seeks if each in other.offers],
        they_seek=[each for each in me.offers if each in other.seeks],
    )


def suggested(me: Wants, others: Iterable[Other], most: int = MOST) -> list[tuple[Other, Reasons]]:
    """Choose for whom most speaks, with why; where as much does, by a draw that is the same every time.

    The draw is another one for each person who is told, so that nobody is suggested to all of them for their
    name's sake.
    """
    weighed = [(other, reasons(me, other)) for other in others if other.code != me.code]
    worth = [(other, why) for other, why in weighed if why.points]
    worth.sort(key=lambda pair: (-pair[1].points, draw(me.code, pair[0].code)))
    return worth[:most]


def draw(mine: str, theirs: str) -> str:
    """The lot of one person for another."""
    return hashlib.md5(f"{mine}{theirs}".encode(), usedforsecurity=False).hexdigest()
