"""What delegates need to take part: who looks after it, how far it is, and what they were told."""

from typing import Any, ClassVar, cast

from django import forms
from django.contrib import admin, messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from accounts.admin_site import RefusableAdmin
from accounts.models import Appointment, User
from common.admin_forms import ModelForm, plain_form
from common.words import day_and_clock
from events.actions.access import answer_access_request
from events.admin.base import tag
from events.admin.filters import AssemblyOfDelegateFilter, OpenFilter
from events.models import AccessRequest
from events.policies.access import AccessRefused, Answering, gives_reason

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
        fields: ClassVar = ["owner", "state", "due_on", "reply"]
        widgets: ClassVar = {
            "reply": forms.Textarea({"rows": 5}),
            "due_on": forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        }
        help_texts: ClassVar = {
            "reply": "They are told each new reply, and when it is arranged or not possible."
        }

    refused: AccessRefused | None = None
    seen_state = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owner = cast("forms.ModelChoiceField[User]", self.fields["owner"])
        owner.queryset, owner.empty_label = organisers(), "Nobody yet"
        plain_form(self)
        self.initial["seen_state"] = self.instance.state
        self.fields["due_on"].error_messages["invalid"] = "Enter a day such as 27/05/2022"

    def clean(self) -> dict[str, Any]:
        """Ask for the reason when something is not possible: the delegate is told."""
        cleaned = super().clean() or {}
        if not (verdict := gives_reason(cleaned.get("state", ""), cleaned.get("reply", ""))):
            self.add_error("reply", AccessRefused.sentences[Answering(str(verdict.code))])
        if self.refused:
            self.add_error(None, str(self.refused))
        return cleaned


@admin.register(AccessRequest)
class AccessRequestAdmin(RefusableAdmin):
    """Requests, the open ones a click away."""

    form = AccessRequestForm
    refusal = AccessRefused
    fields = (
        "delegate",
        "kind",
        "detail",
        "asked",
        "owner",
        "state",
        "due_on",
        "reply",
        "replies",
        "seen_state",
    )
    readonly_fields = ("delegate", "kind", "detail", "asked", "replies")
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
        """Write only what was changed here, and have the delegate told what concerns them."""
        answer = answer_access_request(
            actor=cast(User, request.user),
            request=obj,
            changes={name: form.cleaned_data[name] for name in form.changed_data},
            seen_state=form.cleaned_data["seen_state"],
            at=timezone.now(),
        )
        if answer:
            messages.info(request, f"{obj.delegate} is told, by email and in their notices.")

    @admin.display(description="What they were told")
    def replies(self, request: AccessRequest) -> SafeString | str:
        """Every answer, the latest first."""
        zone = request.delegate.assembly.zone
        rows = format_html_join(
            "",
            "<li>{}: {}, <bdi>{}</bdi>{}</li>",
            (
                (
                    day_and_clock(each.told_at, zone),
                    each.get_state_display(),
                    each.by_name,
                    format_html("<br><bdi>{}</bdi>", each.body) if each.body else "",
                )
                for each in request.replies.order_by("-told_at", "-pk")
            ),
        )
        return format_html('<ul class="plain-list">{}</ul>', rows) if rows else "Nothing yet"

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
