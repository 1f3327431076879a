"""Waiting for a full room in a real browser: with scripts pages say when it is one's turn."""

import re

import pytest
from playwright.sync_api import expect

from tests.breakouts.test_room_browser import log_in

ROWS = "tests.assembly_portal.lobby_rows"
AMARA, JOSS, CAL = "Dr Amara Fernhollow", "Dr Joss Quillbrook", "Dr Cal Merriweather"


@pytest.fixture
def full(portal):
    """A set of rooms that starts soon; the small one is full."""
    live = portal.call(f"{ROWS}:a_lobby", people=[AMARA, JOSS, CAL], starts_in_seconds=600)
    for name in (JOSS, CAL):
        portal.call(f"{ROWS}:sit", code=live["small"], name=name)
    return live


@pytest.mark.parametrize("has_scripts", [True, False], ids=["with scripts", "without"])
def test_from_the_line_to_the_room(new_page, portal, full, axe, fits, screenshot, has_scripts):
    page = log_in(new_page(java_script_enabled=has_scripts), full["keys"][AMARA])
    page.goto(full["my_day"])
    page.get_by_role("button", name=re.compile("Join the waiting list.*Small")).click()
    expect(page.get_by_text("You are 1st of 1 in line.")).to_be_visible()
    if has_scripts:
        axe(page)
        fits(page)

    portal.call(f"{ROWS}:leave", code=full["small"], name=CAL)
    portal.call(f"{ROWS}:offer", code=full["small"])
    if has_scripts:
        page.get_by_role("link", name="Show it").click()
    else:
        page.reload()

    expect(page.get_by_text("A place is free for you", exact=True)).to_be_visible()
    if has_scripts:
        axe(page)
        fits(page)
        screenshot(page, "room-offered")
    page.get_by_role("button", name=re.compile("Take it.*Small")).click()
    expect(page.get_by_text("Your room is Small.")).to_be_visible()


def test_the_door_and_the_session_let_one_join_and_leave(new_page, full, axe, fits):
    page = log_in(new_page(), full["keys"][AMARA])
    for address in (full["rooms"]["small"], full["session"]):
        page.goto(address)
        page.get_by_role("button", name=re.compile("Join the waiting list.*Small")).click()
        expect(page.get_by_text("You are 1st of 1 in line.")).to_be_visible()
        axe(page)
        fits(page)
        page.get_by_role("button", name=re.compile("Leave the line.*Small")).click()
        expect(page.get_by_text("You no longer wait for Small.")).to_be_visible()


def test_an_open_session_lets_one_wait_for_a_room_that_fills(new_page, portal, axe, fits):
    live = portal.call(f"{ROWS}:a_lobby", people=[AMARA, JOSS, CAL], starts_in_seconds=600)
    portal.call(f"{ROWS}:sit", code=live["small"], name=JOSS)
    page, holder = (log_in(new_page(), live["keys"][name]) for name in (AMARA, JOSS))
    for each in (page, holder):
        each.goto(live["session"])
        expect(each.locator("#connection")).to_have_text("Connected")
    join = page.get_by_role("button", name=re.compile("Join the waiting list.*Small"))
    small = holder.locator("#lobby > li").filter(has_text="Small")
    expect(small).to_contain_text("1 place left")
    expect(join).to_have_count(0)

    portal.call(f"{ROWS}:sit", code=live["small"], name=CAL)

    expect(join).to_be_visible()
    axe(page)
    fits(page)
    expect(small).to_contain_text("Full")
    expect(holder.get_by_role("button", name=re.compile("Join the waiting list"))).to_have_count(0)
    portal.call(f"{ROWS}:leave", code=live["small"], name=CAL)
    expect(join).to_be_hidden()
    portal.call(f"{ROWS}:sit", code=live["small"], name=CAL)
    join.press("Enter")
    expect(page.get_by_text("You are 1st of 1 in line.")).to_be_visible()
    expect(page).to_have_url(re.compile(re.escape(live["session"]) + "$"))


def test_an_open_session_says_that_the_turn_has_come(new_page, portal, full):
    page = log_in(new_page(), full["keys"][AMARA])
    page.goto(full["session"])
    page.get_by_role("button", name=re.compile("Join the waiting list.*Small")).click()
    # The page before it may be connected, too, while it still sends the form.
    expect(page.get_by_text("You are 1st of 1 in line.")).to_be_visible()
    expect(page.locator("#connection")).to_have_text("Connected")
    portal.call(f"{ROWS}:leave", code=full["small"], name=CAL)
    portal.call(f"{ROWS}:offer", code=full["small"])
    page.get_by_role("link", name="Show it").click()
    expect(page.get_by_role("button", name=re.compile("Take it.*Small"))).to_be_visible()
