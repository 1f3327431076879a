"""A room and its deputy in a real browser: the brief, the host called away, the deputy told, and back."""

import re

import pytest
from playwright.sync_api import expect

from tests.breakouts.test_room_browser import AMARA, FACILITATOR, JOSS, log_in

PHONE = {"width": 320, "height": 640}


@pytest.fixture
def live(portal):
    people = [FACILITATOR, AMARA, JOSS]
    return portal.call("tests.breakouts.deputy_rows:a_room_with_a_deputy", people=people)


@pytest.fixture
def enter(new_page, live):
    """Open the room as one of its people, on a device of their own."""

    def open_page(name, address="", **options):
        page = log_in(new_page(**options), live["keys"][name])
        page.goto(live["room"] + address)
        return page

    return open_page


def test_a_deputy_runs_the_room_until_its_host_is_back(enter, portal, live, axe, fits, screenshot):
    def the_clock_looks():
        portal.call("tests.breakouts.deputy_rows:the_clock_looks", code=live["code"])

    dean = enter(FACILITATOR, "brief/", java_script_enabled=False)
    expect(dean.get_by_role("main")).to_contain_text("Begin with the film")
    axe(dean)
    fits(dean)
    screenshot(dean, "brief-1280")
    dean.set_viewport_size(PHONE)
    screenshot(dean, "brief-320")
    dean.set_viewport_size({"width": 1280, "height": 900})
    dean.get_by_role("link", name="Go to the room").click()

    amara, joss = enter(AMARA), enter(JOSS, java_script_enabled=False)
    expect(amara.locator("#connection")).to_have_text("Connected")
    expect(amara.get_by_role("link", name="Run the room")).to_be_hidden()
    joss.get_by_role("button", name="Raise hand").click()
    dean.reload()
    expect(dean.get_by_role("link", name="Run the room")).to_contain_text("1 waiting")

    dean.get_by_role("button", name="been bleeped").click()
    the_clock_looks()
    running = f"You are running the room while {FACILITATOR} is called away."
    expect(amara.get_by_role("alert").filter(has_text=running)).to_have_count(1)
    expect(amara.locator("#deputy-words")).to_have_text(running)
    tab = amara.locator(".app-tabs").get_by_role("link", name="Run the room")
    expect(tab).to_have_attribute("href", re.compile("/run/$"))
    axe(amara)
    fits(amara)
    screenshot(amara, "deputy-1280")
    joss.reload()
    expect(joss.locator("#deputy")).to_contain_text(
        f"{AMARA} is running the room while {FACILITATOR} is called"
    )
    expect(joss.get_by_role("link", name="Run the room")).to_be_hidden()
    axe(joss)

    amara.locator("#deputy").get_by_role("link", name="Run the room").click()
    expect(amara.get_by_role("heading", name="What waits for you")).to_contain_text("1")
    expect(amara.get_by_role("link", name="1 hand raised")).to_be_visible()
    axe(amara)
    fits(amara)
    screenshot(amara, "deputy-runs-1280")
    amara.set_viewport_size(PHONE)
    screenshot(amara, "deputy-runs-320")
    amara.set_viewport_size({"width": 1280, "height": 900})
    amara.get_by_role("button", name="Give the word").click()
    expect(amara.locator("#waiting + p")).to_contain_text("Nothing.")
    amara.goto(live["room"])
    expect(amara.locator("#connection")).to_have_text("Connected")
    expect(amara.get_by_role("link", name="Run the room").first).to_be_visible()

    dean.get_by_role("button", name="I am back").click()
    the_clock_looks()
    expect(amara.locator("#deputy-words")).to_contain_text(f"{FACILITATOR} is back. You can finish")
    joss.reload()
    expect(joss.locator("#deputy")).to_be_hidden()
