"""The demonstration's day in one walk, by a chair, a facilitator, two delegates and an organiser.

One of the delegates sits behind a proxy that turns websockets away.
"""

import re
from types import SimpleNamespace

import pytest
from playwright.sync_api import Page, expect

from tests.breakouts.test_help_browser import ask as ask_for_help
from tests.breakouts.test_notes_browser import add, editor, notes
from tests.breakouts.test_polls_browser import QUESTION, draft, to_poll
from tests.breakouts.test_questions_browser import ask, to_questions
from tests.breakouts.test_room_browser import log_in, say
from tests.breakouts.test_ways_browser import BASIC
from tests.proxy import Proxy

CONCERNS = "Raising concerns and hearing back"
SHOWCASE = "Showcase, topics 1 to 6"
KEYNOTE = "Keynote address (title not recorded)"
TOPIC = "First Week Friend: a buddy for every international graduate"
EMAILS = [f"{who}@example.org" for who in ("chair", "facilitator", "delegate", "organiser", "speaker")]
ASKED = "Who answers the letters?"
ASKED_IN_SHOWCASE = "Does a buddy cost the ward anything?"


@pytest.fixture
def proxy(portal):
    standing = Proxy(int(portal.base_url.rpartition(":")[2]))
    yield standing
    standing.shutdown()
    standing.server_close()


@pytest.fixture
def people(new_page, portal, proxy, complaints):
    """Everybody on a device of their own; ``go`` opens an address, for Bryn through the proxy."""
    # What the browser says of a websocket that was turned away.
    complaints.expected.append("WebSocket connection to")
    keys = portal.call("tests.journeys.rows:keys_of", emails=EMAILS)
    chair, host, robin, organiser, bryn = (log_in(new_page(), key) for key in keys)
    return SimpleNamespace(chair=chair, host=host, robin=robin, bryn=bryn, organiser=organiser)


def connected(page: Page) -> None:
    expect(page.locator("#connection")).to_have_text(
        re.compile(f"^(Connected|{re.escape(BASIC)})$"), timeout=15_000
    )


def test_the_demonstration_day_is_walked_from_keynote_to_question_room(
    people, portal, proxy, axe, screenshot
):
    chair, host, robin, bryn, organiser = (
        people.chair,
        people.host,
        people.robin,
        people.bryn,
        people.organiser,
    )

    def go(page: Page, address: str) -> None:
        page.goto((proxy.base_url if page is bryn else portal.base_url) + address)

    def clean(*pages: Page) -> None:
        for page in pages:
            axe(page)

    # The keynote: a question is asked, wanted by another, and answered aloud.
    [stage] = portal.call(
        "tests.journeys.rows:the_day_comes_to", title=KEYNOTE, speaker="Dr Navina Evans"
    ).values()
    for page in (chair, robin, bryn):
        go(page, "/2022/my-day/")
        page.get_by_role("link", name=re.compile("^Join")).or_(
            page.get_by_role("button", name=re.compile("^Join"))
        ).first.click()
        connected(page)
        to_questions(page)
    ask(bryn, ASKED)
    expect(robin.locator("#asked li").filter(has_text=ASKED)).to_have_count(1, timeout=15_000)
    robin.get_by_role("button", name=re.compile("I want an answer too")).first.click()
    expect(chair.locator("#asked")).to_contain_text("1 wants an answer", timeout=15_000)
    chair.get_by_role("button", name="Answer now").first.click()
    for page in (robin, bryn):
        expect(page.locator("#asked")).to_contain_text("Being answered", timeout=15_000)
    clean(chair, robin, bryn)
    screenshot(robin, "day-keynote")
    chair.get_by_role("link", name=re.compile("^Run the room")).click()
    chair.get_by_role("button", name="Send everybody on").click()
    for page in (robin, bryn):
        expect(page.locator("#recall")).to_contain_text("Everybody is expected", timeout=15_000)
    clean(robin)

    # The rooms: both choose the same one, on the page of the day.
    rooms = portal.call("tests.journeys.rows:the_day_comes_to", title="Themed rooms, set A")
    for page in (robin, bryn):
        go(page, "/2022/my-day/")
        clean(page)
        choose = page.get_by_role("button", name=re.compile(f"(Choose|Change to) this room.*{CONCERNS}"))
        if choose.count():
            choose.first.click()
        page.get_by_role("button", name=re.compile("^Join")).or_(
            page.get_by_role("link", name=re.compile("^Join"))
        ).first.click()
        expect(page.get_by_role("heading", level=1)).to_have_text(CONCERNS)
    go(host, rooms[CONCERNS])
    for page in (host, robin, bryn):
        connected(page)

    # A poll of too few people tells that, and no count.
    to_poll(host)
    draft(host, "Yes", "No")
    host.get_by_role("button", name="Open it").click()
    for page, answer in ((robin, "Yes"), (bryn, "No")):
        to_poll(page)
        page.get_by_label(answer, exact=True).check()
        page.get_by_role("button", name="Answer", exact=True).click()
        expect(page.locator("#asked-polls")).to_contain_text(f"You answered: {answer}.", timeout=15_000)
    host.get_by_role("button", name="Close it").click()
    host.get_by_role("button", name="Show the result").click()
    for page in (robin, bryn):
        expect(page.locator("#asked-polls")).to_contain_text("Fewer than 10 people answered", timeout=15_000)
    assert QUESTION in robin.locator("#asked-polls").inner_text()
    clean(host, robin, bryn)

    # A note that two change at once: neither text is lost.
    for page in (host, robin, bryn):
        page.get_by_role("link", name=re.compile("^Notes")).click()
    add(robin, "Nobody hears back.", "Issue")
    note = notes(bryn).filter(has_text="Nobody hears back.")
    expect(note).to_have_count(1, timeout=15_000)
    for page in (robin, bryn):
        notes(page).filter(has_text="Nobody hears back.").get_by_role("button", name="Edit").click()
    editor(robin).get_by_label("Note").fill("Few hear back.")
    editor(robin).get_by_role("button", name="Save").click()
    expect(editor(robin)).to_have_count(0)
    editor(bryn).get_by_label("Note").fill("Everybody should hear back.")
    editor(bryn).get_by_role("button", name="Save").click()
    expect(editor(bryn)).to_contain_text("Which text stands?", timeout=15_000)
    clean(bryn)
    editor(bryn).get_by_role("button", name="Keep both").click()
    for words in ("Few hear back.", "Everybody should hear back."):
        expect(notes(host).filter(has_text=words)).to_have_count(1, timeout=15_000)

    # Bleeped, and back to what happened meanwhile.
    robin.get_by_role("button", name="been bleeped").click()
    expect(robin.get_by_role("heading", name="You are called away")).to_be_visible()
    expect(host.locator("#away")).to_contain_text("Called away", timeout=15_000)
    bryn.get_by_role("link", name="Chat", exact=True).click()
    say(bryn, "What was said meanwhile")
    host.get_by_role("link", name="Chat", exact=True).click()
    expect(host.locator("#chat")).to_contain_text("What was said meanwhile", timeout=15_000)
    clean(robin)
    robin.get_by_role("button", name="I am back").click()
    expect(robin.locator("#digest")).to_contain_text(re.compile(r"\d+ messages? in the chat"))
    clean(robin)

    # Help: asked for behind the proxy, taken and resolved by an organiser.
    ask_for_help(bryn, "Technical help", "The sound is gone")
    go(organiser, "/admin/breakouts/helpcall/")
    call = organiser.locator("li.help-call", has_text="The sound is gone")
    call.get_by_role("button", name="Take this call").click()
    expect(call).to_contain_text("Yours")
    bryn.reload()
    expect(bryn.locator("#call")).to_contain_text("is on their way")
    clean(bryn, organiser)
    call.get_by_role("button", name="It is resolved").click()
    expect(call).to_have_count(0)

    # Called back to the stage.
    go(bryn, rooms[CONCERNS])
    go(host, rooms[CONCERNS] + "run/")
    host.get_by_role("button", name="Call everybody back").click()
    for page in (robin, bryn):
        expect(page.locator("#recall")).to_contain_text("Everybody is expected", timeout=15_000)
    clean(robin, bryn, host)

    # The showcase: a question to a topic is there again in its question room.
    [stage] = portal.call("tests.journeys.rows:the_day_comes_to", title=SHOWCASE).values()
    go(bryn, stage)
    connected(bryn)
    to_questions(bryn)
    bryn.get_by_label("What is it about?").select_option(label=TOPIC)
    ask(bryn, ASKED_IN_SHOWCASE)
    expect(bryn.locator("#asked")).to_contain_text(ASKED_IN_SHOWCASE, timeout=15_000)
    clean(bryn)
    questions = portal.call("tests.journeys.rows:the_day_comes_to", title="Questions to the speakers")
    for page in (robin, host):
        go(page, questions["Topics 1 to 3"])
        enter = page.get_by_role("button", name=re.compile("^(Join|Choose|Move|Go in|Take)"))
        if enter.count():
            enter.first.click()
        connected(page)
        to_questions(page)
        expect(page.locator("#asked")).to_contain_text(ASKED_IN_SHOWCASE)
        expect(page.locator("#asked")).to_contain_text(TOPIC)
    host.get_by_role("button", name="Answer now").first.click()
    expect(robin.locator("#asked")).to_contain_text("Being answered", timeout=15_000)
    clean(robin, host)
    screenshot(robin, "day-question-room")
