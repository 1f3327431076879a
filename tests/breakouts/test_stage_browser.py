"""The stage in a real browser: nothing before Play, our clip with captions, a failing source, no scripts."""

import pytest
from playwright.sync_api import Page, expect

from tests.breakouts.source_rows import CARD
from tests.breakouts.test_room_browser import AMARA, JOSS, log_in

TEAMS = "https://teams.microsoft.com/l/meetup-join/19%3ameeting_a%40thread.v2/0"
TUBE = "https://www.youtube-nocookie.com/embed/abcdefghi_1?cc_load_policy=1&rel=0"


@pytest.fixture
def live(portal):
    return portal.call("tests.breakouts.source_rows:a_stage", people=[AMARA, JOSS])


def enter(new_page, live, name, **options) -> Page:
    page = log_in(new_page(**options), live["keys"][name])
    page.goto(live["room"])
    return page


def under_the_actions(page: Page) -> list[str]:
    """What the bar of actions covers of what a room is for, in the first view of its page."""
    return page.evaluate("""() => {
      const bar = document.querySelector(".app-room__actions").getBoundingClientRect();
      const isUnder = (name) => [...document.querySelectorAll(name)].some((part) => {
        const box = part.getBoundingClientRect();
        return box.left < bar.right && box.right > bar.left && box.top < bar.bottom && box.bottom > bar.top;
      });
      return [".app-tabs", "#stage", "#call a", ".app-room__main", "footer"].filter(isUnder);
    }""")


def captions_shown(page: Page) -> list[str]:
    video = page.frame_locator("#stage iframe").locator("video")
    return video.evaluate("""video => [...video.textTracks].filter(track => track.mode === "showing")
        .flatMap(track => [...track.activeCues ?? []].map(cue => cue.text))""")


def test_the_stage_plays_once_it_is_asked_to_with_captions_and_follows_its_organisers(
    new_page, live, portal, axe, fits, screenshot, complaints
):
    page = enter(new_page, live, AMARA)
    expect(page.locator("#connection")).to_have_text("Connected")
    expect(page.locator("#stage")).to_contain_text("There is no picture yet.")
    asked = []
    page.on("request", lambda request: asked.append(request.url))

    portal.call("tests.breakouts.source_rows:the_organisers_set", code=live["code"], stage_address=CARD)
    expect(page.locator("#notice-words")).to_have_text("The stage has a new picture. Press Play to watch.")
    player = page.frame_locator("#stage iframe")
    expect(player.get_by_role("link", name="Play")).to_be_visible()
    assert not [url for url in asked if "m3u8" in url or "hls" in url], "nothing is loaded before Play"
    axe(page)
    fits(page)
    page.set_viewport_size({"width": 1280, "height": 800})
    screenshot(page, "stage-1280")
    assert not under_the_actions(page)

    player.get_by_role("link", name="Play").press("Enter")
    video = player.locator("video")
    video.evaluate(
        "video => new Promise(done => { const look = () => video.currentTime > 0.3 ? done() : "
        "requestAnimationFrame(look); look(); })"
    )
    expect(page.locator("#notice")).to_be_hidden()
    assert captions_shown(page) == ["This is a test card for the stage of the demonstration."]
    assert all(url.startswith((portal.base_url, "blob:")) for url in asked), asked
    expect(page.locator("#stage-about")).to_contain_text("Themed rooms, set A")
    screenshot(page, "stage-playing-1280")
    page.set_viewport_size({"width": 320, "height": 640})
    page.get_by_role("link", name="Questions").click()
    page.get_by_label("Ask a question").scroll_into_view_if_needed()
    expect(page.locator("#stage iframe")).to_be_in_viewport(ratio=0.9)
    screenshot(page, "stage-playing-320")
    fits(page)

    portal.call(
        "tests.breakouts.source_rows:the_organisers_set",
        code=live["code"],
        stage_address=CARD,
        call_address=TEAMS,
    )
    expect(page.get_by_role("link", name="Join the call on Teams (opens in a new tab)")).to_be_visible()
    assert video.evaluate("video => video.currentTime") > 0.3, "a call that changes stops no picture"

    complaints.expected.append("gone.m3u8")
    portal.call(
        "tests.breakouts.source_rows:the_organisers_set",
        code=live["code"],
        stage_address=CARD.replace("main", "gone"),
        fallback_address="https://watch.example/stage",
    )
    player.get_by_role("link", name="Play").click()
    expect(player.locator("[data-failed] p")).to_be_visible(timeout=20_000)
    expect(player.locator("[data-failed] p")).to_contain_text("The stage does not play at the moment.")
    expect(player.get_by_role("link", name="Watch on watch.example instead")).to_be_visible()
    expect(player.get_by_role("button", name="Try again")).to_be_focused()
    screenshot(page, "stage-failed-320")
    axe(page)


def test_without_scripts_the_ways_to_watch_are_there_and_a_player_comes_when_it_is_asked_for(
    new_page, live, portal, axe, fits, screenshot
):
    portal.call(
        "tests.breakouts.source_rows:the_organisers_set",
        code=live["code"],
        stage_address=TUBE,
        fallback_address="https://watch.example/stage",
        captions_address="https://captions.example/stage",
        dial_in_number="+44 20 7946 0000",
        dial_in_code="123 456#",
    )
    page = new_page(java_script_enabled=False)
    asked = []
    page.context.route(
        "https://**",
        lambda route: (
            asked.append(route.request),
            route.fulfill(body="<p>A player</p>", content_type="text/html"),
        ),
    )
    log_in(page, live["keys"][JOSS]).goto(live["room"])

    for words in ("Watch on watch.example instead", "Read live captions and transcript on captions.example"):
        link = page.get_by_role("link", name=words)
        assert link.get_attribute("rel") == "noopener noreferrer"
        assert link.get_attribute("referrerpolicy") == "no-referrer"
    expect(page.get_by_role("link", name="+44 20 7946 0000")).to_have_attribute("href", "tel:+442079460000")
    player = page.frame_locator("#stage iframe")
    expect(player.get_by_text("Playing connects you to www.youtube-nocookie.com.")).to_be_visible()
    assert asked == []
    axe(page)
    fits(page)
    screenshot(page, "stage-without-scripts")
    with page.expect_request(TUBE) as sent:
        player.get_by_role("link", name="Play").click()
    expect(
        player.get_by_title("Speaking up, and being heard, played by www.youtube-nocookie.com")
    ).to_be_visible()

    assert live["room"] not in sent.value.headers.get("referer", "")
