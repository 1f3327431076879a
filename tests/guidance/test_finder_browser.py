"""The route finder in a real browser: by keyboard alone, with scripts off, on a phone and on paper."""

import re

import pytest
from playwright.sync_api import expect

from guidance.ways import Subject, Told


@pytest.fixture(scope="module")
def given(portal):
    """Rows that every test here reads and none changes."""
    return portal.call("tests.guidance.rows:an_employer_with_contacts")


def test_a_trainee_finds_both_ways_by_keyboard_alone(page, given, axe, fits, screenshot):
    def press(*keys):
        for key in keys:
            page.keyboard.press(key)

    page.goto("/where-do-i-go/")
    axe(page)
    fits(page)
    screenshot(page, "start")
    page.get_by_role("button", name="Start").focus()
    press("Enter")
    page.wait_for_url("**/danger/**")
    page.get_by_role("button", name="Continue").focus()
    press("Enter")
    expect(page.locator(".nhsuk-error-summary")).to_be_focused()
    axe(page)
    press("Tab", "Enter")
    expect(page.get_by_label("Yes")).to_be_focused()
    press("ArrowDown", "Enter")
    page.wait_for_url("**/subject/**")
    axe(page)
    fits(page)
    page.get_by_label("Patients are not safe").focus()
    press("ArrowDown", "Enter")
    page.wait_for_url("**/employer/**")
    axe(page)
    fits(page)
    page.get_by_label("Where do you work?").focus()
    page.keyboard.type("Fernhollow")
    press("Tab", "Enter")
    page.wait_for_url("**/office/**")
    expect(page.get_by_label(given["office"])).to_be_checked()
    axe(page)
    fits(page)
    page.get_by_label(given["office"]).focus()
    press("Enter")
    page.wait_for_url("**/told/**")
    page.get_by_label("No, I have told nobody yet").focus()
    press("Space", "Enter")

    expect(page.get_by_role("heading", name="What you can do")).to_be_visible()
    inside, training = (
        page.get_by_role("region", name="Inside your employer"),
        page.get_by_role("region", name="In training"),
    )
    expect(inside).to_contain_text("Guardian of safe working hours")
    expect(inside).to_contain_text("01632 960123")
    expect(training).to_contain_text("Postgraduate Dean's office")
    page.wait_for_load_state()
    boxes = inside.bounding_box(), training.bounding_box()
    assert boxes[0]["y"] == boxes[1]["y"]
    assert boxes[0]["x"] + boxes[0]["width"] < boxes[1]["x"]
    axe(page)
    fits(page)
    screenshot(page, "answer")
    assert page.context.cookies() == []
    assert page.evaluate("() => localStorage.length + sessionStorage.length") == 0


def test_without_scripts_danger_comes_first_and_the_way_goes_on(new_page, given, axe, fits, screenshot):
    page = new_page(java_script_enabled=False)
    page.goto("/where-do-i-go/")
    expect(page.get_by_role("main")).to_contain_text("call 999")
    page.get_by_role("button", name="Start").click()
    page.get_by_label("Yes").check()
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("heading", name="Act now")).to_be_visible()
    axe(page)
    fits(page)
    screenshot(page, "act-now")
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("Sexual comments").check()
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("Where do you work?").select_option("Not in this list, or I do not want to say")
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("I do not know").check()
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("Yes, and I am treated worse since").check()
    page.get_by_role("button", name="Continue").click()

    expect(page.get_by_role("main")).to_contain_text("Is somebody in danger now?")
    expect(page.get_by_role("main")).to_contain_text("The law may protect you")
    axe(page)
    page.get_by_role("link", name="Change where you work").click()
    page.get_by_label("Where do you work?").select_option(given["employer"])
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_label(given["office"])).to_be_checked()
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("region", name="Inside your employer")).to_contain_text(given["employer"])


def sheet_count(page) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4")))


def test_every_answer_and_the_card_are_one_sheet_of_paper_however_long_the_contacts(page, portal, fits):
    given = portal.call("tests.guidance.rows:an_employer_with_long_contacts")
    place = f"employer={given['key']}&office=none"
    answers = [
        f"answer/?danger=yes&subject={subject}&{place}&told={told}"
        for subject in Subject
        for told in (Told.HARMED, Told.LOOKED_INTO)
    ]
    sheets = {}
    for address in [*answers, f"cards/{given['key']}/"]:
        page.goto(f"/where-do-i-go/{address}")
        sheets[address] = sheet_count(page)
    assert {address for address, count in sheets.items() if count > 1} == set()

    page.goto(f"/where-do-i-go/{answers[0]}")
    fits(page)
    page.emulate_media(media="print")
    for told in ("Is somebody in danger now?", "999", "Outside your employer and your training"):
        expect(page.get_by_role("main")).to_contain_text(told)
    expect(page.locator(".app-danger")).to_be_visible()
    page.emulate_media(media="screen")
    paper = page.get_by_text("Printed from the list as it stood on")
    expect(paper).not_to_be_visible()
    page.emulate_media(media="print")
    expect(paper).to_be_visible()
    expect(paper).to_contain_text(page.url)
    assert page.locator(".app-sheet__code svg").bounding_box()["width"] >= 80


@pytest.mark.parametrize("count", [2, pytest.param(8, marks=pytest.mark.load)])
def test_pages_of_guidance_read_well(page, given, axe, fits, screenshot, count):
    """Two in short, the first of them with a table: all are made by the same template."""
    page.goto("/where-do-i-go/")
    addresses = page.locator(".app-card a").evaluate_all("links => links.map((link) => link.pathname)")
    assert len(addresses) == 8
    for address in addresses[:count]:
        page.goto(address)
        axe(page)
        fits(page)
    screenshot(page, "guidance")


def test_two_letters_side_by_side_stack_on_a_phone(page, given, axe, fits, screenshot):
    page.set_viewport_size({"width": 320, "height": 700})
    page.goto("/where-do-i-go/pages/arcp-and-revalidation/")

    row = page.get_by_role("row").filter(has_text="Who decides?")
    cells = row.get_by_role("cell")
    expect(cells).to_have_count(3)
    boxes = [cells.nth(number).bounding_box() for number in range(3)]
    assert len({box["x"] for box in boxes}) == 1, "one below the other"
    assert all(box["x"] + box["width"] <= 320 for box in boxes)
    heading = cells.nth(2).locator("span")
    expect(heading).to_have_text("Revalidation:")
    assert heading.bounding_box()["width"] > 200, "the name of the column has a line of its own"
    axe(page)
    fits(page)
    screenshot(page, "stacked")


def test_every_footer_leads_there(page, given):
    page.goto("/cookies/")
    page.get_by_role("contentinfo").get_by_role("link", name="Where do I go?").click()
    expect(page.get_by_role("heading", name="Where do I go?")).to_be_visible()


def test_the_induction_card_is_one_sheet_with_a_code(page, given, axe, fits, screenshot):
    page.goto(f"/where-do-i-go/cards/{given['key']}/")

    axe(page)
    fits(page)
    screenshot(page, "card")
    assert sheet_count(page) == 1
    code = page.locator(".app-sheet__code svg").bounding_box()
    assert code["width"] >= 150
