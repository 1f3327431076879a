"""A library of thousands for the bench, and what its searches ask of the database; in a portal's process."""

import random
from datetime import timedelta

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from assembly_portal.rehearsal.cast import log_in
from events.models import Session, Theme
from library.models import Captions, Document, Entry, Passage, Recording, StoredFile, Version
from tests.factories import make_assembly, make_delegate, make_session, make_theme

PAGES, WORDS_ON_A_PAGE = 20, 90
CAPTIONS, WORDS_IN_A_LINE = 300, 9
COMMON = ["escalation", "supervisor", "induction", "feedback", "training", "concern", "employer", "rota"]
SYLLABLES = [
    "ba",
    "ce",
    "di",
    "fo",
    "gu",
    "ha",
    "je",
    "ki",
    "lo",
    "mu",
    "na",
    "pe",
    "ri",
    "so",
    "tu",
    "va",
    "we",
    "xi",
    "yo",
    "zu",
]


def a_vocabulary(dice: random.Random, count: int = 30_000) -> list[str]:
    """Words that nobody uses, the first far more often than the last, as in any language."""
    words = {"".join(dice.choices(SYLLABLES, k=dice.randint(2, 4))) for _ in range(count)}
    return sorted(words, key=lambda word: dice.random())


class Writer:
    """Writes texts: common words now and then, the others as rare as their place says."""

    def __init__(self, dice: random.Random) -> None:
        self.dice, self.words = dice, a_vocabulary(dice)

    def text(self, count: int) -> str:
        places = (int(len(self.words) * self.dice.random() ** 4) for _ in range(count))
        words = [self.words[place] for place in places]
        for word in self.dice.sample(COMMON, 2):
            words[self.dice.randrange(count)] = word
        return " ".join(words)


def a_library(documents: int, recordings: int) -> dict:
    """Make a library of two years, and a delegate of both who sees all of it."""
    dice = random.Random(7)
    writer, now = Writer(dice), timezone.now()
    years = [make_assembly(starts_at=now - timedelta(days=days)) for days in (40, 20)]
    themes = [make_theme(year, title=f"Theme {n}") for year in years for n in range(8)]
    sessions = [make_session(year) for year in years for _ in range(20)]
    _documents(writer, documents, themes, now)
    _recordings(writer, recordings, sessions, now)
    with connection.cursor() as cursor:
        cursor.execute(VECTORS)
        cursor.execute(WORDS)
        cursor.execute("vacuum analyze")
    user = make_delegate(years[0]).user
    make_delegate(years[1], user=user)
    return {
        "cookie": log_in(user.pk),
        "rare": writer.words[len(writer.words) // 2],
        "theme": themes[0].pk,
        "bytes": _bytes(),
    }


# What the actions write entry by entry, for all of them at once.
VECTORS = """
update library_entry set
    whole = head || setweight(to_tsvector('library_english', said.text), 'D'),
    words = array(
        select distinct word
        from regexp_split_to_table(lower(concat_ws(' ', title, summary, said.text)), '\\W+') as word
        where length(word) between 4 and 30 and word !~ '[0-9]'
    )
from (select entry_id, string_agg(text, ' ') as text from library_passage group by entry_id) as said
where said.entry_id = library_entry.id
"""
WORDS = "insert into library_word select distinct unnest(words) from library_entry"


def _documents(writer: Writer, count: int, themes: list[Theme], now) -> None:
    documents = Document.objects.bulk_create(
        Document(
            title=f"{writer.text(4)} {number}",
            summary=writer.text(24),
            owner="Bench office",
            assembly=themes[number % len(themes)].assembly,
            audience=Document.Audience.ASSEMBLY if number % 2 else Document.Audience.EVERYBODY,
            published_at=now - timedelta(minutes=number),
            created_at=now,
        )
        for number in range(count)
    )
    link = Document.themes.through
    link.objects.bulk_create(
        link(document=document, theme=themes[number % len(themes)])
        for number, document in enumerate(documents)
    )
    versions = Version.objects.bulk_create(
        Version(document=document, number=1, file=file, added_at=now, reading="read")
        for document, file in zip(documents, _files("application/pdf", count), strict=True)
    )
    entries = _entries(documents, Entry.Kind.PDF)
    for entry, version in zip(entries, versions, strict=True):
        Passage.objects.bulk_create(
            Passage(
                entry=entry,
                version=version,
                position=page,
                place="page",
                number=page,
                text=writer.text(WORDS_ON_A_PAGE),
            )
            for page in range(1, PAGES + 1)
        )


def _recordings(writer: Writer, count: int, sessions: list[Session], now) -> None:
    recordings = Recording.objects.bulk_create(
        Recording(
            session=sessions[number % len(sessions)],
            title=f"{writer.text(4)} {number}",
            file=file,
            published_at=now - timedelta(minutes=number),
            created_at=now,
        )
        for number, file in enumerate(_files("video/webm", count))
    )
    Captions.objects.bulk_create(
        Captions(recording=recording, text="WEBVTT", added_at=now) for recording in recordings
    )
    for entry in _entries(recordings, Entry.Kind.RECORDING):
        Passage.objects.bulk_create(
            Passage(
                entry=entry,
                position=line,
                place="second",
                number=line * 5,
                text=writer.text(WORDS_IN_A_LINE),
            )
            for line in range(CAPTIONS)
        )


def _entries(rows: list, kind: Entry.Kind) -> list[Entry]:
    return Entry.objects.bulk_create(
        Entry(
            **{row._meta.model_name: row},
            kind=kind,
            title=row.title,
            summary=row.summary,
            about="Bench office",
            dated_at=row.published_at,
            source_changed_at=row.changed_at,
        )
        for row in rows
    )


def _files(content_type: str, count: int) -> list[StoredFile]:
    now = timezone.now()
    return StoredFile.objects.bulk_create(
        StoredFile(name="bench", content_type=content_type, size=1, digest="0" * 64, stored_at=now)
        for _ in range(count)
    )


def _bytes() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "select sum(pg_total_relation_size(name::regclass)) from unnest("
            "array['library_entry', 'library_passage', 'library_word']) as name"
        )
        return int(cursor.fetchone()[0])


def queries(paths: list[str], cookie: str) -> list[int]:
    """Count the queries of each page as somebody sees it the second time."""
    client = Client(SERVER_NAME="localhost")
    name, _, value = cookie.partition("=")
    client.cookies[name] = value
    counts = []
    for path in paths:
        client.get(path)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(path).status_code == 200, path
        counts.append(len(captured))
    return counts
