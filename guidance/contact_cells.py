"""Single cells of a file of contacts: each is read, or refused with a ValueError that says why. Pure."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator, URLValidator

from common.names import tidy_name
from guidance import phones
from guidance.posts import POSTS, Post, Side

FIRST_YEAR = 2000
LENGTHS = {"person": 120, "email": 254, "phone": 40, "web": 300, "how": 200, "out of hours": 120}
_DAY_FIRST = re.compile(r"([0-9]{1,2})[/.]([0-9]{1,2})[/.]([0-9]{4})")
_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_is_email, _is_web = EmailValidator(), URLValidator(schemes=["https", "http"])


@dataclass(frozen=True)
class Places:
    """The keys of employers and local offices by their names, as :func:`alike` writes them."""

    employers: Mapping[str, Sequence[int]]
    offices: Mapping[str, Sequence[int]]

    def of(self, side: Side) -> Mapping[str, Sequence[int]]:
        """Return the places of a side."""
        return self.employers if side is Side.EMPLOYER else self.offices


def alike(name: str) -> str:
    """Write a name so that capitals, spaces and the shape of an apostrophe make no difference."""
    return tidy_name(name).replace("\u2019", "'").casefold()


POSTS_BY_NAME = {alike(name): post for post in POSTS for name in (post.code, post.name)}


def post_of(text: str) -> Post:
    """Find a post by its name or code."""
    if not text:
        raise ValueError("Enter the post.")
    post = POSTS_BY_NAME.get(alike(text))
    if post is None:
        raise ValueError(f"“{_short(text)}” is not a post. Write it as this page lists it.")
    if not post.is_listed:
        raise ValueError(f"No contact is kept for “{post.name}”: each learner has their own.")
    return post


def place_of(text: str, side: Side | None, places: Places) -> int | None:
    """Find the place; without a known post only whether there is one of this name."""
    if not text:
        raise ValueError("Enter the employer or local office.")
    name = alike(text)
    if side is None:
        if name not in places.employers and name not in places.offices:
            raise ValueError(f"No employer or local office is called “{_short(text)}”.")
        return None
    other = Side.TRAINING if side is Side.EMPLOYER else Side.EMPLOYER
    keys = places.of(side).get(name, ())
    if len(keys) > 1:
        raise ValueError(f"“{_short(text)}” is the name of {len(keys)} places. Add it by hand.")
    if keys:
        return keys[0]
    if name in places.of(other):
        is_office = side is Side.EMPLOYER
        raise ValueError(
            "This is a local office, and the post is inside an employer."
            if is_office
            else "This is an employer, and the post is in training: its place is a local office."
        )
    raise ValueError(f"No employer or local office is called “{_short(text)}”.")


def hold_length(column: str, text: str) -> None:
    """Refuse what a field cannot hold."""
    if len(text) > LENGTHS[column]:
        raise ValueError(f"Write {LENGTHS[column]} characters or fewer. It has {len(text):,}.")


def hold_email(text: str) -> None:
    """Refuse what is no email address."""
    _hold(_is_email, text, "Write an address in the correct format, like name@example.com.")


def hold_phone(text: str) -> None:
    """Refuse what cannot be dialled."""
    if text and not phones.is_number(text):
        raise ValueError(f"{phones.SENTENCE}.")


def hold_web(text: str) -> None:
    """Refuse what is no address of the web."""
    _hold(_is_web, text, "Write a web address that starts with https:// or http://")


def _hold(validator: Callable[[str], None], text: str, sentence: str) -> None:
    try:
        if text:
            validator(text)
    except ValidationError:
        raise ValueError(sentence) from None


def day_of(text: str, on: date) -> date:
    """Read a day as ISO or day first; none that is still to come."""
    if not text:
        raise ValueError("Enter the day on which somebody checked it.")
    read = _date_of(text)
    if read is None or read.year < FIRST_YEAR:
        raise ValueError(f"“{_short(text)}” is not a day. Write it like 3/11/2026 or 2026-11-03.")
    if read > on:
        raise ValueError("The day is in the future.")
    return read


def _date_of(text: str) -> date | None:
    day_first = _DAY_FIRST.fullmatch(text)
    try:
        if day_first:
            day, month, year = map(int, day_first.groups())
            return date(year, month, day)
        return date.fromisoformat(text) if _ISO.fullmatch(text) else None
    except ValueError:
        return None


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:59]}…"
