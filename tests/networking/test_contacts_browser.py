"""Contacts in a browser: ask, accept, share, end; by keyboard, and without scripts."""

import pytest
from playwright.sync_api import Page, expect

from tests.breakouts.test_room_browser import log_in

AMARA, JOSS, KIT = "Dr Amara Fernhollow", "Dr Joss Quillbrook", "Dr Kit Marlpit"
SCRIPTS = pytest.mark.parametrize("scripts", [True, False], ids=["scripts on", "scripts off"])


@pytest.fixture
def people(portal):
    return portal.call("tests.networking.contact_rows:people_who_meet", names=[AMARA, JOSS, KIT])


@pytest.fixture
def enter(new_page, people):
    """Open a page of networking as one of them, on a device of their own."""

    def open_page(name, path="contacts/", **options):
        page = log_in(new_page(**options), people["keys"][name])
        page.goto(f"/{people['slug']}/networking/{path}")
        return page

    return open_page


@pytest.fixture
def looked_at(axe, fits, screenshot):
    """``looked_at(page, "name")``: axe, 320 px, and pictures at both widths."""

    def look(page: Page, name: str) -> None:
        screenshot(page, name)
        axe(page)
        fits(page)
        before = page.viewport_size
        page.set_viewport_size({"width": 320, "height": 640})
        screenshot(page, f"{name} 320")
        page.set_viewport_size(before)

    return look


def press(page: Page, name: str) -> None:
    """Go to a button by keyboard alone, and press it."""
    page.get_by_role("button", name=name).focus()
    page.keyboard.press("Enter")


@SCRIPTS
def test_two_people_ask_accept_share_and_end(enter, people, looked_at, scripts):
    amara = enter(AMARA, f"people/{people['codes'][JOSS]}/ask/", java_script_enabled=scripts)
    joss = enter(JOSS, java_script_enabled=scripts)
    looked_at(joss, "nothing yet")
    amara.get_by_label("Add a short note (optional)").fill("x" * 301)
    press(amara, "Ask to be in contact")
    expect(amara.get_by_role("heading", name="There is a problem")).to_be_visible()
    looked_at(amara, "too long a note")

    amara.get_by_label("Add a short note (optional)").fill("We spoke about simulation.")
    press(amara, "Ask to be in contact")

    expect(amara.get_by_text(f"You asked {JOSS} to be in contact.")).to_be_visible()
    looked_at(amara, "asked")
    joss.reload()
    expect(joss.get_by_text("We spoke about simulation.")).to_be_visible()
    looked_at(joss, "a request")

    press(joss, f"Accept the request of {AMARA}")

    expect(joss.get_by_text(f"You and {AMARA} are in contact.")).to_be_visible()
    press(joss, f"Share how to reach me with {AMARA}")
    expect(joss.get_by_text("Until then neither is shown.")).to_be_visible()
    amara.reload()
    expect(amara.get_by_text("joss@example.org")).to_have_count(0)
    press(amara, f"Share how to reach me with {JOSS}")
    expect(amara.get_by_text("joss@example.org")).to_be_visible()
    looked_at(amara, "both share")

    amara.get_by_role("link", name=f"End this contact with {JOSS}").click()
    looked_at(amara, "end")
    press(amara, "Yes, end it")

    expect(amara.get_by_text(f"You and {JOSS} are not in contact any more.")).to_be_visible()
    joss.reload()
    expect(joss.get_by_text("In contact since")).to_have_count(0)


def test_both_say_that_they_would_like_to_meet_again(enter, people, portal, looked_at, complaints):
    complaints.expected.append("404")
    portal.call("tests.networking.contact_rows:more_of_everything", slug=people["slug"], name=KIT)
    kit, joss = enter(KIT), enter(JOSS)
    press(kit, f"Yes, I would like to meet {JOSS} again")
    expect(kit.get_by_text("We keep that to ourselves")).to_be_visible()
    kit.get_by_text("Requests that you declined").click()
    looked_at(kit, "everything")

    press(joss, f"Yes, I would like to meet {KIT} again")

    expect(joss.get_by_text(f"You and {KIT} are in contact: both of you said yes.")).to_be_visible()
    press(kit, "Withdraw your request to Professor Ada Lanternby 0")
    expect(kit.get_by_text("Your request to Professor Ada Lanternby 0 is withdrawn.")).to_be_visible()
    kit.goto(f"/{people['slug']}/networking/contacts/bcdfghjk/end/")
    expect(kit.get_by_role("heading", name="This is not here any more")).to_be_visible()
    looked_at(kit, "gone")
