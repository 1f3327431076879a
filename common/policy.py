"""How a rule answers: a Verdict, and the Refused that an action raises when the answer is no."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, ClassVar


class Refused(Exception):
    """An action said no. Subclasses name their closed list of codes and one sentence for each.

    ``str(refused)`` is the sentence that the page shows; ``refused.code`` is what code compares.
    """

    codes: ClassVar[type[StrEnum]]
    sentences: ClassVar[Mapping[Any, str]]

    def __init__(self, code: StrEnum, **facts: object) -> None:
        super().__init__(code, facts)
        self.code = code
        self.facts = facts

    def __str__(self) -> str:
        return self.sentences[self.code].format(**self.facts)


@dataclass(frozen=True)
class Verdict:
    """What a policy found: allowed, or the code of the first rule that forbids, with its sentence's facts."""

    code: StrEnum | None = None
    facts: Mapping[str, object] = field(default_factory=dict)

    @classmethod
    def refuse(cls, code: StrEnum, **facts: object) -> "Verdict":
        """Say no, and why."""
        return cls(code, facts)

    @property
    def is_allowed(self) -> bool:
        """Whether nothing forbids it."""
        return self.code is None

    def __bool__(self) -> bool:
        return self.is_allowed

    def or_raise(self, refused: type[Refused]) -> None:
        """Raise ``refused`` with the code unless the verdict is yes."""
        if self.code is not None:
            raise refused(self.code, **self.facts)


ALLOWED = Verdict()
