"""Guidance in Markdown as the design system's HTML. HTML in the text stays text. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

CLASSES = {
    "h2": "nhsuk-heading-m",
    "h3": "nhsuk-heading-s",
    "ul": "nhsuk-list nhsuk-list--bullet",
    "ol": "nhsuk-list nhsuk-list--number",
    "table": "nhsuk-table",
    "th": "nhsuk-table__header",
    "td": "nhsuk-table__cell",
}

_reader = MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")


@dataclass(frozen=True)
class Source:
    """Where a page has something from."""

    title: str
    address: str


def rendered(body: str) -> SafeString:
    """Turn the body of a page into HTML; addresses that are no web or mail address stay text."""
    tokens = _reader.parse(body)
    _dress(tokens)
    html: str = _reader.renderer.render(tokens, _reader.options, {})
    # A table is wider than a phone: it scrolls by itself, by keyboard too.
    html = html.replace(
        "<table", '<div class="app-table" tabindex="0" role="region" aria-label="Table"><table'
    )
    html = html.replace("</table>", "</table></div>")
    return mark_safe(html)  # noqa: S308 - the reader escapes all that was written


def body_problems(body: str) -> list[str]:
    """Say of each heading of the first level how to write it: that one is the title of the page."""
    return [
        f"Line {token.map[0] + 1} of the body: begin the heading with ##. One # is the title of the page"
        for token in _reader.parse(body)
        if token.type == "heading_open" and token.tag == "h1" and token.map
    ]


def _dress(tokens: Sequence[Token]) -> None:
    for token in tokens:
        if token.nesting == 1 and token.tag in CLASSES:
            token.attrSet("class", CLASSES[token.tag])
        if token.type == "th_open":
            token.attrSet("scope", "col")
        if token.type in {"th_open", "td_open"}:
            token.attrs.pop("style", None)


def sources_of(text: str) -> list[Source]:
    """Read the sources of a page, one on each line: ``Title | https://…``; other lines are left out."""
    found = []
    for line in text.splitlines():
        title, _, address = (part.strip() for part in line.partition("|"))
        if title and address.startswith("https://"):
            found.append(Source(title, address))
    return found


def source_problems(text: str) -> list[str]:
    """Say of each line that is no source how to write it; empty lines are nobody's fault."""
    return [
        f"Line {number} of the sources: write a title, then | and an address that starts with https://"
        for number, line in enumerate(text.splitlines(), start=1)
        if line.strip() and not _is_source(line)
    ]


def _is_source(line: str) -> bool:
    title, _, address = (part.strip() for part in line.partition("|"))
    return bool(title) and _is_safe(address)


def _is_safe(address: str) -> bool:
    try:
        URLValidator(schemes=["https"])(address)
    except ValidationError:
        return False
    return address.startswith("https://")
