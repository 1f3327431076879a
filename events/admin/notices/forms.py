"""The form of a text: organisers' words in place of the portal's."""

from typing import Any, cast

from django import forms
from django.http import QueryDict

from common.admin_forms import plain_form
from events.actions.notices import Words
from events.policies.notices import Telling, TellingRefused
from notices.models import Wording

INTRODUCTION_LENGTH = 5000


class WordsForm(forms.Form):
    """Subject, introduction and button; what is left empty stays as the portal has it."""

    subject = forms.CharField(label="Subject (optional)", max_length=150, required=False)
    introduction = forms.CharField(
        label="Introduction (optional)",
        max_length=INTRODUCTION_LENGTH,
        required=False,
        widget=forms.Textarea({"rows": 8}),
        help_text="Blank lines make paragraphs. Everything below it, such as dates and reference, stays.",
    )
    button = forms.CharField(label="Words on the button (optional)", max_length=60, required=False)
    seen_changed_at = forms.DateTimeField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        wording: Wording | None,
        words: Words | None = None,
        refused: TellingRefused | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        plain_form(self)
        self.refused = refused
        shown = words or Words.of(wording)
        self.initial = {
            "subject": shown.subject,
            "introduction": shown.introduction,
            "button": shown.button,
            "seen_changed_at": wording.changed_at.isoformat() if wording else "",
        }
        if refused and refused.code == Telling.CHANGED and wording:
            # The next save is made with the knowledge that somebody else was there.
            data = cast(QueryDict, self.data).copy()
            data["seen_changed_at"] = wording.changed_at.isoformat()
            self.data = data

    @property
    def words(self) -> Words:
        """What was typed."""
        typed = self.cleaned_data
        return Words(typed["subject"], typed["introduction"], typed["button"])

    def clean(self) -> dict[str, Any]:
        """Begin with what was refused."""
        cleaned = super().clean() or {}
        if self.refused:
            for told in (str(self.refused), *self.refused.differences):
                self.add_error(None, told)
        return cleaned
