"""Your calendar, and what is cancelled, in a real browser: axe, 320 px, scripts off, and the real server."""

import pytest
from playwright.sync_api import expect

from tests.calendar_reader import Feed


@pytest.fixture
def day(portal):
    return portal.call("tests.assembly_portal.calendar_rows:a_day_with_changes")


def come_in(page, key):
    page.context.add_cookies(
        [{"name": "sessionid", "value": key, "domain": "localhost", "path": "/", "httpOnly": True}]
    )
    return page


def test_the_pages_are_accessible_and_narrow(new_page, day, axe, fits, screenshot):
    page = come_in(new_page(java_script_enabled=False), day["delegate"])
    mine = f"{day['assembly']}my-day/"
    for name, address in {
        "your calendar": f"{mine}calendar/",
        "new address": f"{mine}calendar/address/",
        "stop": f"{mine}calendar/stop/",
        "programme": f"{day['assembly']}programme/",
        "session": day["cancelled"],
        "my day": mine,
        "door": day["room"],
    }.items():
        page.goto(address)
        screenshot(page, name)
        axe(page)
        fits(page)
        page.set_viewport_size({"width": 320, "height": 640})
        screenshot(page, f"{name} 320")
        page.set_viewport_size({"width": 1280, "height": 800})


def test_sharing_renewing_and_stopping_without_scripts(new_page, day):
    page = come_in(new_page(java_script_enabled=False), day["delegate"])
    page.goto(f"{day['assembly']}my-day/")
    page.get_by_role("link", name="Put your day into your calendar").click()
    first = page.get_by_label("Your address").input_value()
    assert first.endswith(day["feed"])

    page.get_by_role("link", name="Make a new address").click()
    page.get_by_role("button", name="Make a new address").click()
    second = page.get_by_label("Your address").input_value()
    assert second != first
    assert page.request.get(first).status == 404
    whole, head = page.request.get(second), page.request.head(second)

    assert [event.status for event in Feed.of(whole.body()).events.values()].count("CANCELLED") == 1
    assert (head.status, head.body(), head.headers["etag"]) == (200, b"", whole.headers["etag"])
    page.get_by_role("link", name="Stop sharing your calendar").click()
    page.get_by_role("button", name="Stop sharing").click()
    expect(page.get_by_role("button", name="Make your calendar address")).to_be_visible()
    assert page.request.get(second).status == 404


def test_organisers_cancel_and_restore_by_keyboard_and_on_a_phone(page, day, axe, fits, screenshot):
    come_in(page, day["organiser"])
    form = f"/admin/events/session/{day['standing_pk']}/change/"
    page.goto(form)
    screenshot(page, "form")
    page.get_by_role("link", name="Cancel the session").press("Enter")
    screenshot(page, "cancel")
    axe(page)
    fits(page)
    page.get_by_role("button", name="Cancel the session").press("Enter")
    expect(page.get_by_text("is cancelled. The programme says so")).to_be_visible()
    screenshot(page, "timetable")
    axe(page)
    page.goto(form)
    screenshot(page, "form cancelled")
    axe(page)
    fits(page)
    page.get_by_role("link", name="Restore the session").press("Enter")
    screenshot(page, "restore")
    axe(page)
    fits(page)
    page.get_by_role("button", name="Restore the session").press("Enter")
    expect(page.get_by_text("takes place. Calendars that follow")).to_be_visible()
