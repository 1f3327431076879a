"""Until when notes are corrected, and what in a note looks like a person. Pure."""

import re
from collections.abc import Iterable
from datetime import timedelta

MOST_BLOCKS = 200
CORRECTED_FOR = timedelta(days=7)
"""How long after the end of its session those who run a room may still correct and sign off its notes."""

_TITLES = {"dame", "dr", "lady", "lord", "miss", "mrs", "prof", "professor", "rev", "reverend", "sir"}
_SHORTEST_NAME = 3
_WORD = re.compile(r"[^\W\d_]+(?:[-'\u2019][^\W\d_]+)*")
_POSSESSIVE = re.compile(r"['\u2019][sS]?$")
_EMAIL = re.compile(r"[^\s@<>()\[\],;:]+@[^\s@<>()\[\],;:]+\.[^\W\d_]{2,}")
_PHONE = re.compile(r"(?<![\w.])(?:\+|00?)[1-9](?:[\s().-]{0,2}\d){8,12}(?!\d)")


def looks_like_people(body: str, names: Iterable[str]) -> list[str]:
    """Say what in a note looks like somebody, a sentence each: names out of those given, addresses, numbers.

    A name counts when it is written as one, with a capital where its script has them: "will" is a verb.
    It warns only, so it would rather say too much: "Grace" may be a virtue.
    """
    found = [("a name", name) for name in _names_in(body, names)]
    found += [("an email address", each.rstrip(".")) for each in _EMAIL.findall(body)]
    found += [("a phone number", each) for each in _PHONE.findall(body)]
    return [f"This looks like {kind}: {words}" for kind, words in dict.fromkeys(found)]


def _names_in(body: str, names: Iterable[str]) -> list[str]:
    parts = {part for name in names for part in _parts_of(name)}
    found: list[str] = []
    end_of_last = -1
    for match in _WORD.finditer(body):
        word = _POSSESSIVE.sub("", match.group())
        if word[0].islower() or word.casefold() not in parts:
            continue
        # Given name and surname are one person.
        if end_of_last >= 0 and not body[end_of_last : match.start()].strip(" "):
            found[-1] = f"{found[-1]} {word}"
        else:
            found.append(word)
        end_of_last = match.end() if word == match.group() else -1
    return list(dict.fromkeys(found))


def _parts_of(name: str) -> Iterable[str]:
    parts = (part.casefold() for part in _WORD.findall(name))
    return (part for part in parts if len(part) >= _SHORTEST_NAME and part not in _TITLES)
