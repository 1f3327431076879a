"""Three people meet in real browsers, from being listed to a block in the middle; one has no scripts."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.breakouts.test_room_browser import log_in, say

ANNA, BEN, CHI = "Dr Anna Fernhollow", "Dr Ben Quillbrook", "Dr Chi Marlpit"
ROWS = "tests.networking.journey_rows"
LINES = "#chat li[data-cid]:not(.app-chat__item--unsent) .app-chat__text"
SOON = 15_000


@pytest.fixture
def given(portal):
    return portal.call(f"{ROWS}:three_strangers", names=[ANNA, BEN, CHI])


@pytest.fixture
def enter(new_page, given):
    """Open networking as one of them, on a device of their own."""

    def open_page(name: str, path: str = "", **options) -> Page:
        page = log_in(new_page(**options), given["keys"][name])
        page.goto(given["base"] + path)
        return page

    return open_page


def press(page: Page, name: str | re.Pattern, role: str = "button") -> None:
    """Go to it by keyboard alone, and press it."""
    found = page.get_by_role(role, name=name).first
    found.focus()
    found.press("Space" if role == "checkbox" else "Enter")


def test_three_people_find_each_other_talk_and_one_is_kept_away(
    enter, given, portal, new_page, axe, fits, complaints
):
    complaints.expected += ["404", "403"]
    anna, ben, chi = enter(ANNA, "me/"), enter(BEN, java_script_enabled=False), enter(CHI)

    # Anna, by keyboard: she lists herself, finds Ben with a slip, and asks him and Chi.
    press(anna, "List me, so that other delegates find me", "checkbox")
    press(anna, "Join networking")
    expect(anna.get_by_text("You have joined networking.")).to_be_visible()
    for name, typed in ((BEN, "quillbrok"), (CHI, "chi")):
        anna.goto(f"{given['base']}?q={typed}")
        press(anna, name, "link")
        axe(anna)
        press(anna, "Ask to be in contact")
        anna.get_by_label("Add a short note (optional)").fill("We both chose patient safety.")
        press(anna, "Ask to be in contact")
        expect(anna.get_by_text(f"You asked {name} to be in contact.")).to_be_visible()

    # Ben accepts without scripts, Chi with them.
    for page in (ben, chi):
        page.goto(f"{given['base']}contacts/")
        expect(page.get_by_text("We both chose patient safety.")).to_be_visible()
        press(page, f"Accept the request of {ANNA}")
        expect(page.get_by_text(f"You and {ANNA} are in contact.")).to_be_visible()

    # Anna and Ben talk, live on one side only.
    anna.goto(f"{given['base']}?q=quillbrook")
    press(anna, BEN, "link")
    press(anna, re.compile("^Write a message"))
    expect(anna.locator("#connection")).to_have_text("Connected")
    say(anna, "Will you come to the table?")
    expect(anna.locator(LINES)).to_have_text(["Will you come to the table?"])
    ben.goto(f"{given['base']}conversations/")
    press(ben, ANNA, "link")
    ben.get_by_label("Write a message").fill("Nobody like you should.")
    press(ben, "Send")
    expect(anna.locator(LINES).last).to_have_text("Nobody like you should.", timeout=SOON)
    axe(anna)
    fits(anna)

    # Both sit down at a table: a common ground.
    for page in (anna, ben):
        other = page if page is ben else page.context.new_page()
        other.goto(f"{given['base']}tables/")
        press(other, re.compile("Choose this table.*New to the NHS"))
        expect(other.get_by_text("Your table", exact=True)).to_be_visible()

    # In the middle of it Anna reports him and blocks him. To Ben she is simply not there.
    press(anna, re.compile("^Report"), "link")
    anna.get_by_label("What happened?").fill("He says that I do not belong here.")
    press(anna, "Send report")
    axe(anna)
    press(anna, "Block this person")
    axe(anna)
    press(anna, "Yes, block them")
    expect(anna.get_by_text(f"You block {BEN}. They are not told.")).to_be_visible()
    for path, name in (("?q=fernhollow", ANNA), ("contacts/", ANNA), ("conversations/", ANNA)):
        ben.goto(f"{given['base']}{path}")
        expect(ben.get_by_role("link", name=name)).to_have_count(0)
    anna.goto(f"{given['base']}?q=quillbrook")
    expect(anna.get_by_role("link", name=BEN)).to_have_count(0)
    chi.goto(f"{given['base']}?q=quillbrook")
    expect(chi.get_by_role("link", name=BEN).first).to_be_visible()

    # An organiser reads what was said around it, and suspends him with a reason.
    organiser = log_in(new_page(), given["organiser"])
    organiser.goto(portal.call("tests.networking.safety_browser_rows:the_report"))
    expect(organiser.get_by_text("Will you come to the table?")).to_be_visible()
    organiser.get_by_label("Suspend from networking").check()
    organiser.get_by_label("Why").fill("We do not speak to each other so.")
    press(organiser, "Handle the report")
    expect(organiser.get_by_text("The report is handled: suspended from networking.")).to_be_visible()
    ben.goto(given["base"])
    expect(ben.get_by_text("We do not speak to each other so.")).to_be_visible()
    chi.goto(f"{given['base']}?q=quillbrook")
    expect(chi.get_by_role("link", name=BEN)).to_have_count(0)
