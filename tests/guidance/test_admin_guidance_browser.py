"""The organisers' pages of guidance in a real browser: axe, a phone, scripts off, a file to the end."""

import pytest
from playwright.sync_api import expect

from guidance.contact_tables import COLUMNS

OF_EACH_KIND = (
    "contacts",
    "new contact",
    "import",
    "board",
    "page",
    "to check",
    "new version",
    "earlier version",
)


@pytest.fixture
def kept(portal):
    return portal.call("tests.guidance.admin_rows:an_organiser_with_guidance")


@pytest.fixture
def come_in(kept):
    def log_in(page):
        page.context.add_cookies(
            [
                {
                    "name": "sessionid",
                    "value": kept["key"],
                    "domain": "localhost",
                    "path": "/",
                    "httpOnly": True,
                }
            ]
        )
        return page

    return log_in


def pages_of(kept) -> dict[str, str]:
    contacts, pages, versions = (f"/admin/guidance/{name}/" for name in ("contact", "page", "version"))
    return {
        "index": "/admin/",
        "section": "/admin/guidance/",
        "contacts": contacts,
        "contact": f"{contacts}{kept['contact']}/change/",
        "new contact": f"{contacts}add/?employer={kept['employer']}&post=people-team",
        "import": f"{contacts}import/",
        "board": f"{contacts}board/",
        "pages": pages,
        "page": f"{pages}{kept['page']}/change/",
        "new page": f"{pages}add/",
        "to check": f"{pages}to-check/",
        "new version": f"{versions}add/?page={kept['page']}",
        "earlier version": f"{versions}{kept['version']}/change/",
    }


def file_of(*lines: str) -> dict:
    content = "\n".join([",".join(COLUMNS), *lines])
    return {"name": "contacts.csv", "mimeType": "text/csv", "buffer": content.encode()}


@pytest.mark.parametrize(
    "names",
    [pytest.param(OF_EACH_KIND, id="one of each kind"), pytest.param(None, marks=pytest.mark.load, id="all")],
)
def test_every_page_is_clean_accessible_and_narrow(page, kept, come_in, axe, fits, screenshot, names):
    come_in(page)
    faults = []
    addresses = pages_of(kept)
    for name in names or addresses:
        page.goto(addresses[name])
        expect(page.locator("h1")).to_be_visible()
        screenshot(page, name)
        for check in (axe, fits):
            try:
                check(page)
            except AssertionError as fault:
                faults.append(str(fault))
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize(
    "scripts",
    [pytest.param(True, marks=pytest.mark.load, id="scripts on"), pytest.param(False, id="scripts off")],
)
def test_a_file_is_put_right_and_imported(new_page, portal, kept, come_in, axe, fits, screenshot, scripts):
    page = come_in(new_page(java_script_enabled=scripts))
    page.goto("/admin/guidance/contact/import/")
    page.get_by_role("button", name="Look through the file").click()
    expect(page.get_by_role("alert")).to_contain_text("Select a file of contacts")

    bad = f"{kept['name']},people-team,,nobody,,,,tomorrow"
    page.get_by_label("File of contacts").set_input_files(file_of(bad))
    page.get_by_role("button", name="Look through the file").click()

    summary = page.get_by_role("alert")
    expect(summary).to_contain_text("2 things to put right in the file")
    expect(page.get_by_role("row", name="2 checked on")).to_contain_text("“tomorrow” is not a day")
    if scripts:
        expect(summary).to_be_focused()
        axe(page)
    fits(page)
    screenshot(page, "defects")

    good = f"{kept['name']},people-team,,,+44 1632 960123,,,3/11/2025"
    page.get_by_label("File of contacts").set_input_files(file_of(good))
    page.get_by_role("button", name="Look through the file").click()
    expect(page.get_by_role("region", name="What the file would do")).to_contain_text("1 new contact")
    if scripts:
        axe(page)
    fits(page)
    screenshot(page, "looked through")
    page.get_by_role("button", name="Import", exact=True).click()

    expect(page.locator(".messagelist")).to_contain_text("1 new, 0 changed, 0 the same as before")
    posts = portal.call("tests.guidance.admin_rows:contacts_of", employer=kept["employer"])
    assert posts == ["incidents", "people-team", "speak-up"]


@pytest.mark.parametrize(
    "scripts",
    [pytest.param(True, id="scripts on"), pytest.param(False, marks=pytest.mark.load, id="scripts off")],
)
def test_a_missing_contact_is_added_from_the_board(new_page, kept, come_in, axe, fits, screenshot, scripts):
    page = come_in(new_page(java_script_enabled=scripts))
    page.goto("/admin/")
    page.get_by_role("link", name="Is this employer ready for induction?").first.click()
    row = page.get_by_role("row").filter(has_text=kept["name"])
    expect(row).to_contain_text("Not ready")
    row.get_by_role("link", name="Add Sexual safety lead").click()
    page.get_by_role("button", name="Save", exact=True).click()
    summary = page.get_by_role("alert")
    expect(summary).to_contain_text("Enter at least one way to reach them")
    if scripts:
        axe(page)
    fits(page)
    screenshot(page, "refused")

    page.get_by_label("Phone").fill("01632 960123")
    page.get_by_role("button", name="Save", exact=True).click()

    page.goto("/admin/guidance/contact/board/")
    expect(row).not_to_contain_text("Add Sexual safety lead")


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts on", "scripts off"])
def test_an_employer_is_chosen_by_a_part_of_its_name_or_from_the_list(new_page, kept, come_in, axe, scripts):
    page = come_in(new_page(java_script_enabled=scripts))
    page.goto("/admin/guidance/contact/add/")
    if scripts:
        page.locator(".field-employer .select2-selection").click()
        page.locator(".select2-search__field").fill(kept["name"].rpartition(" ")[2])
        page.get_by_role("option", name=kept["name"]).click()
        axe(page)
    else:
        page.locator("#id_employer").select_option(kept["name"])
    page.locator("#id_post").select_option("People team (human resources)")
    page.locator("#id_how").fill("Ask the switchboard")
    page.get_by_role("button", name="Save", exact=True).click()

    row = page.get_by_role("row").filter(has_text=kept["name"]).filter(has_text="People team")
    expect(row).to_contain_text("Ask the switchboard")


def test_an_overdue_page_is_written_anew_from_the_list(page, kept, come_in, axe, screenshot):
    come_in(page)
    page.goto("/admin/guidance/page/to-check/")
    own = page.get_by_role("region", name="Pages that you keep")
    expect(own).to_contain_text("Overdue")
    own.get_by_role("link").first.click()
    page.get_by_role("link", name="Write a new version").click()
    page.get_by_label("Sources").fill("GOV.UK")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text(
        "Line 1 of the sources: write a title, then | and an address"
    )
    expect(page.get_by_role("alert")).to_contain_text("Enter the day by which somebody checks it")
    axe(page)
    screenshot(page, "refused")

    page.get_by_label("Sources").fill("GOV.UK | https://www.gov.uk/")
    page.get_by_label("To be checked by").fill("2099-07-01")
    page.get_by_role("button", name="Save", exact=True).click()

    expect(page.get_by_role("region", name="Versions")).to_contain_text("Applies now")
    page.goto("/admin/guidance/page/to-check/")
    expect(own).to_contain_text("None is to be checked now")
