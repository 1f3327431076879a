"""The organisers' page about the interests that people choose from."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from accounts.admin_site import OrganiserAdmin
from networking.models import Interest

KEPT = "Take an interest out of the lists instead of deleting it. Whoever has chosen it keeps it."


@admin.register(Interest)
class InterestAdmin(OrganiserAdmin):
    """What people may be interested in. Taken out of the lists, never deleted: whoever chose it keeps it."""

    list_display = ["name", "position", "is_offered"]
    list_filter = ["is_offered"]
    search_fields = ["name"]
    fieldsets = [
        (None, {"fields": ["name", "code", "position", "is_offered"], "description": KEPT}),
    ]
    prepopulated_fields = {"code": ["name"]}
    actions = None

    def get_readonly_fields(self, request: HttpRequest, obj: Interest | None = None) -> list[str]:
        """People's choices hold the code: it is never changed."""
        return ["code"] if obj else []

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> dict[str, Any]:
        """Suggest a code for a new one only."""
        return {} if obj else dict(self.prepopulated_fields)

    def has_delete_permission(self, request: HttpRequest, obj: Interest | None = None) -> bool:
        """Never."""
        return False
