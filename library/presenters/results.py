"""Results of a search as a list shows them: where they lead, what they are, and what was found in them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import CharField, Prefetch, Value
from django.utils import timezone
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from common.words import day, until
from events.models import Assembly, Chair, Speaker, Theme
from library.extraction.cleaning import clean
from library.file_kinds import kind_of_type
from library.models import Document, Entry, Passage, Recording, Version
from library.searching.finding import MARK_END, MARK_START, Extract
from library.webvtt import clock_of
from library.words import length_in_words, size_in_words

Place = Passage.Place


@dataclass(frozen=True)
class Result:
    """One line of the list."""

    address: str
    title: str
    heading: SafeString
    """The title with what was found in it."""
    what: str
    """Its type and size, which stand in the text of the link."""
    owner: SafeString
    people: Sequence[tuple[str, SafeString]]
    """Whose name was looked for: what each does there, and the name."""
    assembly: Assembly | None
    themes: Sequence[SafeString]
    is_draft: bool
    since: str
    """The day by which the newest come first."""
    until: str
    summary: SafeString
    passage: SafeString
    place: str
    passage_address: str
    """Where a passage leads by itself; empty: to the same place as the title."""


SHOWN = [
    *(f"document__{name}" for name in ("code", "title", "owner", "body", "published_at", "created_at")),
    "document__assembly__name",
    *(f"recording__{name}" for name in ("code", "title", "duration")),
    *(f"recording__{name}" for name in ("published_at", "created_at", "extended_until")),
    "recording__session__title",
    *(f"recording__session__assembly__{name}" for name in ("slug", "name", "time_zone", "closes_at")),
]
"""What a line says of a document or recording; other columns are long, or times read for nothing."""


def results(keys: Sequence[int], found_in: Mapping[int, Extract]) -> list[Result]:
    """Load what these entries are of, in three queries, and say it in their order.

    One more tells what the people do by whose names recordings were found.
    """
    newest = Version.objects.newest().select_related("file")
    entries = (
        Entry.objects.select_related("document__assembly", "recording__session__assembly")
        .only("summary", *SHOWN)
        .prefetch_related(
            Prefetch(
                "document__versions",
                newest.only("document", "file__content_type", "file__size"),
                to_attr="newest",
            ),
            Prefetch("document__themes", Theme.objects.only("title")),
        )
    )
    rows = entries.in_bulk(list(keys))
    shown = [(rows[key], _Seen(rows[key], found_in.get(key))) for key in keys if key in rows]
    parts = _parts_in(entry.recording.session_id for entry, seen in shown if entry.recording and seen.about)
    return [_result(entry, seen, parts) for entry, seen in shown]


class _Seen:
    """What an entry shows of itself, marked where it has what was looked for."""

    def __init__(self, entry: Entry, extract: Extract | None) -> None:
        self.summary = marked(extract.summary if extract else entry.summary)
        self.passage = marked(_cut(extract)) if extract and extract.text else SafeString("")
        self.place = extract.place if extract and self.passage else None
        self.number = (extract.number or 0) if extract else 0
        self.title = extract.title if extract else ""
        lines = extract.about.splitlines() if extract else []
        self.about = {_unmarked(line): marked(line) for line in lines if MARK_START in line}
        """Themes and people that have it, each by its words."""

    def line(self, words: str) -> SafeString:
        """Mark the owner or a theme; one that was named anew since stays as it is."""
        return self.about.get(clean(words)) or marked(clean(words))

    def heading(self, title: str) -> SafeString:
        """Mark the title; one that was changed since stays as it is."""
        return marked(self.title) if _unmarked(self.title) == clean(title) else marked(clean(title))


Parts = Mapping[tuple[int, str], str]


def _parts_in(sessions: Iterable[int]) -> Parts:
    """What people do in sessions, by session and name; who speaks is a speaker, also where they chair."""
    keys = list(sessions)
    if not keys:
        return {}
    chairs, speakers = (
        part.objects.filter(session__in=keys)
        .order_by()
        .values_list("session", "contributor__name", Value(word, output_field=CharField()))
        for part, word in ((Chair, "Chair"), (Speaker, "Speaker"))
    )
    rows = sorted(chairs.union(speakers), key=lambda row: row[2])
    return {(session, clean(name)): word for session, name, word in rows}


def marked(text: str) -> SafeString:
    """Make the marks of what was found visible; all else is text, whatever it looks like."""
    html = escape(text).replace(MARK_START, "<mark>").replace(MARK_END, "</mark>")
    return mark_safe(html)  # noqa: S308 - escaped above


def _cut(extract: Extract) -> str:
    """Show by dots where a passage begins or ends within its text."""
    shown = extract.text or ""
    plain = _unmarked(shown)
    before = "" if plain.startswith(extract.first[: len(plain)]) else "… "
    after = "" if plain.endswith(extract.last[-len(plain) :]) else " …"
    return f"{before}{shown}{after}"


def _unmarked(text: str) -> str:
    return text.replace(MARK_START, "").replace(MARK_END, "")


def _result(entry: Entry, seen: _Seen, parts: Parts) -> Result:
    if entry.document:
        return _of_document(entry.document, seen)
    assert entry.recording is not None
    return _of_recording(entry.recording, seen, parts)


def _of_document(document: Document, seen: _Seen) -> Result:
    return Result(
        address=document.address,
        title=document.title,
        heading=seen.heading(document.title),
        what=_what(document),
        owner=seen.line(document.owner),
        people=[],
        assembly=document.assembly,
        themes=[seen.line(theme.title) for theme in document.themes.all()],
        is_draft=document.is_draft,
        since=_since(document.published_at or document.created_at),
        until="",
        summary=seen.summary,
        passage=seen.passage,
        place=_place(seen.place, seen.number),
        passage_address="",
    )


def _of_recording(recording: Recording, seen: _Seen, parts: Parts) -> Result:
    assembly = recording.session.assembly
    length = f", {length_in_words(recording.duration)}" if recording.duration else ""
    told = [(parts.get((recording.session_id, words)), line) for words, line in seen.about.items()]
    return Result(
        address=recording.address,
        title=recording.name,
        heading=seen.heading(recording.name),
        what=f"recording{length}",
        owner=SafeString(""),
        people=[(part, line) for part, line in told if part],
        assembly=assembly,
        themes=[line for part, line in told if not part],
        is_draft=False,
        since=_since(recording.published_at or recording.created_at),
        until=until(recording.ends_at, assembly.zone),
        summary=seen.summary,
        passage=seen.passage,
        place=f"At {clock_of(seen.number)}" if seen.passage else "",
        passage_address=f"{recording.address}?at={seen.number}" if seen.passage else "",
    )


def _since(at: datetime) -> str:
    return day(at, timezone.get_current_timezone())


def _what(document: Document) -> str:
    """The type and size of the newest file, or that it is read here."""
    newest: Iterable[object] = getattr(document, "newest", [])
    for version in newest:
        file = version.file  # type: ignore[attr-defined]
        kind = kind_of_type(file.content_type)
        return f"{kind.word if kind else 'file'}, {size_in_words(file.size)}"
    return "page to read here" if document.has_page else "no file yet"


def _place(place: str | None, number: int) -> str:
    names = {Place.PAGE: f"Page {number}", Place.SLIDE: f"Slide {number}", Place.TABLE: f"Table {number}"}
    return names.get(Place(place), "") if place else ""
