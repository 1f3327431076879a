"""Making keys and groups, and changing the key that seals the private halves."""

from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.db import transaction

from accounts.models import Employer, LocalOffice
from concerns import vault
from concerns.actions import day_of
from concerns.actions.recording import write_house_entry
from concerns.kinds import SIDE_OF, GroupKind, Holder, Side
from concerns.models import HandlerGroup, KeyGrant, SealedText, SealingKey
from concerns.models.records import Deed
from concerns.refusals import ConcernRefused, Refusal
from concerns.sealing import wrapping
from concerns.sealing.folder import KeyFolder, write_new_key, write_private


def make_group(
    *, kind: GroupKind, employer: Employer | None, local_office: LocalOffice | None, at: datetime
) -> HandlerGroup:
    """Make a handler group with its key, unless it is there.

    The first brings the key for identities along: without one, a name given in confidence would be sealed to
    nobody.

    :raises KeysAbsent: this process has no key folder.
    """
    place = {"employer": employer} if SIDE_OF[kind] is Side.EMPLOYER else {"local_office": local_office}
    with transaction.atomic():
        group, _ = HandlerGroup.objects.get_or_create(kind=kind, **place)
        _make_key(Holder.GROUP, group, at=at)
        _make_key(Holder.CUSTODY, None, at=at)
    return group


def make_custody_key(*, at: datetime) -> None:
    """Make the key to which identities are sealed until two people agree, unless it is there.

    :raises KeysAbsent: this process has no key folder.
    """
    with transaction.atomic():
        _make_key(Holder.CUSTODY, None, at=at)


def make_recovery_key(*, to: Path, at: datetime) -> SealingKey:
    """Make the recovery key and write its private half to a file, which is then taken offline.

    :raises FileExistsError: there is such a file.
    """
    if to.exists():
        raise FileExistsError(to)
    private, public = wrapping.new_pair()
    with transaction.atomic():
        SealingKey.objects.live().filter(holder=Holder.RECOVERY).update(retired_on=day_of(at))
        row = SealingKey.objects.create(
            holder=Holder.RECOVERY, epoch=epoch_of(day_of(at)), public_half=public, made_on=day_of(at)
        )
        write_house_entry(Deed.KEYS_MADE, on=day_of(at), key=str(row.pk), holder=Holder.RECOVERY)
        write_private(to, private.hex().encode() + b"\n")
    return row


def rotate_key_file(*, to: Path, at: datetime) -> int:
    """Seal every private half once more under a new key in file ``to``, and prove that all opens with it.

    The old one still works until ``forget_old_key``. Returns how many halves were sealed.

    :raises KeysAbsent: there is no key to rotate, or a half does not open.
    :raises ConcernRefused: ``damaged``: something would not open; nothing is lost, the old key stays.
    """
    old = KeyFolder.at_hand()
    new = old.sealed_under(write_new_key(to))
    prove_all_opens(new)
    halves = len(list(new.kept()))
    write_house_entry(Deed.KEYS_ROTATED, on=day_of(at), halves=halves)
    return halves


def forget_old_key(*, at: datetime) -> int:
    """Remove what is sealed under another key than the one in use, once all opens without it.

    :raises KeysAbsent: a half that rows need is not here under this key.
    :raises ConcernRefused: ``damaged``; ``not_switched`` while the key in use is the older one.
    """
    folder = KeyFolder.at_hand()
    prove_all_opens(folder)
    if folder.is_overtaken():
        raise ConcernRefused(Refusal.NOT_SWITCHED)
    return folder.forget_others()


def prove_all_opens(folder: KeyFolder) -> int:
    """Open every grant to a group or to custody, and every text through one of them; return how many texts.

    :raises KeysAbsent: a private half is not in the folder under its key.
    :raises ConcernRefused: ``damaged``.
    """
    opened = 0
    halves = {row.pk: folder.private_half(row.pk) for row in _kept_here()}
    grants = KeyGrant.objects.filter(key__in=halves).select_related("concern").order_by("concern")
    proven: set[tuple[object, str]] = set()
    for row in grants.iterator():
        key = vault.unwrapped_with(row, halves[row.key_id])  # type: ignore[index]
        if (row.concern_id, row.envelope) in proven:
            continue
        proven.add((row.concern_id, row.envelope))
        for text in SealedText.objects.filter(concern=row.concern_id, envelope=row.envelope):
            vault.read_text(text, key)
            opened += 1
    return opened


def epoch_of(day: date) -> str:
    """Name the half-year of a day: "2026-2"."""
    return f"{day.year}-{1 if day.month < 7 else 2}"


def _make_key(holder: Holder, group: HandlerGroup | None, *, at: datetime) -> None:
    if SealingKey.objects.live().filter(holder=holder, group=group).exists():
        return
    folder = KeyFolder.at_hand()
    private, public = wrapping.new_pair()
    row = SealingKey(
        id=uuid4(),
        holder=holder,
        group=group,
        epoch=epoch_of(day_of(at)),
        public_half=public,
        made_on=day_of(at),
    )
    # First the private half: a public one alone would take in what nobody can open.
    folder.keep(row.pk, private)
    row.save(force_insert=True)
    facts: dict[str, Any] = {"group": str(group.pk)} if group else {}
    write_house_entry(Deed.KEYS_MADE, on=day_of(at), key=str(row.pk), holder=holder, **facts)


def _kept_here() -> list[SealingKey]:
    return list(SealingKey.objects.filter(holder__in=[Holder.GROUP, Holder.CUSTODY]))
