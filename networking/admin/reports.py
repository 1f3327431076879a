"""The queue of reports: read, acted on with a reason, and what was done about whom."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone

from accounts.admin_site import OrganiserAdmin
from accounts.models import User
from common.admin_forms import plain_form
from events.models import Delegate
from networking.actions.handling import end_suspension, handle_report
from networking.models import NetworkingReport, SafetyAct
from networking.report_queue import (
    NETWORKING,
    SOURCES,
    Entry,
    acts_about,
    find_report,
    lately_handled,
    open_reports,
    reports_about,
    suspension_of,
)
from networking.safety_refusals import HandlingCode, HandlingRefused

QUEUE = "admin:networking_networkingreport_changelist"
Verb = SafetyAct.Verb
CHOICES = {
    Verb.NOTHING: "Nothing to do",
    Verb.SPOKEN_TO: "I spoke to the person",
    Verb.HIDDEN: "Hide the message",
    Verb.SUSPENDED: "Suspend from networking",
}
"""What the button does, or what its presser did before; lists of what was done have the labels of verbs."""
LASTING = {"1": "For an hour", "24": "For 24 hours", "168": "For 7 days", "": "Until an organiser ends it"}


class ReasonForm(forms.Form):
    """Why something is done."""

    because = forms.CharField(
        label="Why",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "cols": 28}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        plain_form(self)


class HandlingForm(ReasonForm):
    """What is done about a report, and for how long."""

    verb = forms.ChoiceField(label="What you do", widget=forms.RadioSelect)
    hours = forms.ChoiceField(
        label="If you suspend them",
        choices=list(LASTING.items()),
        required=False,
        initial="24",
        help_text="Nobody finds them meanwhile, and they leave their groups.",
    )
    field_order = ("verb", "hours", "because")

    def __init__(self, *args: Any, entry: Entry, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["verb"]
        assert isinstance(field, forms.ChoiceField), "it is declared so above"
        field.error_messages["required"] = "Select what you do"
        possible = {Verb.HIDDEN: entry.can_hide, Verb.SUSPENDED: entry.about is not None}
        field.choices = [(verb.value, words) for verb, words in CHOICES.items() if possible.get(verb, True)]
        self.fields["because"].help_text = f"Kept with the report. {_who_reads(entry)}".rstrip()
        if entry.about is None:
            del self.fields["hours"]

    def clean(self) -> dict[str, Any]:
        """Name a reason that is missing beside everything else that is: the action refuses one by one."""
        given = super().clean() or self.cleaned_data
        if not given.get("because", "").strip():
            self.add_error("because", HandlingRefused.sentences[HandlingCode.NO_REASON])
        return given

    def until_at(self, at: datetime) -> datetime | None:
        """Return until when somebody would be suspended; None for until an organiser ends it."""
        hours = self.cleaned_data.get("hours")
        return at + timedelta(hours=int(hours)) if hours else None


def _who_reads(entry: Entry) -> str:
    """Say which of those whom it is about read the reason: nobody wants a reporter's name in it."""
    if entry.about is None:
        return ""
    if entry.source != NETWORKING or not entry.can_hide:
        return "Somebody whom you suspend reads it."
    return "The author of a message that you hide reads it, and so does somebody whom you suspend."


_FIELDS = {
    HandlingCode.NO_REASON: "because",
    HandlingCode.TOO_LONG: "because",
    HandlingCode.NO_MESSAGE: "verb",
}


@admin.register(NetworkingReport)
class NetworkingReportAdmin(OrganiserAdmin):
    """Nothing here is a form over rows: what was reported stands as it was."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody reports here."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody rewrites a report."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """The clock removes them, when it was said that they go."""
        return False

    def get_urls(self) -> list[Any]:
        """Offer the queue, a report and a person, and none of the usual pages."""
        page = self.admin_site.admin_view
        return [
            path("", page(self._queue), name="networking_networkingreport_changelist"),
            path("people/<int:pk>/", page(self._person), name="networking_report_person"),
            path("<slug:source>/<int:number>/", page(self._report), name="networking_report_act"),
        ]

    def _queue(self, request: HttpRequest) -> TemplateResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": "Reports",
            "waiting": open_reports(),
            "handled": lately_handled(),
        }
        return TemplateResponse(request, "networking/admin/reports.html", context)

    def _report(self, request: HttpRequest, source: str, number: int) -> HttpResponse:
        at, entry = timezone.now(), find_report(source, number) if source in SOURCES else None
        if entry is None:
            raise Http404
        form = HandlingForm(request.POST if request.method == "POST" else None, entry=entry)
        if request.method == "POST" and form.is_valid():
            try:
                act = handle_report(
                    actor=_actor(request),
                    source=source,
                    number=number,
                    verb=Verb(form.cleaned_data["verb"]),
                    because=form.cleaned_data["because"],
                    until_at=form.until_at(at),
                    at=at,
                )
            except HandlingRefused as refused:
                form.add_error(_FIELDS.get(HandlingCode(refused.code)), str(refused))
                entry = find_report(source, number) or entry
            else:
                messages.success(request, f"The report is handled: {act.get_verb_display().lower()}.")
                return redirect(QUEUE)
        context = {
            **self.admin_site.each_context(request),
            "title": f"Report about {entry.about_name}",
            "entry": entry,
            "form": form,
        }
        return TemplateResponse(request, "networking/admin/report.html", context)

    def _person(self, request: HttpRequest, pk: int) -> HttpResponse:
        at = timezone.now()
        delegate = get_object_or_404(Delegate.objects.select_related("assembly", "user"), pk=pk)
        reports = reports_about(delegate.user_id)
        acts, suspension = acts_about(delegate), suspension_of(delegate, at)
        if not (reports or acts or suspension):
            # Only whoever was reported has a page here.
            raise Http404
        form = ReasonForm(request.POST if request.method == "POST" else None)
        if request.method == "POST" and form.is_valid():
            try:
                because = form.cleaned_data["because"]
                end_suspension(actor=_actor(request), delegate=delegate, because=because, at=at)
            except HandlingRefused as refused:
                form.add_error("because", str(refused))
            else:
                messages.success(request, f"{delegate.name} can use networking again. They are told.")
                return redirect(reverse("admin:networking_report_person", args=[pk]))
        context = {
            **self.admin_site.each_context(request),
            "title": f"Reports about {delegate.name}",
            "delegate": delegate,
            "reports": reports,
            "acts": acts,
            "suspension": suspension,
            "form": form,
        }
        return TemplateResponse(request, "networking/admin/report_person.html", context)


def _actor(request: HttpRequest) -> User:
    assert isinstance(request.user, User), "the site lets nobody else in"
    return request.user
