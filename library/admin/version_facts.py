"""What the file of a version says of people and programs, and a version that says it no more."""

from typing import cast

from django.contrib import messages
from django.contrib.admin import AdminSite
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone

from accounts.models import User
from common.policy import Refused
from library import examining, vault
from library.actions.versions import clean_version
from library.models import StoredFile, Version
from library.turns import turn

REMOVED = "People get a version without that from now on. The one before is kept here for organisers."


def version_facts(site: AdminSite, request: HttpRequest, pk: int) -> HttpResponse:
    """Show what the file says beside its words; posting puts a version that says none of it on top."""
    version = Version.objects.select_related("file", "document").filter(pk=pk).first()
    if version is None:
        raise Http404
    if request.method == "POST":
        try:
            clean_version(version=version, actor=cast(User, request.user), at=timezone.now())
        except Refused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, REMOVED)
            return redirect("admin:library_document_change", version.document_id)
    facts, trouble = _facts_of(version.file, request)
    newest = version.document.versions.order_by("-number").values_list("pk", flat=True).first()
    context = {
        **site.each_context(request),
        "title": "What the file says of itself",
        "version": version,
        "facts": facts,
        "trouble": trouble,
        "is_newest": newest == version.pk,
    }
    return TemplateResponse(request, "admin/library/document/version_facts.html", context)


def _facts_of(stored: StoredFile, request: HttpRequest) -> tuple[tuple[tuple[str, str], ...], str]:
    """Ask the file, each time anew: what it says of people is written down nowhere else."""
    file = vault.open_kept(stored.key)
    if file is None:
        return (), "The file is not where it should be, so nobody can look into it."
    try:
        with file, turn(request.user.pk):
            return examining.examine(file).facts, ""
    except Refused as refused:
        return (), str(refused)
