"""Chapters of a recording: lines such as "12:30 What we learnt", and the WebVTT that players read. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from library.webvtt import Cue, Defect, clock_of, written_captions
from library.webvtt_text import Span

MOST_CHAPTERS = 200
MOST_OF_A_TITLE = 120
AN_HOUR = 60 * 60
LINE = re.compile(r"(?:(\d{1,2}):)?(\d{1,3}):([0-5]\d)[ \t]+(\S.*)", re.ASCII)


@dataclass(frozen=True)
class Chapter:
    """A part of a recording, from ``at`` seconds on."""

    at: int
    title: str

    @property
    def clock(self) -> str:
        """Where it begins: "12:30"."""
        return clock_of(self.at)


@dataclass(frozen=True)
class Chapters:
    """What was read, and everything that is wrong with it."""

    chapters: tuple[Chapter, ...]
    defects: tuple[Defect, ...]


def read_chapters(typed: str, *, duration: int | None = None) -> Chapters:
    """Read one chapter from each line; they rise, and begin within the recording (seconds, when known)."""
    chapters: list[Chapter] = []
    defects: list[Defect] = []
    for number, line in enumerate(re.split(r"\r\n|\n|\r", typed), start=1):
        if not line.strip():
            continue
        chapter = _chapter_of(line)
        words = _fault(chapter, chapters, duration) if chapter else _no_chapter(line)
        if chapter and not words:
            chapters.append(chapter)
        else:
            defects.append(Defect(number, words))
    if len(chapters) > MOST_CHAPTERS:
        return Chapters((), (Defect(0, f"There are more than {MOST_CHAPTERS} chapters."),))
    return Chapters(tuple(chapters), tuple(defects))


def chapter_lines(chapters: Sequence[Chapter]) -> str:
    """Write chapters as they are typed."""
    return "\n".join(f"{chapter.clock} {chapter.title}" for chapter in chapters)


def written_chapters(chapters: Sequence[Chapter], *, duration: int | None = None) -> str:
    """Write chapters as WebVTT: each lasts until the next begins, the last until the recording ends."""
    ends = [chapter.at for chapter in chapters[1:]]
    if chapters:
        ends.append(max(duration or 0, chapters[-1].at + 1) if duration else chapters[-1].at + AN_HOUR)
    return written_captions(
        Cue(chapter.at * 1000, end * 1000, (), ((Span(chapter.title),),))
        for chapter, end in zip(chapters, ends, strict=True)
    )


def _chapter_of(line: str) -> Chapter | None:
    read = LINE.fullmatch(line.strip())
    if read is None:
        return None
    hours, minutes, seconds, title = read.groups()
    if hours and int(minutes) > 59:
        return None
    tidy = " ".join("".join(sign if sign.isprintable() else " " for sign in title).split())
    return Chapter((int(hours or 0) * 60 + int(minutes)) * 60 + int(seconds), tidy) if tidy else None


def _no_chapter(line: str) -> str:
    return f"“{line.strip()[:40]}” is not a time and a title, such as 12:30 What we learnt."


def _fault(chapter: Chapter, before: Sequence[Chapter], duration: int | None) -> str:
    if len(chapter.title) > MOST_OF_A_TITLE:
        return f"the title must be {MOST_OF_A_TITLE} characters or fewer. It has {len(chapter.title)}."
    if before and chapter.at <= before[-1].at:
        return f"{chapter.clock} must come after {before[-1].clock} of the chapter above it."
    if duration is not None and chapter.at >= duration:
        return f"{chapter.clock} is not before the end of the recording, {clock_of(duration)}."
    return ""
