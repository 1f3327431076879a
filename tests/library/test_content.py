"""What a file is by its bytes, and how it is called afterwards."""

import io
import re
import unicodedata
from urllib.parse import quote

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from library.content import look_at
from library.file_kinds import DOCX, JPEG, KINDS, MP4, PDF, PNG, TEXT, WEBM, WEBP
from library.file_names import MOST_CHARACTERS, claimed_by, clean_name, noun_of
from tests.library import samples


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (samples.pdf(), PDF),
        (samples.picture("PNG"), PNG),
        (samples.picture("JPEG"), JPEG),
        (samples.picture("WEBP"), WEBP),
        (samples.mp4(), MP4),
        (samples.webm(), WEBM),
        (b"What we learnt\r\n\tand what we will do\x0c", TEXT),
        ("\ufeffFfôl, plön, 漢字".encode(), TEXT),
        (b"a < b and b > c; 3 <5", TEXT),
    ],
    ids=lambda value: getattr(value, "word", ""),
)
def test_each_kind_is_told_by_its_bytes(content, kind):
    assert look_at(io.BytesIO(content)).kind == kind


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"<!DOCTYPE html><html><body>", "a web page"),
        (b"  \n<script>alert(1)</script>", "a web page"),
        (b"Hello <iframe src=x>", "a web page"),
        (b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="x()"/>', "an SVG picture"),
        (b"<svg><script>x()</script></svg>", "an SVG picture"),
        (b"<?xml version='1.0'?><feed/>", "an XML file"),
        (b"<?php system($_GET[0]);", "a script"),
        (b"#!/bin/sh\nrm -rf /", "a script"),
        (b"MZ\x90\x00", "a program"),
        (b"\x7fELF\x02", "a program"),
        (b"GIF89a/*%PDF-1.7", "a GIF picture"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an Office file of the old format"),
        (samples.webm(b"matroska"), "a Matroska video"),
        (samples.box(b"ftyp", b"qt  \x00\x00\x00\x00qt  "), "a QuickTime video"),
        (samples.box(b"ftyp", b"heic\x00\x00\x00\x00mif1heic"), "an HEIC picture"),
        ("Grüße".encode("utf-16"), "a text in UTF-16"),
        (b"\x00\x01junk %PDF-1.7", "a PDF with something else before it"),
        (b"A text that readers take for %PDF-1.7", "a PDF with something else before it"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_none_of_ours_has_a_name(content, word):
    look = look_at(io.BytesIO(content))
    assert (look.kind, look.word) == (None, word)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"Gr\xfc\xdfe",
        b"half a letter \xe4\xbd",
        b"with a \x00 in it",
        b"\x1b[2Jclears your terminal",
        b"x" * 5000 + b"<ScRiPt src=//evil>",
        b"x" * ((1 << 20) - 4) + b"<script>",
    ],
)
def test_what_is_no_plain_text_is_no_text(content):
    assert look_at(io.BytesIO(content)).kind is None


@given(st.binary(max_size=400))
def test_no_bytes_upset_the_look(content):
    kind = look_at(io.BytesIO(content)).kind
    assert kind in (None, *KINDS)


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("What we learnt.docx", "What we learnt.docx"),
        ("../../etc/passwd", "passwd.docx"),
        ("C:\\Users\\amara\\notes.DOCX", "notes.docx"),
        ("slides.docx\u202excod.exe", "slides.docxxcod.exe.docx"),
        ("a\r\nSet-Cookie: x=y.docx", "a Set-Cookie x=y.docx"),
        ('"quoted"; filename=evil.docx', "quoted filename=evil.docx"),
        ("", "file.docx"),
        ("...", "file.docx"),
        (".docx", "file.docx"),
        ("CON.docx", "file CON.docx"),
        ("e\u0301te\u0301.docx", "été.docx"),
        ("x" * 300 + ".docx", "x" * 95 + ".docx"),
        ("no ending", "no ending.docx"),
        ("漢字 报告.docx", "漢字 报告.docx"),
    ],
)
def test_names_are_clean(name, clean):
    assert clean_name(name, DOCX) == clean


@given(st.text(max_size=300), st.sampled_from(KINDS))
@example("\ud800.pdf", PDF)
@example("/" * 200, PDF)
@example("\u202e\u2066", PDF)
def test_any_name_comes_out_clean(name, kind):
    clean = clean_name(name, kind)

    assert clean.endswith(f".{kind.ending}")
    assert len(clean) <= MOST_CHARACTERS
    assert clean == unicodedata.normalize("NFC", clean)
    assert not re.search(r'[<>:"/\\|?*;%]', clean)
    assert all(unicodedata.category(letter)[0] != "C" for letter in clean)
    assert clean.strip(" .") == clean
    assert clean[: -len(kind.ending) - 1].strip(" .") != ""
    assert quote(clean)
    assert clean_name(clean, kind) == clean


@pytest.mark.parametrize(
    ("name", "claim"),
    [
        ("a.PDF", PDF),
        ("a.jpeg", JPEG),
        ("a.html", "a .html file"),
        ("a.docm", "a .docm file"),
        ("a.exe", "a .exe file"),
        ("Minutes of 12.3", None),
        ("a", None),
        ("", None),
    ],
)
def test_an_ending_claims_a_kind(name, claim):
    assert claimed_by(name) == claim


def test_each_kind_has_a_noun():
    assert all(noun_of(kind) for kind in KINDS)
