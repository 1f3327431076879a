"""What every act on a case asks in the same way: words that a person reads, refusals at their field."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django import forms

from common.forms import PageForm
from concerns.actions.raising import refuse_codes
from concerns.canned import refuse_unedited
from concerns.casework_presenters.words import LabelBlock
from concerns.models import Concern, HandlerGroup
from concerns.refusals import ConcernRefused, Refusal

WORDS_AT_MOST = 20_000


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
