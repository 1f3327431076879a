"""What search knows: written from the rows in their transaction, and repaired whoever changed them."""

import itertools
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from library.actions.indexing import index_document, index_recording
from library.actions.repairing import index_what_changed
from library.models import Captions, Document, Entry, Passage, Recording, Version, Word
from tests.factories import make_room, make_speaker, make_theme
from tests.library.factories import make_document, make_recording, make_version

pytestmark = pytest.mark.django_db


def words_of(entry: Entry) -> str:
    return Entry.objects.values_list("whole", flat=True).get(pk=entry.pk)


def read(version: Version, *texts: str) -> None:
    entry = Entry.objects.get(document=version.document)
    Passage.objects.bulk_create(
        Passage(entry=entry, version=version, position=n, place="page", number=n + 1, text=text)
        for n, text in enumerate(texts)
    )
    Version.objects.filter(pk=version.pk).update(reading=Version.Reading.READ)


def test_a_document_is_known_by_title_summary_themes_owner_and_page():
    assembly = make_recording().session.assembly
    document = make_document(
        title="Escalation map",
        summary="Whom to tell.",
        owner="Quality team",
        assembly=assembly,
        body="## Dignity\n\n| Who | What |\n|---|---|\n| Dean | <b>sighted</b> & told |",
    )
    document.themes.add(make_theme(assembly, title="Hearing back"))

    entry = index_document(document=document)

    for lexeme in ("'escal':1A", "'tell':", "'hear':", "'qualiti':", "'digniti':", "'sight':"):
        assert lexeme in words_of(entry)
    assert {"escalation", "whom", "hearing", "quality", "dignity", "sighted"} <= set(entry.words)
    assert Word.objects.filter(word="escalation").exists()
    assert entry.kind == Entry.Kind.PDF
    [page] = Passage.objects.filter(entry=entry)
    assert page.place == Passage.Place.READ
    assert "<" not in page.text.replace("<b>", "").replace("</b>", "")


def test_a_recording_is_known_by_its_session_its_speakers_and_every_caption():
    recording = make_recording(title="")
    make_speaker(recording.session, name="Dr Ileana Marshwick")
    make_room(recording.session, theme=make_theme(recording.session.assembly, title="Visas"))

    entry = index_recording(recording=recording)

    assert entry.title == recording.session.title
    assert "'marshwick'" in words_of(entry)
    assert "'visa'" in words_of(entry)
    assert [(p.number, p.text) for p in entry.passages.all()] == [
        (0, "Good morning and welcome."),
        (5, "Thank you."),
    ]


@pytest.mark.parametrize(
    ("captions", "passages"),
    [
        ("1\n01:02:03.500 --> 01:02:05.000 align:start\nTwo\nlines", [(3723, "Two lines")]),
        ("00:01.000 --> 00:02.000\n<v Dr A>Fish &amp; <i>chips</i></v>", [(1, "Fish & chips")]),
        ("NOTE 00:01.000 is a note\n\n00:01.000 --> 00:02.000\nSaid", [(1, "Said")]),
        ("00:01.000 --> 00:02.000\n<b></b>", []),
        ("00:01.000 --> 00:02.000\n\u200b", []),
    ],
    ids=["named, two lines", "voice and style", "note", "empty", "nothing to see"],
)
def test_captions_are_known_by_what_is_said_and_when(captions, passages):
    recording = make_recording()
    Captions.objects.filter(recording=recording).update(text=f"WEBVTT\n\n{captions}\n")

    entry = index_recording(recording=recording)

    assert [(p.number, p.text) for p in entry.passages.all()] == passages


def test_indexing_twice_changes_nothing():
    document, recording = make_document(body="Words."), make_recording()

    for _ in range(2):
        index_document(document=document)
        index_recording(recording=recording)

    assert Entry.objects.count() == 2
    assert Passage.objects.count() == 3


def test_a_new_version_takes_the_place_of_the_words_of_the_older_one():
    document = make_document()
    entry = index_document(document=document)
    read(document.versions.get(), "obsolete advice")
    assert "'obsolet'" in words_of(index_document(document=document))

    newer = make_version(document)
    index_document(document=document)
    assert "'obsolet'" not in words_of(entry)

    newer.delete()
    index_document(document=document)
    old = document.versions.get()
    assert old.reading == Version.Reading.WAITING, "its text went when the newer one came"


def test_text_that_no_vector_can_hold_is_cut():
    document = make_document(title="Held")
    index_document(document=document)
    another = ("".join(letters) for letters in itertools.product("abcdefghij", repeat=5))
    pieces = [" ".join(f"{word}-x{word}" for word in itertools.islice(another, 100)) for _ in range(760)]
    read(document.versions.get(), *pieces)

    entry = index_document(document=document)

    assert "'held':1A" in words_of(entry)
    assert "'xaaaaa'" in words_of(entry)
    assert "'xhaaaa'" not in words_of(entry)


def test_a_summary_of_a_megabyte_is_saved():
    entry = index_document(document=make_document(summary="many words " * 100_000))

    assert len(entry.summary) <= 20_000


def test_what_changed_without_search_knowing_is_found_once():
    document, recording = make_document(title="Old"), make_recording()
    assert index_what_changed() == 2
    assert index_what_changed() == 0

    Document.objects.filter(pk=document.pk).update(
        title="New", changed_at=timezone.now() + timedelta(seconds=1)
    )
    assert index_what_changed() == 1
    assert Entry.objects.get(document=document).title == "New"

    later = timezone.now() + timedelta(seconds=1)
    text = "WEBVTT\n\n00:00.000 --> 00:01.000\nCroeso"
    Captions.objects.create(recording=recording, language="cy", text=text, added_at=later)
    assert index_what_changed() == 1
    assert index_what_changed() == 0
    assert "'croeso'" in words_of(Entry.objects.get(recording=recording))

    recording.session.title = "Renamed"
    recording.session.save()
    Recording.objects.filter(pk=recording.pk).update(changed_at=timezone.now() - timedelta(days=1))
    Captions.objects.all().delete()
    assert index_what_changed() == 1
    assert Entry.objects.get(recording=recording).title == "Renamed"


def test_the_command_writes_all_anew_and_forgets_old_words(capsys):
    make_document(title="Induction")
    make_recording()
    Word.objects.create(word="forgotten")

    call_command("index_library")

    assert "2 documents and recordings" in capsys.readouterr().out
    assert not Word.objects.filter(word="forgotten").exists()
    assert Entry.objects.filter(title="Induction").exists()
