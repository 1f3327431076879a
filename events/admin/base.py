"""What every admin page of this app shares."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString

if TYPE_CHECKING:
    InlineModelAdmin = admin.options.InlineModelAdmin[Any, Any]
    ModelForm = forms.ModelForm[Any]
else:  # generic for the type checker only
    InlineModelAdmin = admin.options.InlineModelAdmin
    ModelForm = forms.ModelForm


class OrganiserInline(InlineModelAdmin):
    """Lines of a form that every organiser may see and change."""

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Organisers see them."""
        return _is_organiser(request)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Organisers add them."""
        return _is_organiser(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Organisers change them."""
        return _is_organiser(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Organisers delete them."""
        return _is_organiser(request)


def plain_form(form: forms.BaseForm) -> None:
    """Leave every check to the server, and name the groups of controls by the labels of their fields."""
    form.use_required_attribute = False
    for field in form.fields.values():
        if hasattr(field.widget, "own_context"):
            field.widget.label = str(field.label or "")
        if isinstance(field, forms.CharField) and field.max_length and field.label:
            label = str(field.label).removesuffix(" (optional)")
            field.error_messages["max_length"] = (
                f"{label[0].upper()}{label[1:]} must be %(limit_value)d characters or fewer. "
                "It has %(show_value)d"
            )
        if "required" in field.error_messages and field.label:
            verb = "Select" if isinstance(field, forms.ChoiceField) else "Enter"
            field.error_messages["required"] = (
                f"{verb} the {str(field.label)[0].lower()}{str(field.label)[1:]}"
            )


def tag(word: str, colour: str = "grey") -> SafeString:
    """Draw a state as a tag: the word says it, the colour only helps."""
    return format_html('<span class="tag tag--{}">{}</span>', colour, word)


def _is_organiser(request: HttpRequest) -> bool:
    return bool(getattr(request.user, "is_organiser", False))
