"""The page of a case: opened once, and written down before anything opens."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from concerns.actions import day_of
from concerns.actions.opening import open_case
from concerns.casework_presenters.case import case_page
from concerns.casework_queries.case import case_rows
from concerns.now import case_now
from concerns.refusals import ConcernRefused
from concerns.sealing.folder import are_keys_at_hand
from concerns.standing import Standing
from concerns.views.casework.frame import frame, works_on_cases
from concerns.views.casework.gate import case_of, for_members, not_theirs


@for_members(works_on_cases)
@require_safe
def case(request: HttpRequest, standing: Standing, key: UUID) -> HttpResponse:
    """Show a case. Without keys nothing opens, so that no reading is written down either."""
    at = timezone.now()
    concern = case_of(standing, key, at=at)
    opened, why_not = None, ""
    if are_keys_at_hand():
        try:
            opened = open_case(handler=standing, concern=concern, at=at)
        except ConcernRefused as refused:
            why_not = str(refused)
    try:
        rows = case_rows(standing, concern)
    except ConcernRefused as refused:
        # Withdrawn, or kept out of, since it was found.
        raise not_theirs(standing, key, at=at) from refused
    now = case_now(rows.own, rows.referrals, on=day_of(at))
    page = case_page(rows, now, opened, today=day_of(at))
    context = {**frame(standing), "case": concern, "page": page, "opened": opened, "why_not": why_not}
    return render(request, "concerns/casework/case.html", context)
