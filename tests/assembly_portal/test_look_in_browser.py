"""The shared look in a real browser: axe, 320 px, keyboard, scripts off, and what has the focus in view."""

import re

import pytest
from playwright.sync_api import expect

from tests.portal import TestPortal

PAGES = ["/accessibility/", "/contact/", "/cookies/", "/privacy/", "/terms/"]
LONG_PAGE_WITH_BAR = """() => {
  const main = document.querySelector("main");
  for (let number = 0; number < 40; number += 1) {
    main.insertAdjacentHTML("beforeend", `<p><a href="#n${number}">Link number ${number}</a></p>`);
  }
  const button = '<button class="nhsuk-button">Leave</button>';
  main.insertAdjacentHTML("beforeend", `<div class="app-action-bar">${button}</div>`);
}"""
IS_COVERED = """() => {
  const bar = document.querySelector(".app-action-bar").getBoundingClientRect();
  const focused = document.activeElement;
  const { top, bottom } = focused.getBoundingClientRect();
  return !focused.closest(".app-action-bar") && bottom > bar.top && top < bar.bottom;
}"""


@pytest.mark.parametrize("url", PAGES)
def test_footer_pages_are_accessible_and_narrow(portal: TestPortal, page, axe, fits, url):
    page.goto(url)

    axe(page)
    fits(page)


def test_a_page_that_is_not_there_is_a_good_page(page, axe, fits, complaints):
    complaints.expected.append("404")

    page.goto("/no/such/page/")

    assert page.title().startswith("Page not found")
    axe(page)
    fits(page)


def test_the_keyboard_skips_to_the_content(page):
    page.goto("/privacy/")

    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent.trim()") == "Skip to main content"
    page.keyboard.press("Enter")

    assert page.evaluate("document.activeElement.id") == "maincontent"


def test_the_menu_needs_no_scripts(new_page):
    page = new_page(java_script_enabled=False, viewport={"width": 320, "height": 640})
    page.goto("/cookies/")

    assert page.get_by_role("link", name="Log in").is_visible()
    page.get_by_role("link", name="Privacy").click()
    assert page.get_by_role("heading", name="Privacy", level=1).is_visible()


def test_the_action_bar_never_covers_what_has_the_focus(new_page):
    page = new_page(viewport={"width": 320, "height": 640})
    page.goto("/terms/")
    page.evaluate(LONG_PAGE_WITH_BAR)
    page.locator("#maincontent").evaluate("(main) => { main.tabIndex = -1; main.focus(); }")

    for _ in range(45):
        page.keyboard.press("Tab")
        assert not page.evaluate(IS_COVERED), page.evaluate("document.activeElement.textContent")
    for _ in range(45):
        page.keyboard.press("Shift+Tab")
        assert not page.evaluate(IS_COVERED), page.evaluate("document.activeElement.textContent")


def test_errors_take_the_focus_without_scripts_too(new_page):
    for scripts in (True, False):
        page = new_page(java_script_enabled=scripts)
        page.goto("/account/login/")
        page.get_by_role("button", name="Continue").click()

        expect(page).to_have_title(re.compile("^Error: "))
        expect(page.locator(".nhsuk-error-summary")).to_be_focused()
