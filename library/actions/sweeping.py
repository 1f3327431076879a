"""Removing what nobody can ask for: bytes without a row, and halves of uploads."""

from collections.abc import Iterator
from datetime import datetime
from itertools import islice

from library import vault
from library.models import StoredFile

EACH_TIME = 500


def sweep_vault(*, at: datetime) -> int:
    """Remove keys without a row, and broken uploads, that are older than a day; return how many.

    A day, because a row is written after its bytes: whatever is younger may still be on its way to one.
    Safe twice, late and half-way.
    """
    old = (key for key, written_at in vault.kept_keys() if written_at <= at - vault.ABANDONED)
    removed = vault.sweep_incoming(at=at)
    while keys := list(islice(old, EACH_TIME)):
        for key in _without_row(keys):
            removed += vault.remove(key)
    return removed


def _without_row(keys: list[str]) -> Iterator[str]:
    there = StoredFile.objects.of_keys(keys)
    return (key for key in keys if key not in there and vault.KEY.fullmatch(key))
