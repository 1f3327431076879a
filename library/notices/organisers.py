"""What the library tells organisers: a file that is missing, and what only they can remove."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from events.models import Assembly
from library.models import Ending, StoredFile
from notices.kinds import Kind, Topic, declare
from notices.letters import AS_ORGANISER, Button, Letter
from notices.models import Notice

FILE_MISSING, REMOVE_ELSEWHERE = "library.file_missing", "library.remove_elsewhere"
ENDINGS = "/admin/library/ending/what-ends/"


def about_missing(stored: StoredFile) -> str:
    """Name one loss of a file: lost again after it came back it is another."""
    since = f"{stored.missing_since:%Y%m%d%H%M%S}" if stored.missing_since else ""
    return f"{stored.pk}@{since}"


def assembly_of(stored: StoredFile) -> Assembly | None:
    """Return the assembly that a file belongs to, if it is one's."""
    of_file = {"sessions__recordings__file": stored}, {"documents__versions__file": stored}
    return next((found for by in of_file if (found := Assembly.objects.filter(**by).first())), None)


def scope_of(stored: StoredFile) -> str:
    """Return the address of its assembly, as notices name it."""
    assembly = assembly_of(stored)
    return assembly.slug if assembly else ""


def _missing(notices: Sequence[Notice]) -> Mapping[UUID, Letter]:
    """Write to organisers of what is still missing."""
    keys = {notice.code: int(notice.about.partition("@")[0]) for notice in notices}
    found = StoredFile.objects.filter(missing_since__isnull=False, removed_at=None).in_bulk(keys.values())
    return {code: _letter(found[key]) for code, key in keys.items() if key in found}


def _letter(stored: StoredFile) -> Letter:
    return Letter(
        f"A file of the library is missing: {stored.name}",
        (
            f"Somebody asked for {stored.name}, and it is not where the portal keeps its files. "
            "People read that it cannot be found and that you have been told.",
            "Ask those who run the portal to bring it back from the backup of the library's folder. "
            "The portal notices by itself when it is there again.",
        ),
        button=Button("See which files are missing", ENDINGS),
        reason=AS_ORGANISER,
    )


def about_ending(ending: Ending) -> str:
    """Name what was done to a recording at one end."""
    return str(ending.pk)


def _elsewhere(notices: Sequence[Notice]) -> Mapping[UUID, Letter]:
    """Write to organisers of recordings that another host still plays."""
    keys = {notice.code: int(notice.about) for notice in notices}
    found = Ending.objects.select_related("recording__session__assembly").in_bulk(keys.values())
    return {code: _remove_there(found[key]) for code, key in keys.items() if key in found}


def _remove_there(ending: Ending) -> Letter:
    recording = ending.recording
    return Letter(
        f"Remove “{recording.name}” at its host"[:200],
        (
            f"The time of “{recording.name}” is over, and the portal shows it no more. "
            "It is not a file of the portal, so the portal cannot remove it.",
            f"It is at {recording.embed_address}. Remove it there: whoever has that address still sees it.",
        ),
        button=Button("See recordings and their end", ENDINGS),
        sender=recording.session.assembly.name,
        reason=AS_ORGANISER,
    )


declare(
    Kind(
        FILE_MISSING,
        "A file of the library is missing",
        Topic.NEWS,
        _missing,
        occasion="To organisers, when somebody asks for a file that is not on the disk",
    ),
    Kind(
        REMOVE_ELSEWHERE,
        "Remove a recording at its host",
        Topic.NEWS,
        _elsewhere,
        occasion="To organisers, a week after the end of a recording that another host plays",
    ),
)
