"""The organisers' pages of notices in a browser: every page, and the way of a text and of a message."""

import re

import pytest
from playwright.sync_api import expect


@pytest.fixture
def day(portal):
    made = portal.call("tests.events.admin_rows:a_day_to_run")
    return made | portal.call("tests.events.admin_rows:notices_to_look_at", assembly=made["assembly"])


@pytest.fixture
def come_in(day):
    def log_in(page):
        page.context.add_cookies(
            [{"name": "sessionid", "value": day["key"], "domain": "localhost", "path": "/", "httpOnly": True}]
        )
        return page

    return log_in


def at(day, path="") -> str:
    return f"/admin/events/assembly/{day['assembly']}/notices/{path}"


def pages_of(day) -> dict[str, str]:
    return {
        "notices": at(day),
        "confirmation": at(day, "kind/place.confirmed/"),
        "doors open": at(day, "kind/round.doors_open/"),
        "preview": at(day, "kind/place.confirmed/preview/saved/"),
        "not delivered": at(day, "not-delivered/"),
        "send again": at(day, f"not-delivered/{day['unknown']}/again/"),
        "messages": at(day, "messages/"),
        "new message": at(day, "messages/new/"),
        "draft": at(day, f"messages/{day['draft']}/"),
        "send": at(day, f"messages/{day['draft']}/send/"),
        "sent": at(day, f"messages/{day['sent']}/"),
    }


@pytest.mark.load
def test_every_page_is_clean_accessible_and_narrow(page, day, come_in, axe, fits, screenshot):
    come_in(page)
    faults = []
    for name, address in pages_of(day).items():
        page.goto(address)
        expect(page.locator("h1")).to_be_visible()
        screenshot(page, name)
        for check in (axe, fits):
            try:
                check(page)
            except AssertionError as fault:
                faults.append(str(fault))
        page.set_viewport_size({"width": 320, "height": 640})
        screenshot(page, f"{name} at 320")
        page.set_viewport_size({"width": 1280, "height": 800})
    assert not faults, "\n".join(faults)


def test_a_text_that_many_were_told_stays_short_on_a_phone(
    new_page, day, come_in, portal, axe, fits, screenshot
):
    portal.call("tests.events.admin_rows:many_told", assembly=day["assembly"])
    page = come_in(new_page(viewport={"width": 320, "height": 640}))
    page.goto(at(day, "kind/place.confirmed/"))
    expect(page.get_by_text("57 people")).to_be_visible()
    assert (height := page.evaluate("document.documentElement.scrollHeight")) < 4_000, height
    axe(page)
    fits(page)
    screenshot(page, "many told")

    page.get_by_role("link", name="Page 6").press("Enter")
    expect(page.get_by_text("57 people")).to_be_visible()
    axe(page)
    page.get_by_label("Name, reference or email address").fill("learner 49")
    page.keyboard.press("Enter")
    expect(page.get_by_text("1 person", exact=True)).to_be_visible()
    expect(page.get_by_role("rowheader")).to_have_text("Dr Fiftieth Learner 49")
    axe(page)
    fits(page)


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts on", "scripts off"])
def test_words_are_written_looked_at_tried_out_and_saved(new_page, day, come_in, portal, scripts):
    page = come_in(new_page(java_script_enabled=scripts))
    page.goto(at(day, "kind/place.confirmed/"))
    page.get_by_label("Subject (optional)").fill("We look forward to you")
    page.get_by_label("Introduction (optional)").fill("Dear all,\n\nbring a question.")
    page.get_by_role("button", name="Preview").click()

    expect(page.get_by_text("Nobody gets these words before you save them.")).to_be_visible()
    mail = page.frame_locator("iframe")
    expect(mail.get_by_text("bring a question.")).to_be_visible()
    heading = mail.locator("h2").first
    assert heading.evaluate("element => getComputedStyle(element).fontSize") == "19px"
    expect(page.get_by_role("region", name="The mail as plain text")).to_contain_text("bring a question.")
    page.get_by_role("button", name=re.compile("Send a test to")).click()
    expect(page.get_by_text("Only you get it.")).to_be_visible()

    page.get_by_role("link", name="Go back to the words").click()
    expect(page.get_by_label("Subject (optional)")).to_have_value("We look forward to you")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("They stand in what is sent from now on.")).to_be_visible()


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts on", "scripts off"])
def test_the_stop_button_and_a_message(new_page, day, come_in, axe, fits, scripts):
    page = come_in(new_page(java_script_enabled=scripts))
    page.goto(at(day))
    page.get_by_role("button", name="Hold everything").click()
    expect(page.get_by_text("Everything has been held since")).to_be_visible()
    page.get_by_role("link", name="Let it go").click()
    expect(page.get_by_role("heading", name="Let everything go")).to_be_visible()
    if scripts:
        axe(page)
        fits(page)
    page.get_by_role("button", name="Let it go").click()

    page.get_by_role("link", name="Write a message").click()
    page.get_by_role("button", name="Save the draft").click()
    expect(page.get_by_role("alert")).to_contain_text("Enter the subject")
    if scripts:
        axe(page)
    page.get_by_label("Subject", exact=False).first.fill("Bring a question")
    page.get_by_label("Message:", exact=True).fill("Each room has time for three.")
    page.get_by_label("Everybody who has a place").check()
    page.get_by_role("button", name="Save, then see who gets it").click()
    page.get_by_role("button", name=re.compile(r"Send to \d+ people")).click()
    expect(page.get_by_role("heading", name="Who was told")).to_be_visible()
