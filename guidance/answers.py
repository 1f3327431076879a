"""What a person has answered so far: read from the address and nowhere else, so nothing is stored. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from urllib.parse import urlencode

from guidance.ways import Subject, Told

NOT_LISTED = "none"
"""The answer of who does not know, or whose employer or office is in no list."""
QUESTIONS = ("danger", "subject", "employer", "office", "told")


@dataclass(frozen=True)
class Answers:
    """One field for each question, in their order; empty: not answered. Keys of rows are decimal."""

    danger: str = ""
    subject: str = ""
    employer: str = ""
    office: str = ""
    told: str = ""

    @classmethod
    def read(cls, query: Mapping[str, str]) -> "Answers":
        """Take what can be an answer; anything else counts as not answered, and is asked again."""
        return cls(
            **{name: query.get(name, "") if _can_be(name, query.get(name, "")) else "" for name in QUESTIONS}
        )

    @property
    def next_question(self) -> str:
        """The first question without an answer; empty when all have one."""
        return next((name for name in QUESTIONS if not getattr(self, name)), "")

    @property
    def query(self) -> str:
        """The answers as an address carries them."""
        given = {each.name: getattr(self, each.name) for each in fields(self) if getattr(self, each.name)}
        return urlencode(given)

    def before(self, question: str) -> str:
        """Return the question before this one; empty before the first."""
        place = QUESTIONS.index(question)
        return QUESTIONS[place - 1] if place else ""


def _can_be(name: str, value: str) -> bool:
    if name == "danger":
        return value in {"yes", "no"}
    if name == "subject":
        return value in set(Subject)
    if name == "told":
        return value in set(Told)
    return value == NOT_LISTED or (value.isascii() and value.isdecimal() and len(value) < 10)
