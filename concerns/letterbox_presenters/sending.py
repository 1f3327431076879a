"""Answers to check before sending, and what is promised of what comes in today."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from concerns.actions.raising import ON_ARRIVAL
from concerns.answers import Answers
from concerns.audience import Audience
from concerns.kinds import Category, Mode, Side
from concerns.letterbox_presenters.promises import Promised
from concerns.obligations import Promise, due_on

SIDES_IN_WORDS = {
    frozenset(Side): "My employer and my local office, both at once",
    frozenset({Side.TRAINING}): "Only my local office",
    frozenset({Side.EMPLOYER}): "Only my employer",
}
ARRIVAL = (*ON_ARRIVAL, Promise.CONTACT, Promise.FEEDBACK)


@dataclass(frozen=True)
class Row:
    """One answer on the page that is checked before sending."""

    name: str
    question: int
    lines: Sequence[str]
    is_text: bool = False


def answers_shown(answers: Answers, audience: Audience) -> list[Row]:
    """Put every answer in words, each with the number of its question."""
    office = audience.local_office.name
    is_known = answers.office.isdecimal()
    words: dict[str, list[str]] = {
        "way": [Mode(answers.mode).label],
        "risk": ["Yes" if answers.is_urgent == "yes" else "No"],
        "employer": [audience.employer.name if audience.employer else "Not in the list, or not told"],
        "office": [office if is_known else f"I do not know. It goes to: {office}"],
        "category": [Category(answers.category).label],
        "words": [answers.narrative],
        "labels": list(answers.labels),
        "sides": [SIDES_IN_WORDS[frozenset(answers.chosen_sides)]],
        "kept_out": _kept_out(answers, audience),
        "identity": [answers.name, answers.contact],
    }
    return [
        Row(ROW_NAMES[name], number, [line for line in words[name] if line], is_text=name == "words")
        for number, name in enumerate(answers.questions, start=1)
    ]


ROW_NAMES = {
    "way": "How you raise it",
    "risk": "Somebody at risk now",
    "employer": "Where you work",
    "office": "Your local office",
    "category": "Mostly about",
    "words": "What happened",
    "labels": "What you call it",
    "sides": "Who gets it first",
    "kept_out": "Who must not see it",
    "identity": "Who you are",
}


def arrival_promises(day: date) -> list[Promised]:
    """Return what is promised of a concern that comes in on a day, the first due first."""
    promised = [Promised(each.label, due_on(each, start=day, received=day)) for each in ARRIVAL]
    return sorted(promised, key=lambda each: each.by)


def _kept_out(answers: Answers, audience: Audience) -> list[str]:
    groups = [str(group) for group in audience.kept_out_groups]
    return [*groups, *answers.kept_out_people.splitlines()] or ["Nobody"]
