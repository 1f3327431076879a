"""The antivirus is asked over a real socket, and only its very words count."""

import io
import socket
import time

import pytest
from django.core.checks import run_checks

from library import antivirus
from library.antivirus import Finding, NotAnswering, State
from tests.library.clamd import EICAR, listening


def scan(content=b"harmless"):
    return antivirus.scan(io.BytesIO(content))


@pytest.mark.parametrize("way", ["tcp", "unix"])
def test_clean_and_infected_files_are_told_apart(way, settings, tmp_path):
    options = {} if way == "tcp" else {"family": socket.AF_UNIX, "where": str(tmp_path / "clamd.sock")}
    with listening(**options) as (settings.LIBRARY_CLAMAV, clamd):
        assert scan() == Finding(State.CLEAN)
        assert scan(b"before " + EICAR) == Finding(State.INFECTED, "Win.Test.EICAR_HDB-1")
    assert clamd.seen == [b"harmless", b"before " + EICAR]


def test_a_file_of_many_pieces_arrives_whole(settings):
    content = bytes(range(256)) * 12_345
    with listening(limit=1 << 30) as (settings.LIBRARY_CLAMAV, clamd):
        assert scan(content).state == State.CLEAN
    assert clamd.seen == [content]


def test_a_file_above_its_limit_is_told_so(settings):
    with listening(limit=1000) as (settings.LIBRARY_CLAMAV, _):
        assert scan(bytes(1200)).state == State.TOO_LARGE
        assert scan(bytes(8 << 20)).state == State.TOO_LARGE


@pytest.mark.parametrize(
    "reply",
    [
        b"",
        b"\0",
        b"OK\0",
        b"stream: OK and more\0",
        b"stream: okay\0",
        b"stream: Some error ERROR\0",
        b"HTTP/1.1 200 OK\r\n\r\n",
        b"\xff" * 10_000,
    ],
)
def test_nonsense_is_no_answer(reply, settings):
    with listening(reply=reply) as (settings.LIBRARY_CLAMAV, _), pytest.raises(NotAnswering):
        scan()


def test_who_is_silent_does_not_answer(settings, monkeypatch):
    monkeypatch.setattr(antivirus, "ANSWER_SECONDS", 0.3)
    started = time.monotonic()
    with listening(is_mute=True) as (settings.LIBRARY_CLAMAV, _), pytest.raises(NotAnswering):
        scan()
    assert time.monotonic() - started < 5


@pytest.mark.parametrize(
    "address", ["tcp:127.0.0.1:1", "unix:/nowhere/clamd.sock", "tcp:nobody.invalid:3310", "nonsense", "tcp:x"]
)
def test_who_is_dead_does_not_answer(address, settings):
    settings.LIBRARY_CLAMAV = address
    with pytest.raises(NotAnswering):
        scan()


def test_without_one_nothing_is_asked_and_organisers_read_so(settings):
    settings.LIBRARY_CLAMAV = ""
    assert scan() == Finding(State.NOT_ASKED)
    assert "not checked for viruses" in antivirus.sentence()
    settings.LIBRARY_CLAMAV = "tcp:127.0.0.1:3310"
    assert antivirus.sentence() == "Every file is checked for viruses before it is kept."


@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("", "library.W001"),
        ("nonsense", "library.E001"),
        ("unix:relative", "library.E001"),
        ("tcp:a:1", None),
    ],
)
def test_the_deployment_check_says_what_is_missing(address, found, settings):
    settings.LIBRARY_CLAMAV = address
    ids = {message.id for message in run_checks(include_deployment_checks=True)}
    assert ids & {"library.W001", "library.E001"} == ({found} if found else set())
