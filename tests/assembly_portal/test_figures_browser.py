"""The figures in a browser: from the admin, wide, narrow and on paper."""

from playwright.sync_api import expect

from tests.breakouts.test_room_browser import log_in


def test_figures_are_read_wide_narrow_and_on_paper(new_page, portal, axe, fits, screenshot):
    day = portal.call("tests.assembly_portal.figure_rows:a_day_with_figures")
    page = log_in(new_page(java_script_enabled=False), day["key"])
    page.goto(f"/admin/events/assembly/{day['admin']}/change/")

    page.get_by_role("link", name="Figures", exact=True).click()

    expect(page.get_by_role("heading", name="Figures", level=1)).to_be_visible()
    expect(page.get_by_text("On demand only: 1 now, 0 kept")).to_be_visible()
    expect(page.get_by_role("table", name="Rooms: who was there")).to_contain_text("Not shown")
    axe(page)
    screenshot(page, "wide")
    fits(page)
    page.set_viewport_size({"width": 320, "height": 640})
    screenshot(page, "narrow")
    page.set_viewport_size({"width": 1280, "height": 900})
    page.emulate_media(media="print")
    expect(page.get_by_role("link", name="Download everything as JSON")).to_be_hidden()
    screenshot(page, "paper")
    page.emulate_media(media="screen")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download “Rooms: who was there” as CSV").click()
    assert download.value.suggested_filename.endswith("-rooms.csv")
