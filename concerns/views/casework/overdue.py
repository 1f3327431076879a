"""The one figure of national leads: how many concerns wait for an overdue promise. Nothing else."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from concerns.actions import day_of
from concerns.casework_presenters.around import suppressed
from concerns.casework_queries.sighted import overdue_count
from concerns.views.casework.gate import for_national_leads


@for_national_leads
@require_safe
def overdue(request: HttpRequest) -> HttpResponse:
    """Show the figure."""
    today = day_of(timezone.now())
    context = {"figure": suppressed(overdue_count(today=today)), "today": today}
    return render(request, "concerns/casework/overdue.html", context)
