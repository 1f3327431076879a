"""The room in a real browser: two people talk, one loses the line, one moves on, the session ends."""

import re

import pytest
from playwright.sync_api import Page, expect

FACILITATOR, AMARA, JOSS = "Professor Ada Lanternby", "Dr Amara Fernhollow", "Dr Joss Quillbrook"


def log_in(page: Page, key: str) -> Page:
    page.context.add_cookies(
        [{"name": "sessionid", "value": key, "domain": "localhost", "path": "/", "httpOnly": True}]
    )
    return page


@pytest.fixture
def live(portal):
    return portal.call("tests.breakouts.rows:a_live_room", people=[FACILITATOR, AMARA, JOSS])


@pytest.fixture
def enter(new_page, live):
    """Open the room as one of its people, on a device of their own."""

    def open_room(name, *, other=False, **options):
        page = log_in(new_page(**options), live["keys"][name])
        page.goto(live["other" if other else "room"])
        return page

    return open_room


def say(page: Page, words: str) -> None:
    page.get_by_label("Write a message").fill(words)
    page.get_by_role("button", name="Send").click()


def test_two_people_see_one_another_and_talk(enter, axe, fits, screenshot):
    amara, joss = enter(AMARA), enter(JOSS)
    for page in (amara, joss):
        expect(page.locator("#connection")).to_have_text("Connected")
        expect(page.locator("#people-count")).to_have_text("2")
    expect(joss.locator("#people")).to_contain_text(AMARA)

    say(amara, "Hello from <ward> 7")
    expect(joss.locator("#chat li").last).to_contain_text("Hello from <ward> 7")
    amara.get_by_label("Write a message").fill("One line")
    amara.get_by_label("Write a message").press("Shift+Enter")
    amara.get_by_label("Write a message").press_sequentially("and another")
    amara.get_by_label("Write a message").press("Enter")
    say(joss, "Hello back")

    for page in (amara, joss):
        expect(page.locator("#chat li")).to_have_count(3)
        expect(page.locator("#chat li").nth(1)).to_contain_text("One line\nand another", use_inner_text=True)
        expect(page.locator(".app-chat__item--unsent")).to_have_count(0)
    dean = enter(FACILITATOR)
    say(dean, "Welcome, everybody. Tell us what happened after you spoke up.")
    expect(amara.locator("#people li").first).to_contain_text("Facilitator")
    expect(amara.locator("#chat li").last).to_contain_text("Facilitator")
    expect(amara.locator("[role=status]").last).to_contain_text(f"New message from {FACILITATOR}")
    axe(amara)
    fits(amara)
    screenshot(amara, "room-1280")
    amara.set_viewport_size({"width": 320, "height": 640})
    screenshot(amara, "room-320")


def test_a_message_written_without_a_line_is_sent_once_when_it_is_back(enter, complaints):
    complaints.expected.append("ERR_INTERNET_DISCONNECTED")
    amara, joss = enter(AMARA), enter(JOSS)
    expect(amara.locator("#connection")).to_have_text("Connected")
    expect(joss.locator("#connection")).to_have_text("Connected")

    amara.context.set_offline(True)
    amara.evaluate("() => dispatchEvent(new Event('online'))")
    expect(amara.locator("#connection")).to_have_text("Reconnecting", timeout=15_000)
    say(amara, "From the lift")
    expect(amara.locator(".app-chat__item--unsent")).to_contain_text("Waiting for the connection")
    amara.context.set_offline(False)

    expect(joss.locator("#chat")).to_contain_text("From the lift", timeout=30_000)
    for page in (amara, joss):
        expect(page.locator("#chat li")).to_have_count(1)
    expect(amara.locator(".app-chat__item--unsent")).to_have_count(0)


def test_who_reads_further_up_is_told_how_much_is_new(enter):
    amara, joss = enter(AMARA, viewport={"width": 1280, "height": 500}), enter(JOSS)
    expect(joss.locator("#connection")).to_have_text("Connected")
    for number in range(1, 6):
        say(joss, "\n".join(f"Line {line} of message {number}" for line in range(8)))
    expect(amara.locator("#chat li")).to_have_count(5)
    amara.locator("#chat").evaluate("(list) => { list.scrollTop = 0; }")

    say(joss, "Sixth")
    expect(amara.get_by_role("button", name="1 new message")).to_be_visible()
    assert amara.locator("#chat").evaluate("(list) => list.scrollTop") == 0
    amara.get_by_role("button", name="1 new message").click()
    expect(amara.locator("#new-messages")).to_be_hidden()
    expect(amara.locator("#chat li").last).to_be_in_viewport()


def test_an_empty_and_an_over_long_message_are_refused_beside_the_box(enter):
    amara = enter(AMARA)
    expect(amara.locator("#connection")).to_have_text("Connected")

    amara.get_by_role("button", name="Send").click()
    expect(amara.locator("#id_body-error")).to_have_text("Error: Enter a message")
    say(amara, "x" * 2001)
    expect(amara.locator("#id_body-error")).to_contain_text("2,000 characters or fewer. It has 2,001.")
    expect(amara.get_by_label("Write a message")).to_have_value("x" * 2001)
    expect(amara.locator("#chat li")).to_have_count(0)


def test_moving_on_in_another_tab_ends_the_first(enter, live):
    amara = enter(AMARA)
    expect(amara.locator("#connection")).to_have_text("Connected")
    second = amara.context.new_page()
    second.goto(live["other"])

    second.get_by_role("button", name="Move here").click()
    expect(second.get_by_role("heading", level=1)).to_have_text("Disability you cannot see")
    expect(second.locator("#connection")).to_have_text("Connected")
    expect(amara.locator("#ended")).to_contain_text("You have moved to another room.")
    expect(amara.locator("#ended").get_by_role("link")).to_have_text(["Go to My day"])
    expect(amara.get_by_label("Write a message")).to_be_hidden()
    expect(amara.locator("#say-ended")).to_have_text("You have moved to another room.")
    expect(amara.get_by_role("button", name="Leave this room")).to_be_hidden()


def test_leaving_is_seen_at_once(enter):
    amara, joss = enter(AMARA), enter(JOSS)
    expect(joss.locator("#people-count")).to_have_text("2")

    amara.get_by_role("button", name="Leave this room").click()

    expect(joss.locator("#people-count")).to_have_text("1", timeout=3_000)


def test_when_the_session_ends_the_page_says_so_and_keeps_what_was_being_written(portal, new_page):
    live = portal.call("tests.breakouts.rows:a_live_room", people=[FACILITATOR, AMARA], ends_in_seconds=12)
    page = log_in(new_page(), live["keys"][AMARA])
    page.goto(live["room"])
    expect(page.locator("#connection")).to_have_text("Connected")
    page.get_by_label("Write a message").fill("What I still wanted to say")

    expect(page.locator("#ended")).to_contain_text("This session has ended.", timeout=20_000)
    expect(page.locator("#state")).to_contain_text("Ended")
    expect(page.get_by_label("Write a message")).to_have_value("What I still wanted to say")
    expect(page.locator("#say-ended")).to_contain_text("Your message was not sent. Copy it")
    expect(page.get_by_role("button", name="Send")).to_be_hidden()


def test_who_is_inside_reads_and_hears_that_the_session_goes_on_for_longer(portal, enter, live):
    page = enter(AMARA)
    expect(page.locator("#connection")).to_have_text("Connected")

    ends = portal.call("tests.breakouts.rows:the_session_is_moved", code=live["code"], minutes=5)

    expect(page.locator("body > [role=status]")).to_contain_text(f"to {ends}.")
    expect(page.locator("#state")).to_have_text(f"Live Ends {ends}")
    expect(page.locator("#notice")).to_contain_text(f"to {ends}.")
    page.get_by_role("button", name="Close").click()
    expect(page.locator("#notice")).to_be_hidden()

    portal.call("tests.breakouts.rows:the_session_is_moved", code=live["code"], minutes=60)
    # By the frame, or by the door if the stream was closed first.
    expect(page.locator("#ended")).to_contain_text(
        re.compile("This session now starts at|You can go in from .*, 5 minutes before it starts")
    )
    portal.call("tests.breakouts.rows:the_session_is_moved", code=live["code"], minutes=-60)
    page.get_by_role("link", name="Show the room again").click()
    expect(page.locator("#connection")).to_have_text("Connected")


def test_without_scripts_the_room_works_by_forms(enter, live, axe, fits, screenshot):
    amara = enter(AMARA, java_script_enabled=False)
    joss = enter(JOSS)
    expect(joss.locator("#connection")).to_have_text("Connected")

    say(amara, "By a form")
    expect(amara).to_have_url(re.compile(re.escape(live["room"] + "#latest") + "$"))
    expect(amara.locator("#chat li")).to_contain_text("By a form")
    expect(joss.locator("#chat li")).to_contain_text("By a form")
    say(joss, "By a socket")
    expect(joss.locator("#chat time"), "both stand").to_have_count(2)
    amara.get_by_role("link", name="Refresh to see what is new").click()
    expect(amara.locator("#chat li")).to_have_count(2)
    expect(amara.locator("#people")).to_contain_text(JOSS)
    axe(amara)
    fits(amara)
    screenshot(amara, "room-without-scripts")

    say(amara, "")
    expect(amara).to_have_title(re.compile("^Error: Raising concerns and hearing back"))
    expect(amara.locator(".nhsuk-error-summary")).to_contain_text("Enter a message")
    axe(amara)
    amara.get_by_role("button", name="Leave this room").click()
    expect(joss.locator("#connection")).to_have_text("Connected")


def test_the_door_of_a_full_room_fits_and_is_clean(portal, new_page, axe, fits, screenshot):
    full = portal.call("tests.breakouts.rows:a_live_room", people=[FACILITATOR, AMARA], capacity=1)
    page = log_in(new_page(), portal.call("tests.breakouts.rows:a_latecomer", code=full["code"]))
    page.goto(full["room"])

    expect(page.get_by_role("main")).to_contain_text("It is full. There are places left in Disability")
    axe(page)
    fits(page)
    screenshot(page, "door-full")
    page.get_by_role("button", name=re.compile("^Join(?! the waiting list)")).click()
    expect(page.get_by_label("Write a message")).to_be_visible()


def test_a_long_chat_scrolls_in_its_own_box(portal, enter, live, axe, fits):
    portal.call("tests.load.rows:say_lines", stream=f"room:{live['code']}", count=60, body="A line of many")
    amara = enter(AMARA)
    expect(amara.locator("#chat li")).to_have_count(50)
    axe(amara)
    fits(amara)
