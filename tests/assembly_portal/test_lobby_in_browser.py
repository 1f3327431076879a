"""The lobby in a real browser: places and people as they change, choosing in one press, on every way in."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.breakouts.test_room_browser import log_in

AMARA, JOSS, CAL = "Dr Amara Fernhollow", "Dr Joss Quillbrook", "Dr Cal Merriweather"
SOCKET = re.compile("/realtime/socket")
BASIC = "Basic connection (updates every few seconds)"


@pytest.fixture
def live(portal):
    return portal.call("tests.assembly_portal.lobby_rows:a_lobby", people=[AMARA, JOSS, CAL])


@pytest.fixture
def enter(new_page, live):
    """Open the session as one of its people, on a device of their own."""

    def open_session(name, *, blocked=False, **options):
        page = log_in(new_page(**options), live["keys"][name])
        if blocked:
            page.route_web_socket(SOCKET, lambda line: line.close(code=1001))
        page.goto(live["session"])
        return page

    return open_session


def room(page: Page, name: str):
    return page.locator("#lobby > li").filter(has_text=name)


def choose(page: Page, name: str):
    return page.get_by_role("button", name=re.compile(f"Choose this room.*{name}"))


@pytest.mark.parametrize("blocked", [False, True], ids=["by websocket", "by requests"])
def test_places_and_people_are_true_while_others_choose(enter, live, portal, axe, fits, screenshot, blocked):
    amara = enter(AMARA, blocked=blocked)
    expect(amara.locator("#connection")).to_have_text(BASIC if blocked else "Connected")
    expect(room(amara, "Small")).to_contain_text("2 of 2 places left")

    portal.call("tests.assembly_portal.lobby_rows:sit", code=live["small"], name=CAL)
    expect(room(amara, "Small")).to_contain_text("1 place left")
    joss = enter(JOSS)
    choose(joss, "Small").click()
    expect(joss).to_have_url(re.compile(re.escape(live["rooms"]["small"]) + "$"))
    expect(joss.get_by_label("Write a message")).to_be_visible()

    expect(room(amara, "Small")).to_contain_text("Full")
    expect(room(amara, "Small")).to_contain_text("1 person here")
    expect(choose(amara, "Small")).to_have_attribute("aria-disabled", "true")
    choose(amara, "Small").click(force=True)
    expect(amara).to_have_url(re.compile(re.escape(live["session"]) + "$"))
    axe(amara)
    fits(amara)
    screenshot(amara, "lobby")

    portal.call("tests.assembly_portal.lobby_rows:sit", code=live["large"], name=CAL)
    expect(room(amara, "Small")).to_contain_text("1 place left")
    expect(choose(amara, "Small")).to_have_attribute("aria-disabled", "false")
    choose(amara, "Small").click()
    expect(amara.get_by_label("Write a message")).to_be_visible()


def test_a_room_that_was_full_can_be_chosen_when_a_place_is_free(enter, live, portal):
    for name in (JOSS, CAL):
        portal.call("tests.assembly_portal.lobby_rows:sit", code=live["small"], name=name)
    amara = enter(AMARA)
    expect(amara.locator("#connection")).to_have_text("Connected")
    expect(room(amara, "Small")).to_contain_text("Full")
    expect(choose(amara, "Small")).to_have_count(0)

    portal.call("tests.assembly_portal.lobby_rows:sit", code=live["large"], name=CAL)
    choose(amara, "Small").click()

    expect(amara).to_have_url(re.compile(re.escape(live["rooms"]["small"]) + "$"))
    expect(amara.get_by_label("Write a message")).to_be_visible()


def test_a_press_on_a_full_room_does_not_take_the_next_one_with_it(enter, live, portal):
    amara = enter(AMARA)
    expect(amara.locator("#connection")).to_have_text("Connected")
    for name in (JOSS, CAL):
        portal.call("tests.assembly_portal.lobby_rows:sit", code=live["small"], name=name)
    expect(choose(amara, "Small")).to_have_attribute("aria-disabled", "true")

    # A place is free again between the two: quicker than a second press counts as the same.
    with amara.expect_request(lambda request: request.method == "POST"):
        choose(amara, "Small").evaluate(
            "(button) => { button.click(); button.ariaDisabled = 'false'; button.click(); }"
        )


def test_what_is_chosen_elsewhere_is_told(enter, live, portal):
    amara = enter(AMARA)
    expect(amara.locator("#connection")).to_have_text("Connected")
    expect(amara.locator("#moved")).to_be_hidden()

    portal.call("tests.assembly_portal.lobby_rows:sit", code=live["large"], name=AMARA)

    amara.get_by_role("link", name="Show it").click()
    expect(room(amara, "Large")).to_contain_text("Your room")
    expect(amara.locator("#moved")).to_be_hidden()


def test_when_the_doors_open_the_page_says_so_and_choosing_leads_in(portal, new_page):
    soon = portal.call("tests.assembly_portal.lobby_rows:a_lobby", people=[AMARA], starts_in_seconds=300 + 8)
    page = log_in(new_page(), soon["keys"][AMARA])
    page.goto(soon["session"])
    expect(page.locator("#doors-shut")).to_contain_text("You can join from")

    expect(page.get_by_role("link", name="Show how to join")).to_be_visible(timeout=15_000)
    choose(page, "Large").click()

    expect(page.get_by_label("Write a message")).to_be_visible()


def test_without_scripts_choosing_works_as_ever(enter, live):
    amara = enter(AMARA, java_script_enabled=False)

    expect(amara.locator("#connection")).to_be_hidden()
    choose(amara, "Large").click()

    expect(amara.get_by_label("Write a message")).to_be_visible()
