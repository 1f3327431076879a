"""The browser fixtures notice what journeys rely on them to notice."""

import shutil

import pytest
from playwright.sync_api import expect

from tests import browser as chromium
from tests.pages import accessibility_faults, misfits

FAULTY = """<!doctype html><html lang="en"><head><title>Faulty</title></head><body><main><h1>Faulty</h1>
<div id="wide">wide</div><img src="data:,"></main>
<script>document.getElementById("wide").style.width = "900px"; console.error("said aloud"); missing();
</script>"""


@pytest.fixture
def faulty(page, complaints):
    complaints.expected += [
        "said aloud",
        "missing",
        "Content Security Policy",
        "securitypolicyviolation",
        "data:",
    ]
    page.route("**/faulty/", lambda route: route.fulfill(body=FAULTY, content_type="text/html"))
    page.goto("/faulty/")
    return page


def test_every_complaint_is_heard(faulty, complaints):
    heard = "\n".join(complaints.heard)

    assert "said aloud" in heard
    assert "missing is not defined" in heard


def test_a_broken_policy_is_heard(page, complaints, new_page):
    complaints.expected += ["Content Security Policy", "securitypolicyviolation"]
    page.route(
        "**/strict/",
        lambda route: route.fulfill(
            body="<!doctype html><title>x</title><h1 style='color: red'>x</h1><script>1</script>",
            headers={"Content-Type": "text/html", "Content-Security-Policy": "default-src 'none'"},
        ),
    )
    page.goto("/strict/")
    expect(page.get_by_role("heading")).to_be_visible()

    heard = "\n".join(complaints.heard)
    assert "securitypolicyviolation: style-src-attr" in heard
    assert "securitypolicyviolation: script-src-elem" in heard


def test_what_axe_finds_is_named(browser, faulty):
    assert "image-alt (critical)" in "\n".join(accessibility_faults(browser, faulty))


def test_axe_looks_past_the_policy_and_leaves_the_page_as_it_was(browser, page):
    body = "<!doctype html><title>x</title><main><h1>x</h1><input>" + "<p>Long</p>" * 100
    policy = {"Content-Type": "text/html", "Content-Security-Policy": "default-src 'none'"}
    page.route("**/strict/", lambda route: route.fulfill(body=body, headers=policy))
    page.goto("/strict/")
    page.evaluate("() => window.scrollTo(0, 300)")
    before = page.viewport_size

    found = "\n".join(accessibility_faults(browser, page))

    assert "html-has-lang (serious)" in found
    assert "label (critical)" in found
    assert page.viewport_size == before
    assert page.evaluate("() => [window.scrollY, typeof axe]") == [300, "undefined"]


def test_what_sticks_out_is_named(faulty):
    assert "div." in " ".join(misfits(faulty))


def test_axe_reads_pages_without_scripts(browser, new_page):
    page = new_page(java_script_enabled=False)
    page.goto("/accessibility/")

    assert accessibility_faults(browser, page) == []


def test_a_page_of_the_portal_passes(page, axe, fits, screenshot, monkeypatch):
    monkeypatch.setenv("PICTURES", "1")
    page.goto("/accessibility/")

    axe(page)
    fits(page)
    assert screenshot(page, "accessibility").stat().st_size > 1000


def test_the_chromium_from_npm_starts_where_there_is_no_other(monkeypatch, tmp_path):
    if not (chromium.PARTS / "bin" / "chromium.br").exists():
        # Fetched by the bootstrap only where it is needed; where it is not, another one has just been used.
        assert any(shutil.which(name) for name in chromium.NAMES)
        return
    monkeypatch.setattr(chromium, "UNPACKED", tmp_path / "unpacked")

    program, environment = chromium.unpack()

    assert chromium.starts(program, environment)
