"""The code, and what is written after coming back."""

from django import forms

from common.forms import PageForm
from concerns.letterbox_forms.fields import LetterboxForm, SecretInput, WordsField
from concerns.refusals import SENTENCES, Refusal
from concerns.reporter_codes import ReporterCode


class CodeForm(PageForm):
    """The code, forgiving about case and spaces. It never stands in a page again."""

    code = forms.CharField(
        label="Your code",
        help_text=(
            "5 groups of 4 letters and numbers, and one more. Capitals, spaces and dashes do not matter."
        ),
        max_length=200,
        widget=SecretInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
        error_messages={"required": "Enter your code", "max_length": SENTENCES[Refusal.MISTYPED_CODE]},
    )

    @classmethod
    def refusing(cls, why: str) -> "CodeForm":
        """Return a form that refuses before it reads anything."""
        form = cls({})
        form.errors.clear()
        form.add_error("code", why)
        return form

    def clean_code(self) -> ReporterCode:
        """Read it; a slip of the finger is told at once."""
        code = ReporterCode.read(self.cleaned_data["code"])
        if code is None:
            is_slip = ReporterCode.is_whole(self.cleaned_data["code"])
            why = Refusal.SLIPPED_CODE if is_slip else Refusal.MISTYPED_CODE
            raise forms.ValidationError(SENTENCES[why])
        return code


class MessageForm(LetterboxForm):
    """A message to those who have it."""

    words = WordsField(
        label="Write to those who have it",
        help_text="Leave out your name if you do not want them to know it.",
        error_messages={
            "required": SENTENCES[Refusal.EMPTY],
            "max_length": "Your message must be 100,000 characters or fewer",
            "null_characters_not_allowed": "Your message must not contain unreadable characters",
        },
    )


class DissatisfiedForm(MessageForm):
    """Why the answer is not enough."""

    words = WordsField(
        label="What is missing or wrong?",
        help_text="Those who had it read this, and owe you an answer.",
        error_messages={
            "required": "Enter what is missing or wrong",
            "max_length": "Your answer must be 100,000 characters or fewer",
            "null_characters_not_allowed": "Your answer must not contain unreadable characters",
        },
    )
