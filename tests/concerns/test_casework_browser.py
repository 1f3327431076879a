"""The casework pages in a real browser: axe, a phone, the keyboard alone, scripts off."""

import re

import pytest
from playwright.sync_api import Page, expect


@pytest.fixture(scope="module")
def place(portal):
    return portal.call("tests.concerns.casework_rows:a_workplace")


@pytest.fixture
def as_(new_page, place):
    """``as_("handler")`` is a page of somebody who has proven a second factor."""

    def open_page(who: str, **options) -> Page:
        page = new_page(**options)
        page.context.add_cookies(
            [
                {
                    "name": "sessionid",
                    "value": place[who],
                    "domain": "localhost",
                    "path": "/",
                    "httpOnly": True,
                }
            ]
        )
        return page

    return open_page


def pages_of(place) -> dict[str, list[tuple[str, str]]]:
    """Every template once."""
    new, worked = (f"/casework/{place[name]}/" for name in ("new", "worked"))
    return {
        "handler": [
            ("inbox", "/casework/"),
            ("new", new),
            ("worked", worked),
            ("acknowledgement", f"{new}acknowledgement/"),
            ("feedback", f"{worked}feedback/"),
            ("note", f"{worked}note/"),
            ("risk", f"{worked}risk/"),
            ("referrals", f"{worked}referrals/"),
            ("not-now", f"{worked}acknowledgement/"),
            ("identity", f"{worked}identity/"),
            ("people", "/casework/people/"),
            ("member", f"/casework/people/{place['member']}/"),
        ],
        "dean": [("sighted", "/casework/sighted/")],
        "auditor": [("audit", "/casework/audit/"), ("chains", "/casework/audit/chains/")],
        "lead": [("overdue", "/casework/overdue/")],
    }


def test_every_page_is_accessible_and_narrow(place, as_, axe, fits, screenshot):
    faults = []
    for who, pages in pages_of(place).items():
        page = as_(who)
        for name, address in pages:
            answer = page.goto(address)
            try:
                assert answer.status == 200, f"{name}: {answer.status}"
                assert page.title().startswith("Casework"), page.title()
                axe(page)
                fits(page)
            except AssertionError as fault:
                faults.append(f"{name}: {fault}")
            screenshot(page, name)

    assert not faults, "\n".join(faults)


def test_a_message_is_seen_as_the_reporter_reads_it_by_keyboard_alone(place, as_, axe, fits, screenshot):
    page = as_("handler", java_script_enabled=False)
    page.goto(f"/casework/{place['worked']}/message/")

    page.get_by_label("Your message").focus()
    page.keyboard.type("I spoke to the ward.\nYou hear from me on Friday.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", level=1)).to_have_text("Check what you send")
    expect(page.get_by_text("The person who raised this reads it.")).to_be_visible()
    axe(page)
    fits(page)
    screenshot(page, "preview")
    page.get_by_role("button", name="Send to the reporter").focus()
    page.keyboard.press("Enter")

    expect(page.get_by_text("Sent to the reporter.")).to_be_visible()
    expect(page.locator(".case-box--reporter")).to_contain_text("You hear from me on Friday.")
    expect(page.locator(".case-box--note")).not_to_contain_text("You hear from me on Friday.")
    screenshot(page, "after")


def test_an_unedited_text_comes_back_with_everything_that_was_typed(place, as_, axe, screenshot):
    page = as_("handler", java_script_enabled=False)
    page.goto(f"/casework/{place['worked']}/feedback/")

    page.get_by_label("Because").first.fill("The rota shows it.")
    page.get_by_role("radio", name="Upheld", exact=True).first.check()
    page.get_by_role("button", name="See it as the reporter reads it").click()

    expect(page).to_have_title(re.compile("^Error: Casework"))
    summary = page.get_by_role("alert")
    expect(summary).to_contain_text("[square brackets]")
    expect(summary).to_contain_text("Select an answer to “Undermining”")
    expect(page.get_by_label("Because").first).to_have_value("The rota shows it.")
    expect(page.get_by_role("radio", name="Upheld", exact=True).first).to_be_checked()
    axe(page)
    screenshot(page, "errors")
