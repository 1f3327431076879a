"""The inbox: a handler's cases by clock, alerts of colleagues, and looking for words."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common.pages import page_links, page_of
from concerns.actions import day_of, memberships
from concerns.actions.opening import Search, find_words
from concerns.casework_forms.lists import FacetForm, SearchForm
from concerns.casework_presenters.inbox import inbox_row
from concerns.casework_queries.inbox import (
    Facets,
    asked_by_colleagues,
    cases_of,
    totals_of,
    tracks_of,
    unanswered,
)
from concerns.casework_queries.people import alerts_for, memberships_around
from concerns.models import Alert
from concerns.refusals import ConcernRefused
from concerns.standing import Standing
from concerns.views.casework.frame import frame, works_on_cases
from concerns.views.casework.gate import for_members

ON_A_PAGE = 25


@for_members()
@require_safe
def inbox(request: HttpRequest, standing: Standing) -> HttpResponse:
    """List the person's cases; who only audits has their own page."""
    if not works_on_cases(standing):
        return redirect("casework_audit")
    today = day_of(timezone.now())
    form = FacetForm(_filled(request), groups=standing.groups)
    facets = _facets(form)
    cases = cases_of(standing, facets, today=today)
    totals = totals_of(cases, today=today)
    paginator = Paginator(cases.select_related("employer", "local_office"), ON_A_PAGE)
    # Counted already, in the same query as what is late.
    paginator.count = totals.count
    page = page_of(paginator, request)
    concerns = list(page)
    tracks, wrote = tracks_of(concerns), unanswered(concerns, standing.groups)
    asked = asked_by_colleagues(concerns, standing)
    context = {
        **frame(standing),
        "alerts": alerts_for(standing),
        "facets": form,
        "is_narrowed": facets != Facets(),
        "totals": totals,
        "rows": [
            inbox_row(
                each,
                tracks[each.pk],
                standing.groups,
                today=today,
                wrote=each.pk in wrote,
                asked=each.pk in asked,
            )
            for each in concerns
        ],
        "pagination": page_links(page, request),
        "search": SearchForm(),
    }
    return render(request, "concerns/casework/inbox.html", context)


@for_members(works_on_cases)
@require_http_methods(["GET", "HEAD", "POST"])
def search(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Look for words in what the person may open. They come in the body: an address would be kept."""
    form = SearchForm(request.POST or None)
    found: Search | None = None
    if form.is_bound and form.is_valid():
        try:
            found = find_words(handler=standing, words=form.cleaned_data["words"], at=timezone.now())
        except ConcernRefused as refused:
            form.add_error("words", str(refused))
    context = {**frame(standing), "form": form, "found": found}
    return render(request, "concerns/casework/search.html", context)


@for_members(works_on_cases)
@require_POST
def alert_look(request: HttpRequest, standing: Standing, key: UUID) -> HttpResponse:
    """Write down that a colleague has looked at an alert."""
    around = Alert.objects.filter(membership__in=memberships_around(standing))
    if not around.filter(pk=key).exists():
        raise Http404
    try:
        memberships.look_at_alert(by=standing, alert=key, at=timezone.now())
    except ConcernRefused as refused:
        raise Http404 from refused
    return redirect("casework")


def _filled(request: HttpRequest) -> dict[str, str]:
    """Return every facet, as asked or as it stands without being asked."""
    names = ("clock", "category", "severity", "mark", "group")
    usual = {"state": "open", **dict.fromkeys(names, "any")}
    return {name: request.GET.get(name) or value for name, value in usual.items()}


def _facets(form: FacetForm) -> Facets:
    """Read the facets; what no list offers narrows nothing."""
    form.is_valid()
    chosen = {name: value for name, value in form.cleaned_data.items() if value and value != "any"}
    return Facets(**chosen)
