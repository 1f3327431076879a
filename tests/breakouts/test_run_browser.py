"""A room that is run, in a real browser without scripts: every page of it is clean and fits into 320 px."""

import re

import pytest
from playwright.sync_api import expect

from tests.breakouts.test_room_browser import AMARA, FACILITATOR, JOSS, log_in, say


@pytest.fixture
def live(portal):
    return portal.call("tests.breakouts.rows:a_room_that_is_run", people=[FACILITATOR, AMARA, JOSS])


@pytest.fixture
def enter(new_page, live):
    """Open the room as one of its people, without scripts."""

    def open_page(name, address="", **options):
        options.setdefault("java_script_enabled", False)
        page = log_in(new_page(**options), live["keys"][name])
        page.goto(live["room"] + address)
        return page

    return open_page


@pytest.mark.parametrize("scripts", [False, True], ids=["without scripts", "with scripts"])
def test_a_room_that_is_run_reads_well_for_everybody_in_it(enter, axe, fits, screenshot, scripts):
    amara = enter(AMARA, java_script_enabled=scripts)
    # With scripts the time counts down in the place of the end.
    expect(amara.locator("#timer")).to_contain_text(
        re.compile(r"Timer: \d+:\d\d" if scripts else "Timer: ends")
    )
    for words in ("Talk in pairs", "Tea is ready", "Everybody is expected", "Slow mode"):
        expect(amara.get_by_role("main")).to_contain_text(words)
    expect(amara.locator("#hands")).to_contain_text("First time")
    expect(amara.locator("#chat")).to_contain_text("A facilitator hid this message.")
    axe(amara)
    fits(amara)
    screenshot(amara, "room-run")
    amara.set_viewport_size({"width": 320, "height": 640})
    screenshot(amara, "room-run-320")
    joss = enter(JOSS, java_script_enabled=scripts)
    expect(joss.locator("#muted")).to_contain_text("You are muted until")
    axe(joss)
    fits(joss)


def test_the_page_of_those_who_run_the_room_reads_well(enter, axe, fits, screenshot):
    dean = enter(FACILITATOR)
    dean.get_by_role("link", name="Run the room").click()
    expect(dean.get_by_role("heading", level=1)).to_have_text("Run the room")
    axe(dean)
    fits(dean)
    screenshot(dean, "run-the-room")
    dean.set_viewport_size({"width": 320, "height": 640})
    screenshot(dean, "run-the-room-320")
    dean.locator("#timer").get_by_label("Minutes", exact=True).fill("ten")
    dean.get_by_role("button", name="Start a new timer").click()
    expect(dean).to_have_title(re.compile("^Error: Run the room"))
    expect(dean.locator(".nhsuk-error-summary")).to_contain_text("Minutes must be a whole number, like 15")
    axe(dean)
    fits(dean)


def test_a_facilitator_keeps_the_peace_by_forms(enter, live, axe, fits):
    dean, joss = enter(FACILITATOR, "run/"), enter(JOSS)

    dean.get_by_role("button", name="Give the word").click()
    expect(dean.locator("#log")).to_contain_text(f"{FACILITATOR} gave {AMARA} the word")
    dean.locator("#reports").get_by_role("link", name="Hide").click()
    axe(dean)
    fits(dean)
    dean.get_by_label("Reason").fill("Not about the subject")
    dean.get_by_role("button", name="Hide it").click()
    expect(dean.locator("#reports")).to_contain_text("Nobody has reported a message")

    dean.locator("#people").get_by_role("link", name=JOSS).click()
    axe(dean)
    fits(dean)
    dean.get_by_role("button", name="Remove").click()
    expect(dean.locator(".nhsuk-error-summary")).to_contain_text("Enter a reason")
    axe(dean)
    dean.locator("#remove-because").fill("Shouting over others")
    dean.get_by_role("button", name="Remove").click()
    joss.goto(live["room"])
    expect(joss.get_by_role("main")).to_contain_text("You were removed from")
    expect(joss.get_by_role("main")).to_contain_text("because: Shouting over others")
    axe(joss)
    fits(joss)

    dean.get_by_role("button", name="Unlock the room").first.click()
    dean.get_by_role("button", name="Let them back in").click()
    joss.goto(live["room"])
    expect(joss.get_by_role("heading", name="Chat")).to_be_visible()


def test_a_person_changes_and_reports_by_forms(enter, axe, fits):
    amara = enter(AMARA)
    say(amara, "Helo all")
    amara.get_by_role("button", name="Edit").click()
    expect(amara.get_by_role("button", name="Save")).to_be_visible()
    axe(amara)
    fits(amara)
    amara.get_by_label("Message").fill("Hello all")
    amara.get_by_role("button", name="Save").click()
    expect(amara.locator("#chat li").last).to_contain_text("Hello all")
    expect(amara.locator("#chat li").last).to_contain_text("Edited")

    amara.get_by_role("button", name="Report").first.click()
    expect(amara.get_by_role("button", name="Report this message")).to_be_visible()
    axe(amara)
    fits(amara)
    amara.get_by_role("button", name="Report this message").click()
    expect(amara.get_by_role("main")).to_contain_text("You reported the message.")

    amara.get_by_role("button", name="Lower hand").click()
    expect(amara.locator("#no-hands")).to_be_visible()
    amara.get_by_role("button", name="Raise hand").click()
    expect(amara.locator("#hands")).to_contain_text(AMARA)
