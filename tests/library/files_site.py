"""A portal with one address more: any stored file, for tests of how files are sent."""

from datetime import UTC, datetime

from django.urls import include, path
from django.utils import timezone

from library.models import StoredFile
from library.serving import send_file


def stored_file(request, pk):
    asked = request.GET
    return send_file(
        request,
        StoredFile.objects.get(pk=pk),
        name=asked.get("name", "slides.pdf"),
        is_download="download" in asked,
        at=timezone.now(),
        until=datetime.fromtimestamp(float(asked["until"]), UTC) if "until" in asked else None,
    )


urlpatterns = [path("stored/<int:pk>/", stored_file), path("", include("assembly_portal.urls"))]
