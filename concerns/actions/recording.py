"""Writing down what was done. An act whose entry cannot be written does not happen."""

from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction

from concerns.models import HOUSE, Chain, Entry
from concerns.models.records import Deed


@transaction.atomic
def write_entry(
    chain: UUID, deed: Deed, *, on: date, role: str = "", actor: int | None = None, **facts: Any
) -> Entry:
    """Append to a chain, in the caller's transaction. ``facts`` are codes, keys and counts, never words."""
    Chain.objects.bulk_create([Chain(id=chain)], ignore_conflicts=True)
    end = Chain.objects.select_for_update(no_key=True).get(pk=chain)
    entry = Entry(chain=chain, number=end.length + 1, deed=deed, role=role, actor=actor, on=on, facts=facts)
    entry.digest = entry.digest_after(end.head)
    entry.save(force_insert=True)
    end.length, end.head = entry.number, entry.digest
    end.save(update_fields=["length", "head"])
    return entry


def write_house_entry(
    deed: Deed, *, on: date, role: str = "", actor: int | None = None, **facts: Any
) -> Entry:
    """Append what belongs to no concern: memberships, keys, and doors that were tried."""
    return write_entry(HOUSE, deed, on=on, role=role, actor=actor, **facts)
