"""Safety in a browser: a message is reported and handled, a person is blocked, a table is chosen."""

import re

import pytest
from playwright.sync_api import expect

from tests.breakouts.test_room_browser import log_in


@pytest.fixture
def people(portal):
    return portal.call("tests.networking.safety_browser_rows:a_rude_message")


@pytest.fixture
def looked_at(axe, fits, screenshot):
    """``looked_at(page, "name")``: axe, 320 px, and pictures at both widths."""

    def look(page, name: str, *, is_whole: bool = True) -> None:
        screenshot(page, name)
        # Without scripts a button of Django's own admin says nothing.
        if is_whole:
            axe(page)
        fits(page)
        before = page.viewport_size
        page.set_viewport_size({"width": 320, "height": 640})
        screenshot(page, f"{name} 320")
        page.set_viewport_size(before)

    return look


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts on", "scripts off"])
def test_from_a_rude_message_to_a_suspension_and_a_block(
    new_page, portal, people, looked_at, complaints, scripts
):
    complaints.expected.extend(["404", "403"])
    ann = log_in(new_page(java_script_enabled=scripts), people["ann"])
    ann.goto(people["report"])
    expect(ann.get_by_role("blockquote")).to_have_text("Nobody like you should.")
    ann.get_by_role("button", name="Send report").press("Enter")
    expect(ann.get_by_role("alert")).to_contain_text("Enter what happened")
    looked_at(ann, "report")
    ann.get_by_label("What happened?").fill("He says that I do not belong here.")
    ann.get_by_role("button", name="Send report").press("Enter")
    expect(ann.get_by_role("heading", name="What happens next")).to_be_visible()
    ann.goto(people["report"])
    ann.get_by_label("What happened?").fill("He said it again at lunch.")
    ann.get_by_role("button", name="Send report").press("Enter")
    expect(ann.get_by_role("heading", name="What happens next")).to_be_visible()
    looked_at(ann, "reported")

    ann.get_by_role("button", name="Block this person").press("Enter")
    expect(ann.get_by_role("listitem").filter(has_text="Leaders of tomorrow")).to_be_visible()
    looked_at(ann, "block")
    ann.get_by_role("button", name="Yes, block them").press("Enter")
    expect(ann.get_by_text("You block Dr Bob Blunt. They are not told.")).to_be_visible()
    looked_at(ann, "safety")
    ann.get_by_role("button", name=re.compile("Unblock.*Dr Bob Blunt")).press("Enter")
    expect(ann.get_by_text("You have blocked nobody.")).to_be_visible()

    organiser = log_in(new_page(java_script_enabled=scripts), people["organiser"])
    organiser.goto("/admin/networking/networkingreport/")
    looked_at(organiser, "queue", is_whole=scripts)
    organiser.set_viewport_size({"width": 320, "height": 640})
    queue = organiser.get_by_role("region", name="Open reports")
    assert queue.evaluate("region => region.scrollWidth <= region.clientWidth"), "all of it is in sight"
    organiser.set_viewport_size({"width": 1280, "height": 800})
    organiser.goto(portal.call("tests.networking.safety_browser_rows:the_report"))
    expect(organiser.get_by_text("Who comes to the table?")).to_be_visible()
    expect(organiser.get_by_text("He said it again at lunch.")).to_be_visible()
    organiser.get_by_role("button", name="Handle the report").press("Enter")
    missing = organiser.get_by_role("alert")
    expect(missing.get_by_role("link")).to_have_text(["Select what you do", "Enter why you handle it so"])
    if scripts:
        expect(missing).to_be_focused()
    looked_at(organiser, "nothing entered", is_whole=scripts)
    organiser.get_by_label("Suspend from networking").check()
    organiser.get_by_label("Why").fill("We do not speak to each other so.")
    looked_at(organiser, "one report", is_whole=scripts)
    organiser.get_by_role("button", name="Handle the report").press("Enter")
    expect(organiser.get_by_text("The report is handled: suspended from networking.")).to_be_visible()

    bob = log_in(new_page(java_script_enabled=scripts), people["bob"])
    bob.goto(f"{people['base']}safety/")
    expect(bob.get_by_text("We do not speak to each other so.")).to_be_visible()
    bob.goto(people["base"])
    expect(bob.get_by_text("Their reason: We do not speak to each other so.")).to_be_visible()
    looked_at(bob, "suspended")


def test_a_table_is_chosen_by_keyboard(new_page, people, looked_at):
    ann = log_in(new_page(), people["ann"])
    ann.goto(f"{people['base']}tables/")
    looked_at(ann, "tables")
    ann.get_by_role("button", name=re.compile("Choose this table.*By profession")).press("Enter")
    # What was done is read out first: it takes the focus once its script runs.
    expect(ann.get_by_role("alert")).to_be_focused()
    expect(ann.get_by_text("Your table", exact=True)).to_be_visible()
    ann.get_by_role("button", name=re.compile("Choose this table.*New to the NHS")).press("Enter")
    expect(ann.get_by_role("button", name=re.compile("Give up your place.*New to the NHS"))).to_be_visible()
    looked_at(ann, "my table")


def test_whoever_wrote_and_left_is_reported_and_blocked_by_keyboard(new_page, people, looked_at, complaints):
    ann = log_in(new_page(), people["ann"])
    ann.goto(f"{people['base']}safety/")
    gone = ann.get_by_role("listitem").filter(has_text="Dr Gwen Gone-Away")
    expect(gone).to_contain_text("Wrote to you last at")
    looked_at(ann, "safety with people gone")
    gone.get_by_role("link", name="Report Dr Gwen Gone-Away").press("Enter")
    expect(ann.get_by_role("blockquote")).to_have_text("You will hear from me.")
    ann.get_by_label("What happened?").fill("A threat.")
    ann.get_by_role("button", name="Send report").press("Enter")
    ann.get_by_role("button", name="Block this person").press("Enter")
    looked_at(ann, "block of one who is gone")
    ann.get_by_role("button", name="Yes, block them").press("Enter")
    expect(ann.get_by_role("button", name="Unblock Dr Gwen Gone-Away")).to_be_visible()
    expect(ann.get_by_role("link", name="Block Dr Gwen Gone-Away")).to_have_count(0)


def test_whoever_reported_ten_times_reads_from_when_they_can_again(new_page, portal, people, looked_at):
    portal.call("tests.networking.safety_browser_rows:reported_often", base=people["base"])
    ann = log_in(new_page(), people["ann"])
    ann.goto(people["report"])
    expect(ann.get_by_text("You told the organisers 10 times within an hour")).to_be_visible()
    expect(ann.get_by_role("button", name="Send report")).to_have_count(0)
    looked_at(ann, "report too often")
