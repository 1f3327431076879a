"""Questions in a real browser: asked by one, wanted by another, answered by the host, anonymous."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.breakouts.test_room_browser import AMARA, FACILITATOR, JOSS, log_in


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


def to_questions(page: Page) -> None:
    page.get_by_role("link", name=re.compile("^Questions")).click()
    expect(page.get_by_role("heading", name="Questions", exact=True)).to_be_visible()


def ask(page: Page, words: str, *, is_anonymous: bool = False) -> None:
    page.get_by_label("Ask a question").fill(words)
    if is_anonymous:
        page.get_by_label("Ask anonymously").check()
    page.get_by_role("button", name="Ask", exact=True).click()


def test_a_question_is_asked_wanted_and_answered(enter, axe, fits, screenshot):
    amara, joss, dean = enter(AMARA), enter(JOSS), enter(FACILITATOR)
    for page in (amara, joss, dean):
        expect(page.locator("#connection")).to_have_text("Connected")
        to_questions(page)

    box = amara.get_by_label("Ask a question")
    for typed, words in (
        ("", "Enter your question"),
        ("x" * 5000, "Question must be 500 characters or fewer. It has 5,000."),
    ):
        ask(amara, typed)
        expect(box).to_have_accessible_description(f"Error: {words}")
        expect(box).to_be_focused()
        expect(box).to_have_value(typed)
        expect(amara).to_have_title(re.compile("^Error: (?!Error)"))
    axe(amara)
    screenshot(amara, "questions-error-1280")
    ask(amara, "Who answers when a concern is about <my> supervisor?")
    expect(amara.locator(".app-asked")).to_have_text("Your question was taken.")
    expect(amara.locator("#ask .nhsuk-error-message")).to_have_count(0)
    expect(amara).not_to_have_title(re.compile("Error"))
    expect(amara.locator("#asked li[data-mark]")).not_to_contain_text("want an answer")
    expect(joss.locator("#asked li")).to_contain_text("<my> supervisor?")
    expect(joss.get_by_role("link", name="Questions 1 open")).to_be_visible()
    joss.get_by_role("button", name="I want an answer too").click()
    for page in (amara, joss, dean):
        expect(page.locator("#asked")).to_contain_text("1 wants an answer")
    axe(joss)
    fits(joss)
    screenshot(joss, "questions-1280")
    joss.set_viewport_size({"width": 320, "height": 640})
    screenshot(joss, "questions-320")

    dean.get_by_role("button", name="Answer now").click()
    for page in (amara, joss):
        expect(page.locator("#asked")).to_contain_text("Being answered")
    dean.get_by_role("button", name="Answer later").click()
    dean.get_by_label("Who answers it later?").fill("The Postgraduate Dean")
    dean.get_by_role("button", name="Save").click()
    expect(amara.locator("#asked")).to_contain_text("Answered later by The Postgraduate Dean.")
    axe(dean)
    screenshot(dean, "questions-host-1280")
    joss.get_by_role("link", name="Chat").click()
    expect(joss.get_by_label("Write a message")).to_be_visible()


def test_an_anonymous_question_appears_with_its_minute_and_its_author_sees_its_fate(
    enter, portal, live, screenshot
):
    amara, dean = enter(AMARA), enter(FACILITATOR)
    for page in (amara, dean):
        expect(page.locator("#connection")).to_have_text("Connected")
        to_questions(page)

    ask(amara, "Who protects me?", is_anonymous=True)
    expect(amara.locator("#own-questions")).to_contain_text("It appears at the next full minute")
    expect(dean.locator("#asked li")).to_have_count(0)
    screenshot(amara, "questions-anonymous-1280")
    portal.call("tests.breakouts.rows:the_minute_comes", room=live["room"])

    expect(dean.locator("#asked li")).to_contain_text("Anonymous")
    expect(amara.locator("#asked li")).to_contain_text("Anonymous (you)")
    dean.get_by_role("button", name="Do not take").click()
    dean.get_by_label("Why is it not taken?").fill("Answered in the welcome")
    dean.get_by_role("button", name="Do not take it").click()
    expect(amara.locator("#own-questions")).to_contain_text("Reason: Answered in the welcome")
    expect(dean.locator("#asked li")).to_have_count(0)
    ask(amara, "And who protects <them>?")
    amara.reload()
    # Only what the scripts have drawn carries a mark: the page as it came shows this anyway.
    expect(amara.locator("#own-questions li[data-mark]")).to_contain_text("Reason: Answered in the welcome")
    expect(amara.locator("#asked li[data-mark]")).to_contain_text("(you)")
    expect(amara.locator("#asked li[data-mark]").get_by_role("button", name="Withdraw")).to_be_visible()


def test_without_scripts_questions_are_asked_wanted_and_withdrawn(enter, portal, live, axe, fits, screenshot):
    amara, joss = enter(AMARA, java_script_enabled=False), enter(JOSS, java_script_enabled=False)
    for page in (amara, joss):
        to_questions(page)

    ask(amara, "And when?")
    expect(amara.locator("#asked li")).to_contain_text("And when?")
    joss.reload()
    joss.get_by_role("button", name="I want an answer too").click()
    expect(joss.locator("#asked")).to_contain_text("1 wants an answer")
    axe(joss)
    fits(joss)
    screenshot(joss, "questions-without-scripts")
    amara.get_by_role("button", name="Withdraw").click()
    expect(amara.locator("#asked li")).to_have_count(0)
    ask(amara, "Who protects me?", is_anonymous=True)
    expect(amara.get_by_role("heading", name="Your question was taken")).to_be_visible()
    axe(amara)

    to_questions(joss)
    portal.call("tests.breakouts.rows:the_session_is_moved", code=live["code"], minutes=120)
    ask(joss, "And if it was moved meanwhile?")
    problem = joss.get_by_role("alert")
    expect(problem).to_contain_text("Your question was not asked")
    expect(problem).to_contain_text("You can go in from ")
    expect(problem).to_contain_text("And if it was moved meanwhile?")
    axe(joss)
    fits(joss)
    screenshot(joss, "questions-unsent")
