"""A text and where in its file it stands: what readers yield."""

from collections.abc import Iterator
from typing import NamedTuple


class Text(NamedTuple):
    """The text of one page, slide or table by its number, or a text without such parts."""

    place: str
    number: int
    text: str


Texts = Iterator[Text]
