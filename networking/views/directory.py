"""The directory: who is there, who has the words that somebody looks for, and whom they may like to meet."""

from collections.abc import Mapping
from datetime import datetime

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from common.pages import page_links, page_of
from events.views.loading import personal
from networking.directory import Found, look
from networking.forms.directory import DirectorySearch
from networking.labels import Kind, Labels
from networking.matching import Wants
from networking.models import Profile
from networking.presenters.people import Suggestion, card, suggestion
from networking.suggestions import suggestions, wants
from networking.views.loading import Part, closed_page, load_part

ON_A_PAGE = 20


@personal
@require_safe
def directory(request: HttpRequest, slug: str) -> HttpResponse:
    """List the people who chose it, all of them or those who have what is looked for, in pages."""
    at = timezone.now()
    part = load_part(request, slug, at=at)
    if not part.can_look:
        return closed_page(request, part, part.can_look)
    among = Profile.objects.meeting(part.delegate, at).listed()
    labels = Labels.among(among)
    form = DirectorySearch(request.GET or None, labels=labels)
    has_errors = form.is_bound and not form.is_valid()
    found = Found(among.none(), 0) if has_errors else look(form.narrow(among), among, labels, form.looked_for)
    paginator = Paginator(found.people.values_list("pk", flat=True), ON_A_PAGE)
    paginator.count = found.count
    page = page_of(paginator, request)
    # What people show is read for the page alone, and not for everybody who has to be put in order.
    keys = list(page.object_list)
    shown = Profile.objects.with_facts().in_bulk(keys)
    names = labels.of_kind[Kind.INTEREST]
    me = wants(part.profile) if part.profile and part.profile.is_joined else None
    is_everything = not form.looked_for and not form.is_narrowed and not has_errors
    begins = is_everything and page.number == 1
    context = {
        **part.context(request),
        "form": form,
        "has_errors": has_errors,
        "found": found,
        "cards": [card(shown[key], slug, names, me) for key in keys if key in shown],
        "page": page,
        "pagination": page_links(page, request),
        "is_everything": is_everything,
        "suggestions": _suggestions(part, me, names, at) if begins else [],
    }
    return render(request, "networking/people.html", context)


def _suggestions(part: Part, me: Wants | None, names: Mapping[str, str], at: datetime) -> list[Suggestion]:
    if me is None or part.profile is None:
        return []
    slug = part.assembly.slug
    return [suggestion(other, why, slug, names, me) for other, why in suggestions(part.profile, at)]
