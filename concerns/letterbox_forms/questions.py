"""The first seven questions: how, how urgent, where, and what."""

from typing import Any

from django import forms

from accounts.models import Employer, LocalOffice
from concerns.answers import Answers
from concerns.audience import NOWHERE
from concerns.kinds import COMMON_LABELS, Category, Mode
from concerns.letterbox_forms.fields import OneAnswerForm, QuestionForm, WordsField

LABEL_AT_MOST = 100
OWN_LABELS = ("own_first", "own_second", "own_third")


class WayForm(OneAnswerForm):
    """How much they tell of themselves."""

    field = kept_as = "mode"
    mode = forms.ChoiceField(
        label="How do you want to raise it?",
        choices=Mode.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Select how you want to raise it"},
    )
    choice_hints = {
        "mode": {
            Mode.ANONYMOUS: "Nobody is told who you are. You read answers, and write back, with a code.",
            Mode.CONFIDENTIAL: (
                "Your name is sealed. Two people of one group that handles it must agree before anybody "
                "looks, and you see that they asked."
            ),
            Mode.NAMED: "Whoever reads it knows that it is from you.",
        }
    }

    def answered(self) -> Answers:
        """Nobody anonymous leaves a name behind, also not one that they typed before."""
        answers = super().answered()
        return answers.with_(name="", contact="") if answers.mode == Mode.ANONYMOUS else answers


class RiskForm(OneAnswerForm):
    """Whether somebody is at risk."""

    field, kept_as = "risk", "is_urgent"
    risk = forms.ChoiceField(
        label="Is anybody at risk now?",
        help_text="A patient, a colleague, or you. Somebody checks this first, within 1 working day.",
        choices=[("yes", "Yes"), ("no", "No")],
        widget=forms.RadioSelect,
        error_messages={"required": "Select yes if anybody is at risk now"},
    )


class EmployerForm(OneAnswerForm):
    """Where they work."""

    field = kept_as = "employer"
    employer = forms.ChoiceField(
        label="Where do you work?",
        help_text="This finds the people who can act. Choose the place that it is about.",
        error_messages={
            "required": "Select where you work, or “Not in this list, or I do not want to say”",
            "invalid_choice": "Select an employer from the list",
        },
    )

    def __init__(self, data: Any = None, *, answers: Answers) -> None:
        super().__init__(data, answers=answers)
        chosen = int(answers.employer) if answers.employer.isdecimal() else None
        offered = Employer.objects.offered(also=chosen)
        employers = [(str(pk), name) for pk, name in offered.values_list("pk", "name")]
        nowhere = (NOWHERE, "Not in this list, or I do not want to say")
        self._offer([("", "Choose an answer"), *employers, nowhere])

    def answered(self) -> Answers:
        """Another employer has other people around: what hangs on them is asked again."""
        answers = super().answered()
        is_same = answers.employer == self.answers.employer
        return answers if is_same else answers.with_(office="", sides=(), was_asked_who=False)


class OfficeForm(OneAnswerForm):
    """Which local office looks after the training."""

    field = kept_as = "office"
    office = forms.ChoiceField(
        label="Which is your local office?",
        help_text="The regional body that looks after your training. Its Postgraduate Dean leads it.",
        widget=forms.RadioSelect,
        error_messages={
            "required": "Select your local office or “I do not know”",
            "invalid_choice": "Select a local office from the list",
        },
    )

    def __init__(self, data: Any = None, *, answers: Answers) -> None:
        super().__init__(data, answers=answers)
        offices = LocalOffice.objects.known().values_list("pk", "name")
        self._offer([*((str(pk), name) for pk, name in offices), (NOWHERE, "I do not know")])
        follows = "It goes to the office that looks after the place where you work"
        nationally = "It goes to the national team, which finds out where it belongs"
        has_employer = self.answers.employer.isdecimal()
        self.choice_hints = {"office": {NOWHERE: follows if has_employer else nationally}}

    def answered(self) -> Answers:
        """Another office has other people, too."""
        answers = super().answered()
        return answers if answers.office == self.answers.office else answers.with_(was_asked_who=False)


class CategoryForm(OneAnswerForm):
    """What it is about."""

    field = kept_as = "category"
    category = forms.ChoiceField(
        label="What is it mostly about?",
        help_text="One heading, so that it comes to the right people. Your own words come next.",
        choices=Category.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Select what it is mostly about"},
    )


class NarrativeForm(OneAnswerForm):
    """What happened."""

    field, kept_as = "words", "narrative"
    words = WordsField(
        label="What happened?",
        error_messages={
            "required": "Enter what happened",
            "max_length": "What happened must be 100,000 characters or fewer",
            "null_characters_not_allowed": "What happened must not contain unreadable characters",
        },
    )


class LabelsForm(QuestionForm):
    """What the reporter calls it."""

    labels = forms.MultipleChoiceField(
        label="What do you call it?",
        help_text="Choose every word that fits, or use your own.",
        choices=[(label, label) for label in COMMON_LABELS],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    own_first, own_second, own_third = (
        forms.CharField(
            label=f"{ordinal} word of your own (optional)",
            max_length=LABEL_AT_MOST,
            required=False,
            widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
        )
        for ordinal in ("First", "Second", "Third")
    )

    def given(self) -> dict[str, Any]:
        """Those of the list, and the others in the boxes."""
        own = [label for label in self.answers.labels if label not in COMMON_LABELS]
        return {"labels": self.answers.labels, **dict(zip(OWN_LABELS, own, strict=False))}

    def clean(self) -> dict[str, Any]:
        """At least one, of either kind."""
        cleaned = super().clean()
        if not self.errors and not self._chosen():
            self.add_error("labels", "Select at least one word, or enter your own")
        return cleaned

    def answered(self) -> Answers:
        """Every word once, those of the list first."""
        return self.answers.with_(labels=self._chosen())

    def _chosen(self) -> tuple[str, ...]:
        own = (" ".join(self.cleaned_data[name].split()) for name in OWN_LABELS)
        words: dict[str, str] = {}
        for word in [*self.cleaned_data["labels"], *own]:
            if word:
                words.setdefault(word.casefold(), word)
        return tuple(words.values())
