"""What handlers type: every form gives the arguments of its action, and keeps what was typed when refused."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar
from uuid import UUID

from django import forms

from common.forms import PageForm
from concerns.actions.handling import LabelAnswer, is_triaged_by_others
from concerns.actions.raising import refuse_codes
from concerns.actions.referring import groups_to_refer_to
from concerns.canned import refuse_unedited
from concerns.casework_presenters.words import LabelBlock
from concerns.casework_queries import groups_not_at_work, people_around
from concerns.kinds import Category, Found, Recognised, Severity
from concerns.models import Concern, HandlerGroup
from concerns.pathway import Act, State, is_possible
from concerns.refusals import ConcernRefused, Refusal

WORDS_AT_MOST = 20_000
SEVERITIES = [choice for choice in Severity.choices if choice[0] != Severity.UNJUDGED]
YES_NO = [("yes", "Yes"), ("no", "No")]


class WordsField(forms.CharField):
    """What somebody writes at length. What the reporter reads must be edited, and hold no code."""

    widget = forms.Textarea

    def __init__(self, *, is_read_by_reporter: bool = False, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", WORDS_AT_MOST)
        self.is_read_by_reporter = is_read_by_reporter
        super().__init__(**kwargs)
        self.widget.attrs["dir"] = "auto"

    def clean(self, value: Any) -> str:
        """Return the words with the line breaks of this house."""
        words = str(super().clean(value)).replace("\r\n", "\n")
        if self.is_read_by_reporter:
            try:
                refuse_unedited(words)
                refuse_codes(words)
            except ConcernRefused as refused:
                raise forms.ValidationError(str(refused)) from None
        return words


class CaseForm(PageForm):
    """A form about one case, for a handler of ``own_group``.

    ``given`` returns what its action takes, ``said`` what the reporter reads, ``recorded`` what is kept
    beside.
    """

    refused_at: ClassVar[Mapping[Refusal, str]] = {}

    def __init__(
        self,
        *args: Any,
        concern: Concern,
        own_group: HandlerGroup | None = None,
        labels: Sequence[LabelBlock] = (),
        **kwargs: Any,
    ) -> None:
        self.concern = concern
        self.own_group = own_group
        self.labels = labels
        super().__init__(*args, **kwargs)

    def given(self) -> dict[str, Any]:
        """Return the arguments of the action."""
        return dict(self.cleaned_data)

    def said(self) -> list[tuple[str, str]]:
        """Return what the reporter reads, each part under a heading or under none."""
        return [
            ("", str(self.cleaned_data[name]))
            for name, field in self.fields.items()
            if isinstance(field, WordsField) and field.is_read_by_reporter
        ]

    def recorded(self) -> list[tuple[str, str]]:
        """Return what is kept beside what the reporter reads: a question and its answer."""
        return []

    def refuse(self, refused: ConcernRefused) -> None:
        """Put a refusal beside the field that it is about, or on top."""
        name = self.refused_at.get(Refusal(refused.code))
        if name is None and refused.code in (Refusal.EMPTY, Refusal.GAPS_LEFT, Refusal.UNEDITED):
            name = "words"
        self.add_error(name if name in self.fields else None, str(refused))


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
    question = "Do you recognise it as that?"
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


class OtherWayForm(CaseForm):
    """Who is better placed."""

    to_outside = forms.ChoiceField(label="What happens to it?", widget=forms.RadioSelect)
    words = WordsField(label="Your message", is_read_by_reporter=True)
    choice_hints = {
        "to_outside": {
            "no": "The case ends here. The reporter goes there, if they want to",
            "yes": "For example the police or a regulator. The case ends here, and they take it on",
        }
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
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
        return {"to_outside": self.cleaned_data["to_outside"] == "yes", "words": self.cleaned_data["words"]}


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
