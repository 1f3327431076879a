"""Filters of the organisers' lists in the library."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from common.keys import key_sent
from events.admin.filters import EVERY, AssemblyFilter
from events.models import Theme
from library.models import Document

NONE = "none"


class DocumentAssemblyFilter(AssemblyFilter):
    """One assembly, those of none, or all of them: what is not of the next one is used all the year."""

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Every assembly, and none."""
        *assemblies, every = super().lookups(request, model_admin)
        self.default = EVERY
        return [every, *assemblies, (NONE, "No assembly")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Only documents of that assembly, or of none."""
        return queryset.filter(assembly=None) if self.value() == NONE else super().queryset(request, queryset)


class AudienceFilter(admin.SimpleListFilter):
    """Documents by whom they are for."""

    title = "audience"
    parameter_name = "audience"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Every audience."""
        return [(audience.value, str(audience.label)) for audience in Document.Audience]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Keep the matching ones."""
        return queryset.filter(audience=self.value()) if self.value() else queryset


class ThemeFilter(admin.SimpleListFilter):
    """Documents by what they are about."""

    title = "theme"
    parameter_name = "theme"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """The themes that documents are about, the latest assembly first."""
        used = Theme.objects.filter(pk__in=Document.themes.through.objects.values("theme"))
        in_order = used.select_related("assembly").order_by("-assembly__starts_at", "position", "title")
        return [(str(theme.pk), f"{theme.title} ({theme.assembly})") for theme in in_order]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Keep the matching ones; a forged number finds none."""
        named = self.value() or ""
        if not named:
            return queryset
        return queryset.filter(themes=key_sent(named))


class PublishedFilter(admin.SimpleListFilter):
    """Documents by whether people see them."""

    title = "state"
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """What an organiser looks for."""
        return [("draft", "Draft"), ("published", "Published")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Keep the matching ones."""
        match self.value():
            case "draft":
                return queryset.filter(published_at=None)
            case "published":
                return queryset.exclude(published_at=None)
        return queryset


class ReviewFilter(admin.SimpleListFilter):
    """Documents that people see and somebody should have looked at by now."""

    title = "review"
    parameter_name = "review"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """What an organiser looks for."""
        return [("overdue", "Overdue")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Keep the matching ones."""
        if self.value() != "overdue":
            return queryset
        return queryset.filter(pk__in=Document.objects.overdue(timezone.localdate()).order_by().values("pk"))


class AnsweredFilter(admin.SimpleListFilter):
    """Requests by whether somebody still has to answer."""

    title = "answer"
    parameter_name = "answer"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """What an organiser looks for."""
        return [("open", "Not yet answered"), ("answered", "Answered")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Keep the matching ones."""
        match self.value():
            case "open":
                return queryset.filter(answered_at=None)
            case "answered":
                return queryset.exclude(answered_at=None)
        return queryset
