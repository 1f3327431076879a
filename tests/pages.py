"""What is asked of a page as it stands in the browser: axe's findings, and room at 320 px."""

from pathlib import Path

from playwright.sync_api import Browser, Page

AXE = Path(__file__).resolve().parent.parent / "node_modules" / "axe-core" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
NARROW = 320
# What axe finds in order is long, and crossing over to the test takes it longer than the search. It fetches
# every style sheet again for two rules only: turned screens, which no sheet here asks for, and sound that
# plays by itself, which the tests of the player ask for.
RUN_AXE = """async (tags) => (await axe.run(document, {
  runOnly: tags, resultTypes: ["violations"], preload: false
})).violations"""
WITHOUT_SCRIPTS = "() => { for (const script of document.querySelectorAll('script')) script.remove(); }"
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
    """Return axe's findings, one line each, on a copy of the page.

    The portal's policy rightly refuses a script from outside, so axe runs in a second context without it, on
    the page as it stands: an answer to a form, a room full of messages, or a page whose scripts are off.
    """
    html = page.content()
    context = browser.new_context(
        storage_state=page.context.storage_state(),
        viewport=page.viewport_size,
        bypass_csp=True,
        locale="en-GB",
    )
    try:
        copy = context.new_page()
        # The copy shows the page as its scripts left it; they must not run on it again.
        copy.route(
            "**/*",
            lambda route: route.abort() if route.request.resource_type == "script" else route.fallback(),
        )
        # A request has no fragment: with it nothing would match, and the copy would be another page.
        address = page.url.partition("#")[0]
        copy.route(address, lambda route: route.fulfill(body=html, content_type="text/html; charset=utf-8"))
        copy.goto(page.url)
        copy.evaluate(WITHOUT_SCRIPTS)
        # As tall as the page: what stays in sight while a person scrolls then stands over nothing.
        height = copy.evaluate("() => document.documentElement.scrollHeight")
        copy.set_viewport_size({"width": page.viewport_size["width"], "height": height})
        copy.add_script_tag(content=AXE.read_text(encoding="utf-8"))
        violations = copy.evaluate(RUN_AXE, TAGS)
    finally:
        context.close()
    return [
        f"{violation['id']} ({violation['impact']}): {violation['help']}: {node['target']}"
        for violation in violations
        for node in violation["nodes"]
    ]


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
