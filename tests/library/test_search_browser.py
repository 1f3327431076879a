"""Searching in a real browser: words, filters, a result, nothing, a misspelt word; and without scripts."""

import re

import pytest
from playwright.sync_api import Page, expect


@pytest.fixture(scope="module")
def given(portal):
    """Rows that every test here reads and none changes."""
    return portal.call("tests.library.search_rows:a_library")


def log_in(page: Page, given, portal) -> None:
    page.context.add_cookies([{**given["cookie"], "url": portal.base_url}])


def look_for(page: Page, words: str) -> None:
    page.get_by_label("Search the library").fill(words)
    page.get_by_role("button", name="Search").click()
    page.wait_for_url("**/library/?**")


def test_a_delegate_searches_narrows_and_opens(page, portal, given, axe, fits, screenshot):
    log_in(page, given, portal)
    page.goto("/library/")
    axe(page)
    fits(page)
    screenshot(page, "everything")

    look_for(page, "escalated")
    expect(page.get_by_role("main").get_by_role("status")).to_contain_text("3 results for escalated")
    expect(page.get_by_role("listitem").filter(has_text="Quality team").locator("mark").first).to_be_visible()
    axe(page)
    fits(page)
    screenshot(page, "results")

    page.get_by_text("Show only", exact=True).click()
    page.get_by_label("Kind").select_option(label="PDF documents")
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_role("main").get_by_role("status")).to_contain_text("2 results")
    expect(page.get_by_label("Search the library")).to_have_value("escalated")

    page.get_by_label("Kind").select_option(label="Recordings")
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_text("You can watch this until")).to_be_visible()
    link = page.get_by_role("link", name=re.compile("At 0:10"))
    expect(link).to_have_attribute("href", f"{given['recording']}?at=10")


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_a_misspelt_word_and_nothing(new_page, given, axe, fits, screenshot, scripts):
    page = new_page(java_script_enabled=scripts)
    page.goto("/library/")
    expect(page.get_by_role("main").get_by_role("heading", level=2)).to_have_count(2)
    look_for(page, "escalaton")
    expect(page.get_by_role("main").get_by_role("status")).to_contain_text("Did you mean escalation?")
    expect(page.get_by_role("link", name="Escalation map (PDF")).to_be_visible()
    if scripts:
        axe(page)
        fits(page)
    screenshot(page, "misspelt")
    page.get_by_role("link", name="escalation", exact=True).click()
    expect(page.get_by_role("main").get_by_role("status")).to_contain_text("1 result for escalation")

    look_for(page, "xylophone")
    expect(page.get_by_text("Nothing that you can see has xylophone")).to_be_visible()
    if scripts:
        axe(page)
        fits(page)
    screenshot(page, "nothing")


def test_search_by_keyboard_on_a_phone(new_page, portal, given, axe, screenshot):
    page = new_page(viewport={"width": 320, "height": 640})
    log_in(page, given, portal)
    page.goto("/library/")
    page.get_by_label("Search the library").focus()
    page.keyboard.type("escalation")
    page.keyboard.press("Enter")
    page.wait_for_url("**/library/?**")
    expect(page.get_by_role("main").get_by_role("status")).to_contain_text("3 results")
    axe(page)
    screenshot(page, "phone")
