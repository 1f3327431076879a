"""Registering and My day in a real browser, with scripts and without: no complaint, no fault, 320 px."""

import re

import pytest
from playwright.sync_api import Page, expect


@pytest.fixture
def look(axe, fits):
    """Check a page: its title, axe, 320 px."""

    def check(page: Page, title: str) -> None:
        page.wait_for_load_state()
        assert page.title().startswith(title), page.title()
        axe(page)
        fits(page)

    return check


def go_on(page: Page, name: str = "Continue") -> None:
    page.get_by_role("button", name=name, exact=True).click()


def come_in(page: Page, portal, slug: str, email: str) -> None:
    page.goto(f"/{slug}/register/")
    page.get_by_label("Email address").fill(email)
    go_on(page)
    page.get_by_label("6-digit code").fill(portal.code_for(email))
    go_on(page)


def answer(page: Page, look=lambda page, title: None) -> None:
    """Answer every question as a doctor in Wessex."""
    look(page, "Your name")
    page.get_by_label("How should your name appear to others?").fill("")
    go_on(page)
    look(page, "Error: Your name")
    page.get_by_label("How should your name appear to others?").fill("د. أميرة حسن")
    page.get_by_label("Pronouns (optional)").fill("she/her")
    go_on(page)
    look(page, "Which group describes you best?")
    go_on(page)
    expect(page.get_by_text("There is a problem")).to_be_visible()
    page.get_by_label("Doctors in training").check()
    go_on(page)
    look(page, "What is your grade?")
    page.get_by_label("What is your grade?").select_option("ST3")
    go_on(page)
    look(page, "Which is your local office?")
    page.get_by_label("Wessex").check()
    go_on(page)
    page.get_by_role("link", name="Show the employers of every local office").click()
    look(page, "Who is your employer? (optional)")
    go_on(page)
    look(page, "What you need to take part")
    page.get_by_label("Live captions").check()
    page.get_by_label("Anything else you need (optional)").fill("Breaks at 10 and 12")
    go_on(page)
    look(page, "The group agreement")
    page.get_by_label("I agree to the group agreement").check()
    go_on(page)
    look(page, "Check your answers")


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_new_person_registers_chooses_a_room_and_cancels(new_page, portal, look, screenshot, scripts):
    slug = portal.call("tests.events.rows:an_assembly")
    page = new_page(java_script_enabled=scripts)
    see = look if scripts else lambda page, title: None
    email = f"amira{int(scripts)}@example.org"

    page.goto(f"/{slug}/register/")
    see(page, "Register for 2nd National")
    go_on(page)
    see(page, "Error: Register for 2nd National")
    come_in(page, portal, slug, email)
    answer(page, see)
    screenshot(page, "check")
    page.get_by_role("link", name="Change name").click()
    page.get_by_label("How should your name appear to others?").fill("Dr Amira Hassan")
    go_on(page)
    expect(page.get_by_text("Dr Amira Hassan")).to_be_visible()
    go_on(page, "Send and register")
    see(page, "You have a place")
    screenshot(page, "done")

    page.get_by_role("link", name="Go to My day").click()
    see(page, "My day")
    expect(page.get_by_role("button", name="Join Keynote address")).to_be_visible()
    screenshot(page, "my-day")
    page.get_by_role("button", name=re.compile(r"Choose this room.*Raising concerns.*\(A\)")).click()
    see(page, "My day")
    expect(page.get_by_text("Your room is Raising concerns and hearing back (A).")).to_be_visible()
    page.get_by_role("button", name=re.compile(r"Change to this room.*Disability.*\(A\)")).click()
    expect(page.get_by_text("Your room is Disability you cannot see (A).")).to_be_visible()
    expect(page.get_by_text("Your room", exact=True)).to_have_count(1)
    screenshot(page, "my-day-chosen")
    page.set_viewport_size({"width": 320, "height": 640})
    screenshot(page, "my-day-320")
    page.set_viewport_size({"width": 1280, "height": 800})

    page.get_by_role("link", name="Change your details or cancel your place").click()
    see(page, "You have a place")
    page.get_by_role("link", name="Change employer").click()
    see(page, "Who is your employer? (optional)")
    page.get_by_label("Who is your employer? (optional)").select_option(f"Demo NHS Trust {slug}")
    go_on(page, "Save")
    expect(page.get_by_text("Your details are changed.")).to_be_visible()
    page.get_by_role("link", name="Cancel your place").click()
    see(page, "Are you sure you want to cancel?")
    go_on(page, "Yes, cancel")
    see(page, "Your place is cancelled")
    page.get_by_role("button", name="Register again").click()
    see(page, "Register for 2nd National")


def test_a_full_assembly_puts_people_on_a_waiting_list(page, portal, look, screenshot):
    slug = portal.call("tests.events.rows:an_assembly", capacity=1)
    come_in(page, portal, slug, "late@example.org")
    answer(page)
    go_on(page, "Send and register")
    look(page, "You are on the waiting list")
    expect(page.get_by_text("You are 1st of 1 on the list")).to_be_visible()

    portal.call("tests.events.rows:add_a_place", slug=slug)
    page.reload()
    look(page, "A place is free for you")
    screenshot(page, "place-offered")
    go_on(page, "Take the place")
    look(page, "You have a place")


def test_who_is_not_admitted_is_told_why(page, portal, look):
    slug = portal.call("tests.events.rows:an_assembly", admission="domains")
    come_in(page, portal, slug, "stranger@evilnhs.net")
    look(page, "You cannot register")
    expect(page.get_by_text("Addresses at evilnhs.net cannot register")).to_be_visible()


def test_where_organisers_decide_people_read_that_they_wait(page, portal, look):
    slug = portal.call("tests.events.rows:an_assembly", admission="approval")
    come_in(page, portal, slug, "asking@example.org")
    answer(page)
    go_on(page, "Send and register")
    look(page, "An organiser is looking at your registration")
