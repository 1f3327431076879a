"""The page of the library: what there is, and what has the words that somebody looks for."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from common.pages import page_links, page_of
from events.models import Assembly
from events.views.loading import load_assembly
from library.forms.search import LibrarySearch
from library.presenters.results import results
from library.searching.looking import Found, look
from library.searching.offers import Sight, offers

ON_A_PAGE = 20


@never_cache
@require_safe
def library(request: HttpRequest, slug: str = "") -> HttpResponse:
    """List what the person may see at this instant, all of it or what matches, in pages.

    It is one library, below the menu of the assembly from which somebody came, else of the current one.
    """
    at = timezone.now()
    assembly = load_assembly(request, slug, at=at) if slug else Assembly.objects.current(at)
    sight = Sight.of(request.user, at)
    form = LibrarySearch(request.GET or None, offers=offers(sight, request.user, at))
    has_errors = form.is_bound and not form.is_valid()
    found = Found([]) if has_errors else look(form.narrow(sight.entries), form.looked_for)
    page = page_of(Paginator(found.keys, ON_A_PAGE), request)
    keys = list(page.object_list)
    context = {
        "assembly": assembly,
        "library_address": request.path,
        "form": form,
        "has_errors": has_errors,
        "found": found,
        "results": results(keys, found.extracts(keys)),
        "count": len(found.keys),
        "page": page,
        "pagination": page_links(page, request),
        "spelt_address": _address(request, q=found.spelt),
        "own_address": _address(request, assembly=slug) if form.is_of_more_than(slug) else "",
        "is_everything": not form.looked_for and not form.is_narrowed,
    }
    return render(request, "library/search.html", context)


def _address(request: HttpRequest, **changes: object) -> str:
    """The address of this search with something of it changed; another search begins on its first page."""
    asked = request.GET.copy()
    asked.pop("page", None)
    for name, value in changes.items():
        asked[name] = str(value)
    return f"?{asked.urlencode()}"
