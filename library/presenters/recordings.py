"""What pages say of recordings: whether they can be watched, until when, and why not."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from common import words
from common.embeds import host_of
from common.policy import Verdict
from events.models import Assembly
from library.chapters import Chapter, read_chapters
from library.models import Captions, Recording
from library.policies.recordings import Watch, WatchRefused, can_watch, is_captioned
from library.transcripts import Paragraph, transcript_of
from library.webvtt import clock_of, read_captions
from library.words import length_in_words

NEARLY_OVER = 10
"""Whoever stopped so many seconds before the end has seen it, and begins anew."""
HARDLY_BEGUN = 5


def sentence_of(recording: Recording, refusal: Verdict) -> str:
    """Say why a recording cannot be watched, in the times of its assembly."""
    if refusal.code is None:
        return ""
    ended = words.until(recording.ends_at, recording.session.assembly.zone)
    return str(WatchRefused(refusal.code, ended=ended))


@dataclass(frozen=True)
class RecordingLine:
    """One recording in a list. Load it with ``queries.to_judge``."""

    recording: Recording
    is_watchable: bool
    sentence: str
    facts: str
    until: str

    @classmethod
    def of(cls, recording: Recording, at: datetime) -> "RecordingLine":
        """Tell how it stands at an instant."""
        verdict = can_watch(recording, at)
        return cls(
            recording,
            is_watchable=bool(verdict),
            sentence=sentence_of(recording, verdict),
            facts=facts_of(recording),
            until=words.until(recording.ends_at, recording.session.assembly.zone),
        )


def lines_of(recordings: Iterable[Recording], at: datetime) -> list[RecordingLine]:
    """Tell how each stands."""
    return [RecordingLine.of(recording, at) for recording in recordings]


def watchable(recordings: Iterable[Recording], at: datetime) -> list[RecordingLine]:
    """Tell of those that can be watched."""
    return [line for line in lines_of(recordings, at) if line.is_watchable]


def refused_together(lines: Iterable[RecordingLine]) -> dict[str, list[RecordingLine]]:
    """Put those that cannot be watched together by the reason, which is said once for all of them."""
    groups: dict[str, list[RecordingLine]] = {}
    for line in lines:
        if not line.is_watchable:
            groups.setdefault(line.sentence, []).append(line)
    return groups


def facts_of(recording: Recording) -> str:
    """Name its length and its captions: "30 minutes, captions"."""
    length = [length_in_words(recording.duration)] if recording.duration else []
    return ", ".join([*length, "captions" if is_captioned(recording) else "no captions yet"])


@dataclass(frozen=True)
class RecordingPage:
    """The page of a recording that plays. Load ``session__assembly``, ``file`` and ``captions``."""

    recording: Recording
    is_preview: bool
    start: int
    """Where Play begins, in seconds."""
    stopped_at: int
    """Where the person stopped before, when they may go on there; 0 otherwise."""
    chapters: Sequence[Chapter]
    transcript: Sequence[Paragraph]
    has_exception: bool

    @classmethod
    def of(
        cls, recording: Recording, *, asked: int | None, position: int, is_preview: bool
    ) -> "RecordingPage":
        """Put it together: ``asked`` is where a link leads, ``position`` where the person stopped."""
        last = recording.duration if recording.duration is not None else max(asked or 0, position) + 60
        is_on_the_way = HARDLY_BEGUN <= position < last - NEARLY_OVER
        stopped_at = position if is_on_the_way else 0
        return cls(
            recording,
            is_preview=is_preview,
            start=stopped_at if asked is None else min(asked, last),
            stopped_at=stopped_at,
            chapters=read_chapters(recording.chapters).chapters,
            transcript=_transcript(recording.captions.all()),
            has_exception=not is_captioned(recording) and recording.captions_due_at is not None,
        )

    @property
    def assembly(self) -> Assembly:
        """The assembly whose recording it is."""
        return self.recording.session.assembly

    @property
    def video_address(self) -> str:
        """Where the player finds the video, from the right place on: a media fragment needs no scripts."""
        address = _address(self.recording, "recording_file")
        return f"{address}#t={self.start}" if self.start else address

    @property
    def chapters_address(self) -> str:
        """Where the player finds the chapters."""
        return _address(self.recording, "recording_chapters")

    @property
    def watched_address(self) -> str:
        """Where the page says how far the person is."""
        return _address(self.recording, "recording_watched")

    @property
    def tracks(self) -> list[tuple[Captions, str]]:
        """The captions, each with its address."""
        return [
            (each, _address(self.recording, "recording_captions", each.language))
            for each in self.recording.captions.all()
        ]

    @property
    def embed_host(self) -> str:
        """The host that plays it; empty for a file of ours."""
        return host_of(self.recording.embed_address)

    @property
    def has_times(self) -> bool:
        """Whether a time can be jumped to: another host's player takes no word from us."""
        return self.recording.file is not None

    @property
    def stopped_clock(self) -> str:
        """Where the person stopped: "12:30"."""
        return clock_of(self.stopped_at) if self.stopped_at else ""

    @property
    def facts(self) -> str:
        """Length and captions."""
        return facts_of(self.recording)

    @property
    def until(self) -> str:
        """Until when it can be watched."""
        return words.until(self.recording.ends_at, self.assembly.zone)

    @property
    def captions_by(self) -> str:
        """By when captions come, during an exception."""
        due_at = self.recording.captions_due_at
        return words.until(due_at, self.assembly.zone) if due_at else ""


def is_over(refusal: Verdict) -> bool:
    """Whether it is the time that forbids it."""
    return refusal.code is Watch.OVER


def _address(recording: Recording, name: str, *more: str) -> str:
    return reverse(name, args=[recording.session.assembly.slug, recording.code, *more])


def _transcript(captions: Iterable[Captions]) -> list[Paragraph]:
    first = next(iter(captions), None)
    return transcript_of(read_captions(first.text).cues) if first else []
