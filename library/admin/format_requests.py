"""Requests for another format in the admin: read, answered once, and kept."""

from typing import Any, ClassVar, cast

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from accounts.admin_site import RefusableAdmin
from accounts.models import User
from common.admin_forms import PlainModelForm
from common.policy import Refused
from common.words import day_and_clock
from events.admin.base import tag
from library.actions.formats import answer_format_request
from library.admin.filters import AnsweredFilter
from library.models import FormatRequest
from library.policies.documents import MOST_WORDS, Asking, FormatRefused


class ReplyForm(PlainModelForm):
    """What whoever asked is told."""

    refused: ClassVar[Refused | None] = None

    class Meta:
        model = FormatRequest
        fields: ClassVar = ["reply"]
        widgets: ClassVar = {"reply": forms.Textarea({"rows": 6, "class": "vLargeTextField"})}
        help_texts: ClassVar = {"reply": "They get it by email and under “Notices”."}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "reply" in self.fields:
            self.fields["reply"] = forms.CharField(
                label="What we tell them",
                max_length=MOST_WORDS,
                widget=self.fields["reply"].widget,
                help_text=self.fields["reply"].help_text,
                error_messages={"required": FormatRefused.sentences[Asking.NO_REPLY]},
            )

    def clean(self) -> dict[str, Any]:
        """Begin with what was refused."""
        cleaned = super().clean() or {}
        if self.refused:
            self.add_error(None, str(self.refused))
        return cleaned


@admin.register(FormatRequest)
class FormatRequestAdmin(RefusableAdmin):
    """Who needs a document in another format, the longest waiting first."""

    refusal = FormatRefused
    form = ReplyForm
    list_display = ("what", "about", "who", "asked", "state")
    list_display_links = ("what",)
    list_filter = (AnsweredFilter,)
    list_select_related = ("document", "user")
    search_fields = ("document__title", "need")
    search_help_text = "Search by document or by what is needed"
    actions = None
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """People ask on the page of a document."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """What was asked and answered stays."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """What was said was said."""
        return super().has_change_permission(request) and (obj is None or obj.answered_at is None)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Show the reply with who gave it, once there is one."""
        asked = ("of", "who", "asked", "need", "reply")
        return asked if obj is None or obj.answered_at is None else (*asked, "answered", "answered_by")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Everything but a reply that is still to be given."""
        return tuple(name for name in self.get_fields(request, obj) if name != "reply")

    @admin.display(description="What would help", ordering="need")
    def what(self, request: FormatRequest) -> str:
        """The beginning of it."""
        return request.need if len(request.need) <= 80 else f"{request.need[:79]}…"

    @admin.display(description="Document", ordering="document__title")
    def about(self, request: FormatRequest) -> str:
        """The title of the document."""
        return request.document.title

    @admin.display(description="Who asked", ordering="user__name")
    def who(self, request: FormatRequest) -> str:
        """The person."""
        return str(request.user)

    @admin.display(description="Asked", ordering="asked_at")
    def asked(self, request: FormatRequest) -> str:
        """When."""
        return day_and_clock(request.asked_at, timezone.get_current_timezone())

    @admin.display(description="Told")
    def answered(self, request: FormatRequest) -> str:
        """When."""
        at = request.answered_at
        return day_and_clock(at, timezone.get_current_timezone()) if at else "Not yet"

    @admin.display(description="Document")
    def of(self, request: FormatRequest) -> SafeString:
        """The document, as people see it."""
        return format_html('<a href="{}">{}</a>', request.document.address, request.document.title)

    @admin.display(description="Answer", ordering="answered_at")
    def state(self, request: FormatRequest) -> SafeString:
        """Whether somebody still has to answer."""
        return tag("Answered", "green") if request.answered_at else tag("Not yet answered", "yellow")

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Call the page by what it is."""
        context = {"title": "Request for another format", "show_save_and_continue": False}
        found: Any = self.get_object(request, object_id)
        if found:
            context["subtitle"] = str(found.user)
        return super().change_view(request, object_id, form_url, {**context, **(extra_context or {})})

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: Any) -> None:
        """Answer by the action.

        :raises FormatRefused: and :meth:`changeform_view` shows the form again.
        """
        answer_format_request(
            format_request=obj,
            reply=form.cleaned_data["reply"],
            actor=cast(User, request.user),
            at=timezone.now(),
        )

    def response_change(self, request: HttpRequest, obj: FormatRequest) -> HttpResponse:
        """Go back to those who wait."""
        messages.success(request, f"{obj.user} is told by email and under “Notices”.")
        return redirect("admin:library_formatrequest_changelist")
