"""The bootstrap says in one sentence what a machine lacks, and does nothing twice."""

import ast
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

HOME = Path(__file__).resolve().parent.parent.parent


@pytest.fixture
def clone(tmp_path):
    """The parts of a clone that the bootstrap reads."""
    for name in ("bin", "requirements"):
        shutil.copytree(HOME / name, tmp_path / name)
    for name in ("package.json", "package-lock.json", ".npmrc"):
        shutil.copy(HOME / name, tmp_path)
    return tmp_path


def set_up(clone, *, python=sys.executable, blocked="", **environment):
    """Run the bootstrap, with some of the standard library missing."""
    hide = (
        f"import sys; sys.modules.update(dict.fromkeys({blocked.split()!r})); " if blocked else "import sys; "
    )
    run = "import runpy; sys.argv[:] = ['setup', 'run']; runpy.run_path('bin/setup.py', run_name='__main__')"
    return subprocess.run(
        [python, "-c", hide + run],
        cwd=clone,
        env={**os.environ, **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )


def last_line(done):
    return done.stderr.strip().splitlines()[-1]


def test_a_machine_without_venv_is_told_the_package(clone):
    # The suite's own interpreter stands in an environment that was made before venv was hidden.
    said = set_up(clone, blocked="ensurepip venv")

    assert said.returncode == 1
    assert said.stderr.strip() == (
        "Python's venv module is missing: install it (on Debian and Ubuntu with 'sudo apt-get install "
        "python3-venv') and run this again."
    )


def test_an_old_python_is_told_so(clone):
    script = (clone / "bin" / "setup.py").read_text()
    (clone / "bin" / "setup.py").write_text(script.replace("OLDEST = (3, 11)", "OLDEST = (3, 99)"))

    said = set_up(clone)

    assert said.returncode == 1
    assert said.stderr.startswith("\nThis machine's python3 is 3.")
    assert "make PYTHON=" in said.stderr


def test_the_script_can_be_read_by_pythons_that_are_too_old():
    ast.parse((HOME / "bin" / "setup.py").read_text(), feature_version=(3, 7))


def test_a_machine_without_network_is_told_so(clone):
    nowhere = "http://127.0.0.1:9/simple"
    said = set_up(
        clone,
        PIP_INDEX_URL=nowhere,
        PIP_EXTRA_INDEX_URL="",
        PIP_FIND_LINKS="",
        PIP_NO_CACHE_DIR="1",
        PIP_RETRIES="0",
        PIP_CONFIG_FILE="/dev/null",
    )

    assert said.returncode == 1
    assert last_line(said) == (
        "The download failed: connect this machine to the internet (or set its proxy) and run this again."
    )


def test_a_clone_that_is_ready_is_left_alone(tmp_path):
    useless = tmp_path / "npm"
    useless.write_text("#!/bin/sh\nexit 1\n")
    useless.chmod(0o755)
    environment = {**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}", "UV_OFFLINE": "1"}

    done = subprocess.run(
        [sys.executable, "bin/setup.py", "dev"], cwd=HOME, env=environment, capture_output=True, text=True
    )

    assert (done.returncode, done.stdout) == (0, ""), "run 'make test', which sets the clone up first"
