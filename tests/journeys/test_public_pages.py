"""What anybody reads without a log-in: the programme, a session, the archive, on a phone and on paper."""

import re

import pytest
from playwright.sync_api import expect


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_the_programme_is_narrowed_by_an_address_that_can_be_shared(new_page, see, scripts):
    page = new_page(java_script_enabled=scripts)
    page.goto("/2022/programme/")
    see(page, "programme")

    page.get_by_label("Kind of session").select_option(label="Breakout rooms")
    page.get_by_label("Theme").select_option(label="Flexible training, visas and caring")
    page.get_by_role("button", name="Show sessions").click()

    # Organisers of other journeys may have added to the day.
    expect(page.get_by_text(re.compile(r"^1 of \d+ sessions shown"))).to_be_visible()
    expect(page.get_by_role("link", name="Themed rooms, set B")).to_be_visible()
    expect(page.get_by_role("link", name="Themed rooms, set A")).to_have_count(0)
    see(page, "narrowed")
    assert re.search(r"kind=breakouts&theme=\d+", page.url)

    page.get_by_label("Kind of session").select_option(label="Showcase")
    page.get_by_role("button", name="Show sessions").click()
    expect(page.get_by_text("No session of the programme is of this kind and theme.")).to_be_visible()
    see(page, "nothing found")


def test_what_runs_now_is_one_step_away(new_page, see):
    page = new_page()
    page.goto("/2022/programme/")
    page.get_by_role("link", name="Go to what is on now").click()

    expect(page.locator("#now")).to_contain_text("Themed rooms, set")
    page.locator("#now").get_by_role("link").first.click()
    expect(page.get_by_text("places left").first).to_be_visible()
    see(page, "session")


def test_the_programme_prints_without_its_buttons(new_page, screenshot):
    page = new_page()
    page.goto("/2022/programme/")
    page.emulate_media(media="print")

    expect(page.get_by_role("button", name="Show sessions")).to_be_hidden()
    expect(page.get_by_role("link", name="Add the whole programme to your calendar")).to_be_hidden()
    expect(page.get_by_text("Plain-English ARCP").first).to_be_visible()
    screenshot(page, "on paper")


def test_past_assemblies_stand_in_the_archive(new_page, see):
    page = new_page()
    page.goto("/assemblies/")
    see(page, "archive")

    page.get_by_role("link", name="EDI National Learner Assembly").click()
    expect(page.get_by_text("It took place on Wednesday 26 May 2021")).to_be_visible()
    see(page, "archived")
