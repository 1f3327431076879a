"""Writing down what search looks through, from the rows as they are, in the transaction that changes them."""

import re
from collections.abc import Iterable, Iterator
from html import unescape
from typing import Any

from django.db import OperationalError, connection, transaction
from django.db.models import Q

from common.rich_text import rendered
from events.models import Contributor, Session, Theme
from library.entry_kinds import entry_kind
from library.extraction.cleaning import clean, stretches
from library.models import Captions, Document, Entry, Passage, Recording, Version, Word
from library.webvtt import read_captions
from library.webvtt_text import plain

MOST_SUMMARY = 20_000
MOST_WORDS = 20_000
MOST_BYTES = (1_000_000, 200_000)
"""PostgreSQL's vectors end at a megabyte. Prose of this size stays far below; other text may not."""

_TAG = re.compile(r"<[^>]+>")
_WORD = re.compile(r"[^\W\d_]{4,30}")


@transaction.atomic
def index_document(*, document: Document) -> Entry:
    """Write the entry of a document anew: its words, its page, and what was read of its newest version.

    Whoever changes a document, its themes or its versions calls this in the same transaction.
    """
    # Whoever saves it meanwhile waits, and then indexes what they saved.
    document = Document.objects.select_for_update(no_key=True).get(pk=document.pk)
    newest = document.versions.select_related("file").order_by("-number").first()
    file_type = newest.file.content_type if newest else None
    kind = entry_kind(file_type, is_of_topic=document.topic_id is not None)
    themes = list(document.themes.values_list("title", flat=True))
    entry = _write_entry(
        {"document": document},
        kind=kind,
        title=document.title,
        summary=document.summary,
        about=[document.owner, *themes],
        dated_at=document.published_at or document.created_at,
        source_changed_at=document.changed_at,
    )
    entry.passages.exclude(version=newest).delete()
    if newest:
        _have_read_again(newest)
    _add_passages(entry, _of_page(document))
    _write_vector(entry)
    return entry


@transaction.atomic
def index_recording(*, recording: Recording) -> Entry:
    """Write the entry of a recording anew: its words, who speaks, and every caption with its second.

    Whoever changes a recording or its captions calls this in the same transaction.
    """
    recording = (
        Recording.objects.select_for_update(no_key=True, of=("self",))
        .select_related("session")
        .get(pk=recording.pk)
    )
    session, captions = recording.session, list(recording.captions.all())
    entry = _write_entry(
        {"recording": recording},
        kind=Entry.Kind.RECORDING,
        title=recording.name,
        summary=recording.summary or session.summary,
        about=_people_and_themes(session),
        dated_at=recording.published_at or recording.created_at,
        source_changed_at=max(
            recording.changed_at, session.changed_at, *(each.added_at for each in captions)
        ),
    )
    _add_passages(entry, _of_captions(captions))
    _write_vector(entry)
    return entry


def keep_texts(*, document: Document, version: Version, texts: Iterable[tuple[str, int, str]]) -> Entry:
    """Put what was read of a version in the place of what was known of it: place, number and text of each.

    The caller is in a transaction that holds the rows of both.
    """
    entry = Entry.objects.filter(document=document).first() or index_document(document=document)
    entry.passages.filter(version=version).delete()
    _add_passages(entry, texts, version=version)
    # A version that was read late, after a newer one came, is not what people get: this leaves it out.
    return index_document(document=document)


def _write_entry(
    of: dict[str, Any], *, about: Iterable[str], summary: str, title: str, **facts: Any
) -> Entry:
    values = {
        **facts,
        "title": clean(title)[:160],
        "summary": clean(summary[:MOST_SUMMARY]),
        "about": "\n".join(filter(None, map(clean, about))),
    }
    entry, _ = Entry.objects.update_or_create(**of, defaults=values)
    return entry


def _have_read_again(version: Version) -> None:
    """Let a version whose text went when a newer one came be read again once it is the newest again."""
    if version.reading == Version.Reading.READ and not Passage.objects.filter(version=version).exists():
        waiting = {"reading": Version.Reading.WAITING, "reading_began_at": None, "reading_count": 0}
        Version.objects.filter(pk=version.pk).update(**waiting)


def _people_and_themes(session: Session) -> list[str]:
    """Who speaks in a session or chairs it, and what its rooms discuss."""
    in_it = Q(speakers__session=session) | Q(chairs__session=session)
    people = Contributor.objects.filter(in_it).distinct().order_by("name").values_list("name", flat=True)
    themes = Theme.objects.filter(rooms__session=session).distinct().values_list("title", flat=True)
    return [*people, *themes]


def _of_page(document: Document) -> Iterator[tuple[str, int, str]]:
    """The version to read as a page, without its marks."""
    text = clean(unescape(_TAG.sub(" ", rendered(document.body)))) if document.has_page else ""
    return ((Passage.Place.READ, 0, piece) for piece in stretches(text))


def _of_captions(captions: Iterable[Captions]) -> Iterator[tuple[str, int, str]]:
    for each in captions:
        for cue in read_captions(each.text).cues:
            if text := clean(" ".join(map(plain, cue.lines))):
                yield Passage.Place.SECOND, cue.start // 1000, text


def _add_passages(
    entry: Entry, texts: Iterable[tuple[str, int, str]], *, version: Version | None = None
) -> None:
    """Add passages; those without a version are written anew each time."""
    if version is None:
        entry.passages.filter(version=None).delete()
    Passage.objects.bulk_create(
        Passage(entry=entry, version=version, position=position, place=place, number=number, text=text)
        for position, (place, number, text) in enumerate(texts)
    )


def _write_vector(entry: Entry) -> None:
    """Write the words of the whole and those that misspelt ones may mean."""
    entry.words = sorted(_words_of(entry))
    Entry.objects.filter(pk=entry.pk).update(words=entry.words)
    known = set(Word.objects.filter(word__in=entry.words).values_list("word", flat=True))
    # In one order, so that two who bring the same words do not wait for each other.
    new = [Word(word=word) for word in entry.words if word not in known]
    Word.objects.bulk_create(new, ignore_conflicts=True)
    for most in MOST_BYTES:
        if _try_vector(entry, most):
            return


def _words_of(entry: Entry) -> set[str]:
    texts = entry.passages.values_list("text", flat=True)
    words: set[str] = set()
    for text in (entry.title, entry.summary, entry.about, *texts):
        words.update(_WORD.findall(text.casefold()))
        if len(words) >= MOST_WORDS:
            break
    return words


def _try_vector(entry: Entry, most: int) -> bool:
    """Whether so much of the text fits into one vector; if so, it is written."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(WHOLE, {"entry": entry.pk, "most": most})
    except OperationalError:
        return False
    return True


WHOLE = """
update library_entry set whole = head || setweight(to_tsvector('library_english', coalesce((
    select string_agg(text, ' ' order by id) from (
        select id, text, sum(octet_length(text)) over (order by id) as bytes
        from library_passage where entry_id = %(entry)s
    ) as piece where bytes <= %(most)s
), '')), 'D')
where id = %(entry)s
"""
