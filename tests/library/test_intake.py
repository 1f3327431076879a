"""Taking files in, from the upload to the row: what is refused leaves nothing on the disk."""

import io
import tempfile
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile
from django.db import DataError, IntegrityError, connection, transaction
from django.http import HttpResponse
from django.test import RequestFactory
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from library import intake, vault
from library.actions.files import bytes_follow_rows, keep_file, store_file, without_metadata
from library.actions.sweeping import sweep_vault
from library.file_kinds import DOCUMENTS, DOCX, JPEG, MIB, PDF, PICTURES, TEXT, VIDEOS
from library.middleware import BytesFollowRowsMiddleware
from library.models import StoredFile
from library.refusals import FileRefused, Intake
from library.tasks import sweep_vault as sweep_task
from tests.factories import make_user
from tests.library import samples
from tests.library.clamd import EICAR, listening
from tests.library.factories import make_file

NOW = timezone.now()


@pytest.fixture(autouse=True)
def temporary_folder(tmp_path, monkeypatch):
    """What uploads and their copies leave is to be seen."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def store(content, name="What we learnt.pdf", kinds=DOCUMENTS, actor=None, **options):
    return store_file(upload=SimpleUploadedFile(name, content), kinds=kinds, actor=actor, at=NOW, **options)


def files_in(*folders):
    return [path for folder in folders for path in Path(folder).rglob("*") if path.is_file()]


def refusal(*arguments, **options):
    with pytest.raises(FileRefused) as refused:
        store(*arguments, **options)
    return refused.value


@pytest.mark.django_db
def test_a_sound_file_is_kept_under_a_clean_name():
    actor, content = make_user(), samples.pdf()

    stored = store(content, "../what we\u202e learnt.PDF", actor=actor)

    stored.refresh_from_db()
    assert (stored.name, stored.content_type) == ("what we learnt.pdf", "application/pdf")
    assert (stored.size, stored.stored_at, stored.stored_by) == (len(content), NOW, actor)
    assert stored.scanned_at is None
    with vault.open_kept(stored.key) as file:
        assert file.read() == content


@pytest.mark.django_db
def test_a_large_upload_is_kept_from_the_disk():
    content = samples.office()
    with TemporaryUploadedFile("notes.docx", "text/html", 0, None) as upload:
        upload.write(content)
        upload.size = len(content)
        upload.seek(0)
        stored = store_file(upload=upload, kinds=DOCUMENTS, actor=None, at=NOW)

    with vault.open_kept(stored.key) as file:
        assert file.read() == content


REFUSED = {
    "empty": (b"", "a.pdf", DOCUMENTS, "The file is empty. Select another one."),
    "a web page named .pdf": (
        b"<!DOCTYPE html><script>x()</script>",
        "slides.pdf",
        DOCUMENTS,
        "“slides.pdf” is a web page, not a PDF. Save it again from the program that made it.",
    ),
    "a drawing with a script": (
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>x()</script></svg>",
        "logo.svg",
        PICTURES,
        "“logo.svg” is an SVG picture. The file must be a PNG picture, a JPEG picture or a WebP picture.",
    ),
    "a drawing named .png": (
        b"<svg onload='x()'/>",
        "logo.png",
        PICTURES,
        "“logo.png” is an SVG picture, not a PNG picture. Save it again from the program that made it.",
    ),
    "a Word file named .pdf": (
        samples.office(),
        "a.pdf",
        DOCUMENTS,
        "“a.pdf” is a Word file, not a PDF. Save it again from the program that made it.",
    ),
    "a PDF named .html": (
        samples.pdf(),
        "a.html",
        DOCUMENTS,
        "“a.html” is a PDF, not a .html file. Save it again from the program that made it.",
    ),
    "a PDF behind something else": (
        b"\x00\x01" + samples.pdf(),
        "a.pdf",
        (PDF,),
        "“a.pdf” is a PDF with something else before it, not a PDF. "
        "Save it again from the program that made it.",
    ),
    "a picture where a video is wanted": (
        samples.picture(),
        "a.jpg",
        VIDEOS,
        "“a.jpg” is a JPEG picture. The file must be an MP4 video or a WebM video.",
    ),
    "too large for its kind": (
        b"words " * MIB,
        "a.txt",
        DOCUMENTS,
        "The file must be smaller than 5\xa0MB. It has 6\xa0MB.",
    ),
    "too large for any kind": (
        b"w" * (6 * MIB),
        "a.txt",
        (TEXT,),
        "The file must be smaller than 5\xa0MB. It has 6\xa0MB.",
    ),
}


@pytest.mark.django_db
@pytest.mark.parametrize(("content", "name", "kinds", "sentence"), REFUSED.values(), ids=REFUSED)
def test_what_is_refused_is_refused_in_words_and_leaves_nothing(
    content, name, kinds, sentence, vault_folder, temporary_folder
):
    assert str(refusal(content, name, kinds)) == sentence
    assert files_in(vault_folder, temporary_folder) == []
    assert not StoredFile.objects.exists()


def test_every_refusal_has_a_sentence():
    assert set(FileRefused.sentences) == set(Intake)


@pytest.mark.django_db
def test_two_gigabytes_announced_are_refused_unread(vault_folder):
    class Announced(SimpleUploadedFile):
        def read(self, *arguments):
            raise AssertionError("nothing is read")

        chunks = read

    upload = Announced("a.pdf", b"")
    upload.size = 2 << 30
    with pytest.raises(FileRefused) as refused:
        store_file(upload=upload, kinds=DOCUMENTS, actor=None, at=NOW)
    assert refused.value.code == Intake.TOO_LARGE


@pytest.mark.django_db
def test_a_disk_that_is_nearly_full_takes_nothing_more(settings, vault_folder):
    settings.LIBRARY_RESERVE_BYTES = 1 << 60
    assert refusal(samples.pdf()).code == Intake.NO_SPACE
    assert files_in(vault_folder) == []


@pytest.mark.django_db
def test_a_picture_is_kept_without_the_place_where_it_was_taken():
    stored = store(samples.picture(), "me.jpeg")

    with vault.open_kept(stored.key) as file:
        content = file.read()
    assert b"Secret" not in content
    assert b"Exif" not in content
    assert (stored.name, stored.content_type, stored.size) == ("me.jpg", JPEG.content_type, len(content))


@pytest.mark.django_db
def test_a_video_loses_the_place_where_it_was_taken_and_nothing_else():
    place = samples.box(b"udta", samples.box(b"\xa9xyz", b"\x00\x12\x15\xc7+51.5072-000.1276/"))
    other = samples.box(b"udta", samples.box(b"\xa9too", b"\x00\x04\x15\xc7Lavf"))
    content = samples.mp4(
        place, other, in_track=samples.box(b"meta", b"com.apple.quicktime.location+51.5072")
    )

    with vault.open_kept(store(content, "day.mp4", VIDEOS).key) as file:
        kept = file.read()

    assert b"51.5072" not in kept
    assert b"Lavf" in kept
    assert kept == content.replace(place, samples.box(b"free", bytes(len(place) - 8))).replace(
        b"metacom.apple.quicktime.location+51.5072", b"free" + bytes(36)
    )
    with vault.open_kept(store(kept, "day.mp4", VIDEOS).key) as file:
        assert file.read() == kept


@given(st.binary(max_size=60), st.integers(0, 70), st.integers(0, 70))
def test_a_blank_is_blank_wherever_the_pieces_begin(content, start, end):
    with pytest.MonkeyPatch.context() as patch:
        for size in (1, 3, 64):
            patch.setattr(intake, "CHUNK", size)
            blanked = b"".join(intake.pieces(io.BytesIO(content), [(start, end)]))
            there = range(start, min(end, len(content)))
            expected = bytearray(content)
            for number, at in enumerate(there):
                expected[at] = b"free"[number] if number < 4 else 0
            assert blanked == bytes(expected)


@pytest.mark.django_db
def test_what_a_document_tells_stays_until_somebody_removes_it(vault_folder):
    content = samples.office()
    stored = store(content, "a.docx")
    with vault.open_kept(stored.key) as file:
        before = file.read()

    with without_metadata(stored, actor=None) as looked:
        clean = keep_file(looked, actor=None, at=NOW)

    assert before == content
    assert clean.pk != stored.pk
    assert (clean.name, clean.content_type) == ("a.docx", DOCX.content_type)
    assert clean.digest != stored.digest
    assert {key for key, _ in vault.kept_keys()} == {stored.key, clean.key}
    assert store(samples.office(), "a.docx", is_cleaned=True).digest == clean.digest


@pytest.mark.django_db
def test_nothing_can_be_removed_from_a_lost_file():
    stored = make_file()
    vault.remove(stored.key)
    with pytest.raises(FileRefused) as refused, without_metadata(stored, actor=None):
        pass
    assert refused.value.code == Intake.GONE


# --- Antivirus -----------------------------------------------------------------------------------


@pytest.mark.django_db
def test_what_was_scanned_says_when(settings):
    content = samples.pdf()
    with listening() as (settings.LIBRARY_CLAMAV, clamd):
        stored = store(content)
    assert stored.scanned_at == NOW
    assert clamd.seen == [content]


@pytest.mark.django_db
def test_what_is_infected_is_not_kept(settings, vault_folder, temporary_folder):
    with listening() as (settings.LIBRARY_CLAMAV, _):
        refused = refusal(EICAR, "a.txt")
    assert str(refused) == (
        "The antivirus found something harmful in the file (Win.Test.EICAR_HDB-1). It was not kept."
    )
    assert files_in(vault_folder, temporary_folder) == []


@pytest.mark.django_db
def test_while_the_antivirus_is_silent_nothing_is_kept(settings, vault_folder, temporary_folder):
    settings.LIBRARY_CLAMAV = "tcp:127.0.0.1:1"
    assert refusal(samples.pdf()).code == Intake.NOT_SCANNED
    assert files_in(vault_folder, temporary_folder) == []


@pytest.mark.django_db
def test_a_video_that_is_too_large_for_the_antivirus_is_marked_and_a_document_refused(settings):
    with listening(limit=10) as (settings.LIBRARY_CLAMAV, _):
        assert store(samples.mp4(), "a.mp4", VIDEOS).scanned_at is None
        assert refusal(samples.pdf()).code == Intake.TOO_LARGE_TO_SCAN


# --- Bytes and rows ------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_row_that_cannot_be_written_leaves_no_bytes(vault_folder):
    gone = make_user()
    gone.pk += 10_000

    def store_for_nobody():
        with transaction.atomic():
            store(samples.pdf(), actor=gone)
            connection.check_constraints()

    with pytest.raises(IntegrityError), bytes_follow_rows():
        store_for_nobody()
    assert files_in(vault_folder) == []


@pytest.mark.django_db
def test_a_row_that_the_database_does_not_take_leaves_no_bytes(vault_folder):
    with pytest.raises(DataError):
        store_file(
            upload=SimpleUploadedFile("a.pdf", samples.pdf()),
            kinds=DOCUMENTS,
            actor=None,
            at=NOW.replace(year=9999, month=12, day=31, tzinfo=timezone.get_fixed_timezone(-1439)),
        )
    assert files_in(vault_folder) == []


@pytest.mark.django_db
def test_what_is_rolled_back_takes_its_bytes_along_and_what_is_not_stays(vault_folder):
    def view(request):
        view.kept = store(samples.pdf())
        with transaction.atomic():
            view.lost = store(samples.pdf())
            transaction.set_rollback(True)
        return HttpResponse("done")

    BytesFollowRowsMiddleware(view)(RequestFactory().get("/"))

    assert [path.name for path in files_in(vault_folder)] == [view.kept.key]
    assert list(StoredFile.objects.all()) == [view.kept]


@pytest.mark.django_db
def test_a_request_that_keeps_nothing_asks_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        BytesFollowRowsMiddleware(lambda request: HttpResponse())(RequestFactory().get("/"))


@pytest.mark.django_db
def test_the_sweep_removes_what_has_no_row_for_a_day_and_nothing_else(
    vault_folder, django_assert_num_queries
):
    stored = make_file()
    orphan = vault.keep([b"without a row"])
    (vault_folder / "incoming" / "half").write_bytes(b"half")

    assert sweep_vault(at=timezone.now() + timedelta(hours=23)) == 0
    with django_assert_num_queries(1):
        assert sweep_vault(at=timezone.now() + timedelta(hours=25)) == 2
    assert sweep_vault(at=timezone.now() + timedelta(hours=25)) == 0

    assert vault.open_kept(orphan.key) is None
    assert [path.name for path in files_in(vault_folder)] == [stored.key]
    sweep_task()
    assert [path.name for path in files_in(vault_folder)] == [stored.key]
