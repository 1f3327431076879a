"""One concern from the first key pressed to the answer read back: three people and both tracks."""

import re

import pytest
from playwright.sync_api import Page, expect

from accounts.second_factor import app_code
from tests.concerns.rows import SECRET

ROWS = "tests.concerns.portal_rows"
TRUST = "Trust of the Journey"


@pytest.fixture(scope="module")
def made(portal):
    return portal.call(f"{ROWS}:stage", tag="journey")


@pytest.fixture
def seen(axe, fits, screenshot):
    """Look at a page as it stands: by axe, at 320 px, and in a picture."""

    def look(page: Page, name: str) -> None:
        axe(page)
        fits(page)
        screenshot(page, name)

    return look


def log_in(page: Page, portal, email: str, *, to: str, has_app: bool) -> None:
    """Log in as people do: the address, its code, and the code of the app."""
    page.goto(to)
    page.get_by_label("Email address").fill(email)
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("6-digit code").fill(portal.code_for(email))
    page.get_by_role("button", name="Continue").click()
    if has_app:
        page.get_by_label("code").fill(app_code(SECRET))
        page.keyboard.press("Enter")
    page.wait_for_url(f"**{to}")


def choose(page: Page, *labels: str) -> None:
    """Tick or choose by keyboard, and go on to the next page."""
    before = page.url
    for label in labels:
        page.get_by_label(label, exact=True).first.focus()
        page.keyboard.press("Space")
    page.get_by_role("button", name="Continue").focus()
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: url != before)


def write(page: Page, label: str, words: str) -> None:
    """Write by keyboard."""
    page.get_by_label(label).first.focus()
    page.keyboard.press("Control+A")
    page.keyboard.type(words)


def raise_by_keyboard(page: Page, seen) -> str:
    """Answer every question and send; return the code."""
    page.goto("/")
    page.get_by_role("link", name="Raise a concern").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert page.get_by_role("link", name="Log out").count() == 0
    seen(page, "start")
    page.get_by_role("button", name="Raise something").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/letterbox/1/")
    choose(page, "Anonymous")
    choose(page, "No")
    page.get_by_label("Where do you work?").focus()
    page.keyboard.type(TRUST)
    choose(page)
    choose(page, "I do not know")
    choose(page, "Discrimination")
    write(
        page,
        "What happened?",
        "I am passed over for every course, and told that people like me settle early.",
    )
    choose(page)
    page.get_by_label("Racial discrimination").focus()
    page.keyboard.press("Space")
    write(page, "First word of your own", "Being held back")
    choose(page)
    choose(page, "Only my local office")
    choose(page)
    page.wait_for_url("**/letterbox/readers/")
    seen(page, "readers")
    choose(page)
    seen(page, "check")
    page.get_by_role("button", name="Send").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/letterbox/sent/")
    seen(page, "sent")
    return page.locator("[data-code]").inner_text()


def act(page: Page, case: str, noun: str, **typed: str) -> None:
    """Do an act on a case: its page, the words, the preview, send."""
    page.goto(f"{case}{noun}/")
    for name, words in typed.items():
        page.locator(f"[name={name}]").fill(words)
    page.get_by_role("button", name="See it as the reporter reads it").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Check what you send")
    page.locator("button[value=send]").click()
    expect(page.locator(".nhsuk-notification-banner--success")).to_be_visible()


def come_back(page: Page, code: str) -> None:
    page.goto("/letterbox/back/")
    write(page, "Your code", code)
    page.keyboard.press("Enter")
    page.wait_for_url("**/letterbox/inside/")


def test_a_concern_is_raised_handled_and_read_back(new_page, portal, made, seen, complaints):
    trainee = new_page(java_script_enabled=False)
    log_in(trainee, portal, made["people"]["trainee"]["email"], to="/account/", has_app=False)
    tab = trainee.context.new_page()
    code = raise_by_keyboard(tab, seen)

    handler = new_page()
    log_in(handler, portal, made["people"]["handler"]["email"], to="/casework/", has_app=True)
    seen(handler, "inbox")
    before = set(handler.locator("a[href^='/casework/']").evaluate_all("(all) => all.map((a) => a.href)"))
    cases = [url for url in before if re.search(r"/casework/[0-9a-f-]{36}/$", url)]
    case = next(url for url in cases if TRUST in _opened(handler, url))
    seen(handler, "case")
    expect(handler.get_by_text("people like me settle early")).to_be_visible()
    act(
        handler,
        case,
        "acknowledgement",
        words="Thank you. I speak to the head of school, and write by Friday.",
    )
    handler.goto(f"{case}triage/")
    for answer in handler.get_by_label("Recognised", exact=True).all():
        answer.check()
    for because in handler.get_by_label("Because").all():
        because.fill("That is what this word means.")
    handler.get_by_label("Medium").check()
    handler.locator("[name=route]").fill(
        "The dignity policy is used here. Your own words stay on the record."
    )
    handler.get_by_role("button", name="See it as the reporter reads it").click()
    seen(handler, "triage-preview")
    handler.locator("button[value=send]").click()
    handler.goto(f"{case}referrals/")
    handler.get_by_label(re.compile(f"Freedom to Speak Up guardian, {TRUST}")).check()
    handler.locator("[name=words]").fill("I have shown it to the guardian of your trust as well.")
    handler.get_by_role("button", name="See it as the reporter reads it").click()
    handler.locator("button[value=send]").click()
    expect(handler.locator(".nhsuk-notification-banner--success")).to_be_visible()

    guardian = new_page()
    log_in(guardian, portal, made["people"]["guardian"]["email"], to="/casework/", has_app=True)
    act(
        guardian,
        case,
        "return",
        words="The head of that department is my manager, so I must not look into it.",
    )
    complaints.expected.append("404 (Not Found)")
    assert guardian.goto(case).status == 404

    handler.goto(f"{case}feedback/")
    for found in ("Upheld", "Partly upheld"):
        index = ("Upheld", "Partly upheld").index(found)
        handler.get_by_role("radio", name=found, exact=True).nth(index).check()
    for because in handler.get_by_label("Because").all():
        because.fill("Course places of three years show it.")
    handler.locator("[name=words]").fill("Course places are given by a list from now on, kept by the school.")
    handler.get_by_role("button", name="See it as the reporter reads it").click()
    seen(handler, "feedback-preview")
    handler.locator("button[value=send]").click()
    expect(handler.locator(".nhsuk-notification-banner--success")).to_be_visible()
    seen(handler, "case-answered")

    come_back(tab, code)
    seen(tab, "inside")
    employer, training = (
        tab.get_by_role("region", name=name) for name in ("Inside your employer", "In training")
    )
    expect(employer).to_contain_text("Gave it back on")
    expect(training).to_contain_text("Answered on")
    main = tab.get_by_role("main")
    for words in (
        "The head of that department is my manager",
        "Racial discrimination",
        "Being held back",
        "Course places of three years show it.",
        "Course places are given by a list",
        "Partly upheld",
    ):
        expect(main).to_contain_text(words)
    expect(main).not_to_contain_text("Handler Journey")
    # In the other tab the log-in is as it was.
    trainee.reload()
    expect(trainee.get_by_role("button", name="Log out", exact=True)).to_be_visible()


def _opened(page: Page, url: str) -> str:
    page.goto(url)
    return page.get_by_role("main").inner_text()
