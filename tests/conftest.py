"""What every test may ask for: a running portal, a browser, pages that may not complain, axe, pictures."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection
from django.test import TransactionTestCase
from hypothesis import HealthCheck, settings
from playwright.sync_api import Browser, Page, Playwright, expect, sync_playwright

from tests.browser import TELL_VIOLATIONS, Complaints, launch
from tests.databases import empty_tables, migrated
from tests.order import shuffled
from tests.pages import accessibility_faults, misfits
from tests.portal import TestPortal

SECOND_TRIES = 0 if os.environ.get("NO_SECOND_TRY") else 1

RESULTS = Path(__file__).resolve().parent.parent / "test-results"


class Chromium:
    """This worker's browser. While it runs, under Playwright's loop, the ORM and async tests refuse to."""

    def __init__(self) -> None:
        self._playwright: Playwright | None = None
        self._browser: Browser | None = None

    def started(self) -> Browser:
        if self._browser is None:
            self._playwright = sync_playwright().start()
            self._browser = launch(self._playwright)
        return self._browser

    def stop(self) -> None:
        if self._browser is not None and self._playwright is not None:
            self._browser.close()
            self._playwright.stop()
        self._browser = self._playwright = None


_chromium = pytest.StashKey[Chromium]()
_portal = pytest.StashKey[TestPortal]()


def pytest_configure(config: pytest.Config) -> None:
    config.stash[_chromium] = Chromium()
    # How fast a busy machine draws examples says nothing about the code; how fast it runs them is for bench.
    settings.register_profile("portal", deadline=None, suppress_health_check=[HealthCheck.too_slow])
    settings.load_profile("portal")
    # As long as a page waits for itself: two portals and two browsers share the machine with this.
    expect.set_options(timeout=10_000)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Stop the browser before a test that is without one, and let the portal rest."""
    asked = getattr(item, "fixturenames", ())
    if "browser" not in asked:
        item.config.stash[_chromium].stop()
    if running := item.config.stash.get(_portal, None):
        running.rest(rests="portal" not in asked)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep a folder's browser tests together, on whichever worker is free.

    Groups go before single tests, the largest first: those of a worker follow each other, so that its browser
    starts once, and the end is left to tests that are short. The journeys share a demonstration. What meets a
    whole portal, or a server of sockets, has a second try, which the summary names (docs/adr/0028).
    """
    if seed := os.environ.get("SHUFFLE"):
        items[:] = shuffled(items, seed)
    for item in items:
        asked = set(getattr(item, "fixturenames", ()))
        if asked & {"portal", "web"}:
            item.add_marker(pytest.mark.flaky(reruns=SECOND_TRIES))
        if "browser" in asked:
            item.add_marker(pytest.mark.xdist_group(f"browser in {item.path.parent.name}"))
            if asked & {"db", "transactional_db"}:
                raise pytest.UsageError(f"{item.nodeid}: a browser test sets its rows up with portal.call().")
    items.sort(key=lambda item: "browser" in getattr(item, "fixturenames", ()))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """Keep a picture of every page that was open when a journey failed."""
    report = yield
    if report.when == "call" and report.failed and "new_page" in getattr(item, "funcargs", {}):
        for number, page in enumerate(item.funcargs["new_page"].pages, start=1):
            if not page.is_closed():
                page.screenshot(path=_folder_of(item) / f"failed-{number}.png", full_page=True)
    return report


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix, servers) -> None:
    """The database of this worker's tests is a copy, too, and quickly emptied."""
    connection.settings_dict["TEST"]["TEMPLATE"] = migrated(servers)
    TransactionTestCase._fixture_teardown = lambda case: empty_tables()


@pytest.fixture(scope="session")
def portal(request, servers, tmp_path_factory) -> Iterator[TestPortal]:
    """A real portal on an empty, migrated database, shared by the tests of this worker."""
    name = f"portal_{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}"
    running = TestPortal(servers, tmp_path_factory.mktemp("portal"), name)
    try:
        running.start()
        request.config.stash[_portal] = running
        yield running
    finally:
        running.stop()


@pytest.fixture(scope="session")
def chromium(request, django_db_setup) -> Iterator[Chromium]:
    """The browser, to be stopped before the database is taken down: hence it is asked for after it."""
    yield request.config.stash[_chromium]
    request.config.stash[_chromium].stop()


@pytest.fixture
def browser(chromium) -> Browser:
    """Chromium, running: one for all browser tests that follow each other."""
    return chromium.started()


@pytest.fixture
def complaints() -> Iterator[Complaints]:
    """What the pages of this test complain about; the test fails for whatever it did not expect."""
    heard = Complaints()
    yield heard
    assert not heard.unexpected, "The browser complained:\n" + "\n".join(heard.unexpected)


class PageMaker:
    """Opens pages, each in a context of its own: another person, another device, scripts off."""

    def __init__(self, browser: Browser, base_url: str, complaints: Complaints) -> None:
        self.browser = browser
        self.base_url = base_url
        self.complaints = complaints
        self.pages: list[Page] = []

    def __call__(self, **options: object) -> Page:
        """Open a page; options are Playwright's for a context (java_script_enabled=False, viewport=...)."""
        stage = {
            "locale": "en-GB",
            "timezone_id": "Europe/London",
            "viewport": {"width": 1280, "height": 800},
        }
        context = self.browser.new_context(base_url=self.base_url, **(stage | options))
        context.set_default_timeout(10_000)
        context.add_init_script(TELL_VIOLATIONS)
        context.on("page", self._take_in)
        return context.new_page()

    def _take_in(self, page: Page) -> None:
        self.complaints.listen_to(page)
        self.pages.append(page)


@pytest.fixture
def new_page(browser, portal, complaints) -> Iterator[PageMaker]:
    """Opens further pages of the portal: ``new_page(java_script_enabled=False)``."""
    maker = PageMaker(browser, portal.base_url, complaints)
    yield maker
    for context in {page.context for page in maker.pages}:
        context.close()


@pytest.fixture
def page(new_page) -> Page:
    """A page of the portal in a fresh context."""
    return new_page()


@pytest.fixture
def axe(browser, new_page):
    """``axe(page)`` fails on what axe-core finds on the page as it stands (WCAG 2.2 AA and best practice)."""

    def check(page: Page) -> None:
        # A click returns when its page begins to arrive.
        page.wait_for_load_state()
        faults = accessibility_faults(browser, page)
        assert not faults, f"axe on {page.url}:\n" + "\n".join(faults)

    return check


@pytest.fixture
def fits(new_page):
    """``fits(page)`` fails if the page scrolls sideways at 320 px, or below its footer."""

    def check(page: Page) -> None:
        page.wait_for_load_state()
        found = misfits(page)
        assert not found, f"{page.url} does not fit: {found}"

    return check


@pytest.fixture
def screenshot(request):
    """``screenshot(page, "name")`` keeps a picture in test-results for whoever asked: PICTURES=1."""

    def take(page: Page, name: str) -> Path:
        path = _folder_of(request.node) / f"{name}.png"
        if os.environ.get("PICTURES"):
            page.screenshot(path=path, full_page=True)
        return path

    return take


def _folder_of(item: pytest.Item) -> Path:
    folder = RESULTS / item.nodeid.partition("@")[0].replace("/", ".").replace("::", "/")
    folder.mkdir(parents=True, exist_ok=True)
    return folder
