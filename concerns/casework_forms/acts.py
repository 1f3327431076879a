"""What handlers type: every form gives the arguments of its action, and keeps what was typed when refused."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django import forms

from concerns.actions.referring import groups_to_refer_to
from concerns.casework_forms.base import CaseForm, WordsField
from concerns.casework_forms.labels import RECOGNISED_QUESTION, LabelsForm
from concerns.casework_presenters.words import LabelBlock
from concerns.casework_queries.case import groups_not_at_work, people_around
from concerns.kinds import Recognised
from concerns.models import HandlerGroup
from concerns.pathway import Act, State, is_possible
from concerns.refusals import Refusal

YES_NO = [("yes", "Yes"), ("no", "No")]


class NothingForm(CaseForm):
    """A form that is only a button."""


class ReporterForm(CaseForm):
    """Words that the reporter reads."""

    words = WordsField(label="Your message", is_read_by_reporter=True)


class NoteForm(CaseForm):
    """Words that only those read who have the case."""

    words = WordsField(label="Your note")


class SafetyForm(CaseForm):
    """What was done to keep people safe."""

    words = WordsField(label="What was done, by whom, and when?")


class RiskForm(CaseForm):
    """Whether anybody is at risk now."""

    is_at_risk = forms.ChoiceField(
        label="Is anybody at risk now?", choices=YES_NO, widget=forms.RadioSelect, initial=""
    )
    words = WordsField(label="What did you look at, and what did you find?")

    def given(self) -> dict[str, Any]:
        """Return the arguments of the action."""
        return {"is_at_risk": self.cleaned_data["is_at_risk"] == "yes", "words": self.cleaned_data["words"]}


class ReferralForm(CaseForm):
    """One more group, and what the reporter is told of it."""

    refused_at: ClassVar[Mapping[Refusal, str]] = dict.fromkeys(
        (Refusal.WRONG_PLACE, Refusal.KEPT_OUT, Refusal.NOT_READY, Refusal.HAS_IT), "group"
    )
    group = forms.ChoiceField(label="Which group?", widget=forms.RadioSelect)
    words = WordsField(label="Your message", is_read_by_reporter=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.groups = {str(group.pk): group for group in groups_to_refer_to(self.concern)}
        field = self.fields["group"]
        assert isinstance(field, forms.ChoiceField), "declared above"
        field.choices = [(key, str(group)) for key, group in self.groups.items()]

    def given(self) -> dict[str, Any]:
        """Return the arguments of the action."""
        return {"group": self.groups[self.cleaned_data["group"]], "words": self.cleaned_data["words"]}


class OtherWayForm(LabelsForm):
    """Who is better placed, with an answer to each of the reporter's own words.

    Those that the group answered in its triage are told again with it, and not asked again.
    """

    answers = Recognised.choices
    question = RECOGNISED_QUESTION
    to_outside = forms.ChoiceField(label="What happens to it?", widget=forms.RadioSelect)
    words = WordsField(label="Your message", is_read_by_reporter=True)
    choice_hints = {
        "to_outside": {
            "no": "The case ends here. The reporter goes there, if they want to",
            "yes": "For example the police or a regulator. The case ends here, and they take it on",
        }
    }

    def __init__(
        self, *args: Any, own_group: HandlerGroup, labels: Sequence[LabelBlock] = (), **kwargs: Any
    ) -> None:
        own = str(own_group)
        self.answered = [(block, answer) for block in labels for answer in block.recognitions_of(own)]
        left = [block for block in labels if not block.recognitions_of(own)]
        super().__init__(*args, own_group=own_group, labels=left, **kwargs)
        state = State(self.concern.state)
        ways = [
            ("no", "I show the reporter another way", Act.SIGNPOST),
            ("yes", "I hand it to an outside body", Act.REFER_OUT),
        ]
        field = self.fields["to_outside"]
        assert isinstance(field, forms.ChoiceField), "declared above"
        # Once the work has begun nobody is only shown another way.
        field.choices = [(value, words) for value, words, act in ways if is_possible(act, state)]

    def given(self) -> dict[str, Any]:
        """Return the arguments of the action."""
        return {
            "to_outside": self.cleaned_data["to_outside"] == "yes",
            "labels": self.label_answers(),
            "words": self.cleaned_data["words"],
        }

    def said(self) -> list[tuple[str, str]]:
        """Return what the reporter reads: each of their words with its answer, then the text."""
        before = [
            (f"{block.words}: {answer.words.lower()}", answer.because or "")
            for block, answer in self.answered
        ]
        return [*before, *super().said()]


class ExclusionForm(CaseForm):
    """Who must not know of the case."""

    refused_at: ClassVar[Mapping[Refusal, str]] = dict.fromkeys((Refusal.HAS_IT, Refusal.ONLY_MEMBER), "who")
    who = forms.ChoiceField(label="Who must not know of this case?")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        assert self.own_group is not None, "whoever keeps out has the case"
        side = self.own_group.side
        self.people = {f"person:{user.pk}": user for user in people_around(self.concern, side)}
        self.groups = {f"group:{group.pk}": group for group in groups_not_at_work(self.concern, side)}
        field = self.fields["who"]
        assert isinstance(field, forms.ChoiceField), "declared above"
        field.choices = [
            ("", ""),
            *((key, f"{user} ({user.email})") for key, user in self.people.items()),
            *((key, f"Everybody in: {group}") for key, group in self.groups.items()),
        ]

    def given(self) -> dict[str, Any]:
        """Return the person or the group."""
        key = self.cleaned_data["who"]
        return {"person": self.people[key]} if key in self.people else {"group": self.groups[key]}


class IdentityForm(CaseForm):
    """Why a group asks to know who raised it."""

    words = WordsField(label="Why do you need to know?")
