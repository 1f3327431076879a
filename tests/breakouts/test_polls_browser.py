"""Polls and reactions in a real browser: a host and two delegates, one of them without scripts."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.breakouts.test_room_browser import AMARA, FACILITATOR, JOSS, log_in

QUESTION = "Would you raise a concern about <my> supervisor?"


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


def to_poll(page: Page) -> None:
    page.get_by_role("link", name=re.compile("^Poll")).click()
    expect(page.get_by_role("heading", name="Poll", exact=True)).to_be_visible()


def draft(page: Page, *options: str) -> None:
    page.get_by_text("Make a new poll").click()
    page.get_by_label("What do you ask?").fill(QUESTION)
    for number, words in enumerate(options, start=1):
        page.get_by_label(f"Option {number}").fill(words)
    page.get_by_role("button", name="Make the draft").click()


def test_a_poll_is_made_opened_answered_and_shown(enter, portal, live, axe, fits, screenshot):
    dean, amara, joss = enter(FACILITATOR), enter(AMARA), enter(JOSS, java_script_enabled=False)
    for page in (dean, amara):
        expect(page.locator("#connection")).to_have_text("Connected")
    to_poll(dean)
    draft(dean, "Yes")
    first = dean.get_by_label("Option 1")
    expect(first).to_have_accessible_description("Error: Enter at least 2 options")
    expect(first).to_be_focused()
    expect(dean).to_have_title(re.compile("^Error: "))
    axe(dean)
    screenshot(dean, "poll-draft-error-1280")
    dean.get_by_label("Option 2").fill("No")
    expect(dean.locator("#make-poll .nhsuk-error-message")).to_have_count(0)
    dean.get_by_role("button", name="Make the draft").click()
    expect(dean.locator("#drafts")).to_contain_text(QUESTION)
    expect(dean.locator("#make-poll [role=status]")).to_contain_text("The draft is made.")
    expect(dean).not_to_have_title(re.compile("Error"))
    axe(dean)
    fits(dean)
    screenshot(dean, "poll-host-1280")
    dean.get_by_role("button", name="Open it").click()

    # Told in the tab, and to who hears the page, wherever they are.
    expect(amara.get_by_role("link", name="Poll 1 open")).to_be_visible()
    expect(amara.locator("[role=status][aria-live=polite]")).to_contain_text("A poll is open")
    to_poll(amara)
    # Until the line has drawn the poll its form goes to the portal, and a whole page answers.
    expect(amara.locator("#asked-polls [role=status]")).to_be_attached()
    amara.get_by_role("button", name="Answer", exact=True).click()
    expect(amara.locator("#asked-polls .nhsuk-error-message")).to_have_text("Error: Select your answer")
    axe(amara)
    amara.get_by_label("No", exact=True).check()
    amara.get_by_role("button", name="Answer", exact=True).click()
    expect(amara.locator("#asked-polls")).to_contain_text("You answered: No. 1 person has answered")
    expect(amara.locator("#asked-polls .nhsuk-error-message")).to_have_count(0)
    second = amara.context.new_page()
    second.goto(live["room"] + "polls/")
    expect(second.locator("#asked-polls [role=status]")).to_be_attached()
    second.get_by_label("Yes", exact=True).check()
    second.get_by_role("button", name="Change my answer").click()
    for tab in (second, amara):
        expect(tab.locator("#asked-polls")).to_contain_text("You answered: Yes. 1 person has answered")
        expect(tab.get_by_label("Yes", exact=True)).to_be_checked()
    expect(amara.locator("#asked-polls [role=status]")).to_be_empty()
    second.get_by_label("No", exact=True).check()
    second.get_by_role("button", name="Change my answer").click()
    expect(amara.locator("#asked-polls")).to_contain_text("You answered: No. 1 person has answered")
    second.close()
    joss.reload()
    joss.get_by_role("link", name="Poll 1 open").click()
    joss.get_by_label("Yes", exact=True).check()
    joss.get_by_role("button", name="Answer", exact=True).click()
    expect(joss.locator("#asked-polls")).to_contain_text("You answered: Yes. 2 people have answered")
    expect(amara.locator("#asked-polls")).to_contain_text("You answered: No. 2 people have answered")
    for page in (amara, joss):
        axe(page)
        fits(page)
    screenshot(amara, "poll-open-1280")
    amara.set_viewport_size({"width": 320, "height": 640})
    screenshot(amara, "poll-open-320")

    portal.call("tests.breakouts.rows:others_answer", room=live["room"], counts=[16, 11])
    dean.get_by_role("button", name="Close it").click()
    expect(amara.locator("#asked-polls")).to_contain_text("The result is not shown yet.")
    expect(amara.locator("#asked-polls")).not_to_contain_text("16")
    expect(dean.get_by_role("heading", name=QUESTION)).to_be_focused()
    dean.get_by_role("button", name="Show the result").click()
    for page in (dean, amara):
        expect(page.locator("#asked-polls")).to_contain_text("Yes: 17 of 29 (59%)")
    expect(amara.locator("#asked-polls")).to_contain_text("No: 12 of 29 (41%) (your answer)")
    expect(dean.locator("#asked-polls")).not_to_contain_text("your answer")
    axe(amara)
    fits(amara)
    screenshot(amara, "poll-result-320")
    joss.goto(live["room"] + "polls/")
    expect(joss.locator("#asked-polls")).to_contain_text("Yes: 17 of 29 (59%) (your answer)")
    axe(joss)
    screenshot(joss, "poll-result-without-scripts")


def test_what_the_page_found_wrong_is_gone_when_the_line_has_put_it_right(enter, live, axe):
    dean = enter(FACILITATOR, java_script_enabled=False)
    to_poll(dean)
    draft(dean, "Yes", "No")
    dean.get_by_role("button", name="Open it").click()
    # Pressed on the page before, the next button would take the place of this one.
    expect(dean.get_by_role("button", name="Close it")).to_be_visible()
    dean.get_by_text("Make a new poll").click()
    dean.get_by_role("button", name="Make the draft").click()
    expect(dean.get_by_role("heading", name="There is a problem")).to_be_visible()
    # What is looked at may still be arriving.
    dean.wait_for_load_state()
    wrong = dean.content()

    live_dean = enter(FACILITATOR)
    live_dean.route("**/polls/", lambda route: route.fulfill(body=wrong, content_type="text/html"))
    live_dean.goto(live["room"] + "polls/")
    # Drawn by the line, so that what is sent goes over it.
    expect(live_dean.locator("#asked-polls li[data-mark]")).to_have_count(1)
    for label, words in (("What do you ask?", QUESTION), ("Option 1", "Yes"), ("Option 2", "No")):
        live_dean.get_by_label(label).fill(words)
    live_dean.get_by_role("button", name="Make the draft").click()

    expect(live_dean.locator("#make-poll [role=status]")).to_contain_text("The draft is made.")
    expect(live_dean.locator("main")).not_to_contain_text("There is a problem")
    expect(live_dean.locator("#make-poll .nhsuk-error-message")).to_have_count(0)
    expect(live_dean).not_to_have_title(re.compile("Error"))


def test_a_host_without_scripts_makes_opens_and_closes_a_poll(enter, axe, fits):
    dean, amara = enter(FACILITATOR, java_script_enabled=False), enter(AMARA)
    expect(amara.locator("#connection")).to_have_text("Connected")
    to_poll(amara)
    to_poll(dean)
    draft(dean, "Yes", "No")
    dean.get_by_role("button", name="Open it").click()
    expect(amara.locator("#asked-polls")).to_contain_text(QUESTION)
    axe(dean)
    fits(dean)
    dean.get_by_role("button", name="Close it").click()
    dean.get_by_role("button", name="Show the result").click()
    for page in (dean, amara):
        expect(page.locator("#asked-polls")).to_contain_text("Fewer than 10 people answered")
        expect(page.locator("#asked-polls progress")).to_have_count(0)


def test_reactions_are_summed_up_for_everybody_for_a_moment(enter, axe):
    amara, joss, dean = enter(AMARA), enter(JOSS), enter(FACILITATOR, java_script_enabled=False)
    for page in (amara, joss):
        expect(page.locator("#connection")).to_have_text("Connected")
    quiet = "Nobody sees who reacted."

    for page in (amara, joss):
        page.get_by_role("button", name="Clap").click()
    expect(amara.locator("#reacted")).to_contain_text("Clap")
    expect(joss.locator("#reacted")).to_contain_text("Clap")
    axe(amara)
    expect(amara.locator("#reacted")).to_have_text(quiet, timeout=15_000)
    expect(amara.locator("[role=status][aria-live=polite]")).not_to_contain_text("Clap")
    dean.get_by_role("button", name="Heart").click()
    expect(dean.get_by_text("Sent: Heart")).to_be_visible()
