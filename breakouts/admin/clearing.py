"""What is kept until when, and what went, of rooms and of what stands above them: a page to be read."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django.contrib import admin
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.text import capfirst

from accounts.admin_site import OrganiserAdmin
from breakouts.clearing.engine import Rule, in_words, keepings_of
from breakouts.clearing.queries import ROOMS
from breakouts.models import Clearing, ClearingRecord

LATEST = 25


@dataclass(frozen=True)
class Gone:
    """What was removed from one assembly, in words."""

    clearing: ClearingRecord
    counts: Sequence[str]


class KeepingAdmin(OrganiserAdmin):
    """Only the clock removes, and what was removed was removed: subclasses say by which rule."""

    rule: ClassVar[Rule]
    template: ClassVar[str]

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Only the clock writes them."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """What was done was done."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """It is the record of what was removed."""
        return False

    def get_urls(self) -> list[Any]:
        """Offer the page, and none of the usual ones."""
        page = self.admin_site.admin_view(self._what_is_kept)
        return [path("", page, name=f"{self.opts.app_label}_{self.opts.model_name}_changelist")]

    def _what_is_kept(self, request: HttpRequest) -> TemplateResponse:
        clearings = self.rule.record.objects.select_related("assembly")[:LATEST]
        context = {
            **self.admin_site.each_context(request),
            "title": capfirst(str(self.opts.verbose_name_plural)),
            "keepings": keepings_of(self.rule),
            "gone": [Gone(clearing, in_words(self.rule, clearing)) for clearing in clearings],
        }
        return TemplateResponse(request, self.template, context)


@admin.register(Clearing)
class ClearingAdmin(KeepingAdmin):
    """What rooms keep."""

    rule = ROOMS
    template = "breakouts/admin/what_rooms_keep.html"
