"""One file, looked through from its first bytes to its last part."""

# Each parser is imported only for what it parses: less to wait for, and less that a file can get at.
# ruff: noqa: PLC0415

from dataclasses import dataclass, field
from typing import IO

from library.content import CHUNK, look_at
from library.examination.bounds import Budget
from library.examination.facts import Facts
from library.file_kinds import OFFICE, OPEN_DOCUMENT, PDF, PICTURES, VIDEOS, FileKind, kind_of_type
from library.refusals import FileRefused, Intake

_SEALED = "EncryptedPackage".encode("utf-16-le")


@dataclass(frozen=True)
class Seen:
    """What a file turned out to be, in words where it is none of our kinds, and what it tells of people.

    ``blanks`` are the bytes of a video, from and to, that say where it was taken: it is too large to be
    written anew here, so whoever keeps it leaves them out.
    """

    kind: FileKind | None
    word: str = ""
    facts: Facts = field(default_factory=list)
    blanks: list[tuple[int, int]] = field(default_factory=list)


def examine(file: IO[bytes]) -> Seen:
    """Tell what the file is, and what it tells.

    :raises FileRefused: it is one of our kinds, and something is wrong with it.
    """
    look = look_at(file)
    if look.is_old_office and _holds(file, _SEALED):
        raise FileRefused(Intake.PASSWORD)
    kind = _office_kind(file) if look.is_zip else look.kind
    if kind in VIDEOS:
        return _video(file, kind)
    return Seen(kind, look.word, _facts_of(file, kind) if kind else [])


def clean(file: IO[bytes], content_type: str, target: IO[bytes]) -> None:
    """Write a copy that tells nothing of people.

    :raises FileRefused: ``signed``, ``kind`` where nothing can be removed, or whatever ``examine`` refuses.
    """
    kind = kind_of_type(content_type)
    if kind == PDF:
        from library.examination import pdfs

        pdfs.clean(file, target)
    elif kind in PICTURES:
        from library.examination import pictures

        pictures.clean(file, kind, target)
    elif kind in (*OFFICE, *OPEN_DOCUMENT):
        from library.examination import properties

        properties.clean(file, kind, target, Budget())
    else:
        raise FileRefused(Intake.NOTHING_TO_REMOVE)


def _office_kind(file: IO[bytes]) -> FileKind | None:
    from library.examination import office

    return office.examine(file, Budget())


def _facts_of(file: IO[bytes], kind: FileKind) -> Facts:
    if kind == PDF:
        from library.examination import pdfs

        return pdfs.examine(file)
    if kind in PICTURES:
        from library.examination import pictures

        return pictures.examine(file, kind)
    if kind in (*OFFICE, *OPEN_DOCUMENT):
        from library.examination import properties

        return properties.facts_of(file, kind, Budget())
    return []


def _video(file: IO[bytes], kind: FileKind) -> Seen:
    from library.examination import videos

    # From the name on: a box that is called "free" holds nothing, and everything behind it stays where it is.
    places = [(box.starts + 4, box.ends) for box in videos.places_in(file, kind)]
    facts: Facts = [("Place", "where it was taken")] if places else []
    return Seen(kind, facts=facts, blanks=places)


def _holds(file: IO[bytes], wanted: bytes) -> bool:
    file.seek(0)
    before = b""
    while chunk := file.read(CHUNK):
        if wanted in before + chunk:
            return True
        before = chunk[-len(wanted) :]
    return False
