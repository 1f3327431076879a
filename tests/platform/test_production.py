"""What production refuses, asked as an operator would: by starting it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

HOME = Path(__file__).resolve().parent.parent.parent
DUMMY = dict(
    line.split("=", 1)
    for line in (HOME / ".ci" / "dummy.env").read_text().splitlines()
    if line and not line.startswith("#")
)
# What it starts without, too; the deployment check only warns.
OPTIONAL = [name for name in DUMMY if name.startswith(("PORTAL_", "LIBRARY_")) and name != "PORTAL_ADDRESS"]
SECRETS = [name for name in DUMMY if name not in OPTIONAL]


def start(*, without=(), **more):
    names = {name: value for name, value in (DUMMY | more).items() if name not in without}
    return subprocess.run(
        [
            sys.executable,
            "-c",
            "import assembly_portal.settings.production as s; print(s.DEBUG, s.SECURE_SSL_REDIRECT)",
        ],
        cwd=HOME,
        env={"PATH": os.environ["PATH"], **names},
        capture_output=True,
        text=True,
    )


def test_it_starts_with_all_of_them():
    assert start().stdout == "False True\n"


@pytest.mark.parametrize("name", SECRETS)
def test_it_does_not_start_without_one_of_them(name):
    refused = start(without=[name])

    assert refused.returncode != 0
    assert f"Production does not start without: {name} (" in refused.stderr


def test_it_names_all_that_it_lacks_at_once():
    assert all(name in start(without=SECRETS).stderr for name in SECRETS)


@pytest.mark.parametrize("value", ["1", "true", "True", "yes"])
def test_it_does_not_start_with_debug(value):
    refused = start(DEBUG=value)

    assert refused.returncode != 0
    assert "Production does not start with DEBUG" in refused.stderr


def test_only_a_proxy_of_ours_may_say_that_a_request_was_encrypted():
    ask = "import assembly_portal.settings.production as s; print(hasattr(s, 'SECURE_PROXY_SSL_HEADER'))"
    for more, answer in (({}, "False"), ({"PORTAL_BEHIND_PROXY": "1"}, "True")):
        environment = {"PATH": os.environ["PATH"], **DUMMY, **more}
        said = subprocess.run(
            [sys.executable, "-c", ask], cwd=HOME, env=environment, capture_output=True, text=True
        )
        assert said.stdout.strip() == answer
