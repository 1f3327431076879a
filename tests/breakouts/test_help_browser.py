"""Help in a real browser: asked by a delegate, taken by an organiser, resolved; and without scripts."""

import pytest
from playwright.sync_api import Page, expect

from tests.breakouts.test_room_browser import AMARA, FACILITATOR, JOSS, log_in

QUEUE = "/admin/breakouts/helpcall/"


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


@pytest.fixture
def organise(new_page, portal):
    """Open the help queue as an organiser."""

    def open_queue(**options):
        page = log_in(new_page(**options), portal.call("tests.breakouts.rows:an_organiser"))
        page.goto(QUEUE)
        return page

    return open_queue


def ask(page: Page, kind: str, words: str) -> None:
    page.get_by_role("link", name="Ask for help").click()
    page.get_by_role("link", name=kind).click()
    page.get_by_role("textbox").fill(words)
    page.get_by_role("button", name="Ask for help").click()
    expect(page.locator("#call")).to_contain_text("You asked at")


def test_help_is_asked_taken_answered_and_resolved(enter, organise, axe, fits, screenshot):
    queue = organise()
    # Other tests may have left calls of other rooms.
    call = queue.locator("li.help-call", has_text="No sound since the break")
    amara, tab = enter(AMARA), enter(AMARA)
    expect(tab.locator("#connection")).to_have_text("Connected")

    ask(amara, "Technical help", "No sound since the break")
    axe(amara)
    fits(amara)
    screenshot(amara, "help-asked-1280")
    expect(call).to_contain_text(AMARA, timeout=15_000)
    axe(queue)
    screenshot(queue, "help-queue-1280")
    call.get_by_role("button", name="Take this call").click()
    expect(call).to_contain_text("Yours")
    expect(tab.locator("#notice-words")).to_contain_text("There is news under “Ask for help”.")
    call.get_by_label("Write back").fill("Load the page again")
    call.get_by_role("button", name="Send").click()
    amara.reload()
    expect(amara.locator("#call")).to_contain_text("Dr Orga Highfield is on their way.")
    expect(amara.locator("#call")).to_contain_text("Load the page again")
    call.get_by_role("button", name="It is resolved").click()
    expect(call).to_have_count(0)
    axe(queue)
    queue.set_viewport_size({"width": 320, "height": 640})
    fits(queue)


def test_the_facilitator_sees_a_call_as_it_comes(enter, axe, screenshot):
    amara, dean = enter(AMARA), enter(FACILITATOR)
    dean.get_by_role("link", name="Run the room").click()
    expect(dean.get_by_role("heading", name="Hands raised")).to_be_visible()

    ask(amara, "The facilitator", "Can we slow down?")

    expect(dean.locator("#help")).to_contain_text("Can we slow down?")
    axe(dean)
    screenshot(dean, "help-run-1280")
    dean.get_by_role("button", name="I am on it").click()
    dean.get_by_label("Write back").fill("Of course")
    dean.get_by_role("button", name="Send to Dr Amara Fernhollow").click()
    dean.get_by_role("button", name="It is resolved").click()
    expect(dean.locator("#help")).to_contain_text("Nobody is asking you for help.")


def test_without_scripts_somebody_to_talk_to_is_asked_for_and_found(enter, organise, axe, fits, screenshot):
    joss = enter(JOSS, java_script_enabled=False)
    joss.get_by_role("link", name="Ask for help").click()
    axe(joss)
    fits(joss)
    joss.goto(joss.url.removesuffix("help/"))

    ask(joss, "Somebody to talk to", "I am not well")
    axe(joss)
    fits(joss)
    joss.set_viewport_size({"width": 320, "height": 640})
    screenshot(joss, "help-wellbeing-320")
    call = organise(java_script_enabled=False).locator("li.help-call", has_text="I am not well")
    call.get_by_role("button", name="Take this call").click()
    call.get_by_label("Write back").fill("I call you now")
    call.get_by_role("button", name="Send").click()
    joss.reload()
    expect(joss.locator("#call")).to_contain_text("I call you now")
    joss.get_by_role("button", name="I do not need it any more").click()
    expect(joss.locator("#call")).to_contain_text("You withdrew")
