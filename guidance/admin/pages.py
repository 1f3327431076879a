"""Pages of guidance in the admin: what holds, who answers for it and keeps it, and what is overdue."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from accounts.admin_site import OrganiserAdmin
from accounts.models import User
from common.admin_forms import PlainModelForm
from guidance.admin.to_check import to_check
from guidance.models import Page


class PageForm(PlainModelForm):
    """Where a page stands, and who looks after it."""

    class Meta:
        model = Page
        fields: ClassVar = ["slug", "owner", "keeper", "position"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        keeper: Any = self.fields["keeper"]
        # Only organisers come here; whoever kept the page before stands until somebody else does.
        organisers = User.objects.organisers().values("pk")
        keeper.queryset = User.objects.filter(Q(pk__in=organisers) | Q(pk=self.instance.keeper_id))
        keeper.empty_label = "Nobody yet"
        keeper.error_messages["invalid_choice"] = "Select an organiser from the list"


class OverdueFilter(admin.SimpleListFilter):
    """Pages by whether they should have been checked by now."""

    title = "whether they are overdue"
    parameter_name = "overdue"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """What a keeper looks for."""
        return [("yes", "Overdue"), ("no", "Not overdue")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Keep the matching ones; what holds nowhere yet cannot be overdue."""
        at = timezone.now()
        match self.value():
            case "yes":
                return queryset.filter(check_by_at__lte=at)
            case "no":
                return queryset.filter(Q(check_by_at__gt=at) | Q(check_by_at=None))
        return queryset


@admin.register(Page)
class PageAdmin(OrganiserAdmin):
    """Where an organiser finds each page and its versions."""

    form = PageForm
    fields = ("slug", "owner", "keeper", "position")
    list_display = ("held", "owner", "keeper", "held_from", "check_by", "overdue")
    list_filter = (OverdueFilter, ("keeper", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("keeper",)
    search_fields = ("slug", "owner", "versions__title")
    search_help_text = "Search by title, owner or address"
    actions = None
    change_form_template = "admin/guidance/page/change_form.html"
    further_pages: ClassVar[Sequence[tuple[str, str]]] = (
        ("Guidance to check", "admin:guidance_page_to_check"),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """With what holds now."""
        return super().get_queryset(request).as_held(timezone.now())  # type: ignore[attr-defined, no-any-return]

    def get_readonly_fields(self, request: HttpRequest, obj: Page | None = None) -> Any:
        """The address stays: answers of the route finder and other people's links lead to it."""
        return ("slug",) if obj else ()

    def has_delete_permission(self, request: HttpRequest, obj: Page | None = None) -> bool:
        """Only what never said anything can go."""
        may = super().has_delete_permission(request, obj)
        return may and obj is not None and not obj.versions.exists()

    @admin.display(description="Title", ordering="held_title")
    def held(self, page: Any) -> str:
        """The title that holds, or the address of a page that says nothing yet."""
        return page.held_title or f"{page.slug} (nothing applies yet)"

    @admin.display(description="Valid from", ordering="held_from_at")
    def held_from(self, page: Any) -> str:
        """Since when."""
        return _day(page.held_from_at)

    @admin.display(description="To be checked by", ordering="check_by_at")
    def check_by(self, page: Any) -> str:
        """Until when."""
        return _day(page.check_by_at - timedelta(microseconds=1)) if page.check_by_at else _day(None)

    @admin.display(description="Overdue", ordering="check_by_at")
    def overdue(self, page: Any) -> str | SafeString:
        """Whether it should have been checked: the word says it, the colour only helps."""
        if page.check_by_at and page.check_by_at <= timezone.now():
            return format_html('<span class="tag tag--{}">{}</span>', "red", "Overdue")
        return "No"

    def get_urls(self) -> list[Any]:
        """Add the list of what is to be checked."""
        view = self.admin_site.admin_view(self.to_check)
        return [path("to-check/", view, name="guidance_page_to_check"), *super().get_urls()]

    def to_check(self, request: HttpRequest) -> HttpResponse:
        """List what is overdue or soon due."""
        return to_check(self.admin_site, request)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show the versions above the form, newest first."""
        page: Any = self.get_object(request, object_id)
        context = dict(extra_context or {})
        if page:
            context |= {
                "page": page,
                "versions": page.versions.select_related("written_by"),
                "at": timezone.now(),
                "zone": timezone.get_current_timezone(),
                "public_url": reverse("guidance_page", args=[page.slug]) if page.held_from_at else "",
                "title": "Page of guidance",
                "subtitle": self.held(page),
            }
        return super().change_view(request, object_id, form_url, context)


def _day(at: datetime | None) -> str:
    """Name a day as shortly as a column needs it."""
    if at is None:
        return "Not yet"
    local = timezone.localtime(at)
    return f"{local.day} {local:%b %Y}"
