"""Files that are not on the disk: noted once, told once, and found again after a restore."""

from datetime import datetime

import structlog
from django.db import transaction
from django.db.models import Q

from accounts.models import User
from library import vault
from library.models import StoredFile
from library.notices import FILE_MISSING, about_missing, scope_of
from notices.actions.telling import tell

log = structlog.get_logger(__name__)


def is_on_disk(stored: StoredFile) -> bool:
    """Whether all its bytes are there: a file that was cut short is as lost as one that is gone."""
    try:
        return vault.path_of(stored.key).stat().st_size == stored.size
    except FileNotFoundError:
        return False


@transaction.atomic
def report_missing(*, stored: StoredFile, at: datetime) -> bool:
    """Note that a file is not on the disk, and tell the organisers; whether nobody had noted it before.

    What was removed on purpose, or is about to be, is not missing.
    """
    ended = Q(removed_at__isnull=False) | Q(recording__removal_began_at__isnull=False)
    there = StoredFile.objects.filter(pk=stored.pk, missing_since=None).exclude(ended)
    # One of several who ask at the same instant writes it; only that one tells.
    if not StoredFile.objects.filter(pk__in=there.values("pk"), missing_since=None).update(missing_since=at):
        return False
    stored.missing_since = at
    log.error("a file of the library is missing", file=stored.pk, key=stored.key[:8])
    tell(
        kind=FILE_MISSING,
        people=User.objects.organisers(),
        about=about_missing(stored),
        scope=scope_of(stored),
        at=at,
    )
    return True


def note_found(*, stored: StoredFile) -> None:
    """Note that a file is on the disk again."""
    StoredFile.objects.filter(pk=stored.pk).update(missing_since=None)
    stored.missing_since = None
    log.info("a file of the library is back", file=stored.pk, key=stored.key[:8])


def look_again(*, stored: StoredFile) -> bool:
    """Look on the disk for a file that was missing; whether it is there now."""
    is_back = stored.removed_at is None and is_on_disk(stored)
    if is_back and stored.missing_since is not None:
        note_found(stored=stored)
    return is_back


def look_for_missing() -> int:
    """Look on the disk for every file that was missing; return how many are back.

    A recording whose file is missing is shown to nobody, so nobody's asking would find it again.
    """
    missing = StoredFile.objects.filter(missing_since__isnull=False, removed_at=None)
    return sum(look_again(stored=stored) for stored in missing)
