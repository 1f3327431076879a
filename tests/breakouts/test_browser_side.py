"""The room's own modules, tested in their own language."""

import subprocess
from pathlib import Path

import pytest

from tests.realtime.test_browser_side import node

HERE = Path(__file__).parent / "js"


@pytest.mark.parametrize(
    "module",
    [
        "away",
        "conduct",
        "deputies",
        "errors",
        "notes",
        "people",
        "polls",
        "questions",
        "stage",
        "table",
        "timer",
        "turns",
        "words",
    ],
)
def test_the_module_does_what_its_own_tests_say(module):
    done = subprocess.run(
        [node(), "--test", str(HERE / f"{module}.test.mjs")],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stdout + done.stderr
