"""A room that is run, live in a real browser: what one does, the others see without loading anything."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.breakouts.test_room_browser import AMARA, FACILITATOR, JOSS, log_in, say


@pytest.fixture
def live(portal):
    return portal.call("tests.breakouts.rows:a_live_room", people=[FACILITATOR, AMARA, JOSS])


@pytest.fixture
def enter(new_page, live):
    """Open the room, or a page below it, as one of its people, connected."""

    def open_page(name: str) -> Page:
        page = log_in(new_page(), live["keys"][name])
        page.goto(live["room"])
        expect(page.locator("#connection")).to_have_text("Connected")
        return page

    return open_page


@pytest.fixture
def run(live):
    """Open the page of those who run the room, in another tab, and wait until it is live."""

    def open_page(page: Page) -> Page:
        second = page.context.new_page()
        second.goto(live["room"] + "run/")
        expect(second.locator("[data-without-scripts]")).to_be_hidden()
        return second

    return open_page


def line(page: Page, number: int) -> Locator:
    return page.locator("#chat li").nth(number)


def button(where: Page | Locator, words: str) -> Locator:
    return where.get_by_role("button", name=re.compile(words))


def person(page: Page, name: str) -> Locator:
    return page.locator("#people li").filter(has_text=name)


def lost_over_something(page: Page) -> list[str]:
    """What the word of a lost line would cover on a small phone, of what must stay to be read."""
    page.set_viewport_size({"width": 320, "height": 640})
    covered = page.evaluate(
        """() => {
          const lost = document.getElementById("connection");
          lost.classList.add("app-connection--lost");
          const own = lost.getBoundingClientRect();
          const isUnder = (part) => {
            const box = document.querySelector(part).getBoundingClientRect();
            const isBeside = box.right <= own.left || box.left >= own.right;
            return !isBeside && box.bottom > own.top && box.top < own.bottom;
          };
          const covered = ["#recall", ".app-room__actions"].filter(isUnder);
          lost.classList.remove("app-connection--lost");
          return covered;
        }"""
    )
    page.set_viewport_size({"width": 1280, "height": 720})
    return covered


def test_own_words_are_changed_where_they_stand(enter, axe):
    amara, joss = enter(AMARA), enter(JOSS)
    say(amara, "Hello from seven")
    button(line(amara, 0), "Edit").click()
    box = amara.get_by_label("Edit your message")
    expect(box).to_be_focused()
    box.press("Escape")
    expect(button(line(amara, 0), "Edit")).to_be_focused()
    button(line(amara, 0), "Edit").press("Enter")
    axe(amara)
    box.fill("x" * 2001)
    button(amara, "Save").click()
    expect(amara.locator(".app-inline")).to_contain_text("2,000 characters or fewer. It has 2,001.")
    expect(box).to_have_value("x" * 2001)

    box.fill("Hello from ward seven")
    button(amara, "Save").click()

    expect(line(joss, 0)).to_contain_text("Hello from ward seven")
    expect(line(joss, 0)).to_contain_text("Edited")
    expect(button(line(amara, 0), "Edit")).to_be_focused()
    button(line(amara, 0), "Edit").press("Enter")
    box.fill("Hello from ward eight")
    box.press("Enter")
    expect(line(joss, 0)).to_contain_text("Hello from ward eight")
    expect(amara.locator(".app-inline")).to_have_count(0)
    amara.get_by_label("Write a message").press("Enter")
    expect(amara.locator("#id_body-error")).to_have_count(0)


def test_a_report_reaches_those_who_run_the_room_and_what_they_hide_is_gone(enter, run):
    amara, joss, dean = enter(AMARA), enter(JOSS), enter(FACILITATOR)
    running = run(dean)
    say(joss, "Something rude")
    button(line(amara, 0), "Report").click()
    amara.get_by_label("Why do you report this message? (optional)").fill("It is rude")
    button(amara, "Send report").click()
    expect(line(amara, 0)).to_contain_text("Reported to the facilitators")
    expect(dean.get_by_role("link", name=re.compile("Run the room"))).to_contain_text("1 waiting")
    expect(running.locator("#reports")).to_contain_text("It is rude")

    button(line(dean, 0), "Hide").click()
    dean.get_by_label("Why do you hide this message?").fill("Our agreement")
    button(dean, "Hide message").click()

    for page in (amara, joss, dean):
        expect(line(page, 0)).to_contain_text("A facilitator hid this message.")
    expect(line(amara, 0).get_by_role("link")).to_have_count(0)
    line(joss, 0).get_by_role("link", name="Load the page again to read why").click()
    expect(line(joss, 0)).to_contain_text("A facilitator hid this message. Reason: Our agreement")
    expect(joss.locator("#connection")).to_have_text("Connected")
    expect(line(joss, 0)).to_contain_text("Reason: Our agreement")
    expect(running.locator("#reports")).to_contain_text("Nobody has reported")
    expect(running.locator("#log")).to_contain_text("Our agreement")
    expect(button(line(dean, 0), "Show again")).to_be_focused()
    button(line(dean, 0), "Show again").press("Enter")
    expect(line(joss, 0)).to_contain_text("Something rude")


def test_a_hand_goes_up_is_seen_and_comes_down(enter, run):
    amara, joss, dean = enter(AMARA), enter(JOSS), enter(FACILITATOR)
    running = run(dean)

    button(amara, "Raise hand").press("Enter")

    expect(joss.locator("#hands")).to_contain_text(AMARA)
    expect(joss.locator("#hands")).to_contain_text("First time")
    expect(running.locator("#hands")).to_contain_text(AMARA)
    expect(button(amara, "Lower hand")).to_be_focused()
    expect(amara.locator("body > [role=status]")).to_contain_text("Your hand is up. You are next.")
    button(dean.locator("#hands"), "Give the word").click()
    expect(button(amara, "Raise hand")).to_be_visible()
    expect(amara.locator("#word-given")).to_have_text("You have been given the word.")
    expect(amara.locator("body > [role=alert]")).to_contain_text("You have been given the word.")
    expect(joss.locator("#word-given")).to_have_text(f"{AMARA} has been given the word.")
    expect(joss.locator("#no-hands")).to_be_visible()

    # By the mouse itself: Playwright's click scrolls.
    at, box = amara.evaluate("() => window.scrollY"), button(amara, "Raise hand").bounding_box()
    amara.mouse.click(box["x"] + 10, box["y"] + 10)
    expect(button(amara, "Lower hand")).to_be_visible()
    assert amara.evaluate("() => window.scrollY") == at
    for page in (amara, joss):
        expect(page.locator("#word-given")).to_be_hidden()


def test_who_is_muted_and_then_removed_is_told_and_loses_nothing(enter, run, axe):
    joss, dean = enter(JOSS), enter(FACILITATOR)
    running = run(dean)
    button(person(dean, JOSS), "Mute or remove").click()
    dean.get_by_label(re.compile("Why do you mute or remove")).fill("Shouting")
    button(dean, "Mute in the chat").click()
    expect(joss.locator("#muted")).to_contain_text(
        "You are muted for the rest of this session, because: Shouting"
    )
    say(joss, "But I")
    expect(joss.locator("#id_body-error")).to_contain_text("You are muted")
    expect(joss.get_by_label("Write a message")).to_have_value("But I")
    expect(running.locator("#restricted")).to_contain_text(JOSS)
    axe(joss)
    button(running.locator("#log"), "Unmute").click()
    expect(joss.locator("#muted")).to_be_hidden()
    expect(joss.locator("#id_body-error")).to_have_count(0)

    button(person(dean, JOSS), "Mute or remove").click()
    dean.get_by_label(re.compile("Why do you mute or remove")).fill("Still shouting")
    button(dean, "Remove from the room").click()

    expect(joss.locator("#ended")).to_contain_text(
        "You have been removed from this room. Reason: Still shouting"
    )
    expect(joss.locator("body > [role=alert]")).to_contain_text("Still shouting")
    expect(joss.get_by_label("Write a message")).to_have_value("But I")
    expect(dean.locator("#people")).not_to_contain_text(JOSS)
    for part in (joss.locator(".app-room__actions"), joss.locator(".app-chat__acts").first):
        expect(part).to_be_hidden()

    button(running.locator("#log"), "Let them back in").click()
    for words in (joss.locator("#ended"), joss.locator("#say-ended")):
        expect(words).to_contain_text("You have been let back into this room.")
    expect(joss.locator("#people")).to_be_hidden()
    joss.get_by_role("link", name="Show the room again").click()
    expect(joss.locator("#connection")).to_have_text("Connected")
    expect(dean.locator("#people")).to_contain_text(JOSS)


def test_what_a_host_sets_on_the_page_is_in_the_room_at_once(enter, run, live, portal, axe, fits, screenshot):
    amara, dean = enter(AMARA), enter(FACILITATOR)
    running = run(dean)

    running.locator("#timer").get_by_label("Minutes", exact=True).fill("3")
    button(running, "Start the timer").click()
    expect(amara.locator("#timer")).to_contain_text("3 minutes left")
    running.get_by_label("Announcement").fill("Tea is")
    running.get_by_label("What it is for").focus()
    say(dean, "Is there tea?")
    expect(running.locator("#messages")).to_contain_text("Is there tea?")
    expect(running.get_by_label("Announcement")).to_have_value("Tea is")
    running.get_by_label("Announcement").fill("Tea is ready")
    button(running, "^Announce$").click()
    expect(amara.locator("#announcements")).to_contain_text("Tea is ready")
    running.get_by_label("Announcement").fill("Tea is cold")
    button(running, "^Announce$").click()
    expect(amara.locator("#announcements")).to_contain_text("Tea is cold")
    button(running, "Take it back.*Tea is ready").click()
    expect(running.locator("#log")).to_contain_text("took back the announcement “Tea is ready”")
    expect(amara.locator("#announcements")).not_to_contain_text("Tea is ready")
    expect(amara.locator("#announcements")).to_contain_text("Tea is cold")
    button(running, "Lock the room").click()
    expect(amara.locator("#locked")).to_be_visible()
    running.get_by_label("15 seconds").check()
    button(running, "^Save$").click()
    expect(amara.locator("#slow-mode")).to_have_text("Slow mode: one message every 15 seconds.")
    say(amara, "One")
    say(amara, "Two")
    expect(amara.locator("#id_body-error")).to_contain_text("Send it when the wait is over.")
    expect(amara.locator("#limit")).to_contain_text(re.compile(r"Wait \d+ seconds before you send"))
    expect(amara.get_by_label("Write a message")).to_have_value("Two")
    button(running, "Call everybody back").click()
    expect(amara.locator("#recall")).to_contain_text(re.compile(r"Everybody is expected .* in \d+ seconds"))
    expect(amara.locator("body > [role=alert]")).to_contain_text("Everybody is expected")
    amara.set_viewport_size({"width": 320, "height": 640})
    amara.locator("footer").scroll_into_view_if_needed()
    expect(amara.locator("#recall")).to_be_in_viewport()
    expect(button(amara, "Raise hand")).to_be_in_viewport()
    assert not lost_over_something(amara)
    for page in (amara, dean, running):
        axe(page)
        fits(page)
    screenshot(amara, "room-live")
    screenshot(running, "run-live")
    button(running.locator("#recall"), "Call it off").click()
    expect(amara.locator("#recall")).to_be_hidden()

    portal.call("tests.breakouts.rows:the_recall_is_past", room=live["room"])
    expect(amara.locator("#recall")).to_contain_text("now.")
    button(amara.locator("#recall"), "Close").click()
    expect(amara.locator("#recall")).to_be_hidden()
    amara.reload()
    expect(amara.locator("#connection")).to_have_text("Connected")
    expect(amara.locator("#recall")).to_be_hidden()
