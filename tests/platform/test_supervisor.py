import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import urllib.request

import pytest

from tests.platform.starts import HOME, Start, command_of, left_of

pytestmark = [
    pytest.mark.xdist_group("supervisor"),
    pytest.mark.skipif(sys.platform != "linux", reason="reads /proc"),
]


@pytest.fixture(scope="module")
def state(tmp_path_factory):
    """One state folder for all: its first start makes the database, the others are quick."""
    return tmp_path_factory.mktemp("supervised") / ".portal"


@pytest.fixture
def start(state):
    """Starts portals and ends whatever a failed test leaves."""
    started = []

    def begin(folder=state, **options):
        started.append(Start(folder, **options))
        return started[-1]

    yield begin
    for each in started:
        if each.process.poll() is None:
            each.process.kill()
            each.process.wait()


def supervise(*arguments, state):
    return subprocess.run(
        [sys.executable, "-m", "assembly_portal.supervisor", *arguments],
        cwd=HOME,
        env={**os.environ, "PORTAL_STATE_DIR": str(state)},
        capture_output=True,
        text=True,
        timeout=60,
    )


@pytest.fixture(scope="class")
def running(state):
    assert "The portal is not running" in supervise("manage", "check", state=state).stderr
    portal = Start(state, demonstration=True)
    try:
        yield portal.wait_until_up()
    finally:
        portal.process.kill()
        portal.process.wait()


class TestWhileItRuns:
    def test_it_answers_on_both_loopbacks(self, running):
        for address in ("127.0.0.1", "[::1]") if socket.has_ipv6 else ("127.0.0.1",):
            health = json.load(urllib.request.urlopen(f"http://{address}:{running.port}/health/"))
            assert health == {"state": "ok", "database": "ok", "redis": "ok"}
        assert f"The portal is at http://localhost:{running.port}" in running.words

    def test_a_second_start_in_one_clone_is_refused_in_one_sentence(self, running, start):
        second = start()

        assert second.wait_until_over() == 1
        assert second.words.strip() == (
            "The portal already runs from this folder: use it, or stop it with Ctrl-C first."
        )
        assert running.process.poll() is None

    def test_commands_reach_it(self, running, state):
        assert "no issues" in supervise("manage", "check", "--database", "default", state=state).stdout

    def test_its_data_is_not_thrown_away(self, running, state):
        assert "already runs" in supervise("reset", state=state).stderr
        assert (state / "data" / "PG_VERSION").exists()

    def test_ctrl_c_leaves_nothing(self, running):
        family = running.family()

        assert running.interrupt() == 0
        assert left_of(family) == []
        assert not (running.state / "running.json").exists()


def test_sigterm_leaves_nothing(start):
    portal = start().wait_until_up()
    family = portal.family()

    portal.process.terminate()

    assert portal.wait_until_over() == 0
    assert left_of(family) == []


def test_kill_9_leaves_no_process_and_the_next_start_works(start):
    portal = start(demonstration=True).wait_until_up()
    family = portal.family()
    names = " ".join(command_of(pid) for pid in family)
    assert all(
        part in names for part in ("postgres", "valkey", "serving", "celery", "rehearsal", "guardian")
    ), names

    portal.process.kill()
    portal.process.wait()
    again = start(port=portal.port).wait_until_up()

    assert left_of(family) == []
    assert again.interrupt() == 0


def test_even_killing_the_guardian_and_the_supervisor_leaves_nothing(start):
    portal = start().wait_until_up()
    family = portal.family()
    guardian = next(pid for pid in family if "guardian.py" in command_of(pid))

    os.kill(portal.process.pid, signal.SIGSTOP)  # it may not notice
    os.kill(guardian, signal.SIGKILL)
    portal.process.kill()
    portal.process.wait()

    assert left_of(family) == []


@pytest.mark.parametrize(
    "part",
    [
        "celery",
        "postgres -D",
        pytest.param("serving", marks=pytest.mark.load),
        pytest.param("valkey", marks=pytest.mark.load),
    ],
)
def test_if_one_part_dies_all_stop_and_the_log_is_named(start, part):
    portal = start().wait_until_up()
    family = portal.family()
    victim = next(pid for pid in family if part in command_of(pid))

    os.kill(victim, signal.SIGKILL)

    assert portal.wait_until_over() == 1
    assert "stopped by itself, so everything was stopped: read" in portal.words
    assert left_of(family) == []


def test_a_taken_port_is_named_with_the_way_out(start, tmp_path):
    with socket.socket() as line:
        line.bind(("127.0.0.1", 0))
        line.listen()
        port = line.getsockname()[1]

        refused = start(tmp_path / ".portal", port=port)

        assert refused.wait_until_over() == 1
    assert refused.words.strip() == (
        f"Another program uses port {port}: choose another with 'make run PORT={port + 1}'."
    )
    assert not (tmp_path / ".portal" / "data").exists()


def test_a_port_that_is_no_number_is_refused(start, tmp_path):
    refused = start(tmp_path / ".portal", PORT="eighty")

    assert refused.wait_until_over() == 1
    assert refused.words.strip() == "PORT is a number from 1 to 65535, not 'eighty'."


@pytest.mark.parametrize("damage", ["control file", "not a folder", "half a folder"])
def test_damaged_data_is_named_with_the_way_out(start, state, tmp_path, damage):
    folder = tmp_path / ".portal"
    folder.mkdir()
    if damage == "not a folder":
        (folder / "data").write_text("")
    else:
        shutil.copytree(state / "data", folder / "data")
        (folder / "data").chmod(0o700)
        if damage == "control file":
            (folder / "data" / "global" / "pg_control").write_bytes(b"\0" * 8192)
        else:
            shutil.rmtree(folder / "data" / "global")

    refused = start(folder)

    assert refused.wait_until_over() == 1
    assert f"PostgreSQL does not start on its data in {folder / 'data'}" in refused.words
    assert "make reset" in refused.words
    assert supervise("reset", state=folder).returncode == 0
    assert not folder.exists()


def test_a_stale_lock_file_whose_number_another_process_has_does_not_stop_it(start, state):
    start().wait_until_up().interrupt()
    (state / "data" / "postmaster.pid").write_text(f"{os.getpid()}\n{state / 'data'}\n")

    assert start().wait_until_up().interrupt() == 0


@pytest.mark.load
def test_servers_that_the_environment_names_are_used(start, servers, tmp_path):
    portal = start(tmp_path / ".portal", REDIS_URL=servers.redis_url).wait_until_up()

    names = " ".join(command_of(pid) for pid in portal.family())

    assert "Using the server that REDIS_URL names" in portal.words
    assert "valkey" not in names


@pytest.mark.skipif(os.geteuid() != 0, reason="only root needs a way round")
def test_root_starts_where_user_namespaces_are_forbidden(start, tmp_path):
    refusing = tmp_path / "bin" / "unshare"
    refusing.parent.mkdir()
    refusing.write_text("#!/bin/sh\nexit 1\n")
    refusing.chmod(0o755)

    portal = start(tmp_path / ".portal", PATH=f"{refusing.parent}:{os.environ['PATH']}").wait_until_up()
    family = portal.family()

    assert portal.interrupt() == 0
    assert left_of(family) == []
    assert supervise("reset", state=tmp_path / ".portal").returncode == 0
