"""The transcript of a recording: its captions as paragraphs, by who speaks and by pauses. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from library.webvtt import Cue, clock_of

PAUSE_MS = 2500
LONG_ENOUGH = 400
"""A paragraph of so many letters ends with the next sentence."""
ENDS_OF_SENTENCES = (".", "!", "?", "…", "”")


@dataclass(frozen=True)
class Piece:
    """What one caption says, from ``at`` seconds on."""

    at: int
    text: str


@dataclass(frozen=True)
class Paragraph:
    """What one person says without a pause. Without a name it goes on as before."""

    speaker: str
    pieces: tuple[Piece, ...]

    @property
    def at(self) -> int:
        """Where it begins, in seconds."""
        return self.pieces[0].at

    @property
    def clock(self) -> str:
        """Where it is: "12:30"."""
        return clock_of(self.at)

    @property
    def text(self) -> str:
        """All of it, as people read it."""
        return " ".join(piece.text for piece in self.pieces)


@dataclass(frozen=True)
class _Said:
    start: int
    end: int
    speaker: str
    text: str


def transcript_of(cues: Iterable[Cue]) -> list[Paragraph]:
    """Put captions together as people read them."""
    paragraphs: list[Paragraph] = []
    before: _Said | None = None
    for said in _said(cues):
        if before and before.text == said.text and said.start <= before.end:
            # Captions that roll show a line twice; it was said once.
            before = said
            continue
        piece = Piece(said.start // 1000, said.text)
        if before is None or _begins(said, before, paragraphs[-1]):
            paragraphs.append(Paragraph(said.speaker, (piece,)))
        else:
            last = paragraphs.pop()
            paragraphs.append(Paragraph(last.speaker, (*last.pieces, piece)))
        before = said
    return paragraphs


def _said(cues: Iterable[Cue]) -> Iterator[_Said]:
    """Tell who says what in each cue; a change of speaker within one makes two."""
    for cue in cues:
        begun: list[str] = []
        speaker = cue.lines[0][0].speaker if cue.lines else ""
        for span in (span for line in cue.lines for span in (*line, None)):
            if span is None:
                begun.append(" ")
                continue
            if span.speaker != speaker and begun and "".join(begun).strip():
                yield _Said(cue.start, cue.end, speaker, _tidy(begun))
                begun = []
            speaker = span.speaker
            begun.append(span.text)
        if text := _tidy(begun):
            yield _Said(cue.start, cue.end, speaker, text)


def _tidy(pieces: Iterable[str]) -> str:
    return " ".join("".join(pieces).split())


def _begins(said: _Said, before: _Said, last: Paragraph) -> bool:
    """Whether a new paragraph begins here."""
    is_long = len(last.text) >= LONG_ENOUGH and last.text.endswith(ENDS_OF_SENTENCES)
    return said.speaker != last.speaker or said.start - before.end >= PAUSE_MS or is_long
