"""The text of a caption: who speaks, what is set off, and plain words. Pure.

A line is read into spans and written from them, so no sign of what was uploaded reaches a browser as markup.
"""

import html
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

STYLES = "biu"
PLAIN_TAGS = frozenset({"c", "ruby", "rt", "lang"})
"""Tags that WebVTT has and that are left out: their words stay."""
PIECE = re.compile(r"<([^<>]*)>|([^<>]+)|([<>])")
TAG = re.compile(r"(/?)([a-z]*)((?:\.[^\s.<>&]+)*)(?:[ \t]+(.*))?", re.DOTALL)
TIME_TAG = re.compile(r"[\d:.]+", re.ASCII)
MOST_OF_A_NAME = 80


class NotCaptions(Exception):
    """A block cannot be read: ``offset`` lines below its first."""

    def __init__(self, words: str, offset: int = 0) -> None:
        super().__init__(words, offset)
        self.words = words
        self.offset = offset


@dataclass(frozen=True)
class Span:
    """Words said by one person in one style: ``styles`` has the letters b, i and u in this order."""

    text: str
    speaker: str = ""
    styles: str = ""


Line = tuple[Span, ...]


def lines_of(typed: Sequence[str], offset: int) -> tuple[Line, ...]:
    """Read the lines of a caption; lines without a word are left out.

    :raises NotCaptions: a sign ``<`` that begins no tag, or a tag that captions do not have.
    """
    state, lines = Span(""), []
    for number, line in enumerate(typed, start=offset):
        spans: list[Span] = []
        for piece in _pieces(line, number):
            if isinstance(piece, str):
                _add(spans, replace(state, text=piece))
            else:
                state = _after(state, piece, number)
        if any(span.text.strip() for span in spans):
            lines.append(tuple(spans))
    return tuple(lines)


def plain(line: Line) -> str:
    """The words of a line without any markup."""
    return "".join(span.text for span in line)


def written_line(line: Line) -> str:
    """Write a line with tags that open and close within it."""
    return "".join(map(_written_span, line))


def _pieces(line: str, number: int) -> Iterator[str | re.Match[str]]:
    """Take a line apart into words and tags."""
    for found in PIECE.finditer(line):
        inside, words, sign = found.groups()
        if sign == "<":
            raise NotCaptions("a “<” that begins no tag is written &lt;", number)
        if inside is None:
            yield _plain_signs(html.unescape(words or sign))
        elif not TIME_TAG.fullmatch(inside):
            tag = TAG.fullmatch(inside)
            if tag is None:
                raise NotCaptions(f"“<{inside[:30]}>” is not a tag that captions have.", number)
            yield tag


def _after(state: Span, tag: re.Match[str], number: int) -> Span:
    """Tell who speaks, and how, after a tag."""
    closes, name, _, annotation = tag.groups()
    if name == "v":
        return replace(state, speaker="" if closes else _name(annotation or ""))
    if name in STYLES and name:
        others = state.styles.replace(name, "")
        return replace(state, styles=others if closes else "".join(sorted(others + name)))
    if name in PLAIN_TAGS:
        return state
    raise NotCaptions(f"“<{closes}{name[:30]}>” is not a tag that captions have.", number)


def _name(annotation: str) -> str:
    return " ".join(_plain_signs(html.unescape(annotation)).split())[:MOST_OF_A_NAME].strip()


def _plain_signs(text: str) -> str:
    """Put a space in the place of signs that break lines or steer: none of them can be seen."""
    return "".join(" " if unicodedata.category(sign) in ("Cc", "Zl", "Zp", "Cs") else sign for sign in text)


def _add(spans: list[Span], span: Span) -> None:
    if spans and replace(spans[-1], text="") == replace(span, text=""):
        span = replace(span, text=spans.pop().text + span.text)
    spans.append(span)


def _written_span(span: Span) -> str:
    words = _escaped(span.text)
    for style in reversed(span.styles):
        words = f"<{style}>{words}</{style}>"
    return f"<v {_escaped(span.speaker)}>{words}</v>" if span.speaker else words


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
