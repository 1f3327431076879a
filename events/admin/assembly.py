"""Assemblies in the admin."""

from typing import Any, cast

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern
from django.utils import timezone
from django.utils.safestring import SafeString

from accounts.admin_site import RefusableAdmin
from accounts.models import User
from common.words import day
from events.actions.assemblies import save_assembly
from events.admin.assembly_forms import AssemblyForm
from events.admin.assembly_lines import LineFormSet, PlaceForm, ThemeForm
from events.admin.base import OrganiserInline, tag
from events.admin.notices.overview import notices_url
from events.admin.notices.urls import notice_urls
from events.admin.session_page import timetable_url
from events.admin.setup_tasks import setup_tasks
from events.admin.timetable import timetable_urls
from events.assembly_plans import AssemblyPlan
from events.lifecycle import Phase
from events.models import Assembly, Place, Theme
from events.policies.assemblies import AssemblyRefused

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
    formset = LineFormSet
    fields = (("name", "position", "is_stage"),)
    template = "admin/edit_inline/stacked.html"
    extra = 2


class ThemeInline(OrganiserInline):
    """What breakout rooms discuss."""

    model = Theme
    form = ThemeForm
    formset = LineFormSet
    fields = (("title", "position"), "summary")
    template = "admin/edit_inline/stacked.html"
    extra = 1


@admin.register(Assembly)
class AssemblyAdmin(RefusableAdmin):
    """Where an organiser begins: what is still to do, then the dates, places and themes."""

    refusal = AssemblyRefused
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
        (None, {"fields": ("confirmed", "seen_changed_at")}),
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
        """Add the timetable and the notices, and what belongs to them."""
        own: list[URLPattern] = [*timetable_urls(self.admin_site), *notice_urls(self.admin_site)]
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
                "notices_url": notices_url(assembly),
                "phase": self.phase(assembly),
            }
        return super().change_view(request, object_id, form_url, context)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: Any) -> None:
        """Write nothing yet: ``save_related`` makes the one call."""

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: Any) -> None:
        """Hand the assembly to the action, then write its lines under the same lock.

        :raises AssemblyRefused: and :meth:`changeform_view` shows the form again.
        """
        names = {formset.model: formset.names for formset in formsets}
        save_assembly(
            plan=AssemblyPlan(form.instance, names[Place], names[Theme]),
            actor=cast(User, request.user),
            at=timezone.now(),
            confirmed_warnings=form.confirmed_keys,
            seen_changed_at=form.cleaned_data["seen_changed_at"],
        )
        super().save_related(request, form, formsets, change)

    def view_on_site(self, obj: Assembly) -> str:
        """The assembly's own page."""
        return f"/{obj.slug}/"
