"""Pages of a long list: which one is asked for, and what the links to the others keep."""

import pytest
from django.core.paginator import Paginator
from django.test import RequestFactory

from common.pages import page_links, page_of

TEN_PAGES = Paginator(range(100), 10)


def ask(query: str):
    return RequestFactory().get(f"/list/?{query}")


@pytest.mark.parametrize(
    ("asked", "number"),
    [("", 1), ("page=4", 4), ("page=99", 10), ("page=0", 1), ("page=-1", 1), ("page=first", 1)],
)
def test_a_number_that_there_is_not_gives_a_page_that_there_is(asked, number):
    assert page_of(TEN_PAGES, ask(asked)).number == number


def test_the_links_show_where_one_is_and_leave_gaps():
    request = ask("page=5")
    links = page_links(page_of(TEN_PAGES, request), request)
    shown = [each.get("number", "gap") for each in links["items"]]
    assert shown == [1, "gap", 4, 5, 6, "gap", 10]
    assert [each["number"] for each in links["items"] if each.get("current")] == [5]
    assert (links["previous"]["href"], links["next"]["href"]) == ("?page=4", "?page=6")


@pytest.mark.parametrize(("asked", "missing"), [("page=1", "previous"), ("page=10", "next")])
def test_there_is_nothing_before_the_first_and_after_the_last(asked, missing):
    request = ask(asked)
    links = page_links(page_of(TEN_PAGES, request), request)
    assert {"previous", "next"} - set(links) == {missing}


def test_the_links_keep_what_the_list_is_narrowed_to():
    request = ask("new=1&about=%26+more&page=2")
    links = page_links(page_of(TEN_PAGES, request), request)
    assert links["next"]["href"] == "?new=1&about=%26+more&page=3"
    assert request.GET["page"] == "2"


def test_a_single_page_needs_no_links():
    request = ask("")
    assert page_links(page_of(Paginator([1], 10), request), request) == {}
