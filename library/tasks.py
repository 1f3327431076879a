"""Clock work of the library: the time once at the top, one call."""

from celery import shared_task
from django.utils import timezone

from library.actions import endings, missing, reading, repairing, sweeping

# A minute each at most: what is left is taken on by the next, so that one task never holds a thread for long.
FILES = 10


@shared_task(name="library.tasks.end_recordings")
def end_recordings() -> None:
    """Archive or remove the recordings whose time is over."""
    endings.end_recordings(at=timezone.now())


@shared_task(name="library.tasks.look_for_missing_files")
def look_for_missing_files() -> None:
    """Find files that are back on the disk."""
    missing.look_for_missing()


@shared_task(name="library.tasks.read_versions")
def read_versions() -> None:
    """Read the texts of files that wait for it. Safe twice, safe late."""
    for _ in range(FILES):
        if reading.read_next(at=timezone.now()) is None:
            return


@shared_task(name="library.tasks.index_library")
def index_library() -> None:
    """Have search know what changed without its knowledge. Safe twice, safe late."""
    repairing.index_what_changed()


@shared_task(name="library.tasks.sweep_vault")
def sweep_vault() -> None:
    """Remove what nobody can ask for. Safe twice, safe late."""
    sweeping.sweep_vault(at=timezone.now())
