"""The portal as ``make run`` shows it: the demonstration, replayed now, with people in its rooms."""

import os
from collections.abc import Iterator

import pytest

from tests.portal import TestPortal


@pytest.fixture(scope="package")
def demonstration(servers, tmp_path_factory) -> Iterator[TestPortal]:
    """A portal of its own with the demonstration's rows and the rehearsal playing, until the last journey."""
    name = f"demo_{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}"
    running = TestPortal(servers, tmp_path_factory.mktemp("demonstration"), name)
    try:
        running.start()
        running.manage("seed_demo")
        running.start_rehearsal()
        yield running
    finally:
        running.stop()


@pytest.fixture
def portal(demonstration) -> TestPortal:
    """Journeys visit the demonstration."""
    return demonstration


@pytest.fixture
def see(axe, fits, screenshot):
    """Look at a page as a careful person would: axe, 320 px, and a picture to look at afterwards."""

    def look(page, name: str) -> None:
        page.wait_for_load_state()
        axe(page)
        fits(page)
        screenshot(page, name)

    return look
