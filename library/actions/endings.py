"""Ending recordings for good: each step is committed before the next, so a kill between them loses nothing.

begin_ending: under the recording's lock the act is due, its row is written, and nothing brings it back.
finish_ending: the bytes go, and then what was said, where people stopped, and the act is done.

Whoever runs it again, or beside, finds a row that is begun or done. Visits stay: who watched how long is
what the figures of the assembly are made of.
"""

from datetime import datetime

import structlog
from django.db import transaction

from accounts.models import User
from library import vault
from library.ending_plans import Step, next_step, plan_endings
from library.models import Captions, Ending, Recording, StoredFile, Watching
from library.notices import REMOVE_ELSEWHERE, about_ending
from notices.actions.telling import tell

log = structlog.get_logger(__name__)


def end_recordings(*, at: datetime) -> int:
    """Do whatever is due; return for how many recordings something was done.

    Safe twice, with two workers, and however late. A disk that refuses one file holds up no other.
    """
    count = 0
    for step in plan_endings(Recording.objects.to_end(at), at):
        try:
            ending = begin_ending(recording=step.recording, at=at)
            if ending is not None:
                finish_ending(ending=ending, at=at)
                count += 1
        except OSError:
            log.exception("a file of the library cannot be removed", recording=step.recording.code)
    return count


@transaction.atomic
def begin_ending(*, recording: Recording, at: datetime) -> Ending | None:
    """Decide, under the recording's lock, that it ends now; None when nothing is due any more.

    Whoever extends it takes the same lock: what comes first holds. After ``removal_began_at`` nothing brings
    it back, because its bytes may be gone.
    """
    locked = (
        Recording.objects.select_for_update(no_key=True, of=("self",)).with_endings().get(pk=recording.pk)
    )
    step = next_step(locked)
    if step is None or not step.is_due(at):
        return None
    if step.has_begun:
        return locked.endings.get(act=step.act, of_end=step.of_end)
    is_removed = step.act is Ending.Act.REMOVED
    if is_removed:
        Recording.objects.filter(pk=locked.pk).update(removal_began_at=at)
    return _write_down(step, at, is_removed=is_removed)


def finish_ending(*, ending: Ending, at: datetime) -> None:
    """Remove what is to be removed, and write that it is done. Archiving is done by being written down."""
    if ending.done_at is not None:
        return
    stored = StoredFile.objects.filter(recording=ending.recording_id).first()
    if stored is not None:
        vault.remove(stored.key)
    _close(ending, at)


def _write_down(step: Step, at: datetime, *, is_removed: bool) -> Ending:
    stored = step.recording.file
    return Ending.objects.create(
        recording=step.recording,
        act=step.act,
        of_end=step.of_end,
        began_at=at,
        done_at=None if is_removed else at,
        file_name=stored.name if stored else "",
        size=stored.size if stored and stored.is_there and is_removed else 0,
    )


@transaction.atomic
def _close(ending: Ending, at: datetime) -> None:
    recording = Recording.objects.select_for_update(no_key=True).get(pk=ending.recording_id)
    if not Ending.objects.filter(pk=ending.pk, done_at=None).update(done_at=at):
        return
    StoredFile.objects.filter(recording=recording).update(removed_at=at, missing_since=None)
    # What was said is the recording in other letters, and where people stopped leads nowhere now.
    Captions.objects.filter(recording=recording).delete()
    Watching.objects.filter(recording=recording).delete()
    Recording.objects.filter(pk=recording.pk).update(chapters="")
    if recording.embed_address:
        _tell_of_other_host(recording, ending, at)
    log.info("a recording was removed", recording=recording.code, bytes=ending.size)


def _tell_of_other_host(recording: Recording, ending: Ending, at: datetime) -> None:
    """Have organisers remove it where it is: no page of ours leads there, but the address still plays."""
    tell(
        kind=REMOVE_ELSEWHERE,
        people=User.objects.organisers(),
        about=about_ending(ending),
        scope=recording.session.assembly.slug,
        at=at,
    )
