import re

import pytest
from playwright.sync_api import expect


@pytest.fixture
def day(portal):
    return portal.call("tests.events.admin_rows:a_day_to_run")


@pytest.fixture
def come_in(day):
    def log_in(page):
        page.context.add_cookies(
            [{"name": "sessionid", "value": day["key"], "domain": "localhost", "path": "/", "httpOnly": True}]
        )
        return page

    return log_in


def timetable(day) -> str:
    return f"/admin/events/assembly/{day['assembly']}/timetable/"


def pages_of(day) -> dict[str, str]:
    assembly = day["assembly"]
    return {
        "index": "/admin/",
        "assemblies": "/admin/events/assembly/",
        "assembly": f"/admin/events/assembly/{assembly}/change/",
        "new assembly": "/admin/events/assembly/add/",
        "timetable": timetable(day),
        "publish": f"/admin/events/assembly/{assembly}/publish/",
        "publish the programme": f"/admin/events/assembly/{assembly}/publish-programme/",
        "sessions": "/admin/events/session/",
        "session": f"/admin/events/session/{day['showcase']}/change/",
        "new session": f"/admin/events/session/add/?assembly={assembly}&kind=breakouts",
        "remove session": f"/admin/events/session/{day['showcase']}/delete/",
        "contributors": "/admin/events/contributor/",
        "new contributor": "/admin/events/contributor/add/",
        "delegates": f"/admin/events/delegate/?assembly={assembly}",
        "delegate": f"/admin/events/delegate/{day['delegate']}/change/",
        "decide": f"/admin/events/delegate/{day['delegate']}/cancel/",
        "access requests": f"/admin/events/accessrequest/?assembly={assembly}",
        "access request": f"/admin/events/accessrequest/{day['request']}/change/",
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
    assert not faults, "\n".join(faults)


@pytest.mark.load
def test_every_page_of_people_and_lists_is_clean_accessible_and_narrow(page, portal, axe, fits, screenshot):
    chief = portal.call("tests.events.admin_rows:a_superuser")
    page.context.add_cookies(
        [{"name": "sessionid", "value": chief["key"], "domain": "localhost", "path": "/", "httpOnly": True}]
    )
    faults = []
    for path in (
        "employer/add/",
        "appointment/add/",
        f"appointment/{chief['appointment']}/change/",
        f"appointment/{chief['appointment']}/history/",
        "user/add/",
    ):
        page.goto(f"/admin/accounts/{path}")
        expect(page.locator("h1")).to_be_visible()
        screenshot(page, path.replace("/", "-"))
        for check in (axe, fits):
            try:
                check(page)
            except AssertionError as fault:
                faults.append(str(fault))
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts on", "scripts off"])
def test_a_clash_is_read_and_put_right(new_page, day, come_in, axe, fits, screenshot, scripts):
    page = come_in(new_page(java_script_enabled=scripts))
    page.goto(f"/admin/events/session/add/?assembly={day['assembly']}&kind=keynote&starts=2031-05-27T10:00")
    page.get_by_label("Title:", exact=True).first.fill("My keynote")
    page.get_by_label("Captions arranged").check()
    page.locator("#id_speakers-0-contributor").select_option("Dr Amara Fernhollow")
    page.get_by_role("button", name="Save", exact=True).click()

    summary = page.get_by_role("alert")
    expect(summary).to_contain_text(
        "Dr Amara Fernhollow is also speaking in “Keynote address”, 9:45am to 10:30am."
    )
    expect(summary).to_contain_text("Main stage is taken by “Keynote address”, 9:45am to 10:30am.")
    if scripts:
        expect(summary).to_be_focused()
        axe(page)
        screenshot(page, "clash")
    expect(page.get_by_label("Title:", exact=True).first).to_have_value("My keynote")

    page.locator("#id_starts_at_1").fill("10:30")
    page.locator("#id_ends_at_1").fill("10:45")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("[data-card]").filter(has_text="My keynote")).to_contain_text("Draft")


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts on", "scripts off"])
def test_what_is_only_to_be_looked_at_is_saved_from_the_summary(
    new_page, day, come_in, axe, fits, screenshot, scripts
):
    page = come_in(new_page(java_script_enabled=scripts))
    page.goto(f"/admin/events/session/{day['showcase']}/change/")
    page.get_by_label("Captions arranged").uncheck()
    page.get_by_role("button", name="Save", exact=True).click()

    summary = page.get_by_role("alert")
    expect(summary).to_contain_text("Check before you save")
    expect(summary).to_contain_text("No captions are arranged.")
    # Places are read when the style sheets are there.
    page.wait_for_load_state()
    foot = summary.bounding_box()["y"] + summary.bounding_box()["height"]
    assert page.locator(".object-tools").bounding_box()["y"] >= foot
    if scripts:
        axe(page)
        fits(page)
        screenshot(page, "asked")

    summary.get_by_role("button", name="Save all the same").click()
    expect(page).to_have_title(re.compile("Timetable"))


def test_a_session_asks_only_for_what_its_kind_has(page, day, come_in):
    come_in(page).goto(f"/admin/events/session/add/?assembly={day['assembly']}&kind=keynote")
    topics, speakers = page.locator("#topics-group"), page.locator("#speakers-group")
    expect(topics).to_be_hidden()
    expect(speakers).to_be_visible()

    page.get_by_label("Kind").select_option("Showcase")
    expect(page.locator("#id_topics-0-title")).to_be_visible()
    page.get_by_label("Kind").select_option("Break")
    expect(topics).to_be_hidden()
    expect(speakers).to_be_hidden()

    page.get_by_label("Kind").select_option("Keynote")
    page.locator("#id_speakers-0-contributor").select_option("Dr Amara Fernhollow")
    page.get_by_label("Kind").select_option("Break")
    expect(speakers).to_be_visible()


def test_a_search_box_is_wide_enough_to_type_in(page, day, come_in):
    page = come_in(page)
    page.set_viewport_size({"width": 320, "height": 640})
    for path in ("accessrequest", "delegate", "contributor"):
        page.goto(f"/admin/events/{path}/?assembly={day['assembly']}")
        assert page.get_by_label("Search", exact=True).bounding_box()["width"] > 150


def test_the_list_of_delegates_begins_on_the_first_screen(page, day, come_in, screenshot):
    come_in(page).goto(f"/admin/events/delegate/?assembly={day['assembly']}")

    assert page.locator("#result_list tbody tr").first.bounding_box()["y"] < 800
    needed, given = page.locator(".results").evaluate("element => [element.scrollWidth, element.clientWidth]")
    screenshot(page, "delegates")
    assert needed <= given


def test_a_wide_timetable_scrolls_by_itself(page, portal, day, come_in, screenshot):
    portal.call("tests.events.admin_rows:many_places", assembly=day["assembly"])
    come_in(page).goto(timetable(day))

    widths = "element => [element.scrollWidth, element.clientWidth]"
    needed, given = page.locator(".timetable").evaluate(widths)
    assert needed > given
    needed, given = page.locator("html").evaluate(widths)
    assert needed == given
    screenshot(page, "wide")


def test_cards_move_by_keyboard(page, day, come_in, axe, screenshot):
    come_in(page).goto(timetable(day))
    card = page.locator(f"#{day['draft_card']}")
    handle = card.locator("[data-move]")
    expect(card).to_contain_text("11:45am to 12:30pm")

    handle.focus()
    page.keyboard.press("ArrowDown")
    expect(card).to_contain_text("11:50am to 12:35pm")
    expect(handle).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(card).to_contain_text("11:45am to 12:30pm")
    for _ in range(3):  # faster than the answers come
        page.keyboard.press("ArrowDown")
    expect(card).to_contain_text("midday to 12:45pm")
    for _ in range(3):
        page.keyboard.press("ArrowUp")
    expect(card).to_contain_text("11:45am to 12:30pm")
    page.keyboard.press("ArrowRight")
    expect(page.locator("td:nth-child(3)").filter(has=card)).to_have_count(1)
    expect(handle).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(page.locator("td:nth-child(4)").filter(has=card)).to_have_count(1)
    page.keyboard.press("ArrowRight")
    expect(page.locator("[data-status]")).to_have_text("There is no place to the right")

    handle.press("Enter")
    card.get_by_label("Start").fill("10:00")
    card.get_by_label("Place").select_option("Main stage")
    card.get_by_role("button", name="Move", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("Main stage is taken by “Keynote address”")
    expect(page.get_by_role("alert")).to_be_focused()
    expect(card).to_contain_text("11:45am to 12:30pm")
    axe(page)
    screenshot(page, "refused")


def test_a_card_moves_without_scripts(new_page, day, come_in):
    page = come_in(new_page(java_script_enabled=False))
    page.goto(timetable(day))
    card = page.locator(f"#{day['draft_card']}")

    card.locator("[data-move]").click()
    card.get_by_role("button", name="5 minutes later").click()
    expect(card).to_contain_text("11:50am to 12:35pm")


def test_a_card_moves_by_mouse(page, day, come_in):
    come_in(page).goto(timetable(day))
    card = page.locator(f"#{day['draft_card']}")
    target = page.get_by_role("link", name="Add a session at 1:15pm in Room 1")
    if not target.count():
        target = page.locator("td.timetable__empty").nth(-1)
    place = target.locator("xpath=ancestor-or-self::td").get_attribute("data-place")

    card.drag_to(target, source_position={"x": 8, "y": 60})

    expect(page.get_by_role("status").or_(page.locator("[data-status]"))).to_contain_text("Moved")
    assert place == page.locator(f"#{day['draft_card']}").get_by_label("Place").evaluate("e => e.value")
