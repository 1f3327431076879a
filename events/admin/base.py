"""What every admin page of this app shares."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString

if TYPE_CHECKING:
    InlineModelAdmin = admin.options.InlineModelAdmin[Any, Any]
else:  # generic for the type checker only
    InlineModelAdmin = admin.options.InlineModelAdmin


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


def tag(word: str, colour: str = "grey") -> SafeString:
    """Draw a state as a tag: the word says it, the colour only helps."""
    return format_html('<span class="tag tag--{}">{}</span>', colour, word)


def _is_organiser(request: HttpRequest) -> bool:
    return bool(getattr(request.user, "is_organiser", False))
