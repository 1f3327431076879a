"""Watching a recording in a real browser: captions by keyboard, jumping, coming back, and the end."""

import base64
import re

import pytest
from playwright.sync_api import expect

from assembly_portal.processes import wait_until
from tests.breakouts.test_room_browser import log_in
from tests.library.videos import film

ROWS = "tests.library.recording_rows"
SECONDS = 60
# Frames made one after the other, not in the time that they last.
DRAW = """async (seconds) => {
  const canvas = Object.assign(document.createElement("canvas"), {width: 64, height: 36});
  const pen = canvas.getContext("2d");
  const frames = [];
  const encoder = new VideoEncoder({
    output: (chunk) => {
      const bytes = new Uint8Array(chunk.byteLength);
      chunk.copyTo(bytes);
      frames.push(btoa(String.fromCharCode(...bytes)));
    },
    error: (error) => { throw error; },
  });
  encoder.configure({codec: "vp8", width: 64, height: 36, framerate: 1});
  for (let second = 0; second < seconds; second += 1) {
    pen.fillStyle = `hsl(${second * 6} 60% 50%)`;
    pen.fillRect(0, 0, 64, 36);
    const frame = new VideoFrame(canvas, {timestamp: second * 1e6, duration: 1e6});
    encoder.encode(frame, {keyFrame: true});
    frame.close();
  }
  await encoder.flush();
  return frames;
}"""


@pytest.fixture
def recording(portal, new_page):
    studio = new_page()
    studio.goto("/terms/")
    frames = [base64.b64decode(frame) for frame in studio.evaluate(DRAW, SECONDS)]
    return portal.call(f"{ROWS}:a_recording", film=film(frames).hex(), seconds=SECONDS)


def time_of(page) -> float:
    return page.evaluate("() => document.querySelector('video').currentTime")


def wait_for(page, condition: str) -> None:
    page.wait_for_function(f"() => {{ const v = document.querySelector('video'); return {condition}; }}")


def test_watching_with_captions_by_keyboard_leaving_and_coming_back(
    new_page, portal, recording, axe, fits, screenshot
):
    page = log_in(new_page(), recording["keys"][0])
    page.goto(recording["my_day"])
    page.get_by_role("link", name="Keynote address").first.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Keynote address", level=1)).to_be_visible()
    expect(page.get_by_text(re.compile("You can watch this until"))).to_be_visible()
    axe(page)
    fits(page)
    screenshot(page, "recording")

    video = page.locator("video")
    video.focus()
    page.keyboard.press("Space")
    wait_for(page, "!v.paused && v.currentTime > 0.2")
    wait_for(page, "v.textTracks[0].mode === 'showing' && v.textTracks[0].activeCues.length === 1")
    page.keyboard.press("c")
    expect(page.get_by_text("Captions are off.")).to_be_visible()
    wait_for(page, "v.textTracks[0].mode !== 'showing'")
    page.keyboard.press("c")
    wait_for(page, "v.textTracks[0].mode === 'showing'")
    before = time_of(page)
    page.keyboard.press("ArrowRight")
    wait_for(page, f"v.currentTime > {before} + 0.5")

    # By a chapter, then by the transcript: a link each, which a key follows.
    page.get_by_role("link", name="0:40 What we will do").focus()
    page.keyboard.press("Enter")
    wait_for(page, "!v.paused && v.currentTime >= 40 && v.currentTime < 45")
    page.get_by_role("link", name="Watch from 0:20").focus()
    page.keyboard.press("Enter")
    wait_for(page, "!v.paused && v.currentTime >= 20.2 && v.currentTime < 25")
    with page.expect_response(re.compile("/watched/")) as said:
        page.keyboard.press("Space")
    assert said.value.status == 204
    where = portal.call(f"{ROWS}:where", code=recording["code"])
    assert 20 <= where["position"] <= 25
    assert (where["visits"], where["open"]) == (1, 0)

    page.goto(recording["session"])
    page.get_by_role("link", name="Watch the recording (1 minute, captions)").click()
    expect(page.get_by_role("link", name=f"Go on from 0:{where['position']}")).to_be_visible()
    page.locator("video").focus()
    page.keyboard.press("Space")
    wait_for(page, f"!v.paused && v.currentTime >= {where['position']}")


def test_leaving_while_it_plays_keeps_the_place(new_page, portal, recording):
    page = log_in(new_page(), recording["keys"][0])
    page.goto(recording["page"] + "?at=30")
    page.locator("video").focus()
    page.keyboard.press("Space")
    wait_for(page, "!v.paused && v.currentTime >= 30.2")

    page.goto(recording["list"])

    assert wait_until(
        lambda: portal.call(f"{ROWS}:where", code=recording["code"])["open"] == 0, seconds=20, every=0.2
    )
    where = portal.call(f"{ROWS}:where", code=recording["code"])
    assert 30 <= where["position"] <= 40
    assert where["visits"] == 1


def test_searching_the_transcript_and_the_speed_that_stays(new_page, recording, axe, fits):
    page = log_in(new_page(), recording["keys"][0])
    page.goto(recording["page"])
    page.get_by_label("Search the transcript").fill("reporting")
    expect(page.get_by_text("Found 2 times.")).to_be_visible()
    expect(page.locator("mark")).to_have_count(2)
    expect(page.get_by_text("Good morning and welcome.")).to_be_hidden()
    axe(page)
    fits(page)
    # Over the edge of two captions it is one hit, and each of its halves leads to its own second.
    page.get_by_label("Search the transcript").fill("Reporting  comes")
    expect(page.get_by_text("Found once.")).to_be_visible()
    expect(page.locator("mark")).to_have_text(["reporting", "comes"])
    page.locator("mark").last.click()
    wait_for(page, "!v.paused && v.currentTime >= 44 && v.currentTime < 48")
    page.get_by_label("Search the transcript").fill("(nothing")
    expect(page.get_by_text("Nothing was found.")).to_be_visible()
    page.get_by_label("Search the transcript").fill("")
    expect(page.get_by_text("Good morning and welcome.")).to_be_visible()

    page.get_by_label("Speed").select_option("1.5 times")
    assert page.evaluate("() => document.querySelector('video').playbackRate") == 1.5
    page.reload()
    expect(page.get_by_label("Speed")).to_have_value("1.5")
    assert page.evaluate("() => document.querySelector('video').playbackRate") == 1.5


def test_without_scripts_everything_but_resuming_works(new_page, recording, axe, fits):
    page = log_in(new_page(java_script_enabled=False), recording["keys"][0])
    page.goto(recording["list"])
    axe(page)
    fits(page)
    page.get_by_role("link", name="Keynote address").click()
    expect(page.locator("video")).to_have_attribute("src", re.compile("/video$"))
    expect(page.get_by_label("Search the transcript")).to_be_hidden()
    expect(page.get_by_label("Speed")).to_be_hidden()
    axe(page)
    fits(page)
    page.get_by_role("link", name="comes next.").click()
    expect(page.locator("video")).to_have_attribute("src", re.compile("/video#t=44$"))
    page.get_by_role("link", name="Watch from 0:20").click()
    expect(page.locator("video")).to_have_attribute("src", re.compile("/video#t=20$"))
    expect(page).to_have_url(re.compile(r"\?at=20#player$"))


def test_a_page_that_is_open_at_the_end_says_so(new_page, portal, recording, complaints, axe, fits):
    complaints.expected += ["410"]
    page = log_in(new_page(), recording["keys"][0])
    page.goto(recording["page"])
    page.locator("video").focus()
    page.keyboard.press("Space")
    wait_for(page, "!v.paused && v.currentTime > 0.2")
    portal.call(f"{ROWS}:end", code=recording["code"])

    page.keyboard.press("Space")

    expect(page.get_by_role("heading", name="This recording has ended")).to_be_visible()
    axe(page)
    fits(page)


def test_another_hosts_player_comes_only_when_it_is_asked_for(new_page, portal, recording, axe, fits):
    address = "https://player.vimeo.com/video/1234567?dnt=1&texttrack=en"
    portal.call(f"{ROWS}:elsewhere", code=recording["code"], address=address)
    page = log_in(new_page(), recording["keys"][0])
    asked = []
    page.route(
        "https://player.vimeo.com/**",
        lambda route: (asked.append(route.request.url), route.fulfill(body="<title>Player</title>")),
    )
    page.goto(recording["page"])
    axe(page)
    fits(page)
    assert asked == []

    page.get_by_role("button", name="Play the recording").click()
    expect(page.locator("iframe")).to_have_attribute("title", "Keynote address")
    page.wait_for_function("() => window.frames.length === 1")
    expect(page.frame_locator("iframe").locator("body")).to_be_attached()
    assert asked == [address]


def test_an_organiser_takes_a_recording_from_a_draft_to_people(new_page, portal, axe, fits, screenshot):
    rows = portal.call(f"{ROWS}:a_draft_to_publish")
    page = log_in(new_page(), rows["key"])
    page.goto("/admin/library/recording/add/")
    axe(page)
    fits(page)
    page.get_by_label("Session:", exact=True).select_option(str(rows["session"]))
    page.get_by_label("Address at another host (optional)").fill("https://vimeo.com/1234567")
    page.get_by_label("Captions as text (optional)").fill("WEBVTT\n\n00:05.000 --> 00:04.000\nHello")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("link", name="Line 3: the end 0:04 is before its start 0:05.")).to_be_visible()
    axe(page)
    fits(page)
    page.get_by_label("Captions as text (optional)").fill("WEBVTT\n\n00:03.000 --> 00:04.000\nHello")
    page.get_by_role("button", name="Save and continue editing").click()
    expect(page.get_by_text("Before it can be shown: Not everybody who is asked")).to_be_visible()
    axe(page)
    fits(page)
    screenshot(page, "recording-form")

    page.get_by_label("Dr Sefu Larkhill").select_option("Agreed")
    page.get_by_role("button", name="Save and continue editing").click()
    page.get_by_role("link", name="Look at it").click()
    expect(page.get_by_text("Only organisers see this preview.")).to_be_visible()
    page.go_back()
    page.get_by_role("link", name="Publish", exact=True).click()
    axe(page)
    fits(page)
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_text(re.compile("can be watched until"))).not_to_have_count(0)
    page.get_by_role("link", name="Withdraw").click()
    axe(page)
    fits(page)
    page.get_by_role("link", name="Go back").click()
    page.get_by_role("link", name="Change until when").click()
    axe(page)
    fits(page)
    page.goto("/admin/library/recording/")
    axe(page)
    fits(page)
