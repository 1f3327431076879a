"""The people whom a programme names, in the admin."""

from typing import Any, cast

from django.contrib import admin
from django.http import HttpRequest, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from accounts.admin_site import OrganiserAdmin
from accounts.models import User
from events.actions.contributors import save_contributor
from events.admin.contributor_forms import ContributorForm
from events.admin.filters import AssemblyFilter
from events.models import Assembly, Contributor, Session


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
        """Start with the assembly of the list before, else with the one that organisers work on."""
        listed = QueryDict(request.GET.get("_changelist_filters", ""))
        named = request.GET.get("assembly") or listed.get("assembly") or ""
        assembly = None if named.isdecimal() else Assembly.objects.next_to_run(timezone.now())
        return {"assembly": assembly.pk if assembly else named}

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: Any) -> None:
        """Save by the action."""
        save_contributor(contributor=obj, actor=cast(User, request.user), at=timezone.now())

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Name the sessions in which a person still has a part."""
        (person,) = objs
        sessions = Session.objects.with_part_of(person.pk).in_order()
        if not sessions:
            return super().get_deleted_objects(objs, request)
        return [], {}, set(), [_linked(session) for session in sessions]

    def response_post_save_add(self, request: HttpRequest, obj: Contributor) -> HttpResponseRedirect:
        """Go back to the people of the same assembly."""
        people = reverse("admin:events_contributor_changelist")
        return HttpResponseRedirect(f"{people}?assembly={obj.assembly_id}")

    def response_post_save_change(self, request: HttpRequest, obj: Contributor) -> HttpResponseRedirect:
        """Go back to the people of the same assembly."""
        return self.response_post_save_add(request, obj)


def _linked(session: Session) -> SafeString:
    url = reverse("admin:events_session_change", args=[session.pk])
    return format_html('the session <a href="{}">{}</a>', url, session.title)
