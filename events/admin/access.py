"""What delegates need to take part: who looks after it, how far it is, and what they were told."""

from typing import Any, ClassVar, cast

from django import forms
from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString

from accounts.admin_site import OrganiserAdmin
from accounts.models import Appointment, User
from common.admin_forms import ModelForm, plain_form
from common.words import day_and_clock
from events.admin.base import tag
from events.admin.filters import AssemblyOfDelegateFilter, OpenFilter
from events.models import AccessRequest

State = AccessRequest.State
COLOURS = {
    State.NEW: "yellow",
    State.IN_HAND: "blue",
    State.ARRANGED: "green",
    State.NOT_POSSIBLE: "red",
    State.WITHDRAWN: "grey",
}


def organisers() -> QuerySet[User]:
    """Those who can look after a request."""
    appointed = Appointment.objects.filter(duty=Appointment.Duty.ORGANISER, ended_at=None)
    return User.objects.filter(Q(pk__in=appointed.values("user")) | Q(is_superuser=True), is_active=True)


class AccessRequestForm(ModelForm):
    """The answer to a request."""

    class Meta:
        model = AccessRequest
        fields: ClassVar = ["owner", "state", "reply"]
        widgets: ClassVar = {"reply": forms.Textarea({"rows": 5})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owner = cast("forms.ModelChoiceField[User]", self.fields["owner"])
        owner.queryset, owner.empty_label = organisers(), "Nobody yet"
        plain_form(self)

    def clean(self) -> dict[str, Any]:
        """Ask for the reason when something is not possible: the delegate is told."""
        cleaned = super().clean() or {}
        if cleaned.get("state") == State.NOT_POSSIBLE and not cleaned.get("reply", "").strip():
            self.add_error("reply", "Enter what you told them, and what they can do instead")
        return cleaned


@admin.register(AccessRequest)
class AccessRequestAdmin(OrganiserAdmin):
    """Requests, the open ones a click away."""

    form = AccessRequestForm
    fields = ("delegate", "kind", "detail", "asked", "owner", "state", "reply")
    readonly_fields = ("delegate", "kind", "detail", "asked")
    list_display = ("kind_shown", "delegate", "detail", "state_tag", "owner", "asked")
    list_display_links = ("kind_shown",)
    list_filter = (AssemblyOfDelegateFilter, OpenFilter, "kind")
    list_select_related = ("delegate__assembly", "owner")
    search_fields = ("delegate__name", "delegate__reference", "detail")
    search_help_text = "Search by name, reference or words of the request"
    show_full_result_count = False
    actions = None

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Only the delegate asks."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A request is closed, not deleted."""
        return False

    def save_model(self, request: HttpRequest, obj: AccessRequest, form: Any, change: Any) -> None:
        """Write only what was changed here: the delegate may have reworded the request meanwhile."""
        obj.save(update_fields=form.changed_data)

    @admin.display(description="Need", ordering="kind")
    def kind_shown(self, request: AccessRequest) -> str:
        """What is asked for."""
        return request.get_kind_display()

    @admin.display(description="State", ordering="state")
    def state_tag(self, request: AccessRequest) -> SafeString:
        """How far it is."""
        return tag(request.get_state_display(), COLOURS[State(request.state)])

    @admin.display(description="Asked", ordering="asked_at")
    def asked(self, request: AccessRequest) -> str:
        """When, by the assembly's clocks."""
        return day_and_clock(request.asked_at, request.delegate.assembly.zone)
