"""Whom somebody looks for, in an address that keeps it."""

from collections.abc import Mapping

from django import forms

from common.forms import PageForm
from common.words import listed
from networking.directory import MOST_WORDS
from networking.labels import Kind, Label, Labels
from networking.spelling import words_typed

MOST = 100
FILTERS: Mapping[Kind, tuple[str, str]] = {
    Kind.LEARNER_GROUP: ("Learner group", "All learner groups"),
    Kind.GRADE: ("Grade", "All grades"),
    Kind.LOCAL_OFFICE: ("Local office", "All local offices"),
    Kind.INTEREST: ("Interested in", "Anything"),
    Kind.OFFERS: ("Offers", "Anything"),
    Kind.SEEKS: ("Looks for", "Anything"),
}
EVERYTHING = "all"


class Filter(forms.ChoiceField):
    """One of a list. What is not in it is no mistake of the person's: they kept an address for too long."""

    def valid_value(self, value: object) -> bool:
        """Take it; the form says which lists do not have what was asked."""
        return True


class DirectorySearch(PageForm):
    """Offers what those show whom the viewer may find; what nobody shows any more is left out, in words."""

    q = forms.CharField(
        required=False,
        label="Search people",
        max_length=MOST,
        help_text="A name, or what people show: a grade, an interest, what they offer.",
    )

    def __init__(self, *args: object, labels: Labels, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.labels = labels
        for kind, (label, everything) in FILTERS.items():
            choices = [(EVERYTHING, everything), *labels.of_kind[kind].items()]
            self.fields[kind] = Filter(required=False, label=label, choices=choices)

    def clean_q(self) -> str:
        """Take as many words as a person has."""
        typed = " ".join(str(self.cleaned_data["q"]).split())
        if len(words_typed(typed)) > MOST_WORDS:
            raise forms.ValidationError(f"Enter {MOST_WORDS} words or fewer")
        return typed

    @property
    def looked_for(self) -> str:
        """The words, on one line."""
        return str(self._value("q") or "")

    @property
    def is_narrowed(self) -> bool:
        """Whether anything but words was chosen."""
        return bool(self.chosen)

    @property
    def lists_without(self) -> str:
        """The names of the lists that do not have what the address asks for, as a sentence joins them."""
        asked = [kind for kind in FILTERS if self.is_valid() and self.cleaned_data.get(kind)]
        return listed(f"“{self[kind].label}”" for kind in asked if not self._is_offered(kind))

    @property
    def filters(self) -> list[forms.BoundField]:
        """The fields in which there is something to choose."""
        return [self[kind] for kind in FILTERS if self.labels.of_kind[kind]]

    @property
    def chosen(self) -> list[Label]:
        """What was chosen, all of which somebody shows."""
        return [
            Label(kind, code, self.labels.of_kind[kind][code])
            for kind in FILTERS
            if (code := self._value(kind))
        ]

    def _value(self, name: str) -> str | None:
        value = self.cleaned_data.get(name) if self.is_valid() else None
        if value in (None, "", EVERYTHING) or (name != "q" and not self._is_offered(Kind(name))):
            return None
        return str(value)

    def _is_offered(self, kind: Kind) -> bool:
        value = self.cleaned_data[kind]
        return value == EVERYTHING or value in self.labels.of_kind[kind]
