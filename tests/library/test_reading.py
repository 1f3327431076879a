"""Reading the files of versions: each once, by one worker, and no file takes a worker down for good."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from library import tasks, vault
from library.actions.reading import LEASE, MOST_TRIES, ask_for_reading, read_next
from library.file_kinds import DOCX, PDF, PNG
from library.models import Entry, Passage, Version
from tests.library.factories import make_document, make_version
from tests.library.texts import docx, pdf

Reading = Version.Reading


def state_of(document) -> tuple:
    version = document.versions.first()
    return version.reading, version.reading_count


@pytest.mark.parametrize(
    ("content", "kind", "expected", "texts"),
    [
        (pdf("Escalation map", "Second page"), PDF, Reading.READ, ["Escalation map", "Second page"]),
        (docx("Words"), DOCX, Reading.READ, ["Words"]),
        (pdf(""), PDF, Reading.EMPTY, []),
        (b"\x89PNG", PNG, Reading.EMPTY, []),
        (b"%PDF-1.7 broken", PDF, Reading.FAILED, []),
    ],
    ids=["pdf", "docx", "pdf of pictures", "picture", "broken"],
)
def test_what_waits_is_read_once(db, content, kind, expected, texts):
    document = make_document(content, kind=kind)

    tasks.read_versions()
    tasks.read_versions()

    assert state_of(document) == (expected, 1)
    assert list(Passage.objects.values_list("text", flat=True)) == texts
    entry = Entry.objects.get(document=document)
    assert all(word.casefold() in entry.words for text in texts for word in text.split() if len(word) > 3)


def test_whoever_adds_a_version_has_it_read(db, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        document = make_document(pdf("At once"))
        ask_for_reading()

    assert state_of(document) == (Reading.READ, 1)


def test_the_version_of_a_killed_worker_is_taken_up_again_and_given_up_after_three(db):
    document, at = make_document(pdf("x")), timezone.now()
    Version.objects.update(reading_began_at=at, reading_count=1)

    assert read_next(at=at + LEASE - timedelta(seconds=1)) is None
    assert state_of(document) == (Reading.WAITING, 1)

    Version.objects.update(reading_count=MOST_TRIES)
    assert read_next(at=at + LEASE) is not None
    assert state_of(document)[0] == Reading.FAILED
    assert read_next(at=at + 3 * LEASE) is None


def test_a_file_that_is_not_there_is_tried_again(db):
    document, at = make_document(pdf("Back again")), timezone.now()
    path = vault.path_of(document.versions.get().file.key)
    content = path.read_bytes()
    path.unlink()

    read_next(at=at)
    assert state_of(document) == (Reading.WAITING, 1)

    path.write_bytes(content)
    read_next(at=at + LEASE)
    assert state_of(document) == (Reading.READ, 2)


def test_an_older_version_that_is_read_late_is_not_found(db):
    document = make_document(pdf("Obsolete"))
    make_version(document, pdf("Current"))

    tasks.read_versions()

    assert list(Passage.objects.values_list("text", flat=True)) == ["Current"]
    assert "obsolete" not in Entry.objects.get().words


@pytest.mark.django_db(transaction=True)
def test_two_workers_read_different_files():
    for number in range(4):
        make_document(pdf(f"Number {number}"))
    read: list[int] = []

    def work():
        while (version := read_next(at=timezone.now())) is not None:
            read.append(version.pk)
        connection.close()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert len(read) == len(set(read)) == 4
    assert set(Version.objects.values_list("reading", flat=True)) == {Reading.READ}
