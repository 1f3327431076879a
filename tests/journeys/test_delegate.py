"""The delegate's day, from the programme to a room where others talk, with scripts and without."""

import re

import pytest
from playwright.sync_api import Page, expect

ROOM = "Disability you cannot see"


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def register(page: Page, portal, email: str) -> None:
    page.get_by_role("button", name=re.compile("^Register")).first.click()
    page.get_by_label("Email address").fill(email)
    press(page, "Continue")
    page.get_by_label("6-digit code").fill(portal.code_for(email))
    press(page, "Continue")
    page.get_by_label("How should your name appear to others?").fill("Dr Wren Applecross")
    press(page, "Continue")
    page.get_by_label("Dentists in training").check()
    press(page, "Continue")
    page.get_by_label("What is your grade?").select_option(index=1)
    press(page, "Continue")
    page.get_by_label("Wessex").check()
    press(page, "Continue")
    press(page, "Continue")
    page.get_by_label("Live captions").check()
    press(page, "Continue")
    page.get_by_label("I agree to the group agreement").check()
    press(page, "Continue")
    expect(page.get_by_role("heading", level=1)).to_have_text("Check your answers")


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_new_delegate_registers_chooses_a_room_enters_and_talks(new_page, portal, see, scripts):
    page = new_page(java_script_enabled=scripts)
    email = f"wren{int(scripts)}@example.org"

    page.goto("/")
    see(page, "home")
    expect(page.get_by_text("Demonstration: the day of 27 May 2022, replayed today")).to_be_visible()
    page.get_by_role("link", name="Programme").first.click()
    expect(page.get_by_text("Professor Namita Kumar").first).to_be_visible()
    see(page, "programme")

    page.goto("/")
    register(page, portal, email)
    see(page, "check")
    press(page, "Send and register")
    expect(page.get_by_role("heading", level=1)).to_have_text("You have a place")
    see(page, "done")
    mail = portal.mail_to(email, subject="place")
    assert [part.get_content_type() for part in mail.iter_attachments()] == ["text/calendar"]

    page.get_by_role("link", name="Go to My day").click()
    see(page, "my-day")
    page.get_by_role("button", name=re.compile(f"Choose this room.*{ROOM}")).click()
    expect(page.get_by_text("Your room", exact=True)).to_be_visible()
    page.get_by_role("button", name=re.compile(f"Join.*{ROOM}")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(ROOM)
    expect(page.locator("#people")).to_contain_text("Dr Wren Applecross")
    see(page, "room")

    page.get_by_label("Write a message").fill("Hello from Wessex")
    press(page, "Send")
    expect(page.locator("#chat")).to_contain_text("Hello from Wessex")
    # The rehearsal speaks every minute or so, and others are seen at once.
    assert page.locator("#people li").count() > 1
    see(page, "room-said")


def test_a_person_with_scripts_and_one_without_read_each_other(new_page, portal):
    live, plain = new_page(), new_page(java_script_enabled=False)
    for page, who in ((live, "wren-live@example.org"), (plain, "wren-plain@example.org")):
        page.goto("/")
        register(page, portal, who)
        press(page, "Send and register")
        page.get_by_role("link", name="Go to My day").click()
        page.get_by_role("button", name=re.compile(f"Choose this room.*{ROOM}")).click()
        page.get_by_role("button", name=re.compile(f"Join.*{ROOM}")).click()
    expect(live.locator("#connection")).to_have_text("Connected")

    plain.get_by_label("Write a message").fill("Written by a form")
    press(plain, "Send")
    expect(live.locator("#chat li").filter(has_text="Written by a form")).to_have_count(1)
    live.get_by_label("Write a message").fill("Written by a socket")
    press(live, "Send")
    expect(live.locator(".app-chat__item--unsent")).to_have_count(0)
    plain.get_by_role("link", name="Refresh to see what is new").click()
    expect(plain.locator("#chat li").filter(has_text="Written by a socket")).to_have_count(1)
