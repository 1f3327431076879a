"""The notices centre in a real browser: new ones as they come, on every kind of page, and without scripts."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.breakouts.test_room_browser import AMARA, FACILITATOR, log_in

SOCKET = re.compile("/realtime/socket")
SOON = 15_000
LOBBY = "tests.assembly_portal.lobby_rows"
FOCUSED = "() => document.activeElement.id || document.activeElement.tagName"


def header(page: Page):
    return page.locator("#notices-link")


@pytest.fixture
def person(portal):
    return portal.call("tests.notices.browser_rows:a_person", read=2, new=1)


@pytest.fixture
def enter(new_page, person):
    """Open a page of the person's, on a device of their own."""

    def open_page(path="/notices/", *, blocked=False, **options):
        page = log_in(new_page(**options), person["key"])
        if blocked:
            page.route_web_socket(SOCKET, lambda line: line.close(code=1001))
        page.goto(path)
        return page

    return open_page


def tell(portal, person, about="again"):
    portal.call("tests.notices.browser_rows:tell_again", reference=person["reference"], about=about)


@pytest.mark.parametrize("blocked", [False, True], ids=["by websocket", "by requests"])
def test_what_comes_while_the_centre_is_open_is_told_and_shown(
    enter, portal, person, axe, fits, screenshot, blocked
):
    page = enter(blocked=blocked)
    expect(header(page)).to_have_text("Notices (1 new)")
    expect(page.locator(".app-notice")).to_have_count(3)
    page.get_by_role("button", name="Mark all as read").focus()
    focused = page.evaluate(FOCUSED)

    tell(portal, person)

    expect(header(page)).to_have_text("Notices (2 new)", timeout=SOON)
    told = page.locator("#notices-fresh")
    expect(told).to_have_text(re.compile("^1 new notice: Your place at Assembly, reference .*Show it$"))
    assert page.evaluate(FOCUSED) == focused
    expect(page.locator(".app-notice")).to_have_count(3)
    tell(portal, person, "once more")
    expect(told).to_have_text("2 new notices. Show them", timeout=SOON)
    axe(page)
    fits(page)
    screenshot(page, "told")

    told.get_by_role("link").click()

    expect(page.locator(".app-notice")).to_have_count(5)
    expect(page.locator("#notices-fresh")).to_be_empty()
    expect(page.locator(".app-notice").first).to_contain_text("New")
    axe(page)
    fits(page)
    screenshot(page, "centre")


def test_the_button_leads_on_and_the_other_tab_knows(enter, portal, person, new_page):
    tell(portal, person)
    page = enter()
    expect(header(page)).to_have_text("Notices (2 new)", timeout=SOON)
    page.reload()  # The worker may have sent it before or after the page was drawn.
    other = page.context.new_page()
    other.goto("/notices/?new=1")
    expect(header(other)).to_have_text("Notices (2 new)")

    page.get_by_role("button", name=re.compile("Your place at Assembly")).click()

    expect(page).to_have_url(re.compile(re.escape(person["my_day"]) + "$"))
    expect(header(page)).to_have_text("Notices (1 new)")
    expect(header(other)).to_have_text("Notices (1 new)")
    expect(other.locator("#notices-fresh")).to_be_empty()


def test_any_other_page_asks_once_a_minute_while_it_is_looked_at(enter, portal, person, new_page):
    page = log_in(new_page(), person["key"])
    page.clock.install()
    asked = []
    page.on(
        "request", lambda request: asked.append(request.url) if "/notices/count/" in request.url else None
    )
    page.goto("/terms/")
    expect(header(page)).to_have_text("Notices (1 new)")
    tell(portal, person)
    centre = enter()
    expect(header(centre)).to_have_text("Notices (2 new)", timeout=SOON)

    page.clock.run_for(30_000)
    assert asked == []
    page.clock.run_for(30_000)

    expect(header(page)).to_have_text("Notices (2 new)")
    expect(page.locator("#notices-said")).to_have_text(re.compile("^1 new notice: Your place at Assembly"))
    assert len(asked) == 1


def test_a_page_left_open_asks_no_more_once_its_person_has_logged_out(person, new_page, complaints):
    complaints.expected.append("401")
    page = log_in(new_page(), person["key"])
    page.clock.install()
    asked = []
    page.on(
        "request", lambda request: asked.append(request.url) if "/notices/count/" in request.url else None
    )
    page.goto("/terms/")
    other = page.context.new_page()
    other.goto("/terms/")
    other.get_by_role("button", name="Log out").click()
    expect(other.get_by_role("link", name="Log in")).to_be_visible()

    with page.expect_response(re.compile("/notices/count/")):
        page.clock.run_for(60_000)
    page.clock.run_for(300_000)

    assert len(asked) == 1


def test_a_room_is_told_on_the_line_that_it_has(portal, new_page):
    live = portal.call("tests.breakouts.rows:a_live_room", people=[FACILITATOR, AMARA])
    page = log_in(new_page(), live["keys"][AMARA])
    sockets = []
    page.on("websocket", lambda socket: sockets.append(socket.url))
    page.goto(live["room"])
    expect(page.locator("#connection")).to_have_text("Connected")

    portal.call("tests.notices.browser_rows:tell_in_room", name=AMARA, code=live["code"])

    expect(header(page)).to_have_text(re.compile(r"^Notices \(\d new\)$"), timeout=SOON)
    expect(page.get_by_role("status").filter(has_text="new notice")).to_be_attached()
    assert len(sockets) == 1


LOOK = """state => {
    Object.defineProperty(document, "visibilityState", { value: state, configurable: true });
    document.dispatchEvent(new Event("visibilitychange"));
}"""


@pytest.mark.parametrize("blocked", [False, True], ids=["by websocket", "by requests"])
def test_my_day_is_told_as_it_comes(enter, portal, person, blocked):
    page = enter(person["my_day"], blocked=blocked)
    expect(header(page)).to_have_text("Notices (1 new)")

    tell(portal, person)

    expect(header(page)).to_have_text("Notices (2 new)", timeout=SOON)
    expect(page.locator("#notices-said")).to_have_text(re.compile("^1 new notice: Your place at Assembly"))


def test_my_day_holds_its_line_only_while_it_is_looked_at(enter, portal, person, new_page):
    page = log_in(new_page(), person["key"])
    sockets = []
    page.on("websocket", lambda socket: sockets.append(socket))
    with page.expect_websocket() as opened:
        page.goto(person["my_day"])
    opened.value.wait_for_event("framereceived")
    with opened.value.expect_event("close"):
        page.evaluate(LOOK, "hidden")
    tell(portal, person)
    centre = enter()
    expect(header(centre)).to_have_text("Notices (2 new)", timeout=SOON)
    expect(header(page)).to_have_text("Notices (1 new)")

    page.evaluate(LOOK, "visible")

    expect(header(page)).to_have_text("Notices (2 new)", timeout=SOON)
    assert len(sockets) == 2


def test_my_day_of_who_waits_for_a_room_has_one_line_for_all(portal, new_page):
    others = ["Dr Joss Quillbrook", "Dr Cal Merriweather"]
    live = portal.call(f"{LOBBY}:a_lobby", people=[AMARA, *others], starts_in_seconds=900)
    for name in others:
        portal.call(f"{LOBBY}:sit", code=live["small"], name=name)
    page = log_in(new_page(), live["keys"][AMARA])
    page.goto(live["my_day"])
    page.get_by_role("button", name=re.compile("Join the waiting list.*Small")).click()
    expect(page.get_by_text("You are 1st of 1 in line.")).to_be_visible()
    other = page.context.new_page()
    sockets = []
    other.on("websocket", lambda socket: sockets.append(socket.url))
    other.goto(live["my_day"])

    portal.call("tests.notices.browser_rows:tell_in_room", name=AMARA, code=live["small"])

    expect(header(other)).to_have_text(re.compile(r"^Notices \(\d new\)$"), timeout=SOON)
    assert len(sockets) == 1


def test_my_day_asks_once_a_minute_where_the_line_does_not_come(portal, person, new_page, complaints):
    complaints.expected.append("ERR_FAILED")
    page = log_in(new_page(), person["key"])
    page.route("**/notices/line.js", lambda route: route.abort())
    page.clock.install()
    page.goto(person["my_day"])
    tell(portal, person)

    with page.expect_response(re.compile("/notices/count/")):
        page.clock.run_for(60_000)


def test_without_scripts_everything_is_there(enter, portal, person, axe, fits, screenshot):
    page = enter("/terms/", java_script_enabled=False)
    expect(header(page)).to_have_text("Notices (1 new)")
    header(page).click()
    expect(page.locator(".app-notice")).to_have_count(3)
    axe(page)
    page.get_by_role("link", name="New only").click()
    expect(page.locator(".app-notice")).to_have_count(1)
    page.get_by_role("button", name=re.compile("^Mark as read ?: About the change number 3")).click()

    expect(header(page)).to_have_text("Notices")
    expect(page.locator(".app-notice")).to_have_count(3)
    expect(page.get_by_role("button", name="Mark all as read")).to_have_count(0)
    page.get_by_role("button", name=re.compile("^Open it ?: About the change number 2")).click()
    expect(page.get_by_role("heading", name="Programme")).to_be_visible()
    page.go_back()
    page.get_by_role("link", name="What comes by email").click()
    expect(page.get_by_role("heading", name="What comes by email")).to_be_visible()


def test_many_and_none_read_well_on_a_phone(portal, new_page, axe, fits, screenshot):
    for name, rows in (("many", {"read": 15, "new": 12}), ("none", {})):
        person = portal.call("tests.notices.browser_rows:a_person", **rows)
        page = log_in(new_page(viewport={"width": 320, "height": 640}), person["key"])
        page.goto("/notices/")
        axe(page)
        fits(page)
        screenshot(page, name)


def test_the_longest_header_fits_on_a_phone(portal, new_page, axe, fits, screenshot):
    organiser = portal.call("tests.notices.browser_rows:an_organiser")
    page = log_in(new_page(viewport={"width": 320, "height": 640}), organiser["key"])
    page.goto("/terms/")
    expect(header(page)).to_have_text("Notices (9+ new)")
    axe(page)
    fits(page)
    screenshot(page, "header")
