"""One's own networking as a file to keep."""

from django.http import Http404
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_safe

from common.dripping import dripping
from events.views.loading import PersonalRequest, personal
from networking.clearing.queries import is_kept
from networking.own_export import pages_of
from networking.views.loading import load_part


@require_safe
@personal
def export(request: PersonalRequest, slug: str) -> HttpResponseBase:
    """Answer with the file: from joining until what was said is removed, whether or not one may take part."""
    at = timezone.now()
    part = load_part(request, slug, at=at)
    if part.profile is None or not is_kept(part.assembly, at):
        raise Http404
    response = dripping(request, pages_of(part.profile, at), content_type="text/html; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="networking-{slug}.html"'
    return response
