"""What was written in a case: labels with their answers, messages, notes. No queries."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from concerns.actions.opening import Opened, OpenedCase
from concerns.kinds import Found, Recognised, TextKind
from concerns.models import Label

RECOGNISED_COLOURS = {Recognised.YES: "green", Recognised.NOT_YET: "yellow", Recognised.NO: "grey"}
FOUND_COLOURS = {Found.UPHELD: "green", Found.PARTLY: "green", Found.NOT_UPHELD: "grey"}


@dataclass(frozen=True)
class Answer:
    """What one group said of a label, and why."""

    group: str
    words: str
    colour: str
    because: str | None
    on: date


@dataclass(frozen=True, repr=False)
class LabelBlock:
    """One of the reporter's own words, and what was answered to it."""

    label: Label
    words: str | None
    recognitions: Sequence[Answer]
    findings: Sequence[Answer]

    def recognitions_of(self, group: str) -> list[Answer]:
        """Return what this group recognised of it, if it has said so."""
        return [answer for answer in self.recognitions if answer.group == group]


def label_blocks(labels: Iterable[Label], opened: OpenedCase) -> list[LabelBlock]:
    """Tell each label with what was answered; of each group the latest."""
    return [
        LabelBlock(
            label=label,
            words=opened.words_of(label.text),
            recognitions=_latest(
                Answer(
                    str(each.referral.group),
                    each.get_answer_display(),
                    RECOGNISED_COLOURS[Recognised(each.answer)],
                    opened.words_of(each.because),
                    each.on,
                )
                for each in label.recognitions.all()
            ),
            findings=_latest(
                Answer(
                    str(each.referral.group),
                    each.get_found_display(),
                    FOUND_COLOURS.get(Found(each.found), "yellow"),
                    opened.words_of(each.because),
                    each.on,
                )
                for each in label.findings.all()
            ),
        )
        for label in labels
    ]


def _latest(answers: Iterable[Answer]) -> list[Answer]:
    return list({answer.group: answer for answer in answers}.values())


@dataclass(frozen=True, repr=False)
class Letter:
    """A message or a note, by whom and on which day."""

    words: str | None
    who: str
    on: date
    is_from_reporter: bool


def letters_of(opened: OpenedCase, *kinds: TextKind) -> list[Letter]:
    """Return the texts of some kinds, the newest last."""
    return [
        Letter(each.words, _author_of(each), each.text.written_on, each.text.kind == TextKind.FROM_REPORTER)
        for each in opened.of_kind(*kinds)
    ]


def _author_of(opened: Opened) -> str:
    if opened.text.kind == TextKind.FROM_REPORTER:
        return "The reporter"
    names = [str(each) for each in (opened.text.author, opened.text.group) if each]
    return ", ".join(names) or "A handler who has left"
