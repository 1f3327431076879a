"""What people type and what PostgreSQL makes of it, as text. Pure."""

import re
from collections.abc import Iterator, Mapping

LEXEME = r"'(?:[^']|'')*'(?::\*?[A-D]*)?"
_SIGN = re.compile(rf"{LEXEME}|[!()&|]|<(?:-|\d+)>")
_WORD = re.compile(r"(?<![\w-])(-?)\b([^\W\d_]{4,30})\b(?!-\w)")


def any_of(tsquery: str) -> str:
    """Turn a parsed query into one for any of the words that it wants: what a passage shows marked.

    What it does not want is left out; of a query that wants nothing, nothing remains.
    """
    wanted = list(dict.fromkeys(_wanted(tsquery)))
    return " | ".join(wanted)


def is_plain(tsquery: str) -> bool:
    """Whether it asks for nothing but several words: no phrase, no choice, nothing left out."""
    signs = [sign for sign in _SIGN.findall(tsquery) if not sign.startswith("'")]
    return bool(signs) and set(signs) == {"&"}


def phrases_of(tsquery: str) -> list[str]:
    """List the phrases of a query that asks for words and phrases, all of them and nothing else.

    Where it chooses or leaves something out, or has no phrase, there are none to be listed.
    """
    signs = _SIGN.findall(tsquery)
    if {"!", "|", "(", ")"} & set(signs):
        return []
    asked: list[list[str]] = [[]]
    for sign in signs:
        if sign == "&":
            asked.append([])
        else:
            asked[-1].append(sign)
    return [" ".join(part) for part in asked if len(part) > 1]


def all_of(tsquery: str) -> str:
    """Turn a query into one for all of its words, wherever they stand."""
    return " & ".join(sign for sign in _SIGN.findall(tsquery) if sign.startswith("'"))


def _wanted(tsquery: str) -> Iterator[str]:
    """Yield the words that stand under no "not"."""
    depth, hidden_from, is_negated = 0, None, False
    for sign in _SIGN.findall(tsquery):
        if sign == "(":
            if is_negated and hidden_from is None:
                hidden_from = depth
            depth += 1
        elif sign == ")":
            depth -= 1
            hidden_from = None if hidden_from == depth else hidden_from
        elif sign.startswith("'") and not is_negated and hidden_from is None:
            yield sign
        is_negated = sign == "!"


def words_of(typed: str) -> list[str]:
    """List the words that are wanted and long enough to be misspelt, each once, in small letters."""
    found = (word.casefold() for minus, word in _WORD.findall(typed) if not minus)
    return list(dict.fromkeys(found))


def with_words(typed: str, better: Mapping[str, str]) -> str:
    """Put better words in the place of those typed; quotes, minus signs and all else stay."""
    return _WORD.sub(lambda found: found[1] + better.get(found[2].casefold(), found[2]), typed)
