"""Two people talk in real browsers: by websocket, by requests, without scripts, by keyboard; to an end."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.breakouts.test_room_browser import log_in, say

ANNA, BEN = "Dr Anna Fernhollow", "Dr Ben Quillbrook"
SOCKET = re.compile("/realtime/socket")
LINES = "#chat li[data-cid]:not(.app-chat__item--unsent) .app-chat__text"
ROWS = "tests.networking.talk_rows"
SOON = 15_000


@pytest.fixture
def talk(portal):
    return portal.call(f"{ROWS}:people_who_talk", names=[ANNA, BEN])


@pytest.fixture
def enter(new_page, talk):
    """Open the conversation as one of its people, on a device of their own."""

    def open_talk(name: str, *, blocked: bool = False, path: str = "path", **options) -> Page:
        page = log_in(new_page(**options), talk["keys"][name])
        if blocked:
            page.route_web_socket(SOCKET, lambda line: line.close(code=1001))
        page.goto(talk[path])
        return page

    return open_talk


def test_two_people_talk_on_all_ways(enter, portal, talk, axe, fits, screenshot):
    said = {"code": talk["code"], "name": BEN}
    portal.call(f"{ROWS}:said", **said, body="See you at the showcase?", days_ago=1)
    anna = enter(ANNA, path="list")
    expect(anna.get_by_role("link", name="Conversations (1 new)")).to_be_visible()
    axe(anna)
    fits(anna)
    screenshot(anna, "list")
    anna.get_by_role("link", name=BEN).click()
    expect(anna.get_by_text("New since you were last here")).to_be_visible()
    expect(anna.locator("#enter-hint")).to_be_visible()
    expect(anna.locator("#connection")).to_have_text("Connected")
    ben = enter(BEN, blocked=True)
    expect(ben.locator("#connection")).to_have_text(
        "Basic connection (updates every few seconds)", timeout=SOON
    )

    # By keyboard alone.
    anna.get_by_label("Write a message").focus()
    anna.keyboard.type("Yes, at <two>")
    anna.keyboard.press("Enter")
    expect(ben.locator(LINES).last).to_have_text("Yes, at <two>", timeout=SOON)
    expect(anna.locator("#read-by")).to_have_text(re.compile("^Read at "), timeout=SOON)
    say(ben, "Good")
    expect(anna.locator(LINES)).to_have_text(["See you at the showcase?", "Yes, at <two>", "Good"])
    expect(anna.locator(".app-talk__mark").first).to_be_visible()
    expect(anna.get_by_role("status").last).to_contain_text(f"New message from {BEN}")

    # Without scripts.
    plain = enter(BEN, java_script_enabled=False)
    plain.get_by_label("Write a message").fill("From the old computer on the ward")
    plain.get_by_role("button", name="Send").click()
    expect(anna.locator(LINES).last).to_have_text("From the old computer on the ward")
    plain.get_by_role("link", name="Edit your message").last.click()
    plain.get_by_label("Message").fill("From an old computer")
    plain.get_by_role("button", name="Save").click()
    expect(anna.locator(LINES).last).to_have_text("From an old computer")
    axe(anna)
    fits(anna)
    screenshot(anna, "talk")
    plain.get_by_role("link", name="Remove your message").last.click()
    expect(plain.get_by_role("heading", name="Remove your message?")).to_be_visible()
    plain.get_by_role("button", name="Remove message").click()
    for page in (anna, ben, plain):
        expect(page.locator(LINES).last).to_have_text("Message removed", timeout=SOON)

    anna.get_by_label("Write a message").fill("Half a thought")
    portal.call(f"{ROWS}:blocked", code=talk["code"], blocker=BEN, other=ANNA)
    for page in (anna, ben):
        expect(page.locator("#ended-words")).to_have_text(
            "You cannot read this conversation any more.", timeout=SOON
        )
    # The sentence stands once: below it is what was being written, or nothing.
    expect(anna.get_by_label("Your message")).to_have_value("Half a thought")
    expect(anna.locator("#say-ended")).to_have_text(
        "Your message was not sent. Copy it if you want to keep it."
    )
    expect(ben.locator("#say")).to_be_hidden()
    screenshot(anna, "ended")
    screenshot(ben, "ended, nothing typed")


def test_on_a_small_phone_messages_begin_on_the_first_screen(enter, portal, talk, axe, fits, screenshot):
    for number in range(3):
        portal.call(f"{ROWS}:said", code=talk["code"], name=BEN, body=f"Message {number}")
    anna = enter(ANNA, viewport={"width": 320, "height": 640})
    expect(anna.locator("#connection")).to_have_text("Connected")

    first = anna.locator(LINES).first.bounding_box()

    assert first["y"] + first["height"] < 640
    axe(anna)
    fits(anna)
    screenshot(anna, "small phone")


def test_what_is_written_without_a_line_is_kept_and_sent_once(enter, complaints):
    complaints.expected.append("ERR_INTERNET_DISCONNECTED")
    anna, ben = enter(ANNA), enter(BEN)
    expect(anna.locator("#connection")).to_have_text("Connected")
    anna.context.set_offline(True)
    say(anna, "From the lift")
    expect(anna.locator(".app-chat__item--unsent")).to_have_count(1)

    anna.context.set_offline(False)

    expect(ben.locator(LINES)).to_have_text(["From the lift"], timeout=SOON)
    expect(anna.locator(LINES)).to_have_text(["From the lift"], timeout=SOON)
    anna.locator("#chat").get_by_role("button", name="Edit").click()
    anna.get_by_label("Edit your message").fill("From the stairs")
    anna.get_by_role("button", name="Save").click()
    expect(ben.locator(LINES)).to_have_text(["From the stairs"], timeout=SOON)


def test_enter_sends_and_saves_and_says_nothing_of_an_empty_box(enter, screenshot, axe):
    anna = enter(ANNA)
    # From then on Enter sends.
    expect(anna.locator("#enter-hint")).to_be_visible()
    box = anna.get_by_label("Write a message")
    box.fill("Once")
    box.press("Enter")
    box.press("Enter")
    expect(anna.locator(LINES)).to_have_text(["Once"])
    expect(anna.locator("#id_body-error")).to_have_count(0)
    anna.get_by_role("button", name="Send").click()
    expect(anna.locator("#id_body-error")).to_have_text("Error: Enter a message")

    edit = anna.locator("#chat").get_by_role("button", name="Edit")
    edit.press("Enter")
    expect(anna.get_by_text("Enter saves. Shift and Enter start a new line.")).to_be_visible()
    screenshot(anna, "edit")
    axe(anna)
    anna.keyboard.press("End")
    anna.keyboard.type(" and")
    anna.keyboard.press("Shift+Enter")
    anna.keyboard.type("for all")
    anna.keyboard.press("Enter")
    expect(anna.locator(LINES)).to_have_text(["Once and for all"])
    assert anna.locator(LINES).text_content() == "Once and\nfor all"
    edit.press("Enter")
    anna.keyboard.press("Escape")
    expect(edit).to_be_focused()


def test_what_was_done_is_said_where_one_lands(enter, talk, screenshot):
    anna = enter(ANNA)
    say(anna, "Oops")
    anna.locator("#chat").get_by_role("link", name="Remove your message").click()
    anna.get_by_role("button", name="Remove message").click()
    expect(anna.get_by_role("alert").filter(has_text="Message removed")).to_be_focused()
    screenshot(anna, "removed")

    anna.goto(f"{talk['list']}new/")
    anna.get_by_label("Name of the group").fill("Rural posts")
    anna.get_by_label(BEN).check()
    anna.get_by_role("button", name="Start the group").click()
    banner = anna.get_by_role("alert").filter(has_text="You started the group. 1 person is invited.")
    expect(banner).to_be_focused()
    screenshot(anna, "group started")
    anna.set_viewport_size({"width": 320, "height": 640})
    screenshot(anna, "group started 320")


WHOLE = """async (form) => {
    const drawn = () => new Promise((done) => requestAnimationFrame(done));
    await drawn();
    await drawn();
    const inside = form.getBoundingClientRect(), list = form.closest("#chat").getBoundingClientRect();
    return inside.top >= list.top && inside.bottom <= Math.min(list.bottom, window.innerHeight);
}"""
"""Whether all of it is in sight in the list."""


def test_the_form_of_the_last_message_is_in_sight_and_closes_with_the_message(
    enter, portal, talk, axe, screenshot
):
    anna_said = {"code": talk["code"], "name": ANNA}
    for number in range(12):
        line = portal.call(f"{ROWS}:said", **anna_said, body=f"Message {number}")
    anna = enter(ANNA)
    expect(anna.locator("#enter-hint")).to_be_visible()
    last = anna.locator(f"#line-{line}")
    form, box = last.locator("form"), anna.get_by_label("Edit your message")

    last.get_by_role("button", name="Edit").click()
    expect(form.get_by_text("Enter saves.")).to_be_visible()
    expect(box).to_be_focused()
    assert form.evaluate(WHOLE)
    screenshot(anna, "edit")
    box.fill("")
    form.get_by_role("button", name="Save").click()
    expect(form.get_by_text("Error: Enter a message")).to_be_visible()
    assert form.evaluate(WHOLE)
    screenshot(anna, "edit with an error")

    box.fill("Half a thought")
    portal.call(f"{ROWS}:removed", **anna_said, line=line)

    expect(last.locator(".app-chat__text")).to_have_text("Message removed", timeout=SOON)
    expect(form).to_have_count(0)
    kept = last.get_by_label("What you typed")
    expect(kept).to_be_focused()
    expect(kept).to_have_value("Half a thought")
    expect(kept).not_to_be_editable()
    expect(kept).to_have_accessible_description(re.compile("was not saved. Copy it"))
    assert last.evaluate(WHOLE)
    expect(last.get_by_role("link", name="Remove")).to_have_count(0)
    screenshot(anna, "removed elsewhere")
    axe(anna)


def test_a_form_in_which_nothing_was_typed_leaves_nothing_behind(enter, portal, talk):
    anna_said = {"code": talk["code"], "name": ANNA}
    line = portal.call(f"{ROWS}:said", **anna_said, body="Oops")
    anna = enter(ANNA)
    last = anna.locator(f"#line-{line}")
    last.get_by_role("button", name="Edit").click()
    expect(last.locator("form")).to_be_visible()
    anna.get_by_label("Write a message").fill("Next")

    portal.call(f"{ROWS}:removed", **anna_said, line=line)

    expect(last.locator(".app-chat__text")).to_have_text("Message removed", timeout=SOON)
    expect(last.locator("form, textarea, a, button")).to_have_count(0)
    expect(anna.get_by_label("Write a message")).to_be_focused()
