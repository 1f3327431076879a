"""The directory: who is there, who has the words that somebody looks for, and whom they may like to meet."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from common.pages import page_links, page_of
from events.views.loading import personal
from networking.directory import Found, look
from networking.forms.directory import DirectorySearch
from networking.labels import Kind
from networking.presenters.people import card, suggestion
from networking.showing import wants
from networking.sight import Sight
from networking.suggestions import suggestions
from networking.views.loading import closed_page, load_part

ON_A_PAGE = 20


@personal
@require_safe
def directory(request: HttpRequest, slug: str) -> HttpResponse:
    """List the people who chose it, all of them or those who have what is looked for, in pages."""
    at = timezone.now()
    part = load_part(request, slug, at=at)
    if not part.can_look:
        return closed_page(request, part, part.can_look)
    sight = Sight.of(part.delegate, at)
    form = DirectorySearch(request.GET or None, labels=sight.labels)
    has_errors = form.is_bound and not form.is_valid()
    found = Found() if has_errors else look(sight, form.looked_for, form.chosen)
    page = page_of(Paginator(found.places, ON_A_PAGE), request)
    mine = part.profile if part.profile and part.profile.is_joined else None
    is_everything = not form.looked_for and not form.is_narrowed and not has_errors
    begins = is_everything and page.number == 1
    first = suggestions(mine, sight) if mine and begins else []
    names, me = sight.labels.of_kind[Kind.INTEREST], wants(mine) if mine else None
    context = {
        **part.context(request),
        "form": form,
        "has_errors": has_errors,
        "found": found,
        "cards": [card(sight.index.person(place), slug, names, me) for place in page.object_list],
        "page": page,
        "pagination": page_links(page, request),
        "is_everything": is_everything,
        "suggestions": [suggestion(shows, why, slug, names, me) for shows, why in first if me],
    }
    return render(request, "networking/people.html", context)
