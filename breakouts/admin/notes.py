"""The notes of an assembly for its organisers: read by theme and mark, as a file and on paper."""

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.safestring import SafeString

from accounts.admin_site import OrganiserAdmin
from breakouts.models import NoteBlock
from breakouts.notes.export import NOT_SIGNED_OFF, as_csv, by_theme_and_mark, signed_off, theme_of
from events.admin.base import tag
from events.admin.filters import AssemblyFilter

_SIGNED_OFF = "room__conduct__notes_signed_off_at__isnull"


class AssemblyOfNoteFilter(AssemblyFilter):
    """The assembly in whose room a note was written."""

    path = "room__session__assembly"


class SignedOffFilter(admin.SimpleListFilter):
    """Whether the facilitators stand by it."""

    title = "signed off"
    parameter_name = "signed_off"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Yes or no."""
        return [("yes", "Signed off"), ("no", NOT_SIGNED_OFF)]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Only those; rooms that are run in no special way have signed nothing off."""
        return queryset.filter(**{_SIGNED_OFF: self.value() == "no"}) if self.value() else queryset


@admin.register(NoteBlock)
class NoteBlockAdmin(OrganiserAdmin):
    """Notes as rooms wrote them. Hosts correct them on the room's own page, where it is logged."""

    list_display = ("body", "mark_tag", "theme", "room", "signed")
    list_display_links = None
    list_filter: ClassVar = (AssemblyOfNoteFilter, SignedOffFilter, "mark", "room__theme")
    search_fields = ("body",)
    search_help_text = "Search by words of the note"
    show_full_result_count = False
    actions = None
    fields = readonly_fields = ("body", "mark", "room")
    change_list_template = "admin/breakouts/noteblock/change_list.html"

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Rooms write notes."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """They are corrected where the others are read."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """They are taken out of sight there."""
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[NoteBlock]:
        """Those in sight, by theme and mark."""
        return NoteBlock.objects.in_sight().by_theme()

    @admin.display(description="Mark")
    def mark_tag(self, block: NoteBlock) -> SafeString:
        """What the room said that it is."""
        return tag(block.get_mark_display())

    @admin.display(description="Theme")
    def theme(self, block: NoteBlock) -> str:
        """What it is about."""
        return theme_of(block)

    @admin.display(description="Signed off")
    def signed(self, block: NoteBlock) -> str:
        """By which role, and when."""
        return signed_off(block)

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Put the file and the page for paper above the list, with its filters."""
        response = super().changelist_view(request, extra_context)
        if isinstance(response, TemplateResponse) and response.context_data and "cl" in response.context_data:
            response.context_data["listed"] = response.context_data["cl"].get_query_string(remove=["p"])
        return response

    def get_urls(self) -> list[Any]:
        """Add the file and the page for paper."""
        view = self.admin_site.admin_view
        return [
            path("export/", view(self.export), name="breakouts_noteblock_export"),
            path("print/", view(self.on_paper), name="breakouts_noteblock_print"),
            *super().get_urls(),
        ]

    def export(self, request: HttpRequest) -> HttpResponse:
        """Answer with all that the filters leave, as a file."""
        response = HttpResponse(as_csv(self._listed(request)), content_type="text/csv; charset=utf-8")
        name = f"notes-{timezone.now():%Y-%m-%d-%H%M}.csv"
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        return response

    def on_paper(self, request: HttpRequest) -> HttpResponse:
        """Show all that the filters leave by theme and mark, on one page that prints well."""
        context = {
            **self.admin_site.each_context(request),
            "title": "Notes",
            "is_nav_sidebar_enabled": False,
            "themes": by_theme_and_mark(self._listed(request)),
            "opts": self.opts,
        }
        return TemplateResponse(request, "admin/breakouts/noteblock/print.html", context)

    def _listed(self, request: HttpRequest) -> QuerySet[NoteBlock]:
        # By theme whatever the list is sorted by: the page and its reader go by it.
        listed: Any = self.listed(request)
        by_theme: QuerySet[NoteBlock] = listed.by_theme()
        return by_theme
