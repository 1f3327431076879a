"""Being found and finding people in a real browser: by keyboard, on a phone, and without scripts."""

import pytest
from playwright.sync_api import Page, expect


@pytest.fixture
def given(portal):
    return portal.call("tests.networking.browser_rows:a_directory")


def enter(page: Page, given, portal, path: str = "") -> Page:
    page.context.add_cookies([{**given["cookie"], "url": portal.base_url}])
    page.goto(given["path"] + path)
    return page


def press(page: Page, label: str, role: str = "checkbox") -> None:
    """Reach something by the keyboard alone, and press it."""
    page.get_by_role(role, name=label, exact=True).focus()
    page.keyboard.press("Enter" if role in ("button", "link") else "Space")


def test_somebody_joins_by_keyboard_is_shown_what_others_see_and_finds_people(
    page, portal, given, axe, fits, screenshot
):
    enter(page, given, portal)
    expect(page.get_by_text("You have not joined networking")).to_be_visible()
    press(page, "Join and choose what you show", "link")
    expect(page.get_by_role("heading", level=1)).to_have_text("Join networking")
    expect(page.get_by_text("Others see: Kent, Surrey and Sussex")).to_be_visible()
    axe(page)
    fits(page)
    screenshot(page, "join")

    for box in (
        "List me, so that other delegates find me",
        "Local office",
        "Patient safety",
        "Global health",
    ):
        press(page, box)
    page.get_by_role("group", name="What do you look for?").get_by_label("Mentoring").focus()
    page.keyboard.press("Space")
    press(page, "See what others will see", "button")
    preview = page.get_by_role("region", name="This is what others will see")
    expect(preview).to_contain_text("Kent, Surrey and Sussex")
    expect(preview).not_to_contain_text("they/them")
    axe(page)
    fits(page)
    screenshot(page, "preview")
    press(page, "Join networking", "button")
    expect(page.get_by_text("You have joined networking.")).to_be_visible()
    expect(page.get_by_role("region", name="This is what others see")).to_contain_text("Patient safety")
    axe(page)
    screenshot(page, "joined")

    press(page, "People", "link")
    suggested = page.get_by_role("region", name="People you may like to meet")
    expect(suggested.get_by_role("listitem").first).to_contain_text("Bert Larchmere")
    expect(suggested.get_by_role("listitem").first).to_contain_text("Offers mentoring, which you look for")
    axe(page)
    fits(page)
    screenshot(page, "people")

    page.get_by_label("Search people").focus()
    page.keyboard.type("larchmer they")
    page.keyboard.press("Enter")
    expect(page.get_by_role("main").get_by_role("status")).to_contain_text("1 person for larchmer they")
    axe(page)
    screenshot(page, "found")
    press(page, "Bert Larchmere", "link")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Bert Larchmere")
    expect(page.get_by_role("main")).to_contain_text("SAS or locally employed doctor")
    axe(page)
    fits(page)
    screenshot(page, "person")


def test_what_one_narrows_by_stands_in_even_columns(page, portal, given, axe, fits, screenshot):
    enter(page, given, portal)
    page.get_by_text("Show only").click()
    boxes = [each.bounding_box() for each in page.locator(".app-people-filters select").all()]

    assert len(boxes) == 6
    assert len({(round(each["x"]), round(each["width"])) for each in boxes}) == 3
    assert len({round(each["y"]) for each in boxes}) == 2
    axe(page)
    fits(page)
    screenshot(page, "show only")


def test_all_of_it_works_without_scripts_on_a_phone(new_page, portal, given, screenshot):
    page = new_page(java_script_enabled=False, viewport={"width": 320, "height": 640})
    enter(page, given, portal, "me/")
    page.get_by_label("List me, so that other delegates find me").check()
    page.get_by_role("button", name="Join networking").click()
    expect(page.get_by_text("You have joined networking.")).to_be_visible()
    screenshot(page, "phone-joined")

    page.get_by_role("navigation", name="Networking").get_by_role("link", name="People").click()
    page.get_by_role("link", name="Next").click()
    expect(
        page.get_by_role("main").get_by_role("listitem").filter(has_text="Quiet Person 19")
    ).to_be_visible()
    page.get_by_label("Search people").fill("Serys llir")
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_role("main").get_by_role("status")).to_contain_text("1 person has nearly that")
    screenshot(page, "phone-nearly")
    page.get_by_label("Search people").fill("xylophone")
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_text("Nobody shows xylophone")).to_be_visible()

    page.get_by_role("link", name="What I show").click()
    page.get_by_role("link", name="Leave networking").click()
    screenshot(page, "phone-leave")
    page.get_by_role("button", name="Yes, leave networking").click()
    expect(page.get_by_text("You have left networking.")).to_be_visible()
    expect(page.get_by_role("button", name="Join networking")).to_be_visible()
