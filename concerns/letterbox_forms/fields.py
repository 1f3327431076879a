"""What the reporter's forms are made of: long texts, a secret, a question on the ground of the others."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms

from common.forms import PageForm
from concerns.answers import Answers
from concerns.refusals import SENTENCES, Refusal
from concerns.reporter_codes import contains_code

TEXT_AT_MOST = 100_000


class WordsField(forms.CharField):
    """What somebody wrote, with line breaks that count as one character, as they do for the writer."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", TEXT_AT_MOST)
        super().__init__(widget=forms.Textarea(attrs={"dir": "auto"}), **kwargs)

    def to_python(self, value: Any) -> str:
        """Write every line break in one way."""
        return str(super().to_python(value)).replace("\r\n", "\n").replace("\r", "\n")


class SecretInput(forms.TextInput):
    """A box whose content never goes back into a page."""

    def format_value(self, value: Any) -> None:
        """Show nothing."""


class LetterboxForm(PageForm):
    """A form that refuses texts which hold a code."""

    def clean(self) -> dict[str, Any]:
        """Tell at the very box that a text holds a code; the action refuses it in any case."""
        for name, value in list(self.cleaned_data.items()):
            if isinstance(value, str) and contains_code(value):
                self.add_error(name, SENTENCES[Refusal.HOLDS_CODE])
        return self.cleaned_data


class QuestionForm(LetterboxForm):
    """One question, asked on the ground of the answers so far."""

    def __init__(self, data: Any = None, *, answers: Answers) -> None:
        self.answers = answers
        super().__init__(data, initial=self.given())

    def given(self) -> dict[str, Any]:
        """Return what was answered before, by field."""
        raise NotImplementedError

    def answered(self) -> Answers:
        """Return the answers with this one."""
        raise NotImplementedError


class OneAnswerForm(QuestionForm):
    """A question of one field, kept under a name of ``Answers``."""

    field: ClassVar[str]
    kept_as: ClassVar[str]

    def given(self) -> dict[str, Any]:
        """What was answered before."""
        return {self.field: getattr(self.answers, self.kept_as)}

    def answered(self) -> Answers:
        """The answers with this one."""
        return self.answers.with_(**{self.kept_as: self.cleaned_data[self.field]})

    def _offer(self, choices: Iterable[tuple[str, str]]) -> None:
        field = self.fields[self.field]
        assert isinstance(field, forms.ChoiceField), "only a choice is offered"
        field.choices = list(choices)
