"""What auditors see: who did what on which day, and whether the chains are whole. Never content."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from common.pages import page_links, page_of
from concerns.actions import day_of
from concerns.casework_forms.lists import AuditForm
from concerns.casework_presenters.around import audit_lines, short_name_of
from concerns.casework_queries.audit import (
    AuditFacets,
    actors_of_entries,
    chains_hidden_from,
    chains_named,
    entries_for,
)
from concerns.chains import broken_chains
from concerns.standing import Standing
from concerns.views.casework.frame import frame
from concerns.views.casework.gate import for_members

ON_A_PAGE = 50
NOBODY = 0


def is_auditor(standing: Standing) -> bool:
    """Whether the person audits."""
    return standing.is_auditor


@for_members(is_auditor)
@require_safe
def audit(request: HttpRequest, standing: Standing) -> HttpResponse:
    """List what was done, of all cases and of the house, the newest days first."""
    asked = {name: request.GET.get(name, "") for name in ("deed", "person", "case")}
    form = AuditForm({**asked, "deed": asked["deed"] or "any"})
    form.is_valid()
    facets = _facets(form)
    page = page_of(Paginator(entries_for(standing, facets), ON_A_PAGE), request)
    entries = list(page)
    hidden = chains_hidden_from(standing)
    context = {
        **frame(standing),
        "form": form,
        "is_narrowed": facets != AuditFacets(),
        "count": page.paginator.count,
        "lines": audit_lines(entries, actors_of_entries(entries), hidden=hidden),
        "pagination": page_links(page, request),
    }
    return render(request, "concerns/casework/audit.html", context)


@for_members(is_auditor)
@require_http_methods(["GET", "HEAD", "POST"])
def audit_chains(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Compute every chain anew, on a button: it reads all there is."""
    context = {**frame(standing), "is_checked": False}
    if request.method == "POST":
        hidden = chains_hidden_from(standing)
        broken = [each for each in broken_chains() if each.chain not in hidden]
        context |= {
            "is_checked": True,
            "broken": [(short_name_of(each.chain), each) for each in broken],
            "today": day_of(timezone.now()),
        }
    return render(request, "concerns/casework/audit_chains.html", context)


def _facets(form: AuditForm) -> AuditFacets:
    """Read the facets. A person or a case that is not known finds nothing, rather than everything."""
    given = form.cleaned_data
    deed = given.get("deed", "")
    person, chain = None, None
    if email := given.get("person", "").strip():
        user = User.objects.filter(email__iexact=email).first()
        person = user.pk if user else NOBODY
    if name := given.get("case", "").strip():
        found = chains_named(name)
        chain = found[0] if len(found) == 1 else UUID(int=1)
    return AuditFacets(deed="" if deed == "any" else deed, person=person, chain=chain)
