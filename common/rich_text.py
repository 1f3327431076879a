"""What people write in Markdown, as the design system's HTML. HTML in the text stays text. Pure."""

from collections.abc import Sequence
from itertools import pairwise

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

CLASSES = {
    "h2": "nhsuk-heading-m",
    "h3": "nhsuk-heading-s",
    "ul": "nhsuk-list nhsuk-list--bullet",
    "ol": "nhsuk-list nhsuk-list--number",
    "table": "nhsuk-table-responsive app-table",
    "thead": "nhsuk-table__head",
    "tbody": "nhsuk-table__body",
    "tr": "nhsuk-table__row",
    "th": "nhsuk-table__header",
    "td": "nhsuk-table__cell",
}

_reader = MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")
# Finds what the other one leaves as text, so that it can be refused before anybody reads it.
_lax_reader = MarkdownIt("commonmark", {"html": True}).enable("table")
_lax_reader.validateLink = lambda url: True  # type: ignore[method-assign]
LINKS = ("https://", "http://", "mailto:", "tel:", "/", "#")


def rendered(body: str) -> SafeString:
    """Turn what is written into HTML; addresses that are no web or mail address stay text."""
    tokens = _reader.parse(body)
    _dress(tokens)
    html: str = _reader.renderer.render(tokens, _reader.options, {})
    return mark_safe(html)  # noqa: S308 - the reader escapes all that was written


def body_problems(body: str) -> list[str]:
    """Say of each part that would not be shown as it was meant how to write it, in the order of the lines."""
    problems: list[str] = []
    line, has_section = 1, False
    for token in _lax_reader.parse(body):
        line = token.map[0] + 1 if token.map else line
        parts = token.children or [token]
        found = [_problem(part, has_section) for part in parts]
        problems += [f"Line {line} of the body: {told}" for told in dict.fromkeys(found) if told]
        has_section = has_section or token.tag == "h2"
    return problems


def _problem(token: Token, has_section: bool) -> str:
    if token.type == "heading_open":
        return _heading_problem(token.tag, has_section)
    if token.type in {"html_block", "html_inline"}:
        return "HTML is shown as it is typed. Use Markdown, or write “less than” in words"
    if token.type == "image":
        return "pictures are not shown. Say in words what matters"
    if token.type == "link_open" and not str(token.attrs.get("href", "")).startswith(LINKS):
        return "a link must start with https://, http://, mailto:, tel: or /"
    return ""


def _heading_problem(tag: str, has_section: bool) -> str:
    if tag == "h1":
        return "begin the heading with ##. One # is the title of the page"
    if tag == "h2" or (tag == "h3" and has_section):
        return ""
    return "begin the heading with ##, or with ### below one that begins with ##"


# On a phone each row is a block of its own, which would take the meaning of a table from it.
ROLES = {
    "table": "table",
    "thead": "rowgroup",
    "tbody": "rowgroup",
    "tr": "row",
    "th": "columnheader",
    "td": "cell",
}


def _dress(tokens: Sequence[Token]) -> None:
    _name_cells(tokens)
    for token in tokens:
        if token.nesting == 1 and token.tag in ROLES:
            token.attrSet("role", ROLES[token.tag])
        if token.nesting == 1 and token.tag in CLASSES:
            token.attrSet("class", CLASSES[token.tag])
        if token.type == "th_open":
            token.attrSet("scope", "col")
        if token.type in {"th_open", "td_open"}:
            token.attrs.pop("style", None)


def _name_cells(tokens: Sequence[Token]) -> None:
    """Put the name of its column before what each cell says, for eyes that do not see the columns."""
    columns: list[str] = []
    place = 0
    for opening, content in pairwise(tokens):
        if opening.type == "table_open":
            columns = []
        elif opening.type == "tr_open":
            place = 0
        elif opening.type == "th_open":
            columns.append(content.content)
        elif opening.type == "td_open":
            heading = escape(columns[place]) if place < len(columns) else ""
            named = f'<span class="nhsuk-table-responsive__heading" aria-hidden="true">{heading}: </span>'
            content.children = [Token("html_inline", "", 0, content=named), *(content.children or [])]
            place += 1
