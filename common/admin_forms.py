"""Forms of the organisers' pages: every check by the server, in sentences that name the field."""

from typing import TYPE_CHECKING, Any

from django import forms

from common.names import tidy_name

if TYPE_CHECKING:
    ModelForm = forms.ModelForm[Any]
else:  # generic for the type checker only
    ModelForm = forms.ModelForm


class PlainModelForm(ModelForm):
    """A form of a model whose errors are the portal's own sentences."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        plain_form(self)


def plain_form(form: forms.BaseForm) -> None:
    """Leave every check to the server, and name the groups of controls by the labels of their fields.

    Names, titles and subjects become one line without anything that would turn the text around them.
    """
    form.use_required_attribute = False
    noun = form._meta.model._meta.verbose_name if isinstance(form, forms.BaseModelForm) else ""
    for field in form.fields.values():
        label = str(field.label or "").removesuffix(" (optional)")
        if type(field) is forms.CharField and isinstance(field.widget, forms.TextInput):
            _keep_tidy(field)
        if hasattr(field.widget, "own_context"):
            field.widget.label = label
        if label:
            field.error_messages |= _sentences(field, label, str(noun))


def _keep_tidy(field: forms.CharField) -> None:
    read = field.to_python

    def tidy(value: Any) -> Any:
        typed = read(value)
        return tidy_name(typed) if typed else typed

    field.to_python = tidy  # type: ignore[method-assign]


def _sentences(field: forms.Field, label: str, noun: str) -> dict[str, str]:
    subject, thing = label[0].upper() + label[1:], _within_sentence(label)
    # The admin wraps the list of a related row in links to add and change one.
    is_choice = isinstance(getattr(field.widget, "widget", field.widget), forms.Select | forms.RadioSelect)
    sentences = {
        "required": f"{'Select' if is_choice else 'Enter'} the {thing}",
        "unique": f"There is already {_with_article(noun)} with this {thing}",
        "max_length": f"{subject} must be %(limit_value)d characters or fewer. It has %(show_value)d",
        "min_value": f"{subject} must be %(limit_value)s or more",
        "max_value": f"{subject} must be %(limit_value)s or less",
    }
    if isinstance(field, forms.SlugField):
        sentences["invalid"] = f"{subject} must have only letters, numbers, hyphens and underscores"
    elif isinstance(field, forms.EmailField):
        sentences["invalid"] = f"{subject} must be in the correct format, like name@example.com"
    elif isinstance(field, forms.IntegerField):
        sentences["invalid"] = f"{subject} must be a whole number, like 15"
    return sentences


def _with_article(noun: str) -> str:
    return f"{'an' if noun[:1] in set('aeiou') else 'a'} {noun}"


def _within_sentence(label: str) -> str:
    """Write the first letter small, unless the word is an abbreviation: "NHS number"."""
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]
