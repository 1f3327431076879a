"""How a bound field of Django becomes the parameters of a component: one function for each kind of widget."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from django import forms
from django.forms import BoundField
from django.forms.widgets import Input
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from common import nhs
from common.forms.dates import PARTS, DateInput, parts_in_error

# Django puts these on widgets; here the server checks, the style sets the size and the hint gives examples.
UNWANTED = {
    "required",
    "maxlength",
    "minlength",
    "min",
    "max",
    "step",
    "placeholder",
    "cols",
    "rows",
    "class",
}
NOTHING_CHOSEN = "Choose an answer"
INPUT_PARAMS = ("autocomplete", "inputmode", "autocapitalize", "pattern")


@dataclass(frozen=True)
class Drawn:
    """A field as a page asks for it: the bound field and the options of the tag."""

    bound: BoundField
    options: Mapping[str, Any] = field(default_factory=dict)

    @property
    def attrs(self) -> dict[str, Any]:
        """What the widget declares, over which the tag's options win."""
        return {**self.bound.field.widget.attrs, **self.options}

    @property
    def label(self) -> dict[str, Any]:
        """The label or legend: the page's h1 when asked for."""
        is_heading = bool(self.options.get("page_heading"))
        size = self.options.get("size") or ("l" if is_heading else None)
        text = self.options.get("label") or self.bound.label
        label = {"text": text, "isPageHeading": is_heading or None, "size": size}
        if self.options.get("hide_label"):
            label["classes"] = "nhsuk-u-visually-hidden"
        return label

    @property
    def fieldset(self) -> dict[str, Any]:
        """The legend around several boxes: bold unless told otherwise, so that it reads as a question."""
        label = self.label
        return {"legend": {**label, "size": label["size"] or "s"}}

    @property
    def shared(self) -> dict[str, Any]:
        """The parameters that every kind of field takes."""
        group = self.options.get("form_group_classes")
        return {
            "hint": self.options.get("hint") or self.bound.help_text or None,
            "errorMessage": self.error,
            "classes": self.options.get("classes") or self.bound.field.widget.attrs.get("class"),
            "formGroup": {"classes": group} if group else None,
            "disabled": self.bound.field.disabled or None,
        }

    @property
    def error(self) -> dict[str, Any] | None:
        """The field's errors, one on each line."""
        if not self.bound.errors:
            return None
        return {"html": format_html_join(SafeString("<br>"), "{}", ((error,) for error in self.bound.errors))}

    @property
    def extra(self) -> dict[str, Any]:
        """Attributes of the widget that no parameter covers, such as data-* and dir."""
        known = {*UNWANTED, *INPUT_PARAMS, "spellcheck", "type"}
        return {name: value for name, value in self.bound.field.widget.attrs.items() if name not in known}

    @property
    def value(self) -> str:
        """What stands in the box: what was typed, else the first value; of a password, nothing."""
        widget = self.bound.field.widget.get_context(self.bound.html_name, self.bound.value(), {})["widget"]
        value = widget["value"]
        return "" if value is None else str(value)


def draw(bound: BoundField, options: Mapping[str, Any]) -> SafeString:
    """Draw the field with label, hint and error."""
    component, make = _kind(bound.field.widget, options)
    params = make(Drawn(bound, options))
    # A field with an error says something of one person's own.
    if options.get("once") and not bound.errors:
        return nhs.render_once(component, json.dumps(params, default=str))
    return nhs.render(component, params)


def first_box(bound: BoundField) -> str:
    """Return the id of the box to which an error links."""
    if not isinstance(bound.field.widget, DateInput):
        return bound.auto_id
    in_error = parts_in_error(bound.form.errors.as_data().get(bound.name, []))
    return f"{bound.auto_id}_{next((part for part in PARTS if in_error[part]), PARTS[0])}"


def _kind(widget: forms.Widget, options: Mapping[str, Any]) -> tuple[str, Callable[[Drawn], dict[str, Any]]]:
    match widget:
        case DateInput():
            return "date-input", _date_input
        case forms.CheckboxInput():
            return "checkboxes", _single_checkbox
        case forms.CheckboxSelectMultiple():
            return "checkboxes", _checkboxes
        case forms.RadioSelect():
            return "radios", _radios
        case forms.Select():
            return "select", _select
        case forms.Textarea():
            return ("character-count" if options.get("limit") else "textarea"), _textarea
        case forms.PasswordInput():
            return "password-input", _input
    return "input", _input


def _input(drawn: Drawn) -> dict[str, Any]:
    widget = cast(Input, drawn.bound.field.widget)
    # A number box changes its value when somebody scrolls over it.
    is_number = widget.input_type == "number"
    attrs = {"inputmode": "numeric" if is_number else None, **drawn.attrs}
    return drawn.shared | {
        "label": drawn.label,
        "id": drawn.bound.auto_id,
        "name": drawn.bound.html_name,
        "type": "text" if is_number else widget.input_type,
        "value": drawn.value or None,
        "width": drawn.options.get("width"),
        "prefix": drawn.options.get("prefix"),
        "suffix": drawn.options.get("suffix"),
        "code": drawn.options.get("code"),
        "spellcheck": _flag(attrs.get("spellcheck")),
        "attributes": drawn.extra,
        **{name: attrs.get(name) for name in INPUT_PARAMS},
    }


def _textarea(drawn: Drawn) -> dict[str, Any]:
    value = drawn.value
    return drawn.shared | {
        "label": drawn.label,
        "id": drawn.bound.auto_id,
        "name": drawn.bound.html_name,
        # A browser drops the first line break after the tag: without this one a person's own would be lost.
        "value": f"\n{value}" if value.startswith(("\n", "\r")) else value,
        "rows": drawn.options.get("rows"),
        "maxlength": drawn.options.get("limit"),
        "autocomplete": drawn.attrs.get("autocomplete"),
        "spellcheck": _flag(drawn.attrs.get("spellcheck")),
        "attributes": drawn.extra,
    }


def _select(drawn: Drawn) -> dict[str, Any]:
    items = [
        {
            "value": choice["value"],
            "text": choice["label"] if choice["value"] else NOTHING_CHOSEN,
            "selected": choice["selected"],
        }
        for choice in _choices(drawn.bound)
    ]
    return drawn.shared | {
        "label": drawn.label,
        "id": drawn.bound.auto_id,
        "name": drawn.bound.html_name,
        "items": items,
        "attributes": drawn.extra,
    }


def _radios(drawn: Drawn) -> dict[str, Any]:
    return drawn.shared | {
        "idPrefix": drawn.bound.auto_id,
        "name": drawn.bound.html_name,
        "fieldset": drawn.fieldset,
        "items": _items(drawn),
        "small": drawn.options.get("small"),
        "inline": drawn.options.get("inline"),
        "attributes": drawn.extra,
    }


def _checkboxes(drawn: Drawn) -> dict[str, Any]:
    return _radios(drawn)


def _single_checkbox(drawn: Drawn) -> dict[str, Any]:
    """One box has no legend: its label says it all, and hint and error stand above it."""
    item = {
        "value": "on",
        "text": drawn.options.get("label") or drawn.bound.label,
        "checked": bool(drawn.bound.value()),
    }
    return drawn.shared | {
        "idPrefix": drawn.bound.auto_id,
        "name": drawn.bound.html_name,
        "items": [item],
        "small": drawn.options.get("small"),
        "attributes": drawn.extra,
    }


def _date_input(drawn: Drawn) -> dict[str, Any]:
    bound = drawn.bound
    typed = bound.value()
    values = typed if isinstance(typed, list) else cast(DateInput, bound.field.widget).decompress(typed)
    in_error = parts_in_error(bound.form.errors.as_data().get(bound.name, [])) if bound.errors else {}
    items = [
        {
            "id": f"{bound.auto_id}_{part}",
            "name": f"{bound.html_name}_{part}",
            "label": part.capitalize(),
            "value": None if value is None else str(value),
            "width": 4 if part == "year" else 2,
            "error": in_error.get(part, False),
        }
        for part, value in zip(PARTS, values, strict=True)
    ]
    return drawn.shared | {"id": bound.auto_id, "fieldset": drawn.fieldset, "items": items}


def _items(drawn: Drawn) -> list[dict[str, Any]]:
    form, name = drawn.bound.form, drawn.bound.name
    reveals = getattr(form, "reveals", {}).get(name, {})
    hints = getattr(form, "choice_hints", {}).get(name, {})
    alone = getattr(form, "exclusive_choices", {}).get(name)
    items: list[dict[str, Any]] = []
    for choice in _choices(drawn.bound):
        value = choice["value"]
        item = {
            "value": value,
            "text": choice["label"],
            "checked": choice["selected"],
            "hint": hints.get(value),
        }
        if value in reveals:
            item["conditional"] = {"html": draw(form[reveals[value]], {})}
        if value == alone:
            items.append({"divider": "or"})
            item["behaviour"] = "exclusive"
        items.append(item)
    return items


def _choices(bound: BoundField) -> list[dict[str, Any]]:
    """Return value (as text), label and whether it is chosen, of each choice."""
    return [
        {
            "value": str(choice.data["value"]),
            "label": choice.data["label"],
            "selected": choice.data["selected"],
        }
        for choice in bound.subwidgets
    ]


def _flag(value: Any) -> bool | None:
    return None if value is None else str(value).lower() == "true"
