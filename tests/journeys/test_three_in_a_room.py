"""Three people and one room: one behind a proxy that turns websockets away, and one who runs the room."""

import re
import time

import pytest
from playwright.sync_api import Page, expect

from tests.breakouts.test_room_browser import AMARA, FACILITATOR, JOSS, log_in, say
from tests.proxy import Proxy

BASIC = "Basic connection (updates every few seconds)"
OTHER = "Disability you cannot see"
LINES = "#chat li:not(.app-chat__item--unsent) .app-chat__text"
COUNT_UTTERANCES = """() => {
  window.utterances = 0;
  const region = [...document.querySelectorAll("[aria-live=polite]")].at(-1);
  new MutationObserver((changes) => {
    window.utterances += changes.filter((change) => change.addedNodes.length).length;
  }).observe(region, {childList: true});
}"""


@pytest.fixture
def live(portal):
    return portal.call("tests.breakouts.rows:a_live_room", people=[FACILITATOR, AMARA, JOSS])


@pytest.fixture
def proxy(portal):
    standing = Proxy(int(portal.base_url.rpartition(":")[2]))
    yield standing
    standing.shutdown()
    standing.server_close()


@pytest.fixture
def enter(new_page, live):
    """Open a page of the assembly as one of its people."""

    def open_page(name: str, address: str, base: str = "") -> Page:
        page = log_in(new_page(), live["keys"][name])
        page.goto(base + address)
        return page

    return open_page


def test_three_people_choose_move_talk_and_are_called_back(enter, live, proxy, complaints, axe, screenshot):
    # What the browser says of a websocket that was turned away.
    complaints.expected.append("WebSocket connection to")
    joss = enter(JOSS, live["session"], proxy.base_url)
    amara, dean = enter(AMARA, live["session"]), enter(FACILITATOR, live["room"])

    # Choosing and moving: one press each, and the lobby of the other shows it.
    expect(amara.locator("#connection")).to_have_text("Connected")
    joss.get_by_role("button", name=re.compile(f"Choose this room.*{OTHER}")).click()
    expect(joss.get_by_role("heading", level=1)).to_have_text(OTHER)
    expect(joss.locator("#connection")).to_have_text(BASIC, timeout=15_000)
    expect(amara.locator("[data-room]").filter(has_text=OTHER)).to_contain_text("39 of 40 places left")
    expect(amara.locator("[data-room]").filter(has_text=OTHER)).to_contain_text("1 person here")
    axe(amara)
    joss.goto(proxy.base_url + live["session"])
    joss.get_by_role("button", name=re.compile("Choose this room.*Raising concerns")).click()
    expect(joss.locator("#connection")).to_have_text(BASIC, timeout=15_000)
    assert proxy.refused, "the proxy has turned websockets away"
    amara.get_by_role("button", name="Join").click()
    for page in (joss, amara, dean):
        expect(page.locator("#people-count")).to_have_text("3", timeout=15_000)

    # Talking, both ways.
    say(joss, "From behind the proxy")
    say(amara, "From home")
    for page in (joss, amara, dean):
        expect(page.locator(LINES).filter(has_text="From behind the proxy")).to_have_count(1, timeout=10_000)
        expect(page.locator(LINES).filter(has_text="From home")).to_have_count(1, timeout=10_000)

    # Hands, in the order in which they were raised.
    joss.get_by_role("button", name="Raise hand").click()
    expect(amara.locator("#hands li")).to_have_count(1)
    amara.get_by_role("button", name="Raise hand").click()
    for page in (joss, dean):
        expect(page.locator("#hands li")).to_have_count(2)
        expect(page.locator("#hands li").first).to_contain_text(JOSS)
        expect(page.locator("#hands li").first).to_contain_text("First time")
    dean.locator("#hands li").first.get_by_role("button").click()
    expect(joss.locator("#hands li")).to_have_count(1)

    # Called back: a countdown for everybody, then the way to the stage.
    run = dean.context.new_page()
    run.goto(live["room"] + "run/")
    run.get_by_role("button", name="Call everybody back").click()
    for page in (joss, amara):
        expect(page.locator("#recall")).to_contain_text(
            re.compile(r"Everybody is expected .* in \d+ seconds"), timeout=10_000
        )
        axe(page)
        screenshot(page, f"recalled-{page is joss}")


def test_a_page_stays_clean_and_quiet_while_much_is_said(enter, live, portal, axe):
    joss = enter(JOSS, live["room"])
    expect(joss.locator("#connection")).to_have_text("Connected")
    portal.call("tests.load.rows:say_lines", stream=f"room:{live['code']}", count=450, body="Much is said")
    expect(joss.locator("#chat li").last).to_contain_text("449 ")
    joss.evaluate(COUNT_UTTERANCES)

    portal.call("tests.load.rows:say_lines", stream=f"room:{live['code']}", count=50, body="More", pause=0.05)
    time.sleep(3)

    spoken = joss.evaluate("() => window.utterances")
    assert 1 <= spoken <= 3, f"spoke {spoken} times in five and a half seconds"
    axe(joss)
