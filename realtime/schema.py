"""What a field of a frame may hold: small typed specifications that check JSON without a library."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol


class Malformed(Exception):
    """The data does not fit; ``field`` names the first that is wrong, never what was sent."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


class Field(Protocol):
    """Checks one value and returns it in Python's terms."""

    def clean(self, value: object) -> Any:
        """Return the value, or raise ValueError."""

    def words(self) -> str:
        """Say it as ``docs/protocol.md`` does."""


@dataclass(frozen=True)
class Text:
    """A string of so many characters that the database can store."""

    most: int
    least: int = 0

    def clean(self, value: object) -> str:
        """Refuse other types and lengths, NUL (PostgreSQL has none) and half surrogate pairs (not UTF-8)."""
        if not isinstance(value, str) or not self.least <= len(value) <= self.most or "\0" in value:
            raise ValueError
        value.encode()  # a lone surrogate raises UnicodeEncodeError, which is a ValueError
        return value

    def words(self) -> str:
        """Say it as ``docs/protocol.md`` does."""
        return f"text of {self.least} to {self.most}"


@dataclass(frozen=True)
class Whole:
    """A whole number within bounds."""

    least: int = 0
    most: int = 2**53 - 1

    def clean(self, value: object) -> int:
        """Refuse fractions, and truth values, which Python counts as numbers."""
        if not isinstance(value, int) or isinstance(value, bool) or not self.least <= value <= self.most:
            raise ValueError
        return value

    def words(self) -> str:
        """Say it as ``docs/protocol.md`` does."""
        return "whole number" if self == Whole() else f"whole number {self.least} to {self.most}"


@dataclass(frozen=True)
class Flag:
    """True or false."""

    def clean(self, value: object) -> bool:
        """Refuse everything but the two."""
        if not isinstance(value, bool):
            raise ValueError
        return value

    def words(self) -> str:
        """Say it as ``docs/protocol.md`` does."""
        return "true or false"


@dataclass(frozen=True)
class Identifier:
    """A UUID; cleaned for commands, carried as text in frames."""

    def clean(self, value: object) -> uuid.UUID:
        """Take the usual written form only."""
        if isinstance(value, uuid.UUID):
            return value
        if not isinstance(value, str) or len(value) != 36:
            raise ValueError
        return uuid.UUID(value)

    def words(self) -> str:
        """Say it as ``docs/protocol.md`` does."""
        return "UUID"


@dataclass(frozen=True)
class OneOf:
    """One word of a closed list."""

    choices: tuple[str, ...]

    def clean(self, value: object) -> str:
        """Refuse words that are not on the list."""
        if not isinstance(value, str) or value not in self.choices:
            raise ValueError
        return value

    def words(self) -> str:
        """Say it as ``docs/protocol.md`` does."""
        return "one of " + ", ".join(self.choices)


@dataclass(frozen=True)
class ListOf:
    """At most so many values of one kind."""

    item: Field
    most: int

    def clean(self, value: object) -> list[Any]:
        """Check each."""
        if not isinstance(value, list | tuple) or len(value) > self.most:
            raise ValueError
        return [self.item.clean(each) for each in value]

    def words(self) -> str:
        """Say it as ``docs/protocol.md`` does."""
        return f"up to {self.most} of ({self.item.words()})"


@dataclass(frozen=True)
class Anything:
    """JSON whose shape another table declares."""

    def clean(self, value: object) -> object:
        """Take it as it is."""
        return value

    def words(self) -> str:
        """Say it as ``docs/protocol.md`` does."""
        return "object"


@dataclass(frozen=True)
class Maybe:
    """A value that may be null or left out; cleaned to None."""

    item: Field

    def clean(self, value: object) -> Any:
        """Check what is there."""
        return None if value is None else self.item.clean(value)

    def words(self) -> str:
        """Say it as ``docs/protocol.md`` does."""
        return f"optional {self.item.words()}"


@dataclass(frozen=True)
class Record:
    """An object with exactly these fields."""

    fields: Mapping[str, Field]

    def clean(self, value: object) -> dict[str, Any]:
        """Check each field; a field too many is an error as well."""
        if not isinstance(value, Mapping):
            raise ValueError
        return check(self.fields, value)

    def words(self) -> str:
        """Say it as ``docs/protocol.md`` does."""
        return "{" + describe(self.fields) + "}"


def check(fields: Mapping[str, Field], data: Mapping[str, Any]) -> dict[str, Any]:
    """Return the cleaned data.

    :raises Malformed: a field is missing, unknown or holds what it may not.
    """
    if not data.keys() <= fields.keys():
        raise Malformed("unknown")
    cleaned = {}
    for name, field in fields.items():
        try:
            cleaned[name] = field.clean(data.get(name))
        except (ValueError, Malformed) as misfit:
            raise Malformed(name) from misfit
    return cleaned


def describe(fields: Mapping[str, Field]) -> str:
    """List the fields as ``docs/protocol.md`` does."""
    return ", ".join(f"`{name}` {field.words()}" for name, field in fields.items()) or "none"
