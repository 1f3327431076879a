"""The form that a page shows: no checks by the browser, and errors in the page's own words."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms


class PageFormMixin:
    """What every form of a public page has in common, plain or of a model.

    ``reveals`` says which choice of which field shows another field: ``{"needs": {"other": "other_needs"}}``;
    the shown field is then drawn inside its parent. ``choice_hints`` puts a sentence under a choice, in the
    same shape. ``exclusive_choices`` names the one that stands apart from all others: ``{"needs": "none"}``.
    """

    use_required_attribute = False
    reveals: Mapping[str, Mapping[str, str]] = {}
    choice_hints: Mapping[str, Mapping[str, str]] = {}
    exclusive_choices: Mapping[str, str] = {}
    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label = field.label or name.replace("_", " ").capitalize()
            speak_plainly(field)
            if isinstance(field, forms.CharField):
                field.validators = [*field.validators, refuse_halves]

    @property
    def first_error(self) -> str:
        """The first sentence of what is wrong, for a page without a form to put it at; empty for nothing."""
        errors: Mapping[str, Sequence[str]] = self.errors  # type: ignore[attr-defined]
        return next((str(error) for told in errors.values() for error in told), "")


class PageForm(PageFormMixin, forms.Form):
    """A form of a public page."""


def refuse_halves(text: str) -> None:
    """Refuse half of a pair of signs: no file, database or page can hold one."""
    try:
        str(text).encode()
    except UnicodeEncodeError:
        raise forms.ValidationError("Unreadable characters", code="null_characters_not_allowed") from None


def speak_plainly(field: forms.Field) -> None:
    """Put the page's sentences where Django's own stand; what the form declares itself is kept."""
    stock: dict[str, Any] = {}
    for kind in reversed(type(field).__mro__):
        stock |= getattr(kind, "default_error_messages", {})
    for code, words in _sentences(field).items():
        if code not in field.error_messages or field.error_messages[code] == stock.get(code):
            field.error_messages[code] = words


def _sentences(field: forms.Field) -> dict[str, str]:
    label = str(field.label)
    sentences = {
        "required": _missing(field, label),
        "max_length": f"{_subject(label)} must be %(limit_value)d characters or fewer",
        "min_length": f"{_subject(label)} must be %(limit_value)d characters or more",
        "max_value": f"{_subject(label)} must be %(limit_value)s or less",
        "min_value": f"{_subject(label)} must be %(limit_value)s or more",
        "null_characters_not_allowed": f"{_subject(label)} must not contain unreadable characters",
    }
    if isinstance(field, forms.EmailField):
        sentences["invalid"] = "Enter an email address in the correct format, like name@example.com"
    elif isinstance(field, forms.DecimalField | forms.FloatField):
        sentences["invalid"] = f"{_subject(label)} must be a number, like 2.5"
    elif isinstance(field, forms.IntegerField):
        sentences["invalid"] = f"{_subject(label)} must be a whole number, like 15"
    if _is_choice(field):
        chosen = "Select an answer from the list"
        sentences |= {"invalid_choice": chosen, "invalid_list": chosen, "invalid_pk_value": chosen}
    return sentences


def _missing(field: forms.Field, label: str) -> str:
    if isinstance(field.widget, forms.CheckboxInput):
        return f"Select “{label}” to continue"
    verb = "Select" if _is_choice(field) else "Enter"
    if label.endswith("?"):
        return f"{verb} an answer to “{label}”"
    thing = _within_sentence(label)
    return f"{verb} {thing}" if thing.startswith(("your ", "the ", "a ", "an ")) else f"{verb} your {thing}"


def _is_choice(field: forms.Field) -> bool:
    return isinstance(field.widget, forms.Select | forms.RadioSelect)


def _subject(label: str) -> str:
    return "Your answer" if label.endswith("?") else label


def _within_sentence(label: str) -> str:
    """Write the first letter small, unless the word is an abbreviation: "NHS number"."""
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]
