"""The code that a reporter comes back with: made here, shown once, kept nowhere. Pure but for chance.

20 characters of Crockford's base32 in five groups, 100 bits, and a check symbol. The first 8 find the
concern, the last 12 open it.
"""

import re
import secrets
import unicodedata
from dataclasses import dataclass

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
# Crockford's five further symbols, which only a check can be.
CHECKS = ALPHABET + "*~$=U"
VALUES = {sign: value for value, sign in enumerate(ALPHABET)}
LENGTH, LOCATOR, GROUP = 20, 8, 4
# What the first of 20 signs counts for in the check once another has come behind them.
GONE = pow(32, LENGTH, len(CHECKS))
# Letters that people read for others.
MISREAD = str.maketrans("OIL", "011")
SPACING = re.compile(r"[\s\-\u2010-\u2015.]+")
# In a text a code stands in its groups, or all in one; found also behind other words of four letters.
_SYMBOL = "[0-9A-TV-Za-tv-z]"
WITHIN_TEXT = re.compile(
    rf"(?<![0-9A-Za-z])(?=((?:{_SYMBOL}{{4}}[\s\-\u2010-\u2015.]{{0,3}}){{5}}[0-9A-Za-z*~$=])(?![0-9A-Za-z]))"
)

# The check follows from the rest, so a code without it is as good as the whole. Nothing can be reckoned
# there:
# it is told from words and numbers by its dashes, and by groups that mix letters and numbers.
_BREAK = r"[\s\-\u2010-\u2015._/]{1,3}"
GROUPS_WITHIN_TEXT = re.compile(
    rf"(?<![0-9A-Za-z])(?=({_SYMBOL}{{4}}(?:{_BREAK}{_SYMBOL}{{4}}){{4}})(?![0-9A-Za-z]))"
)
ALL_IN_ONE = re.compile(rf"(?<![0-9A-Za-z]){_SYMBOL}{{20}}(?![0-9A-Za-z])")
DIGITS_IN_ONE, MIXED_GROUPS = 3, 2


@dataclass(frozen=True, repr=False)
class ReporterCode:
    """One code. Its ``repr`` keeps silent: nothing that logs an object may log this."""

    characters: str

    @classmethod
    def new(cls) -> "ReporterCode":
        """Draw one at random, whose check is a letter or a number: other signs get lost when people copy.

        That leaves 99.8 of 100 bits.
        """
        while True:
            body = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
            if _check_of(body) in ALPHABET:
                return cls(body)

    @classmethod
    def read(cls, typed: str) -> "ReporterCode | None":
        """Read what a person typed, whatever its case and spacing, with O for 0 and I or L for 1.

        None unless the check symbol fits: a slip is told at once, and costs no guess.
        """
        plain = SPACING.sub("", typed).upper()
        body, check = plain[:LENGTH].translate(MISREAD), plain[LENGTH:]
        if len(body) != LENGTH or not set(body) <= set(ALPHABET):
            return None
        return cls(body) if check.translate(MISREAD) == _check_of(body) else None

    @staticmethod
    def is_whole(typed: str) -> bool:
        """Whether as many characters were typed as a code has with its check: then one of them is wrong."""
        return len(SPACING.sub("", typed)) == LENGTH + 1

    @property
    def locator(self) -> str:
        """The part that finds the concern."""
        return self.characters[:LOCATOR]

    @property
    def secret(self) -> str:
        """The part that opens it."""
        return self.characters[LOCATOR:]

    @property
    def in_groups(self) -> str:
        """As it is shown: five groups of four, and the check symbol."""
        groups = [self.characters[start : start + GROUP] for start in range(0, LENGTH, GROUP)]
        return "-".join([*groups, _check_of(self.characters)])

    def __repr__(self) -> str:
        return "ReporterCode(…)"


def contains_code(text: str) -> bool:
    """Whether a text holds something that is a code: whoever gets such a message could come back with it."""
    return (
        any(ReporterCode.read(found[1]) is not None for found in WITHIN_TEXT.finditer(text))
        or any(_looks_like_groups(found[1]) for found in GROUPS_WITHIN_TEXT.finditer(text))
        or any(_looks_like_one(found[0]) for found in ALL_IN_ONE.finditer(text))
    )


def spelled_out(text: str) -> set[ReporterCode]:
    """Return each row of signs whose check fits, whatever stands between them: one in 37 is no code at all.

    Only whoever knows which codes there are can tell those from a sentence.
    """
    plain = unicodedata.normalize("NFKD", text).upper()
    signs = "".join(sign for sign in plain if sign.isascii() and sign.isalnum()).translate(MISREAD)
    found, number, last_other = set(), 0, -1
    for at, sign in enumerate(signs):
        start = at - LENGTH
        if start >= 0 and last_other < start and sign == CHECKS[number]:
            found.add(ReporterCode(signs[start:at]))
        # The rest that the last 20 signs leave, from that of the 20 before: a long text is gone through once.
        gone = VALUES.get(signs[start], 0) if start >= 0 else 0
        last_other = at if sign not in VALUES else last_other
        number = (number * 32 + VALUES.get(sign, 0) - gone * GONE) % len(CHECKS)
    return found


def _looks_like_groups(found: str) -> bool:
    groups = re.findall(r"[0-9A-Za-z]+", found)
    if sum(_is_mixed(group) for group in groups) >= MIXED_GROUPS:
        return True
    has_dashes = (
        len(re.findall(r"(?<=[0-9A-Za-z])[\-\u2010-\u2015](?=[0-9A-Za-z])", found)) == len(groups) - 1
    )
    return has_dashes and _is_mixed("".join(groups))


def _looks_like_one(found: str) -> bool:
    return sum(each.isdigit() for each in found) >= DIGITS_IN_ONE and not found.isdigit()


def _is_mixed(text: str) -> bool:
    """Whether letters and numbers both stand in it."""
    return not text.isdigit() and not text.isalpha()


def _check_of(body: str) -> str:
    number = 0
    for character in body:
        number = number * 32 + ALPHABET.index(character)
    return CHECKS[number % 37]
