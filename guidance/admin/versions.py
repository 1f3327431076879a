"""Versions of pages in the admin: a new one is written on top of the newest; earlier ones are only read."""

from typing import Any, cast

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString

from accounts.admin_site import RefusableAdmin
from accounts.models import User
from common.words import day_and_clock
from guidance.actions import write_version
from guidance.admin.version_forms import VersionForm
from guidance.models import Page, Version
from guidance.policies import GuidanceRefused
from guidance.rendering import rendered

WRITTEN = ("title", "summary", "body", "sources")


@admin.register(Version)
class VersionAdmin(RefusableAdmin):
    """What a page says from a moment on. The index does not list them: each is found at its page."""

    refusal = GuidanceRefused
    form = VersionForm
    fields = ("page", *WRITTEN, "valid_from_at", "review_by", "seen")
    list_display = ("title", "page", "valid_from_at", "review_by_at", "written_by")
    list_select_related = ("page", "written_by")
    list_filter = ("page",)
    actions = None
    change_form_template = "admin/guidance/version/change_form.html"

    def get_model_perms(self, request: HttpRequest) -> dict[str, bool]:
        """Keep versions out of the index."""
        return {}

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """What was written says what held then."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """What was written says what held then."""
        return False

    def get_fields(self, request: HttpRequest, obj: Version | None = None) -> Any:
        """Show an earlier version with who wrote it, and as people read it."""
        if obj is None:
            return super().get_fields(request, obj)
        return ("page", *WRITTEN, "valid_from_at", "review_by_at", "written_by", "written_at", "as_read")

    def get_readonly_fields(self, request: HttpRequest, obj: Version | None = None) -> Any:
        """Nothing of an earlier version can be changed."""
        return () if obj is None else self.get_fields(request, obj)

    @admin.display(description="As people read it")
    def as_read(self, version: Version) -> SafeString:
        """The body as a page."""
        return rendered(version.body)

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show the form of a page's next version; without a page there is nothing to write on."""
        page = _page_of(request)
        if page is None:
            messages.error(request, "Choose the page first, then “Write a new version”.")
            return redirect("admin:guidance_page_changelist")
        newest = page.newest_version()
        context = {"title": "New version", "subtitle": newest.title if newest else str(page), "page": page}
        context |= {"show_save_and_add_another": False, "show_save_and_continue": False}
        context["is_public"] = page.versions.filter(valid_from_at__lte=timezone.now()).exists()
        return super().add_view(request, form_url, {**context, **(extra_context or {})})

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Begin with what the newest version says."""
        page = _page_of(request)
        newest = page.newest_version() if page else None
        said = {name: getattr(newest, name) for name in WRITTEN} if newest else {}
        return {"page": page, "seen": newest.pk if newest else None, **said}

    def save_model(self, request: HttpRequest, obj: Version, form: Any, change: bool) -> None:
        """Hand the version to the action.

        :raises GuidanceRefused: and :meth:`changeform_view` shows the form again.
        """
        seen = form.cleaned_data["seen"]
        write_version(version=obj, seen=seen, author=cast(User, request.user), at=timezone.now())

    def response_add(self, request: HttpRequest, obj: Version, post_url_continue: Any = None) -> HttpResponse:
        """Go back to the page, and say from when on the version holds."""
        begins = day_and_clock(obj.valid_from_at, timezone.get_current_timezone())
        messages.success(request, f"The new version of “{obj}” holds from {begins}.")
        return redirect(reverse("admin:guidance_page_change", args=[obj.page_id]))


def _page_of(request: HttpRequest) -> Page | None:
    key = request.GET.get("page", "")
    return Page.objects.filter(pk=key).first() if key.isdecimal() and len(key) < 10 else None
