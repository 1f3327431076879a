"""Captions as WebVTT: read strictly, with sentences for what is wrong, and written plainly. Pure.

What is written holds cues and nothing else: no style sheets, no regions, no notes, and of the tags only who
speaks, italics, bold and underlined. Browsers are served what this module wrote, never what was uploaded.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from library.webvtt_text import Line, NotCaptions, lines_of, written_line

MOST_BYTES = 2 * 1024 * 1024
MOST_CUES = 20_000
MOST_TOLD = 10
SLACK_MS = 1000
"""How far the last caption may reach past the recording, whose duration is in whole seconds."""

ARROW = "-->"
TIME = re.compile(r"(?:(\d{1,3}):)?([0-5]?\d):([0-5]\d)\.(\d{3})", re.ASCII)
COMMA_TIME = re.compile(r"\d,\d{3}\b", re.ASCII)
BREAK = re.compile(r"\r\n|\n|\r")
SETTING = re.compile(
    r"vertical:(?:rl|lr)"
    r"|line:-?\d{1,4}(?:\.\d{1,3})?%?(?:,(?:start|center|end))?"
    r"|position:\d{1,3}(?:\.\d{1,3})?%(?:,(?:line-left|center|line-right))?"
    r"|size:\d{1,3}(?:\.\d{1,3})?%"
    r"|align:(?:start|center|end|left|right)",
    re.ASCII,
)


@dataclass(frozen=True)
class Cue:
    """One caption: from when to when in milliseconds, where on the picture, and its lines."""

    start: int
    end: int
    settings: tuple[str, ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Defect:
    """What is wrong, and on which line; 0 when it is the whole."""

    line: int
    words: str

    def __str__(self) -> str:
        return f"Line {self.line}: {self.words}" if self.line else self.words


@dataclass(frozen=True)
class Reading:
    """What was read, and everything that is wrong with it."""

    cues: tuple[Cue, ...]
    defects: tuple[Defect, ...]

    @property
    def told(self) -> list[str]:
        """The first defects as sentences, and how many more there are."""
        more = len(self.defects) - MOST_TOLD
        first = [str(defect) for defect in self.defects[:MOST_TOLD]]
        return [*first, f"And {more} more like these."] if more > 0 else first


@dataclass(frozen=True)
class _Block:
    """Lines without an empty one between them; ``number`` is that of the first, from 1."""

    number: int
    lines: Sequence[str]


def read_captions(raw: bytes | str, *, duration: int | None = None) -> Reading:
    """Read captions, from a file or as they were typed; ``duration`` is the recording's, in seconds."""
    size = len(raw)
    if size > MOST_BYTES:
        return _refuse("The captions must be smaller than 2 MB.")
    try:
        text = raw.decode("utf-8") if isinstance(raw, bytes) else raw
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1 if isinstance(raw, bytes) else 0
        return _refuse("this is not written in UTF-8. Save the file again with the encoding UTF-8.", line)
    lines = BREAK.split(text.removeprefix("\ufeff").replace("\0", "\ufffd"))
    if not re.fullmatch(r"WEBVTT(?:[ \t].*)?", lines[0]):
        return _refuse(_no_beginning(lines), 1)
    return _read_blocks(list(_blocks(lines)), duration)


def written_captions(cues: Iterable[Cue]) -> str:
    """Write cues as browsers are served them."""
    return "\n".join(("WEBVTT\n", *map(_written_cue, cues)))


def clock_of(seconds: int) -> str:
    """Name a place in a recording as players do: "0:04", "12:30", "1:02:05"."""
    minutes, rest = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def written_time(milliseconds: int) -> str:
    """Write an instant as WebVTT does, hours and all."""
    seconds, rest = divmod(milliseconds, 1000)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.{rest:03}"


def _refuse(words: str, line: int = 0) -> Reading:
    return Reading((), (Defect(line, words),))


def _no_beginning(lines: Sequence[str]) -> str:
    if any(ARROW in line and COMMA_TIME.search(line) for line in lines[:5]):
        return "this looks like an SRT file. Save the captions as WebVTT (.vtt)."
    return "the captions must begin with the word WEBVTT, alone on its line."


def _blocks(lines: Sequence[str]) -> Iterator[_Block]:
    """Take the text apart at its empty lines; the first block is the head."""
    begun: list[str] = []
    for number, line in enumerate([*lines, ""], start=1):
        if line:
            begun.append(line)
        elif begun:
            yield _Block(number - len(begun), begun)
            begun = []


def _read_blocks(blocks: Sequence[_Block], duration: int | None) -> Reading:
    cues: list[Cue] = []
    defects: list[Defect] = []
    head, *rest = blocks
    if any(ARROW in line for line in head.lines):
        defects.append(Defect(2, "leave an empty line between WEBVTT and the first caption."))
    for block in filter(_is_cue, rest):
        if len(cues) == MOST_CUES:
            defects.append(Defect(block.number, f"there are more than {MOST_CUES:,} captions."))
            break
        try:
            cue, line = _cue_of(block)
            _check(cue, line, cues[-1] if cues else None, duration)
        except NotCaptions as wrong:
            defects.append(Defect(block.number + wrong.offset, wrong.words))
            continue
        if cue.lines:
            cues.append(cue)
    if not cues and not defects:
        defects.append(Defect(0, "There is no caption in it."))
    return Reading(tuple(cues), tuple(defects))


def _is_cue(block: _Block) -> bool:
    first = block.lines[0]
    return not (first.split(maxsplit=1)[:1] == ["NOTE"] or first.rstrip(" \t") in ("STYLE", "REGION"))


def _cue_of(block: _Block) -> tuple[Cue, int]:
    """Read one cue, and tell at which of the block's lines its times stand."""
    at = next((number for number, line in enumerate(block.lines[:2]) if ARROW in line), None)
    if at is None:
        raise NotCaptions(
            "there are no times above this text, such as 00:05.000 --> 00:08.000. "
            "An empty line ends a caption."
        )
    start, end, settings = _times(block.lines[at], at)
    return Cue(start, end, settings, lines_of(block.lines[at + 1 :], at + 1)), at


def _times(line: str, at: int) -> tuple[int, int, tuple[str, ...]]:
    before, _, after = line.partition(ARROW)
    typed, *settings = after.split() or [""]
    kept = {setting.partition(":")[0]: setting for setting in settings if SETTING.fullmatch(setting)}
    return _instant(before.strip(), at), _instant(typed, at), tuple(kept.values())


def _instant(typed: str, at: int) -> int:
    read = TIME.fullmatch(typed)
    if read:
        hours, minutes, seconds, rest = (int(part or 0) for part in read.groups())
        return ((hours * 60 + minutes) * 60 + seconds) * 1000 + rest
    if COMMA_TIME.search(typed):
        raise NotCaptions("write the times with a full stop: 00:05.000, not 00:05,000.", at)
    raise NotCaptions(f"“{typed[:30]}” is not a time such as 00:05.000 or 01:00:05.000.", at)


def _check(cue: Cue, line: int, before: Cue | None, duration: int | None) -> None:
    start, end = clock_of(cue.start // 1000), clock_of(cue.end // 1000)
    if cue.end < cue.start:
        raise NotCaptions(f"the end {end} is before its start {start}.", line)
    if cue.end == cue.start:
        raise NotCaptions(f"the caption ends when it starts, at {start}.", line)
    if before and cue.start < before.start:
        above = clock_of(before.start // 1000)
        raise NotCaptions(f"the start {start} is before that of the caption above it, {above}.", line)
    if duration is not None and cue.end > duration * 1000 + SLACK_MS:
        raise NotCaptions(f"the end {end} is after the end of the recording, {clock_of(duration)}.", line)


def _written_cue(cue: Cue) -> str:
    times = f"{written_time(cue.start)} {ARROW} {written_time(cue.end)}"
    lines = [" ".join((times, *cue.settings)), *map(written_line, cue.lines)]
    return "\n".join(lines) + "\n"
