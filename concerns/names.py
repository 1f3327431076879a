"""Whom a reporter means by a name: liberal, because one kept out too many is cheap, one too few is not.

Pure. A typed name means a person if everything typed is part of the person's name, in any order ("Lee, Ann",
"Lee", "A. Lee"), or if two parts of the name stand in it ("Ann Q. Lee FRCP"). An initial stands for a part
that begins with it, beside at least one part in full.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from concerns.lookalikes import looking_like

# Read once from left to right: a pattern that looks for the "@" itself begins anew at every letter.
RUN = re.compile(r"[^\s,;:<>()\[\]\"']+")
# One sign can stand for many: a list is measured as it is read, with room for every way to write names.
READ_AT_MOST = 20_000
_TITLES = """
professor prof doctor dr drs mr mrs ms miss mx sir dame lord lady rev reverend hon nurse sister matron
consultant registrar surgeon midwife pharmacist
"""
TITLES = frozenset(_TITLES.split())
# Titles that are nobody's surname: a name begins at each.
BEGINNINGS = frozenset(["professor", "prof", "doctor", "dr", "mr", "mrs", "ms", "mx"])
# What people write around a name: where it stands, another name may begin.
_ASIDE = """
a an the of in at on from with who that is are was and or not my our his her their this any anybody anyone
all everyone everybody called named also team quality hr lead manager head dean guardian office ward unit
department dept trust hospital nhs training programme boss
colleague friend friends mate director educational clinical supervisor demo
"""
ASIDE = frozenset(_ASIDE.split())
BREAKS = re.compile(r"[\n\r\t,;:/|&+<>()\[\]{}\"]|\s[-\u2010-\u2015]+\s|[\u2013\u2014\u2015]")
WORD = re.compile(r"[^\W_]+")
# Two parts that some people write as one: O'Brien, O Brien; MacDonald, Mac Donald.
MOST_PARTS_JOINED = 5
WINDOW = 8


@dataclass(frozen=True)
class Named:
    """What people wrote to name somebody: names in their parts, and addresses."""

    names: frozenset[tuple[str, ...]]
    addresses: frozenset[str]

    @classmethod
    def read(cls, typed: str) -> "Named":
        """Take a list apart: on lines or not, with commas, roles and remarks in it."""
        # As it is written, and as it looks.
        names, addresses = _read(_plain(typed)[:READ_AT_MOST])
        looks, _ = _read(looking_like(typed)[:READ_AT_MOST])
        return cls(names | looks, addresses)

    @cached_property
    def _by_part(self) -> dict[str, set[tuple[str, ...]]]:
        """Every spelling of the names, found by each of its parts."""
        found: dict[str, set[tuple[str, ...]]] = {}
        for name in self.names:
            for spelling in _spellings(name):
                for part in spelling:
                    found.setdefault(part, set()).add(spelling)
        return found

    def means(self, name: str, address: str) -> bool:
        """Whether somebody of this name and address is meant."""
        plain_address = _plain(address)
        if plain_address in self.addresses:
            return True
        # Everybody may change the name that is shown; the address mostly tells it too.
        local = WORD.findall(re.sub(r"\d+", " ", plain_address.partition("@")[0]))
        shown = [_shown(spelling) for spelling in {_plain(name), looking_like(name)}]
        whole = [*shown, *([tuple(local)] if len(local) > 1 else [])]
        # Most typed names share no part with this person's.
        own = {part for parts in whole for each in _spellings(parts) for part in each if len(part) > 1}
        near = {typed for part in own for typed in self._by_part.get(part, ())}
        return any(_is_meant(typed, parts) for typed in near for each in whole for parts in _spellings(each))


def _read(plain: str) -> tuple[frozenset[tuple[str, ...]], frozenset[str]]:
    addresses = frozenset(run.strip(".") for run in RUN.findall(plain) if _is_address(run))
    names: set[tuple[str, ...]] = set()
    for line in RUN.sub(_without_address, plain).splitlines():
        # "Lee, Ann" is one person; "Ann Lee, Bo Poe" are two.
        names.add(_without_titles(_parts(line)))
        names.update(
            _without_titles(name) for piece in BREAKS.split(line) for name in _between(_parts(piece))
        )
    return frozenset({part for name in names for part in _windows(name)} - {()}), addresses


def _is_meant(typed: Sequence[str], parts: Sequence[str]) -> bool:
    left, in_full = list(parts), 0
    open_parts = []
    for part in typed:
        if len(part) > 1 and part in left:
            left.remove(part)
            in_full += 1
        else:
            open_parts.append(part)
    by_initial = 0
    for part in open_parts:
        found = next((each for each in left if 1 in (len(each), len(part)) and each[0] == part[0]), None)
        if found:
            left.remove(found)
            by_initial += 1
    matched = in_full + by_initial
    return in_full > 0 and (matched >= 2 or matched in (len(typed), len(parts)))


def _shown(name: str) -> tuple[str, ...]:
    return _without_titles([part for part in _parts(name) if part != "demo" and not part.isdigit()])


def is_too_long(typed: str) -> bool:
    """Whether a list holds more than is read of one."""
    return len(_plain(typed)) > READ_AT_MOST


def _is_address(run: str) -> bool:
    return "@" in run[1:-1]


def _without_address(found: re.Match[str]) -> str:
    return "," if _is_address(found[0]) else found[0]


def _plain(typed: str) -> str:
    """Bring two spellings to what they share: no case, no accents, nothing that cannot be seen."""
    letters = unicodedata.normalize("NFKD", typed).casefold()
    return "".join(each for each in letters if unicodedata.category(each) not in ("Mn", "Cf"))


def _parts(plain: str) -> list[str]:
    """Take a name apart. An apostrophe parts nothing, and what follows from it as a genitive is left out."""
    without = re.sub(r"['\u2018\u2019`\u00b4]s\b", "", _plain(plain))
    return WORD.findall(re.sub(r"['\u2018\u2019`\u00b4]", "", without))


def _between(parts: Iterable[str]) -> Iterator[list[str]]:
    """Part at words that are no names, and before titles; the last row is all the words in one."""
    pieces: list[list[str]] = [[]]
    whole = list(parts)
    for part in whole:
        if part in ASIDE:
            pieces.append([])
        elif part in BEGINNINGS and pieces[-1]:
            pieces.append([part])
        else:
            pieces[-1].append(part)
    # Somebody may be called Dean, or Head.
    yield from [*pieces, whole]


def _without_titles(parts: Sequence[str]) -> tuple[str, ...]:
    """Leave titles in front out, but never the last word: somebody may be called Lord."""
    start = next((at for at, part in enumerate(parts) if part not in TITLES), len(parts) - 1)
    return tuple(parts[max(start, 0) :])


def _windows(name: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Take whole sentences in stretches that overlap: no name is longer, and a long list costs little."""
    if len(name) <= WINDOW:
        yield name
        return
    for start in range(0, len(name) - 1, WINDOW // 2):
        yield name[start : start + WINDOW]


def _spellings(parts: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Return the parts, and the parts with two neighbours in one."""
    yield tuple(parts)
    if len(parts) <= MOST_PARTS_JOINED:
        for at in range(len(parts) - 1):
            yield (*parts[:at], parts[at] + parts[at + 1], *parts[at + 2 :])
