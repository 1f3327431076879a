"""What a reporter has answered so far, as it is sealed between two pages. Pure."""

import json
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

from concerns.kinds import Mode, Side

QUESTIONS = (
    "way",
    "risk",
    "employer",
    "office",
    "category",
    "words",
    "labels",
    "sides",
    "kept_out",
    "identity",
)


@dataclass(frozen=True)
class Answers:
    """Answers by question; what is empty was not asked or not answered yet."""

    mode: str = ""
    is_urgent: str = ""
    """"yes", "no" or nothing."""
    employer: str = ""
    """The key of an employer, or ``none`` for one that is not in the list or not told."""
    office: str = ""
    """The key of a local office, or ``none`` for "I do not know"."""
    category: str = ""
    narrative: str = ""
    labels: tuple[str, ...] = ()
    sides: tuple[str, ...] = ()
    kept_out_groups: tuple[str, ...] = ()
    """Keys of handler groups."""
    kept_out_people: str = ""
    """Names or addresses, one on each line."""
    was_asked_who: bool = False
    """Whether "who must not see it" was answered: leaving it empty is an answer."""
    name: str = ""
    contact: str = ""

    @classmethod
    def read(cls, written: str) -> "Answers":
        """Read what ``write`` wrote; unknown parts are left out."""
        found: dict[str, Any] = json.loads(written)
        known = {each.name for each in fields(cls)}
        parts: Any = {
            name: tuple(value) if isinstance(value, list) else value
            for name, value in found.items()
            if name in known
        }
        return cls(**parts)

    def write(self) -> str:
        """Write them down, to be sealed."""
        return json.dumps(asdict(self))

    def with_(self, **parts: Any) -> "Answers":
        """Return these answers with some of them changed."""
        return replace(self, **parts)

    @property
    def questions(self) -> tuple[str, ...]:
        """The questions that are asked, in order: nobody anonymous is asked who they are."""
        return QUESTIONS if self.mode != Mode.ANONYMOUS else QUESTIONS[:-1]

    @property
    def next_question(self) -> str | None:
        """The first question without an answer."""
        return next((name for name in self.questions if not self.has_answered(name)), None)

    def has_answered(self, question: str) -> bool:
        """Whether the question has an answer."""
        given = {
            "way": self.mode,
            "risk": self.is_urgent,
            "employer": self.employer,
            "office": self.office,
            "category": self.category,
            "words": self.narrative,
            "labels": self.labels,
            "sides": self.sides,
            "kept_out": self.was_asked_who,
            "identity": self.name,
        }
        return bool(given[question])

    @property
    def chosen_sides(self) -> tuple[Side, ...]:
        """The tracks that it is to start on."""
        return tuple(Side(side) for side in self.sides)
