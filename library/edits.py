"""What stands in a row and what somebody typed over it, field by field: for who saves after somebody else."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from common.words import day_and_clock, listed
from events.models import Session, Theme
from library.models import Document, Recording


@dataclass(frozen=True)
class Edit:
    """One field that stands otherwise than somebody is about to save it; both in full, so nothing is lost."""

    field: str
    stored: str
    typed: str


def edits_of_document(
    stored: Document, typed: Document, *, themes: Collection[Theme], sessions: Collection[Session]
) -> list[Edit]:
    """List what saving ``typed`` would change in ``stored``, in the order of the form."""
    return _compared(
        _of_document(stored, stored.themes.all(), stored.sessions.all()),
        _of_document(typed, themes, sessions),
    )


def edits_of_recording(stored: Recording, typed: Recording) -> list[Edit]:
    """List what saving ``typed`` would change in ``stored``, in the order of the form."""
    return _compared(_of_recording(stored), _of_recording(typed))


def _compared(stored: Mapping[str, object], typed: Mapping[str, object]) -> list[Edit]:
    pairs = [(field, _text(stored[field]), _text(typed[field])) for field in stored]
    return [
        Edit(field, there or "Nothing", here or "Nothing") for field, there, here in pairs if there != here
    ]


def _text(value: object) -> str:
    """The value as it was typed; browsers send other line breaks than files have."""
    return "\n".join(str(value or "").strip().splitlines())


def _of_document(
    document: Document, themes: Iterable[Theme], sessions: Iterable[Session]
) -> dict[str, object]:
    due_on = document.review_due_on
    return {
        "Title": document.title,
        "Summary": document.summary,
        "Owner": document.owner,
        "Review due": f"{due_on.day} {due_on:%B %Y}" if due_on else "",
        "Who sees it": document.get_audience_display(),
        "Assembly": document.assembly,
        "From when on": document.get_from_phase_display(),
        "Themes": listed(sorted(theme.title for theme in themes)),
        "Sessions": listed(sorted(session.title for session in sessions)),
        "Slides of the topic": document.topic,
        "Version to read as a page": document.body,
    }


def _of_recording(recording: Recording) -> dict[str, object]:
    due_at, zone = recording.captions_due_at, recording.session.assembly.zone
    return {
        "Title": recording.title,
        "Summary": recording.summary,
        "Video file": recording.file.name if recording.file else "",
        "Address at another host": recording.embed_address,
        "Captions are switched on there": "Yes" if recording.embed_has_captions else "No",
        "When its time is over": recording.get_afterwards_display(),
        "Captions promised by": day_and_clock(due_at, zone) if due_at else "",
        "Why there are none yet": recording.captions_reason,
        "Chapters": recording.chapters,
    }
