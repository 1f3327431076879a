"""The letterbox in a real browser: scripts off, by keyboard alone, on a phone, and the way out."""

import re
from contextlib import suppress

import pytest
from playwright.sync_api import Error, expect

COVERED = """() => {
  const box = document.activeElement.getBoundingClientRect();
  const bar = document.querySelector(".app-exit");
  return box.bottom <= bar.getBoundingClientRect().bottom && !bar.contains(document.activeElement);
}"""
IS_SEEN = "(it) => getComputedStyle(it).color !== getComputedStyle(it).backgroundColor"
AWAY = re.compile(r"http://127\.0\.0\.1:\d+/accessibility/")
ROWS = "tests.concerns.browser_rows:"


@pytest.fixture
def given(portal):
    return portal.call(f"{ROWS}a_place_with_handlers")


def test_a_trainee_raises_something_by_keyboard_with_scripts_off(new_page, given, axe, fits, screenshot):
    page = new_page(java_script_enabled=False)

    def press(*keys):
        for key in keys:
            page.keyboard.press(key)

    def looked_at(name):
        axe(page)
        fits(page)
        screenshot(page, name)

    def go_on(number):
        press("Enter")
        page.wait_for_url(f"**/letterbox/{number}/")

    page.goto("/letterbox/")
    press("Tab")
    expect(page.get_by_role("link", name="Exit this page")).to_be_focused()
    looked_at("01-start")
    page.get_by_role("button", name="Raise something").focus()
    go_on(1)
    page.get_by_role("button", name="Continue").focus()
    press("Enter")
    expect(page.locator(".nhsuk-error-summary")).to_contain_text("Select how you want to raise it")
    looked_at("02-way-error")
    page.get_by_label("In confidence").focus()
    press("Space")
    go_on(2)
    looked_at("03-risk")
    page.get_by_label("Yes").focus()
    press("Space")
    go_on(3)
    looked_at("04-employer")
    page.get_by_label("Where do you work?").focus()
    page.keyboard.type("Larkmoor")
    press("Tab")
    go_on(4)
    expect(page.get_by_label(given["office"], exact=True)).not_to_be_checked()
    looked_at("05-office")
    page.get_by_label(given["office"], exact=True).focus()
    press("Space")
    go_on(5)
    looked_at("06-category")
    page.get_by_label("Discrimination").focus()
    press("Space")
    go_on(6)
    looked_at("07-words")
    page.get_by_label("What happened?").focus()
    page.keyboard.type("The rota changes every day, and I am shouted at when I ask.")
    press("Tab")
    go_on(7)
    looked_at("08-labels")
    page.get_by_label("Racial discrimination").focus()
    press("Space")
    page.get_by_label("First word of your own").focus()
    page.keyboard.type("Being belittled")
    go_on(8)
    looked_at("09-sides")
    page.get_by_label("both at once").focus()
    press("Space")
    go_on(9)
    looked_at("10-kept-out")
    page.get_by_label("People who must not see it").focus()
    page.keyboard.type("Dr Grim")
    press("Tab")
    go_on(10)
    looked_at("11-identity")
    page.get_by_label("Your name").focus()
    page.keyboard.type("Dr Ada Reporter")
    press("Enter")
    page.wait_for_url("**/letterbox/readers/")
    looked_at("12-readers")
    page.get_by_role("button", name="Continue").focus()
    press("Enter")
    page.wait_for_url("**/letterbox/check/")
    looked_at("13-check")
    page.get_by_role("button", name="Send").focus()
    press("Enter")
    page.wait_for_url("**/letterbox/sent/")
    code = page.locator("[data-code]").inner_text()
    assert page.locator("[data-code]").evaluate(IS_SEEN), "axe finds nothing in white on white"
    looked_at("14-sent")
    page.reload()
    expect(page.locator("[data-code]")).to_have_text(code)
    page.go_back()
    page.goto("/letterbox/sent/")
    page.get_by_role("button", name="Go on to what I raised").focus()
    press("Enter")
    page.wait_for_url("**/letterbox/inside/")
    expect(page.get_by_role("main")).to_contain_text("Nobody has taken it yet")
    page.get_by_role("button", name="Leave").focus()
    press("Enter")
    expect(page.get_by_role("main")).to_contain_text("You have left")
    assert page.context.cookies() == []


def test_somebody_follows_by_the_code(new_page, portal, axe, fits, screenshot):
    code = portal.call(f"{ROWS}a_concern_in_full_swing")
    page = new_page(java_script_enabled=False)

    def looked_at(name):
        axe(page)
        fits(page)
        screenshot(page, name)

    page.goto("/letterbox/back/")
    looked_at("20-come-back")
    page.get_by_label("Your code").fill("not a code")
    page.keyboard.press("Enter")
    expect(page.locator(".nhsuk-error-summary")).to_contain_text("That is not a whole code")
    looked_at("21-mistyped")
    # A reload sends the form again, and the browser says that it comes from here.
    page.reload()
    expect(page.locator(".nhsuk-error-summary")).to_contain_text("That is not a whole code")
    page.get_by_label("Your code").fill(code.lower())
    page.keyboard.press("Enter")
    page.wait_for_url("**/letterbox/inside/")
    expect(page.get_by_role("region", name="Inside your employer")).to_contain_text("is late")
    expect(page.get_by_role("region", name="In training")).to_contain_text("They asked you something")
    boxes = [
        page.get_by_role("region", name=name).bounding_box()
        for name in ("Inside your employer", "In training")
    ]
    assert boxes[0]["y"] == boxes[1]["y"]
    looked_at("22-inside")
    page.get_by_label("Write to those who have it").fill("The first week of October.")
    page.get_by_role("button", name="Send message").click()
    expect(page.get_by_role("status").filter(has_text="Your message is sent")).to_be_visible()
    page.get_by_role("link", name="Show what I wrote").click()
    looked_at("23-code-again")
    page.get_by_label("Your code").fill(code)
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_contain_text("people like you")
    looked_at("24-own-words")
    page.get_by_role("button", name="Hide it and go back").click()
    page.get_by_role("link", name="Withdraw it").click()
    looked_at("25-withdraw")
    page.get_by_role("button", name="Withdraw it").click()
    expect(page.get_by_role("main")).to_contain_text("Withdrawn by you")
    looked_at("26-withdrawn")


def test_an_answer_that_is_not_enough(new_page, portal, axe, fits, screenshot):
    code = portal.call(f"{ROWS}one_that_was_answered")
    page = new_page()
    page.goto("/letterbox/back/")
    page.get_by_label("Your code").fill(code)
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_contain_text("Is the answer good enough?")
    axe(page)
    fits(page)
    screenshot(page, "30-answered")
    page.get_by_role("button", name="I am not satisfied").click()
    axe(page)
    fits(page)
    screenshot(page, "31-not-satisfied")
    page.get_by_label("What is missing or wrong?").fill("It goes on.")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("main")).to_contain_text("They owe you a new answer")


def test_the_way_out(page, given, complaints):
    page.goto("/letterbox/")
    said = page.locator("[data-exit-said]")
    page.keyboard.press("Shift")
    expect(said).to_have_text("Shift, press 2 more times to exit.")
    page.keyboard.press("Shift+A")
    page.keyboard.press("Shift")
    expect(said).to_have_text("Shift, press 2 more times to exit.")
    page.keyboard.press("Shift")
    expect(said).to_have_text("Shift, press 1 more time to exit.")
    page.keyboard.press("Shift")
    page.wait_for_url(AWAY)
    page.go_back()
    assert "letterbox" not in page.url, "the page was taken out of the history"
    page.goto("/letterbox/1/")
    page.get_by_role("link", name="Exit this page").click()
    page.wait_for_url(AWAY)


@pytest.mark.parametrize("has_scripts", [True, False], ids=["scripts", "no scripts"])
def test_back_after_exit_shows_nothing_that_was_written(new_page, portal, has_scripts):
    code = portal.call(f"{ROWS}a_concern_in_full_swing")
    page = new_page(java_script_enabled=has_scripts)

    def exit_and_back(text):
        page.get_by_role("link", name="Exit this page").click()
        page.wait_for_url(AWAY)
        assert page.context.cookies() == []
        # On the answer to a form the browser has nothing to show, and asks before it sends the form again.
        with suppress(Error):
            page.go_back()
        page.wait_for_load_state()
        expect(page.locator("html")).not_to_contain_text(text)

    page.goto("/letterbox/back/")
    page.get_by_label("Your code").fill(code)
    page.keyboard.press("Enter")
    page.wait_for_url("**/letterbox/inside/")
    assert "Which week was that" in page.content()
    exit_and_back("Which week was that")
    page.goto("/letterbox/back/")
    page.get_by_label("Your code").fill(code)
    page.keyboard.press("Enter")
    page.wait_for_url("**/letterbox/inside/")
    page.get_by_role("link", name="Show what I wrote").click()
    page.get_by_label("Your code").fill(code)
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_contain_text("people like you")
    exit_and_back("people like you")
    page.goto("/letterbox/inside/")
    page.wait_for_url("**/letterbox/back/")
    page.goto("/letterbox/6/")
    page.goto("/letterbox/1/")
    page.get_by_label("Anonymous").check()
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("No").check()
    page.get_by_role("button", name="Continue").click()
    page.wait_for_url("**/letterbox/3/")
    page.go_back()
    exit_and_back("Is anybody at risk")
    page.goto("/letterbox/")
    expect(page.get_by_role("main")).not_to_contain_text("You have begun to write")


def test_the_bar_stays_in_sight_and_covers_no_focus(new_page, given, axe, fits, screenshot):
    page = new_page(viewport={"width": 320, "height": 480})
    page.goto("/letterbox/1/")
    page.get_by_label("Anonymous").check()
    page.get_by_role("button", name="Continue").click()
    page.goto("/letterbox/")
    expect(page.get_by_role("main")).to_contain_text("You have begun to write")
    axe(page)
    fits(page)
    screenshot(page, "40-begun")
    page.evaluate("() => scrollTo(0, document.body.scrollHeight)")
    expect(page.get_by_role("link", name="Exit this page")).to_be_in_viewport()
    links = page.get_by_role("contentinfo").get_by_role("link")
    links.last.focus()
    for _ in range(12):
        page.keyboard.press("Shift+Tab")
        covered = page.evaluate(COVERED)
        assert not covered, page.evaluate("() => document.activeElement.outerHTML")


def test_the_code_is_copied_and_printed_and_a_stale_tab_loses_nothing(new_page, given, axe, fits, screenshot):
    page = new_page(permissions=["clipboard-read", "clipboard-write"])
    page.goto("/letterbox/1/")
    page.get_by_label("Anonymous").check()
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("No").check()
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("Where do you work?").select_option(given["employer"])
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("I do not know").check()
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("Something else").check()
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("What happened?").fill("Much.")
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("Bullying").check()
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("Only my local office").check()
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="Continue").click()
    stale = page.context.new_page()
    stale.goto("/letterbox/6/")
    page.get_by_role("button", name="Send").click()
    page.wait_for_url("**/letterbox/sent/")
    code = page.locator("[data-code]").inner_text()

    stale.get_by_label("What happened?").fill("One thing more.")
    stale.get_by_role("button", name="Continue").click()
    expect(stale.get_by_role("main")).to_contain_text("You have sent this already")
    expect(stale.get_by_role("main")).to_contain_text("One thing more.")
    axe(stale)
    fits(stale)
    screenshot(stale, "41-sent-already")
    page.get_by_role("button", name="Copy the code").click()

    expect(page.get_by_role("main")).to_contain_text("Copied")
    assert page.evaluate("() => navigator.clipboard.readText()") == code
    page.emulate_media(media="print")
    expect(page.get_by_text(re.compile(r"^http://localhost:\d+/letterbox/$"))).to_be_visible()
    assert len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4"))) == 1
    assert page.evaluate("() => localStorage.length + sessionStorage.length") == 0
