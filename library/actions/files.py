"""Taking files in: looked at, kept in the vault, written down; and taking out what they tell of people."""

import contextlib
from collections.abc import Collection, Iterator
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from typing import IO, TYPE_CHECKING, TypeAlias

from django.core.files.uploadedfile import UploadedFile
from django.db import DatabaseError, transaction
from structlog import get_logger

from accounts.models import User
from library import examining, intake, vault
from library.file_kinds import PICTURES, FileKind, kind_of_type, largest
from library.intake import Sound
from library.models import StoredFile
from library.refusals import FileRefused, Intake
from library.turns import turn

log = get_logger(__name__)
_kept_here: ContextVar[list[str] | None] = ContextVar("kept_here", default=None)


@dataclass(frozen=True)
class LookedAt:
    """A file that may be kept as it lies there: what it is, and its bytes."""

    sound: Sound
    file: IO[bytes]


# What a form gives, or what a page has looked at before it began its transaction.
if TYPE_CHECKING:
    Upload: TypeAlias = UploadedFile[bytes] | LookedAt
else:
    Upload = UploadedFile | LookedAt  # generic for the type checker only


@contextlib.contextmanager
def looked_at(
    upload: Upload,
    *,
    kinds: Collection[FileKind],
    actor: User | None,
    at: datetime,
    is_cleaned: bool = False,
) -> Iterator[LookedAt]:
    """Lend a file that is one of these kinds by its content, whatever it is called, for :func:`keep_file`.

    This takes seconds, so it stands around the transaction and before every lock. What was looked at already
    is lent as it is. Pictures are always drawn anew without what they tell (a phone writes down where it
    was), and a video loses its place; of other files it goes with ``is_cleaned``, and is else left for people
    to see first.

    :raises FileRefused: what is wrong with it, or ``busy``.
    """
    if isinstance(upload, LookedAt):
        yield upload
        return
    intake.check_size(upload.size or 0, largest(kinds))
    with turn(actor.pk if actor else None), _full_disk_refuses(), intake.on_disk(upload) as file:
        sound = intake.examined(file, name=str(upload.name), kinds=kinds, at=at)
        if sound.kind in PICTURES or is_cleaned:
            with examining.cleaned(file, sound.kind) as clean:
                yield LookedAt(sound, clean)
        else:
            yield LookedAt(sound, file)


@contextlib.contextmanager
def without_metadata(stored: StoredFile, *, actor: User | None) -> Iterator[LookedAt]:
    """Lend a copy without author, organisation, software and dates; the kept file stays as it is.

    Its title stays, which people who read by ear need. This takes seconds, as :func:`looked_at` does.

    :raises FileRefused: ``signed``, ``nothing_to_remove``, ``gone``, ``no_space`` or ``busy``.
    """
    kind = kind_of_type(stored.content_type)
    file = vault.open_kept(stored.key)
    if kind is None or file is None:
        raise FileRefused(Intake.GONE)
    with (
        file,
        turn(actor.pk if actor else None),
        _full_disk_refuses(),
        examining.cleaned(file, kind) as clean,
    ):
        yield LookedAt(Sound(kind, stored.name, stored.scanned_at), clean)


def keep_file(looked: LookedAt, *, actor: User | None, at: datetime) -> StoredFile:
    """Keep a file that was looked at.

    :raises FileRefused: ``no_space``; nothing of it is kept.
    """
    with _full_disk_refuses():
        return _kept(looked.file, looked.sound, actor=actor, at=at)


def store_file(
    *,
    upload: Upload,
    kinds: Collection[FileKind],
    actor: User | None,
    at: datetime,
    is_cleaned: bool = False,
) -> StoredFile:
    """Look at an upload and keep it, for who holds no lock meanwhile.

    :raises FileRefused: what is wrong with it; nothing of it is kept.
    """
    with looked_at(upload, kinds=kinds, actor=actor, at=at, is_cleaned=is_cleaned) as looked:
        return keep_file(looked, actor=actor, at=at)


@contextlib.contextmanager
def bytes_follow_rows() -> Iterator[None]:
    """Remove, at the end, the bytes of each file kept inside whose row did not come to stay.

    It stands around the transaction, not inside. What even this misses is swept away a day later.
    """
    keys: list[str] = []
    token = _kept_here.set(keys)
    try:
        yield
    finally:
        _kept_here.reset(token)
        if keys:
            _remove_orphans(keys)


@contextlib.contextmanager
def _full_disk_refuses() -> Iterator[None]:
    """Say so when a disk fills up, the vault's or that of the temporary folder."""
    try:
        yield
    except vault.NoSpace as full:
        raise FileRefused(Intake.NO_SPACE) from full
    except OSError as error:
        if error.errno not in vault.NO_SPACE:
            raise
        raise FileRefused(Intake.NO_SPACE) from error


def _kept(file: IO[bytes], sound: Sound, *, actor: User | None, at: datetime) -> StoredFile:
    kept = vault.keep(intake.pieces(file, sound.blanks))
    keys = _kept_here.get()
    if keys is not None:
        keys.append(kept.key)
    try:
        with transaction.atomic():
            return StoredFile.objects.create(
                key=kept.key,
                name=sound.name,
                content_type=sound.kind.content_type,
                size=kept.size,
                digest=kept.digest,
                stored_at=at,
                stored_by=actor,
                scanned_at=sound.scanned_at,
            )
    except BaseException:
        vault.remove(kept.key)
        raise


def _remove_orphans(keys: Collection[str]) -> None:
    """Best effort: where the rows cannot be asked, the sweep does it."""
    try:
        there = StoredFile.objects.of_keys(keys)
    except DatabaseError:
        log.warning("library_orphans_left", count=len(keys))
        return
    for key in set(keys) - there:
        vault.remove(key)
