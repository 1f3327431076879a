"""What a file says of its maker: shown to organisers, and gone from the version that people get."""

import io

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from library import examining, vault
from library.actions.versions import add_version
from library.models import Document
from tests.factories import log_in, make_organiser, make_user
from tests.library.factories import make_document
from tests.library.uploads import pdf_bytes

pytestmark = pytest.mark.django_db


@pytest.fixture
def organiser(client):
    return log_in(client, make_organiser(name="Dr Ada Keeper"))


@pytest.fixture
def document(organiser) -> Document:
    document = make_document(content=None)
    upload = SimpleUploadedFile("map.pdf", signed_by("Dr Secret Maker"), "application/pdf")
    add_version(document=document, upload=upload, note="", actor=organiser, at=timezone.now())
    return document


def signed_by(author: str) -> bytes:
    """A PDF that names its author."""
    written = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf_bytes())) as pdf:
        pdf.docinfo["/Author"] = author
        pdf.docinfo["/Producer"] = "Printer 5"
        pdf.save(written)
    return written.getvalue()


def page(version) -> str:
    return f"/admin/library/document/versions/{version.pk}/facts/"


def test_it_is_shown_and_the_next_version_says_it_no_more(client, document):
    first = document.versions.get()
    shown = client.get(page(first)).content.decode()
    assert "Dr Secret Maker" in shown
    assert "Printer 5" in shown

    answer = client.post(page(first), follow=True)

    assert "People get a version without that from now on." in answer.content.decode()
    newest = document.versions.order_by("-number").first()
    assert (newest.number, newest.file.name) == (2, first.file.name)
    with vault.open_kept(newest.file.key) as file:
        assert "Dr Secret Maker" not in dict(examining.examine(file).facts).values()
    with vault.open_kept(first.file.key) as file:
        assert "Dr Secret Maker" in dict(examining.examine(file).facts).values()


def test_only_the_version_that_people_get_is_cleaned_and_only_once(client, document):
    first = document.versions.get()
    client.post(page(first))

    stale = client.post(page(first)).content.decode()

    assert "Somebody has added another version meanwhile" in stale
    assert document.versions.count() == 2
    assert "People no longer get this version." in client.get(page(first)).content.decode()


def test_a_file_that_is_lost_says_so(client, document):
    version = document.versions.get()
    vault.remove(version.file.key)

    assert "not where it should be" in client.get(page(version)).content.decode()
    assert client.post(page(version)).status_code == 200
    assert document.versions.count() == 1


def test_it_is_for_organisers(client, document):
    version = document.versions.get()
    log_in(client, make_user())

    assert client.get(page(version)).status_code in {302, 403, 404}
    assert client.post(page(version)).status_code in {302, 403, 404}
    assert document.versions.count() == 1
