"""Called away and back in a real browser, with a second tab, and without scripts."""

import pytest
from playwright.sync_api import expect

from tests.breakouts.test_room_browser import AMARA, FACILITATOR, JOSS, log_in, say


@pytest.fixture
def live(portal):
    return portal.call("tests.breakouts.rows:a_live_room", people=[FACILITATOR, AMARA, JOSS])


@pytest.fixture
def enter(new_page, live):
    """Open the room as one of its people, on a device of their own."""

    def open_room(name, **options):
        page = log_in(new_page(**options), live["keys"][name])
        page.goto(live["room"])
        return page

    return open_room


def test_a_delegate_is_bleeped_and_comes_back_to_what_happened(enter, axe, fits, screenshot):
    amara, joss = enter(AMARA), enter(JOSS)
    second = enter(AMARA)
    for page in (amara, joss, second):
        expect(page.locator("#connection")).to_have_text("Connected")

    amara.get_by_role("button", name="been bleeped").click()
    expect(amara.get_by_role("heading", name="You are called away")).to_be_visible()
    expect(amara.locator("main")).to_contain_text("Your seat is kept until")
    axe(amara)
    fits(amara)
    screenshot(amara, "away-1280")
    expect(joss.locator("#away")).to_contain_text(AMARA)
    expect(joss.locator("#away")).to_contain_text("Called away")
    expect(joss.locator("#people")).not_to_contain_text(AMARA)
    expect(second.locator("#ended-words")).to_contain_text("You are called away.")
    expect(second.get_by_role("link", name="I am back")).to_be_visible()
    axe(joss)
    say(joss, "Something important")
    expect(joss.locator("#chat li")).to_have_count(1)

    amara.get_by_role("button", name="I am back").click()
    expect(amara.locator("#digest")).to_contain_text("1 message in the chat")
    expect(joss.locator("#away")).to_be_hidden()
    expect(joss.locator("#people")).to_contain_text(AMARA)
    axe(amara)
    fits(amara)
    screenshot(amara, "digest-1280")
    amara.set_viewport_size({"width": 320, "height": 640})
    screenshot(amara, "digest-320")
    amara.get_by_role("button", name="Put aside").click()
    expect(amara.locator("#digest")).to_have_count(0)


def test_without_scripts_a_delegate_is_bleeped_and_comes_back(enter, axe, screenshot):
    amara, joss = enter(AMARA, java_script_enabled=False), enter(JOSS, java_script_enabled=False)

    amara.get_by_role("button", name="been bleeped").click()
    joss.reload()
    expect(joss.locator("#away")).to_contain_text(AMARA)
    axe(amara)
    say(joss, "Something important")
    amara.get_by_role("button", name="I am back").click()
    expect(amara.locator("#digest")).to_contain_text("1 message in the chat")
    axe(amara)
    amara.set_viewport_size({"width": 320, "height": 640})
    screenshot(amara, "digest-without-scripts-320")
