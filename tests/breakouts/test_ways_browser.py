"""The room on networks that refuse, swallow or cut: it finds a way in, says so, loses and doubles nothing."""

import re
import time

import pytest
from playwright.sync_api import Page, WebSocketRoute, expect

from tests.breakouts.test_room_browser import AMARA, FACILITATOR, JOSS, log_in, say

SOCKET, POLL = re.compile("/realtime/socket"), re.compile("/realtime/poll.*wait=20")
BASIC = "Basic connection (updates every few seconds)"
LINES = "#chat li:not(.app-chat__item--unsent) .app-chat__text"


@pytest.fixture
def live(portal):
    return portal.call("tests.breakouts.rows:a_live_room", people=[FACILITATOR, AMARA, JOSS])


class Network:
    """What stands between a page and the portal."""

    def __init__(self, page: Page, kind: str = "open") -> None:
        self.page = page
        self.kind = kind
        self.attempts = 0
        self.lines: list[WebSocketRoute] = []
        page.route_web_socket(SOCKET, self.take)

    def take(self, line: WebSocketRoute) -> None:
        self.attempts += 1
        if self.kind == "refused":
            line.close(code=1001)
        elif self.kind == "open":
            line.connect_to_server()
            self.lines.append(line)

    def cut(self) -> None:
        self.lines.pop().close(code=1001)


@pytest.fixture
def enter(new_page, live):
    """Open the room as one of its people, on a device and a network of their own."""

    def open_room(name: str, kind: str = "open") -> tuple[Page, Network]:
        page = log_in(new_page(), live["keys"][name])
        network = Network(page, kind)
        page.goto(live["room"])
        return page, network

    return open_room


def test_people_on_both_ways_see_one_another_and_talk(enter, axe, screenshot):
    amara, _ = enter(AMARA, "refused")
    joss, _ = enter(JOSS)
    expect(amara.locator("#connection")).to_have_text(BASIC)
    expect(joss.locator("#connection")).to_have_text("Connected")
    for page in (amara, joss):
        expect(page.locator("#people-count")).to_have_text("2")

    say(amara, "From the ward")
    expect(joss.locator(LINES)).to_have_text(["From the ward"])
    say(joss, "From home")
    for page in (amara, joss):
        expect(page.locator(LINES)).to_have_text(["From the ward", "From home"])
        expect(page.locator(".app-chat__item--unsent")).to_have_count(0)
    say(amara, "x" * 2001)
    expect(amara.locator("#id_body-error")).to_contain_text("2,000 characters or fewer. It has 2,001.")
    axe(amara)
    screenshot(amara, "basic")

    amara.get_by_role("button", name="Leave this room").click()
    expect(joss.locator("#people-count")).to_have_text("1", timeout=3_000)


def test_a_network_that_swallows_is_left_within_nine_seconds_and_remembered(enter):
    amara, network = enter(AMARA, "swallowed")
    began = time.monotonic()
    expect(amara.locator("#connection")).to_have_text(BASIC, timeout=9_000)
    assert time.monotonic() - began < 9
    attempts = network.attempts

    amara.reload()

    expect(amara.locator("#connection")).to_have_text(BASIC, timeout=3_000)
    assert network.attempts == attempts


def test_a_network_that_cuts_is_left_after_the_second_cut_and_taken_again_when_it_is_better(
    enter, live, portal
):
    amara, network = enter(AMARA)
    expect(amara.locator("#connection")).to_have_text("Connected")
    told = []
    for number in range(1, 6):
        line = f"Line {number}"
        told.append(line)
        portal.call("tests.breakouts.talking:talk", code=live["code"], name=JOSS, lines=[line])
        if number == 1:
            network.cut()
            expect(amara.locator("#connection")).to_have_text("Connected")
        if number == 2:
            network.cut()
            expect(amara.locator("#connection")).to_have_text(BASIC)
        if number == 4:
            # Another network, which the page hears of.
            amara.evaluate("() => dispatchEvent(new Event('online'))")
            expect(amara.locator("#connection")).to_have_text("Connected")
        expect(amara.locator(LINES)).to_have_text(told)
    say(amara, "Still here")
    expect(amara.locator(LINES)).to_have_text([*told, "Still here"])
    assert portal.call("tests.breakouts.talking:said", code=live["code"]) == [*told, "Still here"]


def test_where_requests_that_wait_are_cut_short_ones_are_used(enter, complaints, live, portal):
    complaints.expected.append("ERR_FAILED")
    amara, _ = enter(AMARA, "refused")
    amara.route(POLL, lambda route: route.abort())
    expect(amara.locator("#connection")).to_have_text(BASIC)

    amara.wait_for_function("() => JSON.parse(localStorage.getItem('portal.way')).rung === 3")
    portal.call("tests.breakouts.talking:talk", code=live["code"], name=JOSS, lines=["One", "Two"])

    expect(amara.locator(LINES)).to_have_text(["One", "Two"], timeout=6_000)
    say(amara, "Three")
    expect(amara.locator(LINES)).to_have_text(["One", "Two", "Three"], timeout=6_000)
    expect(amara.locator("#connection")).to_have_text(BASIC)


def test_updates_wait_until_they_are_asked_for(enter, live, portal, axe):
    amara, _ = enter(AMARA)
    expect(amara.locator("#connection")).to_have_text("Connected")
    amara.get_by_role("button", name="Pause updates").click()

    portal.call("tests.breakouts.talking:talk", code=live["code"], name=JOSS, lines=["One", "Two"])
    # Two messages; and perhaps that the page itself has come in.
    again = amara.get_by_role("button", name=re.compile(r"Show updates again \([23] updates waiting\)"))
    expect(again).to_be_visible()
    expect(amara.locator(LINES)).to_have_count(0)
    axe(amara)
    again.press("Enter")

    expect(amara.locator(LINES)).to_have_text(["One", "Two"])
    expect(amara.get_by_role("button", name="Pause updates")).to_be_focused()


LISTEN = """() => {
  window.heard = [];
  const region = document.querySelector("body > [role=status]");
  const hear = () => heard.push([performance.now(), region.textContent]);
  new MutationObserver(hear).observe(region, { childList: true });
}"""


def test_a_burst_is_three_utterances_at_most_and_moves_nobody(enter, live, portal, axe):
    amara, _ = enter(AMARA)
    expect(amara.locator("#connection")).to_have_text("Connected")
    amara.get_by_label("Write a message").focus()
    amara.evaluate(LISTEN)

    portal.call(
        "tests.breakouts.talking:talk", code=live["code"], name=JOSS, lines=[f"Line {n}" for n in range(50)]
    )
    expect(amara.locator(LINES)).to_have_count(50)
    amara.wait_for_timeout(3_500)

    heard = amara.evaluate("() => heard")
    assert 1 <= len([at for at, _ in heard if at < heard[0][0] + 5_000]) <= 3
    assert sum(int((re.match(r"\d+", words) or ["1"])[0]) for _, words in heard) == 50
    expect(amara.get_by_label("Write a message")).to_be_focused()
    axe(amara)


def test_what_is_read_out_can_be_chosen_and_is_remembered(enter, live, portal):
    amara, _ = enter(AMARA)
    expect(amara.locator("#connection")).to_have_text("Connected")
    amara.get_by_text("Screen reader announcements").click()
    amara.get_by_label("What should be read out as it happens?").select_option("mentions")
    amara.reload()
    expect(amara.locator("#connection")).to_have_text("Connected")

    for name, line in ((JOSS, "Hello"), (FACILITATOR, "Welcome")):
        portal.call("tests.breakouts.talking:talk", code=live["code"], name=name, lines=[line])
    expect(amara.locator(LINES)).to_have_text(["Hello", "Welcome"])

    # A notice of the day may be read out in the same breath; another delegate's line may not.
    expect(amara.locator("body > [role=status]")).to_contain_text(f"New message from {FACILITATOR}")
    expect(amara.locator("body > [role=status]")).not_to_contain_text(JOSS)
    amara.get_by_text("Screen reader announcements").click()
    expect(amara.get_by_label("What should be read out as it happens?")).to_have_value("mentions")
