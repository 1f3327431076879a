"""Filters of the organisers' lists: the assembly they work on, unless they ask for another."""

from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from common.keys import key_sent
from events.models import AccessRequest, Assembly

EVERY = "all"


class AssemblyFilter(admin.SimpleListFilter):
    """One assembly, the next to run when none is named, or all of them."""

    title = "assembly"
    parameter_name = "assembly"
    path = "assembly"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Every assembly, in one query; the default is found among them."""
        assemblies = list(Assembly.objects.order_by("-starts_at"))
        at = timezone.now()
        ahead = [assembly for assembly in assemblies if assembly.ends_at > at]
        chosen = min(
            ahead, key=lambda assembly: assembly.ends_at, default=assemblies[0] if assemblies else None
        )
        self.default = str(chosen.pk) if chosen else EVERY
        return [(str(assembly.pk), assembly.name) for assembly in assemblies] + [(EVERY, "All assemblies")]

    def value(self) -> str:
        """What is asked for, or the next to run."""
        return super().value() or self.default

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Only rows of that assembly; a forged number finds none."""
        value = self.value()
        if value == EVERY:
            return queryset
        return queryset.filter(**{self.path: key_sent(value)})

    def choices(self, changelist: ChangeList) -> Iterator[Any]:
        """Without Django's own "All", which would mean the default here."""
        for value, label in self.lookup_choices:
            yield {
                "selected": self.value() == str(value),
                "query_string": changelist.get_query_string({self.parameter_name: value}),
                "display": label,
            }


class AssemblyOfDelegateFilter(AssemblyFilter):
    """The assembly of the delegate a row belongs to."""

    path = "delegate__assembly"


class AccessNeedFilter(admin.SimpleListFilter):
    """Delegates by what they asked for to take part."""

    title = "access needs"
    parameter_name = "access"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """What an organiser looks for."""
        return [("open", "Not yet answered"), ("any", "Any"), ("none", "None")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Ask without a join, so that nobody is counted twice."""
        standing = AccessRequest.objects.exclude(state=AccessRequest.State.WITHDRAWN)
        match self.value():
            case "open":
                return queryset.filter(pk__in=standing.open().values("delegate"))
            case "any":
                return queryset.filter(pk__in=standing.values("delegate"))
            case "none":
                return queryset.exclude(pk__in=standing.values("delegate"))
        return queryset


class OpenFilter(admin.SimpleListFilter):
    """Access requests by whether somebody still has to do something."""

    title = "progress"
    parameter_name = "progress"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """What an organiser looks for."""
        return [
            ("open", "Open"),
            ("mine", "Open and mine"),
            ("nobody", "Open and nobody's"),
            ("closed", "Closed"),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Keep the matching ones."""
        still_open = queryset.filter(pk__in=AccessRequest.objects.open())
        match self.value():
            case "open":
                return still_open
            case "mine":
                return still_open.filter(owner=request.user.pk)
            case "nobody":
                return still_open.filter(owner=None)
            case "closed":
                return queryset.exclude(pk__in=AccessRequest.objects.open())
        return queryset
