"""The design system in templates: any component by name, a form's field, and the error summary."""

import re
from collections.abc import Iterator
from typing import Any

from django import template
from django.forms import BaseForm, BaseFormSet, BoundField
from django.utils.safestring import SafeString

from common import nhs
from common.forms.components import draw, first_box

register = template.Library()


@register.simple_tag(name="nhs")
def component(name: str, **params: Any) -> SafeString:
    """Draw a component: ``{% nhs "button" text="Continue" prevent_double_click=True %}``.

    Keywords are the macro's parameters, in its own spelling or with underscores; two underscores nest
    (``heading__level=2``); ``class`` is short for ``classes``.
    """
    return nhs.render(name, _nested(params))


@register.simple_tag
def nhs_field(bound: BoundField, **options: Any) -> SafeString:
    """Draw a field with label, hint and error: ``{% nhs_field form.email page_heading=True width=20 %}``.

    Options: ``page_heading`` (label or legend is the h1), ``size`` ("s" to "xl"), ``label``, ``hint``,
    ``hide_label``, ``classes``, ``width``, ``prefix``, ``suffix``, ``code``, ``rows``, ``limit`` (counts
    characters), ``small``, ``inline``, ``autocomplete``, ``inputmode``, ``spellcheck``,
    ``form_group_classes``, ``once`` (``nhs.render_once``: for lists that many see alike). A hidden field is
    drawn bare.
    """
    return bound.as_widget() if bound.is_hidden else draw(bound, options)


@register.simple_tag
def nhs_error_summary(*forms: "BaseForm | BaseFormSet[Any] | None") -> SafeString | str:
    """List every error of the forms on top of the page, each linked to its field; without errors, nothing."""
    errors = [error for form in forms if form is not None for error in _errors(form)]
    if not errors:
        return ""
    # The script moves the focus here; autofocus does so where no script runs.
    focused = {"tabindex": "-1", "autofocus": {"value": True, "optional": True}}
    return nhs.render(
        "error-summary", {"titleText": "There is a problem", "errorList": errors, "attributes": focused}
    )


def _errors(form: "BaseForm | BaseFormSet[Any]") -> Iterator[dict[str, str]]:
    if isinstance(form, BaseFormSet):
        yield from ({"text": str(error)} for error in form.non_form_errors())
        for each in form.forms:
            yield from _errors(each)
        return
    boxes = [bound for bound in form if not bound.is_hidden]
    start = f"#{first_box(boxes[0])}" if boxes else ""
    for error in form.non_field_errors():
        yield {"text": str(error), "href": start}
    for bound in form:
        # A hidden field cannot be reached; its error is still told.
        href = "" if bound.is_hidden else f"#{first_box(bound)}"
        yield from ({"text": str(error), "href": href} for error in bound.errors)


def _nested(params: dict[str, Any]) -> dict[str, Any]:
    nested: dict[str, Any] = {}
    for key, value in params.items():
        *path, last = (_camel(part) for part in key.split("__"))
        inner = nested
        for part in path:
            inner = inner.setdefault(part, {})
        inner[last] = value
    return nested


def _camel(name: str) -> str:
    return "classes" if name == "class" else re.sub(r"_(\w)", lambda found: found[1].upper(), name)
