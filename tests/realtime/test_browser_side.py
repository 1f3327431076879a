"""The browser's modules, tested in their own language by Node, which also brought the front end."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent / "js"


def node() -> str:
    """The machine's Node, or the one that the set-up installed beside Python."""
    return shutil.which("node") or str(Path(sys.executable).parent / "node")


@pytest.mark.parametrize("module", ["announcer", "ladder", "line", "poll", "roster", "socket", "store"])
def test_the_module_does_what_its_own_tests_say(module):
    done = subprocess.run(
        [node(), "--test", str(HERE / f"{module}.test.mjs")],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stdout + done.stderr
