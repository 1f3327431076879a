"""Whether the chains of entries are whole: nothing changed or left out, no label swapped. Queries only."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from uuid import UUID

from concerns.models import Chain, Concern, Entry, Label
from concerns.models.records import START, Deed
from concerns.pathway import State


class Fault(StrEnum):
    """What is wrong with a chain, as the auditor reads it."""

    CHANGED = "An entry was changed"
    GAP = "An entry is missing"
    CUT = "Entries at the end are missing"
    HEAD = "The end of the chain was changed"
    NO_CHAIN = "The chain is missing"
    LABELS = "One of the reporter's own words was swapped or changed"


@dataclass(frozen=True)
class BrokenChain:
    """A chain, the first number at which it is broken, and how."""

    chain: UUID
    number: int
    fault: Fault


def broken_chains() -> list[BrokenChain]:
    """Compute every chain anew and return those that are not as they were written, one fault for each."""
    ends = {chain.pk: chain for chain in Chain.objects.all()}
    labels = _labels_by_concern()
    sent = dict(Concern.objects.exclude(state=State.DRAFT).values_list("pk", "state"))
    broken, seen = [], set()
    entries = Entry.objects.order_by("chain", "number").iterator(chunk_size=2000)
    for key, rows in groupby(entries, key=lambda entry: entry.chain):
        seen.add(key)
        wanted = labels.get(key, []) if key in sent else None
        if fault := _fault_of(ends.get(key), rows, wanted):
            broken.append(BrokenChain(key, *fault))
    for key, end in ends.items():
        if key not in seen and end.length:
            broken.append(BrokenChain(key, 1, Fault.CUT))
    # Who takes away all of a chain leaves a concern that nobody ever sent.
    broken += [BrokenChain(key, 1, Fault.NO_CHAIN) for key in sent if key not in seen and key not in ends]
    return broken


def _fault_of(
    end: Chain | None, entries: Iterable[Entry], labels: list[str] | None
) -> tuple[int, Fault] | None:
    """Return the first fault; ``labels`` are digests of what is stored, None once the concern is deleted."""
    head, number = START, 0
    swapped: int | None = None
    for entry in entries:
        number += 1
        if entry.number != number:
            return number, Fault.GAP
        if entry.digest != entry.digest_after(head):
            return number, Fault.CHANGED
        if entry.deed == Deed.SENT and labels is not None and entry.facts.get("labels", []) != labels:
            swapped = number
        head = entry.digest
    if end is None:
        return number, Fault.NO_CHAIN
    if end.length != number:
        return number + 1, Fault.CUT
    if end.head != head:
        return number, Fault.HEAD
    return (swapped, Fault.LABELS) if swapped else None


def _labels_by_concern() -> dict[UUID, list[str]]:
    found = defaultdict(list)
    rows = Label.objects.order_by("concern", "position").values_list("concern", "text__sealed")
    for concern, sealed in rows.iterator(chunk_size=2000):
        found[concern].append(hashlib.sha256(bytes(sealed)).hexdigest())
    return found
