"""Notes in a real browser: three write, two at once in one note, one in two tabs, one without scripts."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.breakouts.test_room_browser import AMARA, FACILITATOR, JOSS, log_in


@pytest.fixture
def live(portal):
    return portal.call("tests.breakouts.rows:a_live_room", people=[FACILITATOR, AMARA, JOSS])


@pytest.fixture
def enter(new_page, live):
    """Open the notes of the room as one of its people, on a device of their own."""

    def open_notes(name, **options):
        page = log_in(new_page(**options), live["keys"][name])
        page.goto(live["room"])
        to_notes(page, is_live=options.get("java_script_enabled", True))
        return page

    return open_notes


def to_notes(page: Page, *, is_live: bool) -> None:
    if is_live:
        expect(page.locator("#connection")).to_have_text("Connected")
    page.get_by_role("link", name=re.compile("^Notes")).click()
    expect(page.get_by_role("heading", name="Notes", exact=True)).to_be_visible()


def add(page: Page, words: str, mark: str = "No mark") -> None:
    form = page.locator("#write-note")
    form.get_by_label("Note").fill(words)
    form.get_by_label(mark).check()
    form.get_by_role("button", name="Add", exact=True).click()


def notes(page: Page):
    return page.locator("#noted > li")


def editor(page: Page):
    return page.locator("#noted form.app-inline")


def test_three_write_and_two_at_once_keep_both(enter, axe, fits, screenshot):
    amara, joss, dean = enter(AMARA), enter(JOSS), enter(FACILITATOR)

    add(amara, "Nobody <hears> back.", "Issue")
    expect(amara.locator(".app-asked")).to_have_text("Your note was added.")
    expect(notes(joss)).to_contain_text(["Nobody <hears> back."])
    expect(joss.get_by_role("link", name="Notes 1 block")).to_be_visible()
    add(dean, f"{AMARA} waited.")
    expect(notes(dean).last).to_contain_text(f"This looks like a name: {AMARA.removeprefix('Dr ')}.")
    expect(notes(joss)).to_have_count(2)
    expect(notes(joss).last).not_to_contain_text("This looks like")

    # Two open the same note; what the other saves touches neither the text nor the focus.
    for page in (amara, joss):
        notes(page).first.get_by_role("button", name="Edit").click()
    editor(joss).get_by_label("Note").fill("Few hear back.")
    editor(amara).get_by_label("Note").fill("Everybody should hear back.")
    editor(joss).get_by_role("button", name="Save").click()
    expect(editor(joss)).to_have_count(0)
    expect(editor(amara).get_by_role("status")).to_contain_text("Somebody has changed this note")
    add(dean, "A third note")
    expect(notes(amara)).to_have_count(3)
    expect(editor(amara).get_by_label("Note")).to_be_focused()
    expect(editor(amara).get_by_label("Note")).to_have_value("Everybody should hear back.")
    expect(notes(dean).first).to_contain_text("Few hear back.")

    editor(amara).get_by_role("button", name="Save").click()
    expect(editor(amara)).to_contain_text("Which text stands?")
    expect(editor(amara)).to_contain_text("Few hear back.")
    expect(editor(amara).get_by_label("Mine")).to_have_value("Everybody should hear back.")
    # Two texts and no third; nothing is said any more of a note before this one.
    expect(notes(amara).first.locator("> .app-note__body")).to_be_hidden()
    expect(amara.locator(".app-asked")).to_have_count(0)
    sizes = [
        editor(amara).get_by_text(words, exact=True).evaluate("part => getComputedStyle(part).font")
        for words in ("Theirs", "Mine")
    ]
    assert sizes[0] == sizes[1]
    axe(amara)
    fits(amara)
    screenshot(amara, "notes-conflict-1280")
    amara.set_viewport_size({"width": 320, "height": 640})
    screenshot(amara, "notes-conflict-320")
    amara.set_viewport_size({"width": 1280, "height": 800})
    editor(amara).get_by_role("button", name="Keep both").click()
    for page in (amara, joss, dean):
        expect(notes(page)).to_have_count(4)
        expect(notes(page).nth(0)).to_contain_text("Few hear back.")
        expect(notes(page).nth(1)).to_contain_text("Everybody should hear back.")
    axe(dean)
    screenshot(dean, "notes-host-1280")


def test_what_others_move_and_remove_leaves_the_writer_in_their_box(enter):
    amara, joss = enter(AMARA), enter(JOSS)
    for words in ("one", "two", "three"):
        add(amara, words)
        expect(amara.locator(".app-asked")).to_have_text("Your note was added.")
        expect(notes(joss).last).to_contain_text(words)
    notes(amara).nth(1).get_by_role("button", name="Edit").click()
    box = editor(amara).get_by_label("Note")
    box.fill("two and more")

    notes(joss).nth(1).get_by_role("button", name="Move up").click()
    expect(notes(amara).first).to_contain_text("two")
    expect(box).to_be_focused()
    expect(box).to_have_value("two and more")
    # Pressed again and again from where the focus stays.
    notes(joss).nth(2).get_by_role("button", name="Move up").focus()
    joss.keyboard.press("Enter")
    expect(notes(amara).nth(1)).to_contain_text("three")
    expect(notes(joss).nth(1).get_by_role("button", name="Move up")).to_be_focused()
    notes(joss).first.get_by_role("button", name="Edit").click()
    editor(joss).get_by_role("button", name="Remove").click()
    expect(notes(joss)).to_have_count(2)
    expect(editor(amara).get_by_role("status")).to_contain_text("Somebody has removed this note")
    expect(box).to_be_focused()

    editor(amara).get_by_role("button", name="Save").click()
    expect(editor(amara)).to_contain_text("They removed it.")
    editor(amara).get_by_role("button", name="Add mine as a new note").click()
    expect(notes(joss).filter(has_text="two and more")).to_have_count(1)
    expect(notes(amara)).to_have_count(3)


def test_two_tabs_of_one_person_are_two_writers(enter, live):
    amara = enter(AMARA)
    add(amara, "As it was")
    other = amara.context.new_page()
    other.goto(f"{live['room']}notes/")
    expect(other.locator("#connection")).to_have_text("Connected")
    for page in (amara, other):
        notes(page).first.get_by_role("button", name="Edit").click()
        editor(page).get_by_label("Note").fill("From tab 2" if page is other else "From tab 1")
    editor(amara).get_by_role("button", name="Save").click()
    expect(editor(amara)).to_have_count(0)
    editor(other).get_by_role("button", name="Save").click()
    editor(other).get_by_role("button", name="Keep mine").click()

    expect(editor(other)).to_have_count(0)
    for page in (amara, other):
        expect(notes(page)).to_have_count(1)
        expect(notes(page).first).to_contain_text("From tab 2")
    other.close()


def test_a_facilitator_signs_off_and_opens_again(enter, axe):
    amara, dean = enter(AMARA), enter(FACILITATOR)
    add(amara, "Nobody hears back.", "Issue")
    notes(amara).first.get_by_role("button", name="Edit").click()
    editor(amara).get_by_label("Note").fill("Few hear back.")

    dean.get_by_role("button", name="Sign the notes off").click()
    expect(dean.locator("#notes-signed")).to_contain_text("Signed off by the facilitators at ")
    expect(amara.locator("#notes-signed")).to_contain_text("Signed off by the facilitators at ")
    editor(amara).get_by_role("button", name="Save").click()
    expect(editor(amara).get_by_role("alert")).to_contain_text("are signed off")
    expect(editor(amara).get_by_label("Note")).to_have_value("Few hear back.")
    axe(amara)
    dean.get_by_role("button", name="Open the notes again").click()
    expect(amara.locator("#notes-signed")).to_be_hidden()
    editor(amara).get_by_role("button", name="Save").click()
    expect(notes(dean).first).to_contain_text("Few hear back.")


def test_afterwards_a_facilitator_corrects_and_signs_off(enter, portal, live, axe, fits, screenshot):
    amara, dean = enter(AMARA), enter(FACILITATOR)
    add(amara, "Nobody hears back.", "Issue")
    expect(notes(dean).first).to_contain_text("Nobody hears back.")
    portal.call("tests.breakouts.rows:the_session_has_ended", code=live["code"])

    dean.goto(live["room"])
    dean.get_by_role("link", name="Read, correct and sign off the notes").click()
    expect(notes(dean).first).to_contain_text("Nobody hears back.")
    axe(dean)
    fits(dean)
    screenshot(dean, "notes-afterwards-1280")
    notes(dean).first.get_by_role("link", name="Edit").click()
    dean.get_by_label("Note").fill("Few hear back.")
    dean.get_by_role("button", name="Save").click()
    dean.get_by_role("button", name="Sign the notes off").click()
    expect(dean.locator("#notes-signed")).to_contain_text("Signed off by the facilitators at ")
    expect(notes(dean).first).to_contain_text("Few hear back.")
    notes(dean).first.get_by_role("link", name="Edit").click()
    dean.get_by_role("button", name="Remove").click()
    dean.get_by_role("link", name="Notes that were removed").click()
    axe(dean)
    dean.get_by_role("button", name="Bring back").click()
    expect(notes(dean).first).to_contain_text("Few hear back.")


def test_without_scripts_two_texts_are_shown_and_one_is_chosen(enter, axe, fits, screenshot):
    amara, joss = enter(AMARA, java_script_enabled=False), enter(JOSS)
    add(amara, "As it was", "Ask")
    expect(notes(joss).first).to_contain_text("As it was")
    notes(amara).first.get_by_role("link", name="Edit").click()
    axe(amara)
    notes(joss).first.get_by_role("button", name="Edit").click()
    editor(joss).get_by_label("Note").fill("Theirs now")
    editor(joss).get_by_role("button", name="Save").click()
    expect(editor(joss)).to_have_count(0)

    amara.get_by_label("Note").fill("Mine now")
    amara.get_by_role("button", name="Save").click()
    expect(amara.get_by_role("heading", name="Which text stands?")).to_be_visible()
    expect(amara.get_by_label("Mine")).to_have_value("Mine now")
    axe(amara)
    fits(amara)
    screenshot(amara, "notes-conflict-without-scripts")
    amara.get_by_role("button", name="Keep both").click()
    expect(notes(amara)).to_have_count(2)
    axe(amara)
    fits(amara)
    screenshot(amara, "notes-without-scripts")
    expect(notes(joss)).to_contain_text(["Theirs now", "Mine now"])
