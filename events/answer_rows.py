"""Answers as the rows of a summary list, each with a link to change it."""

from collections.abc import Callable, Iterable
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from events import questions
from events.answers import Answers
from events.models import AccessRequest
from events.questions import Question

Row = dict[str, Any]


def answer_rows(answers: Answers, asked: Iterable[Question], link_to: Callable[[Question], str]) -> list[Row]:
    """Return the rows of the questions asked, in their order; the agreement is a promise, not an answer."""
    return [
        _row(label, value, link_to(question))
        for question in asked
        for label, value in _lines(question, answers)
    ]


def _row(label: str, value: SafeString | str, href: str) -> Row:
    change = {"href": href, "text": "Change", "visuallyHiddenText": label.lower()}
    return {"key": {"text": label}, "value": {"html": value}, "actions": {"items": [change]}}


def _lines(question: Question, answers: Answers) -> list[tuple[str, SafeString | str]]:
    # <bdi> keeps a name that is written from right to left from turning the words around it.
    match question:
        case questions.NAME:
            pronouns = format_html("<bdi>{}</bdi>", answers.pronouns or "Not given")
            return [("Name", format_html("<bdi>{}</bdi>", answers.name)), ("Pronouns", pronouns)]
        case questions.LEARNER_GROUP:
            return [("Group", format_html("{}", answers.learner_group))]
        case questions.GRADE:
            return [("Grade", format_html("{}", answers.grade or "Not applicable"))]
        case questions.LOCAL_OFFICE:
            return [("Local office", format_html("{}", answers.local_office))]
        case questions.EMPLOYER:
            return [("Employer", format_html("{}", answers.employer or "Not given"))]
        case questions.ACCESS:
            return [("What you need to take part", _needs(answers))]
    return []


def _needs(answers: Answers) -> SafeString | str:
    if not answers.access:
        return "Nothing"
    labels = dict(AccessRequest.Kind.choices)
    words = ((detail or labels.get(kind, kind),) for kind, detail in answers.access.items())
    return format_html_join(SafeString("<br>"), "<bdi>{}</bdi>", words)
