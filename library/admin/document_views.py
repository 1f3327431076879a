"""Beside the form of a document: its preview, its versions, and the file of each for organisers."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.admin_site import OrganiserAdmin
from common.rich_text import body_problems, rendered
from library.admin.version_facts import version_facts
from library.models import Document, Version
from library.presenters.documents import kind_in_words
from library.serving import send_file
from library.words import size_in_words


class ToldVersion:
    """A version as the table of versions tells it."""

    def __init__(self, version: Version) -> None:
        self.version = version
        self.kind = kind_in_words(version.file)
        self.size = size_in_words(version.file.size)
        self.address = reverse("admin:library_version_file", args=[version.pk])
        self.facts_address = reverse("admin:library_version_facts", args=[version.pk])


def versions_of(document: Document) -> list[ToldVersion]:
    """List the versions, the newest first."""
    return [ToldVersion(version) for version in document.versions.select_related("file", "added_by")]


def document_urls(keeper: OrganiserAdmin) -> list[Any]:
    """Return the addresses of what stands beside the form."""

    def preview(request: HttpRequest) -> HttpResponse:
        """Show what was typed as people would read it; nothing is saved, and what is wrong is told."""
        if not keeper.has_add_permission(request):
            raise PermissionDenied
        body = request.POST.get("body", "")
        context = {
            "title": request.POST.get("title", ""),
            "shown": rendered(body),
            "problems": body_problems(body),
        }
        return render(request, "library/preview.html", context)

    def version_file(request: HttpRequest, pk: int) -> HttpResponseBase:
        """Send the file of any version to an organiser; this is no opening."""
        version = Version.objects.select_related("file").filter(pk=pk).first()
        if version is None or not keeper.has_view_permission(request):
            raise Http404
        file = version.file
        return send_file(request, file, name=file.name, is_download=True, at=timezone.now())

    def facts(request: HttpRequest, pk: int) -> HttpResponse:
        """Show what a version says of itself, to organisers."""
        if not keeper.has_change_permission(request):
            raise Http404
        return version_facts(keeper.admin_site, request, pk)

    view = keeper.admin_site.admin_view
    return [
        path("preview/", view(require_POST(preview)), name="library_document_preview"),
        path("versions/<int:pk>/", view(require_safe(version_file)), name="library_version_file"),
        path("versions/<int:pk>/facts/", view(facts), name="library_version_facts"),
    ]
