"""What became of recordings, and two pages beside: what ends when, and the library at a glance."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin import AdminSite
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.defaultfilters import filesizeformat
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone

from accounts.admin_site import OrganiserAdmin
from common.keys import key_sent
from common.words import day_and_clock
from library.actions.missing import look_again
from library.admin.board import board
from library.ending_plans import steps_of
from library.models import Ending, Recording, StoredFile
from library.review import missing_files

WHAT_ENDS = "admin:library_what_ends"
LATEST = 25


@admin.register(Ending)
class EndingAdmin(OrganiserAdmin):
    """What was done when the time of recordings was over: to be read, never written.

    The menu has one name for it, "Recordings and their end", which leads to the whole list.
    """

    change_list_template = "admin/library/ending/change_list.html"
    list_display = ("recording", "assembly", "act", "ended", "done", "what_went")
    list_display_links = None
    list_filter = ("act", ("recording__session__assembly", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("recording__session__assembly",)
    search_fields = ("recording__title", "recording__session__title", "file_name")
    search_help_text = "Search by recording or file"
    actions = None

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Leave it out of the menu."""
        return False

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Call it what the page that leads here calls it."""
        return super().changelist_view(request, {"title": "What was done", **(extra_context or {})})

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Only the clock writes them."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """What was done was done."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """It is the record of what was removed."""
        return False

    @admin.display(description="Assembly")
    def assembly(self, ending: Ending) -> str:
        """Whose recording it was."""
        return ending.recording.session.assembly.name

    @admin.display(description="Could be watched until", ordering="of_end")
    def ended(self, ending: Ending) -> str:
        """The end that it follows."""
        return day_and_clock(ending.of_end, ending.recording.session.assembly.zone)

    @admin.display(description="Done", ordering="done_at")
    def done(self, ending: Ending) -> str:
        """When; an act that has begun goes on by itself."""
        zone = ending.recording.session.assembly.zone
        return day_and_clock(ending.done_at, zone) if ending.done_at else "Begun"

    @admin.display(description="Removed", ordering="size")
    def what_went(self, ending: Ending) -> str:
        """What is not there any more."""
        return what_went(ending)

    def get_urls(self) -> list[Any]:
        """Add the two pages."""
        wrap = self.admin_site.admin_view
        return [
            path("what-ends/", wrap(self.what_ends), name="library_what_ends"),
            path("at-a-glance/", wrap(self.at_a_glance), name="library_at_a_glance"),
            *super().get_urls(),
        ]

    def what_ends(self, request: HttpRequest) -> HttpResponse:
        """Show what ends when; by POST look again for a file that was missing."""
        return look_for(request) if request.method == "POST" else what_ends(self.admin_site, request)

    def at_a_glance(self, request: HttpRequest) -> HttpResponse:
        """Show what is to be looked after."""
        return board(self.admin_site, request)


def what_went(ending: Ending) -> str:
    """Say what was removed: a file with its size, and what goes with every recording."""
    if ending.act != Ending.Act.REMOVED or ending.done_at is None:
        return "Nothing"
    if not ending.size:
        return "Captions and chapters"
    return f"{ending.file_name} ({filesizeformat(ending.size)}), captions and chapters"


def what_ends(site: AdminSite, request: HttpRequest) -> TemplateResponse:
    """Show the files that are missing, what will be done on which day, and what was done last."""
    endings = Ending.objects.select_related("recording__session__assembly")
    context = {
        **site.each_context(request),
        "title": "Recordings and their end",
        "missing": missing_files(),
        "steps": steps_of(_published()),
        "endings": [(ending, what_went(ending)) for ending in endings[:LATEST]],
        "at": timezone.now(),
        "zone": timezone.get_current_timezone(),
    }
    return TemplateResponse(request, "admin/library/what_ends.html", context)


def look_for(request: HttpRequest) -> HttpResponse:
    """Look on the disk for one file, and say whether it is back."""
    stored = get_object_or_404(StoredFile, pk=key_sent(request.POST.get("file")))
    if look_again(stored=stored):
        messages.success(request, f"{stored.name} is back. People can open it again.")
    else:
        messages.error(request, f"{stored.name} is not there yet, or not whole.")
    return redirect(WHAT_ENDS)


def _published() -> QuerySet[Recording]:
    return Recording.objects.filter(published_at__isnull=False).with_endings()
