"""The day board in a real browser: a late room, a call, an announcement; and all of it without scripts."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.breakouts.test_room_browser import AMARA, FACILITATOR, log_in

TEA = "Tea is ready in the networking room"


@pytest.fixture
def live(portal):
    return portal.call("tests.breakouts.rows:a_live_room", people=[FACILITATOR, AMARA])


@pytest.fixture
def board_of(new_page, portal, live):
    """Open the day board as an organiser."""
    key = portal.call("tests.breakouts.rows:an_organiser")
    slug = live["room"].split("/")[1]

    def open_board(**options):
        page = log_in(new_page(**options), key)
        page.goto(f"/admin/breakouts/broadcast/{slug}/")
        return page

    return open_board


@pytest.fixture
def amara(new_page, live):
    page = log_in(new_page(), live["keys"][AMARA])
    page.goto(live["room"])
    return page


def test_an_organiser_sees_the_day_and_acts_on_it(
    board_of, amara, live, portal, new_page, axe, fits, screenshot, complaints
):
    # Towards the end the board is offline on purpose.
    complaints.expected.append("ERR_INTERNET_DISCONNECTED")
    board = board_of()
    room = board.locator(f'li[data-key="{live["code"]}"]')
    expect(room).to_contain_text("Should have begun 10 minutes ago")
    expect(amara.locator("#connection")).to_have_text("Connected")

    # While somebody types, what comes in beside it moves neither the focus nor the text.
    box = board.get_by_label("Announcement")
    box.fill("Tea is")
    portal.call("tests.breakouts.rows:somebody_calls", code=live["code"], name=AMARA)
    call = board.locator("#board li[id^=call-]", has_text=AMARA)
    expect(call).to_be_visible(timeout=15_000)
    expect(room).to_contain_text("1 call for help")
    expect(room).to_contain_text(re.compile(r"Inside\s+1\s"))
    expect(board.locator("#updated")).to_have_text(re.compile(r"Updated at \d+:\d\d:\d\d[ap]m\."))
    expect(box).to_be_focused()
    expect(box).to_have_value("Tea is")
    axe(board)
    screenshot(board, "day-board-1280")

    call.get_by_role("button", name="Take this call").focus()
    board.keyboard.press("Enter")
    expect(call).to_contain_text("Yours")
    call.get_by_role("button", name="It is resolved").press("Enter")
    expect(call).to_have_count(0)

    # Its host comes, so the room goes down the page: the focus goes with it.
    room.get_by_role("link").focus()
    host = log_in(new_page(), live["keys"][FACILITATOR])
    host.goto(live["room"])
    running = board.locator("section[data-key=running] li[data-key]")
    expect(running.nth(1)).to_contain_text("Live since", timeout=15_000)
    expect(running.nth(1).get_by_role("link")).to_be_focused()
    expect(running.nth(1)).to_contain_text("Professor Ada Lanternby, there")

    board.get_by_label("Announcement").fill(TEA)
    board.get_by_label("Where").select_option("running")
    board.get_by_role("button", name="Check it").click()
    expect(board.get_by_text("It goes to 2 rooms. 2 people are there now.")).to_be_visible()
    axe(board)
    screenshot(board, "day-board-check-1280")
    board.get_by_role("button", name="Announce in 2 rooms").click()
    expect(board.get_by_text("Announced in 2 rooms.")).to_be_visible()
    expect(amara.locator("#announcements")).to_contain_text(TEA)
    board.get_by_role("button", name="Take back").click()
    expect(board.get_by_text("Taken back in 2 rooms.")).to_be_visible()
    expect(amara.locator("#announcements")).not_to_contain_text(TEA)

    board.set_viewport_size({"width": 320, "height": 640})
    fits(board)
    screenshot(board, "day-board-320")
    _tells_when_it_cannot(board)


def _tells_when_it_cannot(board: Page) -> None:
    board.context.set_offline(True)
    expect(board.locator("#updated")).to_contain_text("It could not be updated since.", timeout=15_000)
    board.context.set_offline(False)
    expect(board.locator("#updated")).to_have_text(re.compile(r"^Updated at"), timeout=15_000)


def test_without_scripts_the_board_is_refreshed_and_worked(board_of, live, portal, fits):
    board = board_of(java_script_enabled=False)
    portal.call("tests.breakouts.rows:somebody_calls", code=live["code"], name=AMARA)

    board.get_by_role("link", name="Refresh").click()
    call = board.locator("#board li[id^=call-]", has_text=AMARA)
    call.get_by_role("button", name="Take this call").click()
    expect(board.get_by_text("You have this call.")).to_be_visible()
    board.get_by_label("Announcement").fill(TEA)
    board.get_by_role("button", name="Check it").click()
    board.get_by_role("button", name="Announce in 2 rooms").click()

    expect(board.get_by_text("Announced in 2 rooms.")).to_be_visible()
    fits(board)
