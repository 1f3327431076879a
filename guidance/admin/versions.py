"""Versions of pages in the admin: changed and withdrawn until they begin; then they are only read."""

from datetime import date
from typing import Any, cast

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST

from accounts.admin_site import RefusableAdmin
from accounts.models import User
from common.rich_text import body_problems, rendered
from common.words import day_and_clock
from guidance import policies
from guidance.actions import change_version, withdraw_version, write_version
from guidance.admin.version_forms import VersionForm
from guidance.models import Page, Version
from guidance.policies import GuidanceRefused, Keeping
from guidance.sources import source_problems, sources_of

PLAIN = {"show_save_and_add_another": False, "show_save_and_continue": False, "show_delete": False}
WRITTEN = ("title", "summary", "body", "sources")


@admin.register(Version)
class VersionAdmin(RefusableAdmin):
    """What a page says from a moment on. The index does not list them: each is found at its page."""

    refusal = GuidanceRefused
    form = VersionForm
    fields = ("page", *WRITTEN, "valid_from_at", "review_by", "seen")
    list_display = ("title", "page", "valid_from_at", "checked_by_day", "written_by")
    list_select_related = ("page", "written_by")
    list_filter = ("page",)
    actions = None
    change_form_template = "admin/guidance/version/change_form.html"

    def get_model_perms(self, request: HttpRequest) -> dict[str, bool]:
        """Keep versions out of the index."""
        return {}

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """What people have read says what held then."""
        return super().has_change_permission(request) and obj is not None and _is_open(obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """What people have read says what held then."""
        return super().has_delete_permission(request) and obj is not None and _is_open(obj)

    def get_fields(self, request: HttpRequest, obj: Version | None = None) -> Any:
        """Show a version that people have read with who wrote it, and as they read it."""
        if obj is None or _is_open(obj):
            return super().get_fields(request, obj)
        return ("page", *WRITTEN, "valid_from_at", "checked_by_day", "written_by", "written_at", "as_read")

    def get_readonly_fields(self, request: HttpRequest, obj: Version | None = None) -> Any:
        """Nothing that people have read can be changed."""
        return () if obj is None or _is_open(obj) else self.get_fields(request, obj)

    @admin.display(description="To be checked by")
    def checked_by_day(self, version: Version) -> date:
        """The last day on which it is checked in time."""
        return version.check_by

    @admin.display(description="As people read it")
    def as_read(self, version: Version) -> SafeString:
        """The body as a page."""
        return rendered(version.body)

    def get_urls(self) -> list[Any]:
        """Add the preview."""
        view = self.admin_site.admin_view(require_POST(self.preview))
        return [path("preview/", view, name="guidance_version_preview"), *super().get_urls()]

    def preview(self, request: HttpRequest) -> HttpResponse:
        """Show what was typed as people would read it; nothing is saved, and what is wrong is told."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        typed = {name: request.POST.get(name, "") for name in WRITTEN}
        page = Page.objects.filter(pk=_key(request.POST.get("page", ""))).first()
        context = {
            **typed,
            "owner": page.owner if page else "",
            "shown": rendered(typed["body"]),
            "sources": sources_of(typed["sources"]),
            "problems": [*body_problems(typed["body"]), *source_problems(typed["sources"])],
        }
        return render(request, "guidance/preview.html", context)

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show the form of a page's next version; without a page there is nothing to write on."""
        page = _page_of(request)
        if page is None:
            messages.error(request, "Choose the page first, then “Write a new version”.")
            return redirect("admin:guidance_page_changelist")
        base = _base_of(request, page)
        context = {
            **PLAIN,
            "title": "New version",
            "subtitle": base.title if base else str(page),
            "page": page,
        }
        context |= {"base": base, "waiting": page.waiting(timezone.now())}
        context |= {"now": page.version_at(timezone.now()), "zone": timezone.get_current_timezone()}
        return super().add_view(request, form_url, {**context, **(extra_context or {})})

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show a version; one that began while somebody changed it is written on, with all that was typed."""
        version = self.get_object(request, object_id)
        if version and request.method == "POST" and not _is_open(version):
            messages.warning(request, str(GuidanceRefused(Keeping.BEGUN)))
            again = redirect(f"{reverse('admin:guidance_version_add')}?page={version.page_id}")
            again.status_code = 307
            return again
        context: dict[str, Any] = {**PLAIN, "is_open": bool(version and _is_open(version))}
        context |= {"zone": timezone.get_current_timezone()}
        return super().change_view(request, object_id, form_url, {**context, **(extra_context or {})})

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Withdraw a version after asking once; one that has begun meanwhile stays."""
        version: Any = self.get_object(request, object_id)
        try:
            context = {"title": "Withdraw this version", **(extra_context or {})}
            return super().delete_view(request, object_id, context)
        except GuidanceRefused as refused:
            messages.error(request, str(refused))
            return redirect("admin:guidance_page_change", version.page_id)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Begin with what people read now, or with the version that is asked for."""
        page = _page_of(request)
        base = _base_of(request, page) if page else None
        said = {name: getattr(base, name) for name in WRITTEN} if base else {}
        return {"page": page, "seen": page.stamp() if page else "", **said}

    def save_model(self, request: HttpRequest, obj: Version, form: Any, change: bool) -> None:
        """Hand the version to the action.

        :raises GuidanceRefused: and :meth:`changeform_view` shows the form again.
        """
        save = change_version if change else write_version
        author = cast(User, request.user)
        save(version=obj, seen=form.cleaned_data["seen"], author=author, at=timezone.now())

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Nothing goes with a version, and whether it may go was asked before."""
        return [], {}, set(), []

    def delete_model(self, request: HttpRequest, obj: Version) -> None:
        """Hand the version to the action.

        :raises GuidanceRefused: and :meth:`delete_view` says why.
        """
        withdraw_version(version=obj, actor=cast(User, request.user), at=timezone.now())

    def response_add(self, request: HttpRequest, obj: Version, post_url_continue: Any = None) -> HttpResponse:
        """Go back to the page, and say from when on the version applies."""
        return self._saved(request, obj, "The new version")

    def response_change(self, request: HttpRequest, obj: Version) -> HttpResponse:
        """Go back to the page, and say from when on the version applies."""
        return self._saved(request, obj, "The version")

    def response_delete(self, request: HttpRequest, obj_display: str, obj_id: Any) -> HttpResponse:
        """Go back to the pages, and say that nobody will read it."""
        messages.success(request, f"The version “{obj_display}” is withdrawn. Nobody has read it.")
        return redirect("admin:guidance_page_changelist")

    def _saved(self, request: HttpRequest, obj: Version, what: str) -> HttpResponse:
        zone = timezone.get_current_timezone()
        begins = day_and_clock(obj.valid_from_at, zone)
        messages.success(request, f"{what} of “{obj.page}”, “{obj}”, applies from {begins}.")
        after = next(iter(obj.page.waiting(obj.valid_from_at)), None)
        if after:
            ends = day_and_clock(after.valid_from_at, zone)
            told = f"“{after}” is scheduled and replaces it at {ends}, without what you changed. "
            messages.warning(request, f"{told}Change or withdraw that version if it should not.")
        return redirect(reverse("admin:guidance_page_change", args=[obj.page_id]))


def _is_open(version: Version) -> bool:
    return bool(policies.can_be_changed(version, at=timezone.now()))


def _base_of(request: HttpRequest, page: Page) -> Version | None:
    """Return what a new version begins with: what people read now, unless a waiting one was chosen."""
    waiting = page.waiting(timezone.now())
    chosen = next((one for one in waiting if str(one.pk) == request.GET.get("from")), None)
    return chosen or page.version_at(timezone.now()) or next(iter(waiting), None)


def _page_of(request: HttpRequest) -> Page | None:
    return Page.objects.filter(pk=_key(request.GET.get("page", ""))).first()


def _key(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0
