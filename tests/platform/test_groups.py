import os
import re
import subprocess
import sys

TESTS = """
import pytest

@pytest.mark.xdist_group("together")
@pytest.mark.parametrize("number", range(6))
def test_it(number):
    pass
"""


def test_tests_of_one_group_share_a_worker(tmp_path):
    """Where they do not, two workers stop each other's servers, and nothing says why."""
    (tmp_path / "test_together.py").write_text(TESTS)

    said = subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "-v",
            "-n",
            "2",
            "--dist",
            "loadgroup",
            "-p",
            "no:valkey",
            "-p",
            "no:django",
            ".",
        ],
        cwd=tmp_path,
        env={name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")},
        capture_output=True,
        text=True,
    )

    assert "6 passed" in said.stdout
    assert len(set(re.findall(r"\[(gw\d)\]", said.stdout))) == 1
