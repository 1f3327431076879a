"""The vault: whole or not at all, and nothing that leads out of it."""

import errno
import os
import time
from datetime import timedelta

import pytest
from django.utils import timezone

from library import vault


def files_in(folder):
    return [path for path in folder.rglob("*") if path.is_file()]


def test_what_is_kept_can_be_read_and_removed(vault_folder):
    kept = vault.keep([b"one ", b"two"])

    with vault.open_kept(kept.key) as file:
        assert file.read() == b"one two"
    assert kept.size == 7
    assert [key for key, _ in vault.kept_keys()] == [kept.key]
    assert vault.remove(kept.key) is True
    assert vault.remove(kept.key) is False
    assert vault.open_kept(kept.key) is None
    assert files_in(vault_folder) == []


def test_an_upload_that_breaks_off_leaves_nothing(vault_folder):
    def breaking():
        yield b"half of it"
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        vault.keep(breaking())

    assert files_in(vault_folder) == []


def test_a_full_disk_leaves_nothing_and_has_a_name(vault_folder):
    def full():
        yield b"half of it"
        raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(vault.NoSpace):
        vault.keep(full())

    assert files_in(vault_folder) == []


@pytest.mark.parametrize(
    "key", ["", "..", "../../etc/passwd", "a" * 31, "a" * 44, "a/" * 16, "ä" * 32, "a" * 32 + "\n"]
)
def test_no_key_leads_out(key):
    with pytest.raises(ValueError, match="no key"):
        vault.path_of(key)


def test_what_a_crash_left_is_swept_away_after_a_day(vault_folder):
    kept = vault.keep([b"stays"])
    left, fresh = vault_folder / "incoming" / "left", vault_folder / "incoming" / "fresh"
    for path in (left, fresh):
        path.write_bytes(b"half")
    long_ago = time.time() - timedelta(days=1, seconds=1).total_seconds()
    os.utime(left, (long_ago, long_ago))

    assert vault.sweep_incoming(at=timezone.now()) == 1

    assert not left.exists()
    assert fresh.exists()
    assert vault.path_of(kept.key).exists()
