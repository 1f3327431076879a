"""Guidance pages: what holds now, who answers for it, where it is from, and whether it is out of date."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from common.rich_text import rendered
from guidance.models import Version
from guidance.sources import sources_of
from guidance.views.read_only import read_only


@read_only
def page(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a page as it holds at this moment; one that nothing holds of yet is no page."""
    at = timezone.now()
    version = Version.objects.in_force(at).filter(page__slug=slug).first()
    if version is None:
        raise Http404
    context = {
        "version": version,
        "body": rendered(version.body),
        "sources": sources_of(version.sources),
        "is_stale": version.is_stale(at),
        "zone": timezone.get_current_timezone(),
    }
    return render(request, "guidance/page.html", context)
