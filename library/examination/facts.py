"""What a file tells of people and machines, as lines to be read. Pure."""

import re
from collections.abc import Iterable

Facts = list[tuple[str, str]]
MOST_FACTS = 40
MOST_CHARACTERS = 200
_PDF_DATE = re.compile(r"D:(\d{4})(\d{2})?(\d{2})?(\d{2})?(\d{2})?")


def facts_from(found: Iterable[tuple[str, object]]) -> Facts:
    """Put what was found into short lines, each once; what is empty is left out."""
    facts: Facts = []
    for label, value in found:
        line = (label, _plain(value))
        if line[1] and line not in facts:
            facts.append(line)
    return facts[:MOST_FACTS]


def _plain(value: object) -> str:
    text = ", ".join(str(each) for each in value) if isinstance(value, list | set | tuple) else str(value)
    text = "".join(letter if letter.isprintable() else " " for letter in text)
    if date := _PDF_DATE.match(text):
        text = "-".join(part for part in date.groups()[:3] if part)
    text = " ".join(text.split())
    return text if len(text) <= MOST_CHARACTERS else text[: MOST_CHARACTERS - 1] + "…"
