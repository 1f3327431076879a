"""The organiser's work: a keynote that clashes is moved and published, a showcase of two topics is built."""

import re

import pytest
from playwright.sync_api import Page, expect

PASSWORD = "demonstration-2022"
STAGE, SPEAKER = "Main stage", "Dr Navina Evans"


@pytest.fixture
def day(portal):
    return portal.call("tests.journeys.rows:the_day")


@pytest.fixture
def organiser(page, portal, day) -> Page:
    """Log in as a new organiser would: password, then the code that ``make code`` prints."""
    page.goto("/admin/")
    page.get_by_role("link", name=re.compile("password")).click()
    page.get_by_label("Email address").fill("organiser@example.org")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    page.get_by_label(re.compile("code")).fill(portal.manage("code", "organiser").strip())
    page.get_by_role("button", name="Continue").click()
    page.goto(f"/admin/events/assembly/{day['assembly']}/timetable/")
    return page


def set_time(page: Page, name: str, wall: list[str]) -> None:
    page.locator(f"#id_{name}_0").fill(wall[0])
    page.locator(f"#id_{name}_1").fill(wall[1])


def save(page: Page) -> None:
    page.get_by_role("button", name="Save", exact=True).click()


def publish(page: Page) -> None:
    page.get_by_role("link", name=re.compile("^Publish 1 draft session")).click()
    page.get_by_role("button", name="Publish 1 session").click()


def test_a_clashing_keynote_is_moved_and_a_showcase_is_built(organiser, new_page, axe, screenshot, day):
    page = organiser
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    axe(page)
    screenshot(page, "timetable")

    page.get_by_role("link", name="Add keynote").click()
    page.get_by_label("Title").first.fill("Keynote: what happened since")
    set_time(page, "starts_at", day["taken"])
    set_time(page, "ends_at", [day["taken"][0], day["taken"][1][:3] + "59"])
    page.get_by_label(re.compile("^Captions arranged")).check()
    page.locator("#id_rooms-0-place").select_option(STAGE)
    page.locator("#id_speakers-0-contributor").select_option(SPEAKER)
    save(page)
    expect(page.get_by_text("There is a problem")).to_be_visible()
    problem = page.locator("#content")
    expect(problem).to_contain_text(f"{SPEAKER} is also speaking in")
    expect(problem).to_contain_text("Keynote address (title not recorded)")
    expect(page.get_by_role("link", name=re.compile("Keynote address")).first).to_be_visible()
    expect(page.get_by_label("Title").first).to_have_value("Keynote: what happened since")
    axe(page)
    screenshot(page, "clash")

    set_time(page, "starts_at", day["free"])
    set_time(page, "ends_at", day["free_end"])
    save(page)
    expect(page).to_have_url(re.compile("/timetable/#card-"))
    card = page.locator("[data-card]").filter(has_text="Keynote: what happened since")
    expect(card).to_contain_text("Draft")
    visitor = new_page()
    visitor.goto("/2022/programme/")
    expect(visitor.get_by_text("Keynote: what happened since")).to_have_count(0)
    publish(page)
    visitor.reload()
    expect(visitor.get_by_text("Keynote: what happened since").first).to_be_visible()

    page.goto(f"/admin/events/assembly/{day['assembly']}/timetable/")
    page.get_by_role("link", name="Add showcase").click()
    page.get_by_label("Title").first.fill("Showcase: two more")
    set_time(page, "starts_at", day["later"])
    set_time(page, "ends_at", day["later_end"])
    page.get_by_label(re.compile("^Captions arranged")).check()
    page.locator("#id_rooms-0-place").select_option(STAGE)
    page.locator("#id_topics-0-title").fill("A card for every ward")
    page.locator("#id_topics-0-speakers").select_option("Dr Robin Ashdell")
    page.get_by_role("button", name=re.compile("Add another Topic", re.IGNORECASE)).click()
    page.locator("#id_topics-1-title").fill("Listening twice")
    page.locator("#id_topics-1-speakers").select_option("Dr Yusuf Emberley")
    axe(page)
    screenshot(page, "showcase")
    save(page)
    expect(page).to_have_url(re.compile("/timetable/#card-"))
    publish(page)
    visitor.reload()
    for words in ("Showcase: two more", "A card for every ward", "Listening twice", "Dr Robin Ashdell"):
        expect(visitor.get_by_text(words).first).to_be_visible()
