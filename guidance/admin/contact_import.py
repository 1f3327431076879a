"""The page that brings contacts in from a file: looked through first, then all of it or nothing."""

from typing import Any, cast

from django import forms
from django.contrib import messages
from django.contrib.admin import AdminSite
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone

from accounts.models import User
from common.admin_forms import plain_form
from guidance.admin.carried import MOST_CHARACTERS, Carried, packed, unpacked
from guidance.contact_actions import import_contacts
from guidance.contact_files import read_contacts
from guidance.contact_plans import Plan, places_now, plan_of
from guidance.contact_tables import COLUMNS, MOST_BYTES, Table, table_of
from guidance.policies import GuidanceRefused
from guidance.posts import listed
from guidance.ways import SIDES

UPLOAD_AGAIN = "The file cannot be imported from that page any more. Upload it again."


class FileForm(forms.Form):
    """A file to look through."""

    file = forms.FileField(
        label="File of contacts",
        allow_empty_file=True,
        widget=forms.FileInput({"accept": ".csv,.txt,text/csv", "aria-describedby": "id_file_helptext"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        plain_form(self)
        self.fields["file"].error_messages["required"] = "Select a file of contacts"

    def clean_file(self) -> "UploadedFile[Any]":
        """Refuse what is too large before it is read."""
        file = cast("UploadedFile[Any]", self.cleaned_data["file"])
        if (file.size or 0) > MOST_BYTES:
            raise forms.ValidationError("The file must be smaller than 1 MB")
        return file


def import_page(site: AdminSite, request: HttpRequest) -> HttpResponse:
    """Ask for a file, show what it would do, and do it."""
    if "carried" in request.POST:
        return _take_in(site, request)
    form = FileForm(request.POST, request.FILES) if request.method == "POST" else FileForm()
    if not form.is_valid():
        return _page(site, request, form)
    return _look_through(site, request, table_of(form.cleaned_data["file"].read()))


def _look_through(site: AdminSite, request: HttpRequest, table: Table, why: str = "") -> HttpResponse:
    """Show every defect and what the sound lines would change; only a file without a defect can go on."""
    reading = read_contacts(table, places_now(), on=timezone.localdate())
    plan = plan_of(reading.rows)
    carried = packed(Carried(table, plan.mark), cast(User, request.user))
    if len(carried) > MOST_CHARACTERS:
        why = "The file is too long to be carried on. Split it up."
    is_sound = not reading.defects and len(carried) <= MOST_CHARACTERS
    return _page(
        site,
        request,
        FileForm(),
        why=why,
        defects=reading.defects,
        plan=plan,
        carried=carried if is_sound else "",
    )


def _take_in(site: AdminSite, request: HttpRequest) -> HttpResponse:
    """Import what was looked through; if it does not fit any more, look through it again."""
    actor = cast(User, request.user)
    carried = unpacked(request.POST["carried"], actor)
    if carried is None:
        messages.error(request, UPLOAD_AGAIN)
        return redirect("admin:guidance_contact_import")
    try:
        plan = import_contacts(table=carried.table, mark=carried.mark, actor=actor, at=timezone.now())
    except GuidanceRefused as refused:
        return _look_through(site, request, carried.table, str(refused))
    messages.success(request, _told(plan))
    return redirect("admin:guidance_contact_changelist")


def _told(plan: Plan) -> str:
    counts = f"{len(plan.new)} new, {len(plan.changed)} changed, {plan.same_count} the same as before"
    return f"The file is imported: {counts}."


def _page(site: AdminSite, request: HttpRequest, form: FileForm, **shown: Any) -> TemplateResponse:
    context = {
        **site.each_context(request),
        "title": "Import contacts from a file",
        "form": form,
        "columns": COLUMNS,
        "sides": [(heading, listed(side)) for side, heading in SIDES.items()],
        "errors": form.errors or shown.get("defects") or shown.get("why"),
        **shown,
    }
    return TemplateResponse(request, "admin/guidance/contact/import.html", context)
