"""Every page of accounts in a real browser: nothing refused, nothing found by axe, room at 320 px."""

import pytest

from accounts.second_factor import app_code


@pytest.fixture
def looks_right(axe, fits):
    def check(page, title: str) -> None:
        page.wait_for_load_state()
        assert page.title().startswith(title), page.title()
        axe(page)
        fits(page)

    return check


def come_in(page, portal, email: str) -> None:
    page.goto("/account/login/")
    page.get_by_label("Email address").fill(email)
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("6-digit code").fill(portal.code_for(email))
    page.get_by_role("button", name="Continue").click()


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_new_person_comes_in_and_keeps_their_details(new_page, portal, looks_right, scripts):
    page = new_page(java_script_enabled=True) if scripts else new_page(java_script_enabled=False)
    email = f"new{int(scripts)}@example.org"
    look = looks_right if scripts else lambda page, title: None

    page.goto("/account/login/")
    look(page, "Log in")
    page.get_by_label("Email address").fill("nobody")
    page.get_by_role("button", name="Continue").click()
    look(page, "Error: Log in")
    page.get_by_label("Email address").fill(email)
    page.get_by_role("button", name="Continue").click()
    look(page, "Enter the 6-digit code")
    code = portal.code_for(email)
    page.get_by_label("6-digit code").fill(f"{(int(code) + 1) % 10**6:06}")
    page.get_by_role("button", name="Continue").click()
    look(page, "Error: Enter the 6-digit code")
    page.get_by_label("6-digit code").fill(code)
    page.get_by_role("button", name="Continue").click()
    assert page.url.endswith("/")

    page.goto("/account/")
    look(page, "My details")
    page.get_by_role("link", name="Change your name").click()
    page.get_by_label("How should your name appear to others?").fill("د. أميرة حسن")
    look(page, "Your name and pronouns")
    page.get_by_role("button", name="Save").click()
    page.get_by_text("Your name and pronouns are saved.").wait_for()
    look(page, "My details")
    for link, title in [
        ("Change your email address", "Your new email address"),
        ("Choose a password", "Choose a password"),
        ("Show where you are logged in", "Where you are logged in"),
        ("Set up a second factor", "Set up a second factor"),
    ]:
        page.goto("/account/")
        page.get_by_role("link", name=link).click()
        look(page, title)
    page.goto("/account/logout/")
    look(page, "Log out")
    page.locator("main").get_by_role("button", name="Log out").click()
    page.goto("/account/login/password/")
    look(page, "Log in with a password")


def test_an_organiser_sets_up_an_app_and_reads_out_a_code(page, new_page, portal, looks_right):
    portal.call("tests.accounts.rows:organiser", email="olu@example.org")
    person = portal.call("tests.accounts.rows:person", email="amara@example.org")

    page.goto("/admin/")
    come_in(page, portal, "olu@example.org")
    looks_right(page, "Set up a second factor")
    assert page.locator("main img").evaluate("image => image.naturalWidth") > 0
    secret = page.locator("main code").inner_text().replace(" ", "")
    page.get_by_label("Enter the 6-digit code that the app shows").fill(app_code(secret))
    page.get_by_role("button", name="Continue").click()
    looks_right(page, "Your recovery codes")
    recovery_code = page.locator("main li code").first.inner_text()
    page.get_by_role("link", name="Make new codes").click()
    looks_right(page, "Make new recovery codes")

    page.goto(f"/admin/accounts/user/{person}/change/")
    page.get_by_role("button", name="Read out a log-in code").click()
    page.get_by_text("Be sure that it is them").wait_for()
    for path in ("user", "localoffice", "employer/add", "grade/add"):
        page.goto(f"/admin/accounts/{path}/")

    elsewhere = new_page()
    come_in(elsewhere, portal, "olu@example.org")
    looks_right(elsewhere, "Enter the code from your app")
    elsewhere.get_by_label("Enter the 6-digit code from your app").fill("123")
    elsewhere.get_by_role("button", name="Continue").click()
    looks_right(elsewhere, "Error: Enter the code from your app")
    elsewhere.get_by_label("Enter the 6-digit code from your app").fill(recovery_code)
    elsewhere.get_by_role("button", name="Continue").click()
    elsewhere.goto("/admin/")
    assert "Run assemblies" in elsewhere.locator("h1").inner_text()
