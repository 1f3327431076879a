"""Answers to each of the reporter's own words: in the triage, and in the feedback."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar
from uuid import UUID

from django import forms

from concerns.actions.handling import LabelAnswer, is_triaged_by_others
from concerns.casework_forms.base import CaseForm, WordsField
from concerns.casework_presenters.words import LabelBlock
from concerns.kinds import Category, Found, Recognised, Severity
from concerns.refusals import Refusal

RECOGNISED_QUESTION = "Do you recognise it as that?"
SEVERITIES = [choice for choice in Severity.choices if choice[0] != Severity.UNJUDGED]


class LabelsForm(CaseForm):
    """An answer and a because for each of the reporter's own words."""

    answers: ClassVar[Sequence[tuple[str, str]]] = ()
    question = ""
    text_name = "words"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number, block in enumerate(self.labels, start=1):
            word = block.words or "a word that does not open"
            self.fields[f"answer_{number}"] = forms.ChoiceField(
                label=self.question,
                choices=self.answers,
                widget=forms.RadioSelect,
                error_messages={"required": f"Select an answer to “{word}”"},
            )
            self.fields[f"because_{number}"] = WordsField(
                label="Because",
                is_read_by_reporter=True,
                error_messages={"required": f"Enter why, for “{word}”: the reporter reads it"},
            )
        # The text to the reporter stands last, in the summary of errors as on the page.
        self.fields[self.text_name] = self.fields.pop(self.text_name)

    def label_answers(self) -> dict[UUID, LabelAnswer]:
        """Return the answer to each label."""
        return {
            block.label.pk: LabelAnswer(
                self.cleaned_data[f"answer_{number}"], self.cleaned_data[f"because_{number}"]
            )
            for number, block in enumerate(self.labels, start=1)
        }

    def label_fields(self) -> list[tuple[LabelBlock, forms.BoundField, forms.BoundField]]:
        """Return each label with its two boxes."""
        return [
            (block, self[f"answer_{number}"], self[f"because_{number}"])
            for number, block in enumerate(self.labels, start=1)
        ]

    def said(self) -> list[tuple[str, str]]:
        """Return what the reporter reads: each of their words with its answer, then the text."""
        told = dict(self.answers)
        parts = [
            (f"{block.words}: {told[answer.answer].lower()}", answer.because)
            for block, answer in zip(self.labels, self.label_answers().values(), strict=True)
        ]
        return [*parts, ("", str(self.cleaned_data[self.text_name]))]


class TriageForm(LabelsForm):
    """What it is about, how grave it is, what is recognised, and which way it goes."""

    answers = Recognised.choices
    question = RECOGNISED_QUESTION
    text_name = "route"
    refused_at: ClassVar[Mapping[Refusal, str]] = dict.fromkeys(
        (Refusal.GAPS_LEFT, Refusal.UNEDITED, Refusal.HOLDS_CODE, Refusal.EMPTY), "route"
    )
    category = forms.ChoiceField(label="What it is about", choices=Category.choices)
    severity = forms.ChoiceField(
        label="How grave is it?",
        choices=SEVERITIES,
        widget=forms.RadioSelect,
    )
    route = WordsField(label="What happens next, for the reporter", is_read_by_reporter=True)
    choice_hints = {"severity": {Severity.HIGH: "A safety action is then due within 1 working day"}}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        category, severity = self.fields["category"], self.fields["severity"]
        assert isinstance(severity, forms.ChoiceField), "declared above"
        category.initial = self.concern.category
        if self.concern.severity != Severity.UNJUDGED:
            severity.initial = self.concern.severity
        if self.own_group and is_triaged_by_others(self.concern, self.own_group):
            category.disabled = True
            category.help_text = "Another group has said so already, and it stays"
            order = list(Severity.values)
            least = order.index(self.concern.severity)
            severity.choices = [each for each in SEVERITIES if order.index(each[0]) >= least]
            severity.help_text = "Another group has judged it already: it can only rise"

    def recorded(self) -> list[tuple[str, str]]:
        """Return what it is about and how grave it is, in words."""
        return [
            ("What it is about", Category(self.cleaned_data["category"]).label),
            ("Severity", Severity(self.cleaned_data["severity"]).label),
        ]

    def given(self) -> dict[str, Any]:
        """Return the arguments of the action."""
        return {
            "category": Category(self.cleaned_data["category"]),
            "severity": Severity(self.cleaned_data["severity"]),
            "labels": self.label_answers(),
            "route": self.cleaned_data["route"],
        }


class FeedbackForm(LabelsForm):
    """A finding on each of the reporter's own words, and the full answer."""

    answers = Found.choices
    question = "What did you find?"
    words = WordsField(label="What was done, and what changes", is_read_by_reporter=True)

    def given(self) -> dict[str, Any]:
        """Return the arguments of the action."""
        return {"labels": self.label_answers(), "words": self.cleaned_data["words"]}
