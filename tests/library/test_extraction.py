"""The text of files, and files that mean harm: each is read in a process that can be lost."""

import io
import os
import time
import zipfile
from itertools import pairwise

import pytest
from pypdf import PdfReader, PdfWriter

from library.extraction import limits
from library.extraction.child import read_text
from library.extraction.cleaning import AGAIN, STRETCH, clean, stretches
from library.extraction.limits import Unreadable
from tests.library.texts import docx, opendocument, pdf, pptx, xlsx, zipped

BOMB = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'


def said_by(tmp_path, content: bytes, ending: str, **options) -> list[tuple]:
    path = tmp_path / "file"
    path.write_bytes(content)
    return [tuple(text) for text in read_text(path, ending, **options)]


def locked_pdf(password: str) -> bytes:
    writer, file = PdfWriter(PdfReader(io.BytesIO(pdf("Locked words")))), io.BytesIO()
    writer.encrypt(password, "owner", algorithm="AES-256")
    writer.write(file)
    return file.getvalue()


ODT = (
    "<office:text><text:tracked-changes><text:p>gone</text:p></text:tracked-changes>"
    "<text:h>Who to ask</text:h>"
    "<text:p>First<text:tab/>second<text:note><text:note-body><text:p>foot</text:p></text:note-body>"
    "</text:note></text:p><office:annotation><text:p>remark</text:p></office:annotation></office:text>"
)
ODP = (
    "<office:presentation><draw:page><text:p>One</text:p><presentation:notes><text:p>say this</text:p>"
    "</presentation:notes></draw:page><draw:page><text:p>Two</text:p></draw:page></office:presentation>"
)
ODS = (
    "<office:spreadsheet><table:table><table:table-row><table:table-cell><text:p>Rota</text:p>"
    "</table:table-cell><table:table-cell><text:p>Monday</text:p></table:table-cell></table:table-row>"
    "</table:table></office:spreadsheet>"
)
DELETED = "<w:p><w:del><w:r><w:delText>gone</w:delText></w:r></w:del></w:p>"


@pytest.mark.parametrize(
    ("content", "ending", "expected"),
    [
        (
            pdf("Escalation map", "", "Second (thing)"),
            "pdf",
            [("page", 1, "Escalation map"), ("page", 3, "Second (thing)")],
        ),
        (locked_pdf(""), "pdf", [("page", 1, "Locked words")]),
        (docx("One & two", "Three", more=DELETED), "docx", [("text", 0, "One & two Three")]),
        (pptx("First", "Second"), "pptx", [("slide", 1, "First"), ("slide", 2, "Second")]),
        (xlsx("Rota", "Ward"), "xlsx", [("table", 1, "Rota Ward inline")]),
        (opendocument(ODT), "odt", [("text", 0, "Who to ask First second foot")]),
        (opendocument(ODP), "odp", [("slide", 1, "One"), ("slide", 2, "Two")]),
        (opendocument(ODS), "ods", [("table", 1, "Rota Monday")]),
        ("Llŷr café\r\nx".encode(), "txt", [("text", 0, "Llŷr café x")]),
        ("Llŷr".encode("utf-16"), "txt", [("text", 0, "Llŷr")]),
        ("café".encode("cp1252"), "txt", [("text", 0, "café")]),
        (b"\x00\x01", "txt", []),
    ],
    ids=[
        "pdf",
        "pdf locked for changes",
        "docx",
        "pptx",
        "xlsx",
        "odt",
        "odp",
        "ods",
        "utf-8",
        "utf-16",
        "windows",
        "nothing",
    ],
)
def test_the_text_of_each_kind_is_read_with_its_places(tmp_path, content, ending, expected):
    assert said_by(tmp_path, content, ending) == expected


def bomb(size: int) -> bytes:
    start = b'<w:document xmlns:w="urn:w"><w:t>'
    return zipped({"word/document.xml": start + b" " * size})


def endless_pdf() -> bytes:
    """Pages whose tree leads back to itself."""
    return pdf("one").replace(b"/Kids[3 0 R]/Count 1", b"/Kids[2 0 R]/Count 9")


def deep_pdf() -> bytes:
    return b"%PDF-1.4\n1 0 obj" + b"[" * 200_000 + b"endobj\ntrailer<</Root 1 0 R>>\n%%EOF"


def encrypted_zip() -> bytes:
    content = bytearray(docx("x"))
    for signature, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(signature) + place] |= 1
    return bytes(content)


HOSTILE = {
    "zip bomb": (lambda: bomb(limits.MOST_UNPACKED + limits.MIB), "docx"),
    "entity bomb": (lambda: docx("x", head=BOMB, more="&b;"), "docx"),
    "file by an entity": (
        lambda: docx("x", head='<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>', more="&a;"),
        "docx",
    ),
    "no zip": (lambda: b"MZ not a zip", "docx"),
    "zip without a document": (lambda: zipped({"other": "x"}), "docx"),
    "zip without slides": (lambda: zipped({"other": "x"}), "pptx"),
    "cut zip": (lambda: docx("x" * 10_000)[:-30], "docx"),
    "encrypted zip": (encrypted_zip, "docx"),
    "broken member": (lambda: docx("abc").replace(b"word/document.xml", b"word/document.xm\xff", 1), "docx"),
    "no XML": (lambda: zipped({"word/document.xml": "<a><b></a>"}), "docx"),
    "HTML named PDF": (lambda: b"<html><script>alert(1)</script></html>", "pdf"),
    "broken PDF": (lambda: pdf("one")[:60], "pdf"),
    "PDF that leads back to itself": (endless_pdf, "pdf"),
    "PDF without end of depth": (deep_pdf, "pdf"),
    "PDF with a password": (lambda: locked_pdf("password"), "pdf"),
    "unknown ending": (lambda: b"x", "exe"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_and_broken_files_are_unreadable_and_nothing_else_happens(tmp_path, name):
    make, ending = HOSTILE[name]

    with pytest.raises(Unreadable):
        said_by(tmp_path, make(), ending)


def test_a_long_text_is_cut_and_kept(tmp_path):
    texts = said_by(tmp_path, b"word " * 400_000, "txt")

    assert limits.MOST_CHARACTERS - 2_000 < sum(len(text) for _, _, text in texts) <= limits.MOST_CHARACTERS


def test_a_child_that_takes_too_long_is_ended_with_all_its_own(tmp_path):
    os.mkfifo(tmp_path / "fifo")
    started = time.monotonic()

    with pytest.raises(Unreadable):
        read_text(tmp_path / "fifo", "txt", seconds=0.5)

    assert time.monotonic() - started < 10


def test_a_member_that_lies_about_its_size_is_counted_as_it_unpacks(tmp_path):
    content = bytearray(bomb(limits.MOST_UNPACKED + limits.MIB))
    with zipfile.ZipFile(io.BytesIO(bytes(content))) as archive:
        size = archive.infolist()[0].file_size.to_bytes(4, "little")
    lying = bytes(content).replace(size, (100).to_bytes(4, "little"))

    with pytest.raises(Unreadable):
        said_by(tmp_path, lying, "docx")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("  two\n\twords ", "two words"),
        ("soft­hyphen", "softhyphen"),
        ("\ue000marked\ue001", "marked"),
        ("turned‮text\x00", "turnedtext"),
        ("e\u0301", "é"),
        ("\ud800half", "half"),
    ],
)
def test_text_is_cleaned(text, expected):
    assert clean(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("short", ["short"]),
        ("one two three", ["one two", "three"]),
        ("unbreakable", ["unbreaka", "ble"]),
    ],
)
def test_text_is_cut_between_words(text, expected):
    assert list(stretches(text, most=8)) == expected


def test_long_pieces_begin_with_the_last_words_of_the_one_before():
    text = " ".join(f"word{number:03}" for number in range(400))

    pieces = list(stretches(text))

    assert all(len(piece) <= STRETCH for piece in pieces)
    for one, other in pairwise(pieces):
        shared = other[: other.index(one.split()[-1]) + 7]
        assert one.endswith(shared)
        assert len(shared) > AGAIN - 10
