"""The modules of conversations, tested in their own language."""

import subprocess
from pathlib import Path

from tests.realtime.test_browser_side import node

HERE = Path(__file__).parent / "js"


def test_the_modules_do_what_their_own_tests_say():
    done = subprocess.run(
        [node(), "--test", str(HERE / "talk.test.mjs")],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stdout + done.stderr
