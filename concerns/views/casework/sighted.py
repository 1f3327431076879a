"""What a Postgraduate Dean's office is told: that a concern exists, and whether promises are kept."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from common.pages import page_links, page_of
from concerns.actions import day_of
from concerns.actions.referring import mark_seen
from concerns.casework_forms.lists import SightedForm
from concerns.casework_presenters.around import sighted_row
from concerns.casework_queries.sighted import sighted_by
from concerns.models import SightedNotice
from concerns.standing import Standing
from concerns.views.casework.frame import frame
from concerns.views.casework.gate import for_members

ON_A_PAGE = 25


def is_sighted(standing: Standing) -> bool:
    """Whether the person sits in a dean's office."""
    return bool(standing.dean_offices)


@for_members(is_sighted)
@require_safe
def sighted(request: HttpRequest, standing: Standing) -> HttpResponse:
    """List the notices of the person's own office."""
    today = day_of(timezone.now())
    form = SightedForm({"show": request.GET.get("show") or "all"})
    show = form.cleaned_data.get("show", "") if form.is_valid() else ""
    page = page_of(Paginator(sighted_by(standing, show=show, today=today), ON_A_PAGE), request)
    context = {
        **frame(standing),
        "form": form,
        "is_narrowed": show in ("unseen", "overdue"),
        "rows": [sighted_row(notice, today=today) for notice in page],
        "pagination": page_links(page, request),
    }
    return render(request, "concerns/casework/sighted.html", context)


@for_members(is_sighted)
@require_POST
def sighted_seen(request: HttpRequest, standing: Standing, key: UUID) -> HttpResponse:
    """Write down that the office has seen it."""
    notice = get_object_or_404(SightedNotice.objects.visible_to(standing.user.pk), pk=key)
    mark_seen(dean=standing, notice=notice, at=timezone.now())
    messages.success(request, "Written down that your office has seen it.")
    return redirect("casework_sighted")
