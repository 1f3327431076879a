"""What is asked of a page as it stands in the browser: axe's findings, and room at 320 px."""

import re
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page

AXE = Path(__file__).resolve().parent.parent / "node_modules" / "axe-core" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
NARROW = 320
# What axe finds in order is long, and crossing over to the test takes it longer than the search. It fetches
# every style sheet again for two rules only: turned screens, which no sheet here asks for, and sound that
# plays by itself, which the tests of the player ask for.
RUN_AXE = f"""async () => (await axe.run(document, {{
  runOnly: {TAGS}, resultTypes: ["violations"], preload: false
}})).violations"""
HAS_NO_SCRIPTS = "() => matchMedia('(scripting: none)').matches"
HEIGHT = "() => document.documentElement.scrollHeight"
SCRIPTS = re.compile(r"<script\b.*?</script>", re.DOTALL | re.IGNORECASE)
OVERFLOW = """() => {
  const width = document.documentElement.clientWidth;
  const needed = document.documentElement.scrollWidth;
  if (needed <= width) return [];
  const wide = [...document.querySelectorAll("body *")]
    .filter((element) => element.getBoundingClientRect().right > width + 1)
    .slice(0, 5)
    .map((element) => `${element.tagName.toLowerCase()}.${element.className}`);
  return [`${needed}px needed`, ...wide];
}"""


HOLLOW = """() => {
  const footer = document.querySelector("footer");
  if (!footer) return 0;
  const page = document.documentElement;
  const below = page.scrollHeight - (footer.getBoundingClientRect().bottom + window.scrollY);
  return page.scrollHeight > page.clientHeight ? Math.round(below) : 0;
}"""


def accessibility_faults(browser: Browser, page: Page) -> list[str]:
    """Return axe's findings on the page as it stands, one line each: an answer to a form, a room in use."""
    found = _on_a_copy(browser, page) if page.evaluate(HAS_NO_SCRIPTS) else _in_place(page)
    return [
        f"{violation['id']} ({violation['impact']}): {violation['help']}: {node['target']}"
        for violation in found
        for node in violation["nodes"]
    ]


def _in_place(page: Page) -> list[dict[str, Any]]:
    """Let axe look at the page itself, from a world of its own.

    There the portal's policy, which rightly refuses a script from outside, does not stand in its way, and the
    page's scripts do not see it.
    """
    before, scrolled = page.viewport_size, page.evaluate("() => window.scrollY")
    line = page.context.new_cdp_session(page)
    frame = line.send("Page.getFrameTree")["frameTree"]["frame"]["id"]
    world = line.send("Page.createIsolatedWorld", {"frameId": frame, "worldName": "axe"})

    def run(expression: str) -> Any:
        asked = {"expression": expression, "contextId": world["executionContextId"]}
        answer = line.send("Runtime.evaluate", {**asked, "awaitPromise": True, "returnByValue": True})
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return answer["result"].get("value")

    _as_tall_as_it_is(page)
    try:
        run(f"{AXE.read_text(encoding='utf-8')}; 0")
        return run(f"({RUN_AXE})()")
    finally:
        page.set_viewport_size(before)
        page.evaluate("(y) => window.scrollTo(0, y)", scrolled)
        line.detach()


def _on_a_copy(browser: Browser, page: Page) -> list[dict[str, Any]]:
    """Let axe, which is a script, look at a copy of a page whose scripts are off."""
    # They must not run on it.
    html = SCRIPTS.sub("", page.content())
    context = browser.new_context(
        storage_state=page.context.storage_state(),
        viewport=page.viewport_size,
        bypass_csp=True,
        locale="en-GB",
    )
    try:
        copy = context.new_page()
        # A request has no fragment: with it nothing would match, and the copy would be another page.
        address = page.url.partition("#")[0]
        copy.route(address, lambda route: route.fulfill(body=html, content_type="text/html; charset=utf-8"))
        copy.goto(page.url)
        _as_tall_as_it_is(copy)
        copy.add_script_tag(content=AXE.read_text(encoding="utf-8"))
        return copy.evaluate(RUN_AXE)
    finally:
        context.close()


def _as_tall_as_it_is(page: Page) -> None:
    """Make its window as tall: what stays in sight while a person scrolls then stands over nothing."""
    page.set_viewport_size({"width": page.viewport_size["width"], "height": page.evaluate(HEIGHT)})


def misfits(page: Page) -> list[str]:
    """Return what sticks out of the page at 320 px or makes it go on below its footer, at both widths."""
    before = page.viewport_size
    found = _hollow(page)
    page.set_viewport_size({"width": NARROW, "height": 640})
    try:
        return [*found, *_hollow(page), *page.evaluate(OVERFLOW)]
    finally:
        page.set_viewport_size(before)


def _hollow(page: Page) -> list[str]:
    below = page.evaluate(HOLLOW)
    return [f"{below}px below the footer"] if below > 2 else []
