"""The page "Is this employer ready for induction?": each place with what is missing or old."""

from django.contrib.admin import AdminSite
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.utils import timezone

from accounts.models import LocalOffice
from guidance.readiness import readiness_of


def board(site: AdminSite, request: HttpRequest) -> TemplateResponse:
    """Show every place, or one local office and its employers; an unknown one counts as none named."""
    offices = list(LocalOffice.objects.known())
    chosen = next((office for office in offices if str(office.pk) == request.GET.get("office")), None)
    employers_shown, offices_shown = readiness_of(
        office=chosen.pk if chosen else None, on=timezone.localdate()
    )
    context = {
        **site.each_context(request),
        "title": "Is this employer ready for induction?",
        "offices": offices,
        "chosen": chosen,
        "boards": [
            ("Employers", "employer", employers_shown),
            ("Local offices", "local_office", offices_shown),
        ],
    }
    return TemplateResponse(request, "admin/guidance/board.html", context)
