"""The induction card of an employer: one sheet with whom to reach and a code for the route finder."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from accounts.models import Employer
from guidance.answers import Answers
from guidance.presenters import sides_shown
from guidance.qr_codes import qr_code
from guidance.queries import contacts_of
from guidance.views.read_only import read_only
from guidance.ways import CARD


@read_only
def card(request: HttpRequest, employer: int) -> HttpResponse:
    """Show the card; its code answers the questions about the place already."""
    row = get_object_or_404(Employer.objects.select_related("local_office"), pk=employer)
    office = row.local_office_id if row.local_office.is_known else None
    answers = Answers(employer=str(row.pk), office=str(office or ""))
    address = request.build_absolute_uri(f"{reverse('guidance_question', args=['danger'])}?{answers.query}")
    today = timezone.localdate()
    context = {
        "employer": row,
        "sides": sides_shown(
            CARD,
            contacts_of(employer=row.pk, office=office),
            employer=row.name,
            office=row.local_office.name if office else "",
            on=today,
            is_regional=row.local_office.is_regional or not office,
        ),
        "address": address,
        "start": request.build_absolute_uri(reverse("guidance")),
        "code": qr_code(address),
        "today": today,
    }
    return render(request, "guidance/card.html", context)
