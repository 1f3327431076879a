"""Assemblies and the people whom their programmes name, in the admin."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern
from django.utils import timezone
from django.utils.safestring import SafeString

from accounts.admin_site import OrganiserAdmin
from common.words import day
from events.admin.assembly_forms import AssemblyForm, ContributorForm, PlaceForm, ThemeForm
from events.admin.base import OrganiserInline, tag
from events.admin.filters import AssemblyFilter
from events.admin.session_page import timetable_url
from events.admin.setup_tasks import setup_tasks
from events.admin.timetable import timetable_urls
from events.lifecycle import Phase
from events.models import Assembly, Contributor, Place, Theme

PHASES = {
    Phase.DRAFT: ("Draft", "yellow"),
    Phase.ANNOUNCED: ("Announced", "blue"),
    Phase.OPEN: ("Open", "blue"),
    Phase.LIVE: ("Live", "green"),
    Phase.ON_DEMAND: ("On demand", "purple"),
    Phase.ARCHIVED: ("Archived", "grey"),
}


class PlaceInline(OrganiserInline):
    """The columns of the timetable."""

    model = Place
    form = PlaceForm
    fields = (("name", "position", "is_stage"),)
    template = "admin/edit_inline/stacked.html"
    extra = 2


class ThemeInline(OrganiserInline):
    """What breakout rooms discuss."""

    model = Theme
    form = ThemeForm
    fields = (("title", "position"), "summary")
    template = "admin/edit_inline/stacked.html"
    extra = 1


@admin.register(Assembly)
class AssemblyAdmin(OrganiserAdmin):
    """Where an organiser begins: what is still to do, then the dates, places and themes."""

    form = AssemblyForm
    inlines = (PlaceInline, ThemeInline)
    fieldsets = (
        (None, {"fields": ("name", "slug", "organisation_name", "strapline", "summary", "contact_email")}),
        (
            "Dates",
            {
                "fields": (
                    "time_zone",
                    "starts_at",
                    "ends_at",
                    "opens_at",
                    "registration_closes_at",
                    "closes_at",
                )
            },
        ),
        ("Who may register", {"fields": ("admission", "admitted_domains", "capacity")}),
        ("In every room", {"fields": ("group_agreement",)}),
    )
    list_display = ("name", "on_day", "phase")
    search_fields = ("name",)
    search_help_text = "Search by name"
    actions = None
    change_form_template = "admin/events/assembly/change_form.html"

    @admin.display(description="Day", ordering="starts_at")
    def on_day(self, assembly: Assembly) -> str:
        """The day, by its own clocks."""
        return day(assembly.starts_at, assembly.zone)

    @admin.display(description="Phase")
    def phase(self, assembly: Assembly) -> SafeString:
        """Where it stands now."""
        return tag(*PHASES[assembly.phase_at(timezone.now())])

    def get_urls(self) -> list[Any]:
        """Add the timetable and what belongs to it."""
        own: list[URLPattern] = timetable_urls(self.admin_site)
        return [*own, *super().get_urls()]

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show what is still to do above the form."""
        assembly = self.get_object(request, object_id)
        context = extra_context or {}
        if assembly:
            context = {
                **context,
                "tasks": setup_tasks(assembly),
                "timetable_url": timetable_url(assembly),
                "phase": self.phase(assembly),
            }
        return super().change_view(request, object_id, form_url, context)

    def view_on_site(self, obj: Assembly) -> str:
        """The assembly's own page."""
        return f"/{obj.slug}/"


@admin.register(Contributor)
class ContributorAdmin(OrganiserAdmin):
    """Chairs, speakers and facilitators by name."""

    form = ContributorForm
    fields = ("assembly", "name", "post", "log_in")
    list_display = ("name", "post", "assembly", "has_log_in")
    list_filter = (AssemblyFilter,)
    list_select_related = ("assembly", "user")
    search_fields = ("name", "post")
    search_help_text = "Search by name or post"
    actions = None
    show_full_result_count = False

    @admin.display(description="Log-in")
    def has_log_in(self, contributor: Contributor) -> str:
        """Whether the portal knows them."""
        return "Known" if contributor.user_id else "Not known"

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Keep a person at their assembly: parts in its programme hang on them."""
        return ("assembly",) if obj else ()

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Start with the assembly that organisers work on."""
        named = request.GET.get("assembly")
        assembly = None if named else Assembly.objects.next_to_run(timezone.now())
        return {"assembly": named or (assembly.pk if assembly else None)}
