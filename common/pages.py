"""Pages of a long list: the one that is asked for, and the links to the others."""

from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest


def page_of(paginator: "Paginator[Any]", request: HttpRequest) -> "Page[Any]":
    """Return the page that is asked for; for a number that there is not, the end that is nearer."""
    try:
        number = int(request.GET.get("page", 1))
    except ValueError:
        number = 1
    # Django's own answer to a number below the first page is the last one.
    return paginator.get_page(max(number, 1))


def page_links(page: "Page[Any]", request: HttpRequest, *, at: str = "") -> dict[str, Any]:
    """Return the parameters of the design system's pagination; nothing for a single page.

    Each link keeps the rest of the query: what the list is narrowed to stays. ``at`` is the part of the page
    in which the list stands, if it is not the whole of it.
    """
    if page.paginator.num_pages == 1:
        return {}
    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    items = [
        {"number": number, "href": _link(request, number, at), "current": number == page.number or None}
        if isinstance(number, int)
        else {"ellipsis": True}
        for number in numbers
    ]
    links: dict[str, Any] = {"items": items}
    if page.has_previous():
        links["previous"] = {"href": _link(request, page.previous_page_number(), at)}
    if page.has_next():
        links["next"] = {"href": _link(request, page.next_page_number(), at)}
    return links


def _link(request: HttpRequest, number: int, at: str) -> str:
    query = request.GET.copy()
    query["page"] = str(number)
    return f"?{query.urlencode()}#{at}" if at else f"?{query.urlencode()}"
