"""Hostile files through a whole page, from form to answer: refused in words or made safe, never a 500."""

import tempfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import path
from django.utils import timezone

from assembly_portal.urls import handler500
from library import vault
from library.actions.files import store_file
from library.file_kinds import DOCUMENTS, MIB
from library.models import StoredFile
from library.refusals import FileRefused
from tests.library import samples

__all__ = ["handler500"]
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.urls(__name__)]


def add(request):
    try:
        stored = store_file(upload=request.FILES["file"], kinds=DOCUMENTS, actor=None, at=timezone.now())
    except FileRefused as refused:
        return HttpResponse(str(refused), status=422)
    return HttpResponse(stored.name)


def break_down(request):
    with transaction.atomic():
        store_file(upload=request.FILES["file"], kinds=DOCUMENTS, actor=None, at=timezone.now())
        raise RuntimeError("a fault of ours, after the file was kept")


urlpatterns = [path("add/", add), path("broken/", break_down)]


@pytest.fixture(autouse=True)
def temporary_folder(tmp_path, monkeypatch):
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def send(name, content, where="/add/"):
    return Client(raise_request_exception=False).post(where, {"file": SimpleUploadedFile(name, content)})


HOSTILE = {
    "a web page named .pdf": ("a.pdf", b"<!DOCTYPE html><script>x()</script>"),
    "a drawing with a script": ("a.svg", b"<svg><script>x()</script></svg>"),
    "a zip bomb": ("a.docx", samples.zip_bomb()),
    "a zip bomb that lies": ("a.docx", samples.zip_bomb(told=MIB)),
    "a pixel bomb": ("a.png", samples.png_bomb()),
    "a name that leads out": ("a.docx", samples.office(extra={"../../evil": "x"})),
    "macros": ("a.docx", samples.office(extra={"word/vbaProject.bin": "x"})),
    "a broken PDF": ("a.pdf", b"%PDF-1.7\n1 0 obj <<"),
    "a broken PDF of megabytes": ("a.pdf", b"%PDF-1.7\n" + b"1 0 obj << /A [" * (3 * MIB // 15)),
    "arrays in arrays": ("a.pdf", b"%PDF-1.7\n1 0 obj " + b"[" * (3 * MIB)),
    "nothing": ("a.pdf", b""),
}


@pytest.mark.parametrize(("name", "content"), HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_file_gets_a_sentence_and_leaves_nothing(name, content, vault_folder, temporary_folder):
    answer = send(name, content)

    assert answer.status_code == 422
    assert answer.content.decode().endswith(".")
    assert [path for path in (*vault_folder.rglob("*"), *temporary_folder.rglob("*")) if path.is_file()] == []
    assert not StoredFile.objects.exists()


def test_a_name_that_leads_out_of_the_folder_is_only_a_name(vault_folder):
    answer = send("..\\..\\evil\r\nX: y.pdf", samples.pdf())

    assert answer.status_code == 200
    assert StoredFile.objects.get().name == answer.content.decode()
    assert len(list(vault.kept_keys())) == 1


def test_a_fault_after_the_file_was_kept_takes_its_bytes_along():
    assert send("a.pdf", samples.pdf(), "/broken/").status_code == 500
    assert list(vault.kept_keys()) == []
    assert not StoredFile.objects.exists()
