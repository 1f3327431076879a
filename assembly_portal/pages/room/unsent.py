"""What somebody sent into a room of which they are outside by now: it ended, was moved, or they left."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import HttpRequest


@dataclass(frozen=True)
class Unsent:
    """That it was not taken, in words, and what was typed or chosen, to be copied."""

    words: str
    text: str = ""


def typed(request: HttpRequest, words: str, fields: Iterable[str] = ("body",)) -> Unsent:
    """Give back what stands in these fields of a form, each on a line of its own."""
    lines = [request.POST.get(field, "") for field in fields]
    return Unsent(words, "\n".join(line for line in lines if line.strip()))
