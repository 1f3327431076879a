"""A roundtable in a real browser: thirty hands, a learner who leads, who waits, and no scripts."""

import re

import pytest
from playwright.sync_api import expect

from tests.breakouts.test_room_browser import log_in

CHAIR, AMARA, JOSS = "Dr Amara Fernhollow", "Dr Beth Quarrington", "Dr Joss Quillbrook"


@pytest.fixture
def live(portal):
    return portal.call("tests.breakouts.rows:a_live_roundtable", people=[CHAIR, AMARA, JOSS], hands=3)


@pytest.fixture
def enter(new_page, live):
    """Open the room as one of its people, on a device of their own."""

    def open_room(name, **options):
        page = log_in(new_page(**options), live["keys"][name])
        page.goto(live["room"])
        return page

    return open_room


def test_a_learner_leads_the_roundtable_and_each_reads_their_own_place(enter, axe, fits, screenshot):
    chair, amara = enter(CHAIR), enter(AMARA)
    joss = enter(JOSS, java_script_enabled=False)
    for page in (chair, amara):
        expect(page.locator("#connection")).to_have_text("Connected")
    for page in (amara, joss):
        expect(page.locator("#table")).to_contain_text(f"Chaired by {CHAIR}, learner")
        expect(page.locator("#table")).to_contain_text(
            "At the table: Professor Ada Highfield (Postgraduate Dean)"
        )
        expect(page.locator("#table-word")).to_have_text("Nobody has the word now.")
    for page in (amara, joss):
        page.get_by_role("button", name="Raise hand").click()
    expect(amara.locator("#table-mine")).to_have_text("You are 4th.")
    expect(joss.locator("#table-mine")).to_have_text("You are 5th.")
    expect(amara.locator("[role=status]").filter(has_text="You are 4th.")).to_have_count(1)

    chair.get_by_text("Change how people come to speak").click()
    chair.get_by_label("How long does each speak?").select_option("3")
    chair.get_by_label("People who have not spoken at this assembly yet come first").check()
    chair.get_by_role("button", name="Save").click()
    expect(amara.locator("#table-rule")).to_contain_text("have not spoken at this assembly yet come first")
    expect(amara.locator("#table-rule")).to_contain_text("up to 3 minutes")
    expect(amara.locator("#table-mine")).to_have_text("You are 3rd.")

    chair.get_by_role("button", name="Next: Dr Learner Number 1").click()
    expect(amara.locator("#table-word")).to_contain_text("Dr Learner Number 1 has the word, since")
    expect(amara.locator("#table-word")).to_contain_text("until")
    chair.get_by_role("button", name=re.compile("Put down.*Number 3")).click()
    expect(amara.locator("#table-mine")).to_have_text("You are next.")
    expect(amara.locator("[role=status]").filter(has_text="You are next.")).to_have_count(1)
    axe(chair)
    fits(chair)
    screenshot(chair, "roundtable-chair-1280")
    chair.get_by_role("button", name=f"Next: {AMARA}").click()
    expect(amara.locator("#table-mine")).to_have_text("You have the word.")
    expect(amara.locator("[role=alert]").filter(has_text="You have the word.")).to_have_count(1)
    axe(amara)
    fits(amara)
    amara.set_viewport_size({"width": 320, "height": 640})
    screenshot(amara, "roundtable-320")
    amara.get_by_role("button", name="I have finished, or pass").click()
    expect(chair.locator("#table-word")).to_have_text("Nobody has the word now.")

    chair.get_by_role("button", name=f"Next: {JOSS}").click()
    expect(amara.locator("#table-word")).to_contain_text(JOSS)
    joss.reload()
    expect(joss.locator("#table-mine")).to_have_text("You have the word.")
    axe(joss)
    fits(joss)
    joss.get_by_role("button", name="I have finished, or pass").click()
    expect(joss.locator("#table-word")).to_have_text("Nobody has the word now.")


def test_thirty_hands_are_read_on_a_phone_and_led_without_scripts(portal, new_page, axe, fits, screenshot):
    live = portal.call("tests.breakouts.rows:a_live_roundtable", people=[CHAIR, AMARA], hands=30)
    chair, amara = (
        log_in(
            new_page(java_script_enabled=is_on, viewport={"width": 320, "height": 640}), live["keys"][name]
        )
        for name, is_on in ((CHAIR, False), (AMARA, True))
    )
    for page in (chair, amara):
        page.goto(live["room"])
    expect(amara.locator("#connection")).to_have_text("Connected")
    expect(amara.locator("#table-count")).to_have_text("30")
    expect(amara.locator("#table-first li")).to_have_count(5)
    expect(amara.locator("#table-more-words")).to_have_text("25 more")
    fits(amara)
    axe(amara)
    screenshot(amara, "roundtable-thirty-320")

    chair.get_by_role("button", name="Next: Dr Learner Number 1").click()
    expect(chair.locator("#table-word")).to_contain_text("Dr Learner Number 1")
    chair.get_by_role("button", name="Take the word back").click()
    expect(chair.locator("#table-word")).to_have_text("Nobody has the word now.")
    chair.get_by_role("button", name="Give the word to Dr Learner Number 4").click()
    chair.get_by_role("button", name="Put down the hand of Dr Learner Number 2").click()
    expect(amara.locator("#table-word")).to_contain_text("Dr Learner Number 4 has the word")
    expect(amara.locator("#table-first li").first).to_contain_text("Dr Learner Number 3")
    axe(chair)
    fits(chair)
    screenshot(chair, "roundtable-chair-320")
