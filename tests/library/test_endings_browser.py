"""The organisers' pages of what ends and what is to be looked after, in a real browser."""

import pytest
from playwright.sync_api import expect


@pytest.fixture
def come_in(portal):
    kept = portal.call("tests.library.ending_rows:a_library_with_ends")

    def log_in(page):
        cookie = {"name": "sessionid", "value": kept["key"], "domain": "localhost", "path": "/"}
        page.context.add_cookies([{**cookie, "httpOnly": True}])
        return page

    return log_in


def test_both_pages_are_accessible_and_narrow(page, come_in, axe, fits, screenshot):
    come_in(page)
    for name in ("what-ends", "at-a-glance", ""):
        page.goto(f"/admin/library/ending/{name and name + '/'}")
        expect(page.locator("h1")).to_be_visible()
        screenshot(page, name or "list")
        axe(page)
        fits(page)


def test_a_file_that_was_restored_is_found_without_scripts(new_page, come_in):
    page = come_in(new_page(java_script_enabled=False))
    page.goto("/admin/library/ending/what-ends/")

    page.get_by_role("button", name="It is back").first.click()

    # Its bytes were there all the time.
    expect(page.get_by_text("is back. People can open it again.")).to_be_visible()
