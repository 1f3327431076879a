"""What looks inside files: a table of hostile ones, in real processes with real limits."""

import io
import os
import tempfile
import zipfile
from pathlib import Path

import pikepdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pikepdf import Array, Dictionary, Name, Stream, String
from PIL import Image

from library import examining
from library.examination import bounds, jpegs
from library.file_kinds import DOCX, JPEG, KINDS, MIB, MP4, ODP, ODS, ODT, PDF, PNG, PPTX, WEBM, WEBP, XLSX
from library.refusals import FileRefused, Intake
from tests.library import samples


def on_disk(content):
    file = tempfile.TemporaryFile()  # noqa: SIM115
    file.write(content)
    file.flush()
    return file


def examine(content):
    with on_disk(content) as file:
        return examining.examine(file)


def clean(content, kind):
    with on_disk(content) as file, examining.cleaned(file, kind) as copy:
        return copy.read()


def name_of(value):
    """Name a row by its kind: the bytes differ from run to run, and the workers have to agree."""
    return getattr(value, "word", "")


def refusal(content):
    with pytest.raises(FileRefused) as refused:
        examine(content)
    assert str(refused.value)
    return refused.value.code


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (samples.pdf(), PDF),
        (samples.office(DOCX), DOCX),
        (samples.office(PPTX), PPTX),
        (samples.office(XLSX), XLSX),
        (samples.open_document(ODT), ODT),
        (samples.open_document(ODP), ODP),
        (samples.open_document(ODS), ODS),
        (samples.picture("PNG"), PNG),
        (samples.picture("JPEG"), JPEG),
        (samples.picture("WEBP"), WEBP),
        (samples.mp4(), MP4),
        (samples.webm(), WEBM),
        (samples.archive({"a.txt": "a"}), None),
        (samples.archive({"mimetype": "application/epub+zip", "content.xml": "<a/>"}), None),
        (samples.office(main_type=DOCX.content_type.replace("document", "template", 1)), None),
    ],
    ids=name_of,
)
def test_the_kind_is_told_by_what_is_inside(content, kind):
    assert examine(content).kind == kind


def acting(action):
    return samples.pdf(lambda pdf: pdf.Root.__setattr__("OpenAction", action))


def in_compressed_objects(pdf):
    hidden = pdf.make_indirect(Dictionary(S=Name.JavaScript, JS=String("app.alert(1)")))
    pdf.pages[0].AA = Dictionary(O=hidden)


def unused(pdf):
    pdf.Root.Old = Array([Dictionary(Deeper=Array([Dictionary(S=Name.Launch, F=String("cmd.exe"))]))])


def attached(pdf):
    pdf.attachments["evil.exe"] = b"MZ"


def turning_to_a_file(pdf):
    pdf.pages[0].AA = Dictionary(O=pdf.make_indirect(Dictionary(S=Name.GoToR, F=String("//evil/x.pdf"))))


def streamed_from_elsewhere(pdf):
    stream = pdf.make_stream(b"")
    stream.F = String("https://evil.example/x")
    pdf.pages[0].Contents = stream


PDFS = {
    "a script on opening": (acting(Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))), Intake.SCRIPT),
    "a script in compressed objects": (
        samples.pdf(in_compressed_objects, object_stream_mode=pikepdf.ObjectStreamMode.generate),
        Intake.SCRIPT,
    ),
    "a script with its name disguised": (
        samples.pdf(unused).replace(b"/S /Launch", b"/S /#4aavaScript"),
        Intake.SCRIPT,
    ),
    "a program that is started": (samples.pdf(unused), Intake.ACTIONS),
    "what is typed is sent": (acting(Dictionary(S=Name.SubmitForm, F=String("//evil"))), Intake.ACTIONS),
    "an address that opens by itself": (
        acting(Dictionary(S=Name.URI, URI=String("https://evil"))),
        Intake.ACTIONS,
    ),
    "a file that opens by itself": (acting(Dictionary(S=Name.GoToR, F=String("//evil/x"))), Intake.ACTIONS),
    "a file that opens with a page": (samples.pdf(turning_to_a_file), Intake.ACTIONS),
    "printing by itself": (acting(Dictionary(S=Name.Named, N=Name.Print)), Intake.ACTIONS),
    "an address that follows upon a place": (
        acting(Dictionary(S=Name.GoTo, Next=Array([Dictionary(S=Name.URI, URI=String("https://evil"))]))),
        Intake.ACTIONS,
    ),
    "a stream in another file": (samples.pdf(streamed_from_elsewhere), Intake.ACTIONS),
    "a page of another file": (
        samples.pdf(lambda pdf: pdf.Root.__setattr__("Old", Dictionary(Ref=Dictionary(F=String("//evil"))))),
        Intake.ACTIONS,
    ),
    "a form of another kind": (
        samples.pdf(lambda pdf: pdf.Root.__setattr__("AcroForm", Dictionary(XFA=Array([])))),
        Intake.SCRIPT,
    ),
    "a file inside": (samples.pdf(attached), Intake.ATTACHMENTS),
    "a password": (
        samples.pdf(encryption=pikepdf.Encryption(owner="a", user="b")),
        Intake.PASSWORD,
    ),
    "broken off": (b"%PDF-1.7\n1 0 obj << /Type /Catalog", Intake.BROKEN),
    "nothing but a head": (b"%PDF-1.7", Intake.BROKEN),
    "a head and noise": (b"%PDF-1.4\n" + bytes(range(256)) * 40, Intake.BROKEN),
    "a zip archive behind it": (samples.pdf() + samples.archive({"evil.html": "<script>"}), Intake.BROKEN),
    "without pages": (
        samples.pdf(lambda pdf: pdf.pages.__delitem__(0)),
        Intake.BROKEN,
    ),
}


@pytest.mark.parametrize(("content", "code"), PDFS.values(), ids=PDFS)
def test_a_hostile_pdf_is_refused(content, code):
    assert refusal(content) == code


def test_a_pdf_with_links_and_fields_is_taken():
    def linked(pdf):
        link = Dictionary(S=Name.URI, URI=String("https://example.org"))
        pdf.pages[0].Annots = Array(
            [Dictionary(Type=Name.Annot, Subtype=Name.Link, A=link, Rect=[0, 0, 9, 9])]
        )
        pdf.Root.AcroForm = Dictionary(Fields=Array([]))
        pdf.pages[0].Resources = Dictionary(Font=Dictionary(JS=Dictionary(Type=Name.Font)))
        pdf.Root.OpenAction = Array([pdf.pages[0].obj, Name.Fit])

    assert examine(samples.pdf(linked)).kind == PDF


def test_an_encrypted_pdf_that_opens_without_a_password_is_taken():
    content = samples.pdf(encryption=pikepdf.Encryption(owner="a", user=""))
    assert examine(content).kind == PDF


WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
OPEN = "urn:oasis:names:tc:opendocument:xmlns"
BEGIN, SEPARATE, END = (f'<w:fldChar w:fldCharType="{kind}"/>' for kind in ("begin", "separate", "end"))


def in_word(*runs):
    """A text with these runs, one after the other."""
    body = "".join(f"<w:r>{run}</w:r>" for run in runs)
    return samples.office(body=f'<w:document xmlns:w="{WORD}"><w:p>{body}</w:p></w:document>')


def field(*pieces):
    """A field whose instruction is spread over runs."""
    said = [f"<w:instrText>{piece}</w:instrText>" for piece in pieces]
    return [BEGIN, *said, END]


def linked(element, target, *, part="content.xml", more=""):
    """Slides of OpenDocument with one element that points somewhere."""
    spaces = " ".join(
        f'xmlns:{name}="{OPEN}:{place}:1.0"'
        for name, place in [
            ("draw", "drawing"),
            ("text", "text"),
            ("meta", "meta"),
            ("office", "office"),
            ("presentation", "presentation"),
            ("script", "script"),
        ]
    )
    spaces += ' xmlns:xlink="http://www.w3.org/1999/xlink"'
    return samples.open_document(ODP, {part: f'<a {spaces}><{element} xlink:href="{target}" {more}/></a>'})


def related(name, kind, target):
    """A Word file with a relation in a part that is called so."""
    return samples.office(extra={name: samples.relation(kind, target)["word/_rels/document.xml.rels"]})


RELATIONS = "word/_rels/settings.xml.rels"
DRAWING = '<svg xmlns="http://www.w3.org/2000/svg"><image href="%s"/></svg>'
REACHING_OUT = {
    "a program by DDE": in_word(*field("DDEAUTO c:\\\\cmd.exe")),
    "a program by DDE, spread over runs": in_word(*field(" DD", "E", "AUTO c:\\\\cmd.exe")),
    "a program in a simple field": in_word('<w:fldSimple w:instr=" DDE Excel x"/>'),
    "a program in a field in a field": in_word(BEGIN, *field("dde x"), END),
    "a program in a field without an end": in_word("<w:instrText>DDEAUTO x</w:instrText>"),
    "a picture in a field": in_word(*field('INCLUDEPICTURE "http', '://evil/x.png" \\d')),
    "a text on a server": in_word(*field('INCLUDETEXT "\\\\\\\\evil\\\\x.docx"')),
    "an address that a field makes": in_word(
        BEGIN,
        "<w:instrText>INCLUDEPICTURE </w:instrText>",
        *field("QUOTE 104 116"),
        END,
    ),
    "a link of Excel": in_word('<w:fldSimple w:instr="LINK Excel.Sheet file://evil/x.xlsx"/>'),
    "relations in large letters": related("word/_rels/settings.xml.RELS", "attachedTemplate", "http://evil"),
    "relations with a percent": related("word/_rels/settings.xml.%72els", "attachedTemplate", "http://evil"),
    "a blank before the address": related(RELATIONS, "attachedTemplate", " \\\\evil\\t.dotm"),
    "a line break in the address": related(RELATIONS, "attachedTemplate", "ht&#10;tp://evil/t.dotm"),
    "percents in the address": related(RELATIONS, "attachedTemplate", "%5C%5Cevil%5Ct.dotm"),
    "percents in percents": related(RELATIONS, "attachedTemplate", "%255C%255Cevil%255Ct.dotm"),
    "a film on a server": related(RELATIONS, "video", "file://evil/x.mp4"),
    "an OpenDocument picture": linked("draw:image", "http://evil/x.png"),
    "an OpenDocument picture, disguised": linked("draw:image", " %68ttp://evil/x.png"),
    "an OpenDocument object": linked("draw:object", "file://evil/s/x.ods"),
    "an OpenDocument film": linked("draw:plugin", "ftp://evil/x.mp4"),
    "an OpenDocument picture on a server": linked("draw:image", "\\\\evil\\x.png"),
    "an OpenDocument picture without a scheme": linked("draw:image", "//evil/x.png"),
    "an OpenDocument picture beside the file": linked("draw:image", "../x.png"),
    "an OpenDocument picture on a background": linked("draw:fill-image", "https://evil", part="styles.xml"),
    "a page that follows by itself": linked("meta:auto-reload", "https://evil", part="meta.xml"),
    "an OpenDocument template": linked("meta:template", "https://evil/x.otp", part="meta.xml"),
    "a link that is followed on loading": linked("text:a", "https://evil", more='xlink:actuate="onLoad"'),
    "an event that is no click": linked(
        "presentation:event-listener", "https://evil", more='script:event-name="dom:load"'
    ),
    "figures of OpenDocument": linked("office:dde-source", "x"),
    "a picture in a drawing": samples.office(extra={"word/media/a.svg": DRAWING % "https://evil/x.png"}),
}


@pytest.mark.parametrize(
    "part",
    [
        '<a x:y="1"><draw:image xlink:href="http://evil"/></a>',
        '<a href="http://evil"/>'.encode("utf-32"),
        '<a href="http://evil"/>'.encode("utf-32-be"),
    ],
    ids=["a name without a meaning", "UTF-32", "UTF-32 without a mark"],
)
def test_what_programs_read_differently_is_refused(part):
    assert refusal(samples.open_document(ODP, {"styles.xml": part})) == Intake.BROKEN


@pytest.mark.parametrize("content", REACHING_OUT.values(), ids=REACHING_OUT)
def test_what_reaches_out_without_a_click_is_refused(content):
    assert refusal(content) == Intake.ELSEWHERE


HARMLESS = {
    "a link of Word": samples.office(extra=samples.relation("hyperlink", "https://example.org/a%20b")),
    "an address of email": samples.office(extra=samples.relation("hyperlink", "mailto:a@example.org")),
    "a link in a field": in_word(*field('HYPERLINK "https://example.org"')),
    "a number of a page": in_word('<w:fldSimple w:instr=" PAGE "/>', *field(" REF _Ref1 \\h ")),
    "a picture of a mail": in_word(*field('INCLUDEPICTURE "cid:image001.png@01D" \\* MERGEFORMATINET')),
    "a link in what a field came to": in_word(
        *field('INCLUDEPICTURE "cid:a"')[:-1], SEPARATE, *field('HYPERLINK "https://example.org"'), END
    ),
    "a link on a part of a picture": linked("draw:area-rectangle", "https://example.org"),
    "words about it": in_word("<w:t>DDEAUTO, INCLUDEPICTURE http://example.org</w:t>"),
    "a link of OpenDocument": linked("text:a", "https://example.org", more='xlink:actuate="onRequest"'),
    "a link on a drawing": linked("draw:a", "https://example.org"),
    "a link that slides follow": linked(
        "presentation:event-listener", "https://example.org", more='script:event-name="dom:click"'
    ),
    "a picture in it": linked("draw:image", "Pictures/1.png", more='xlink:actuate="onLoad"'),
    "an object in it": linked("draw:object", "./Object 1"),
    "a chart in it": linked("draw:chart", "..", part="Object 1/content.xml"),
    "where its template was": linked("meta:template", "file:///usr/share/x.otp", part="meta.xml"),
    "a drawing with a picture in it": samples.office(
        extra={"word/media/a.svg": DRAWING % "data:image/png;base64,AAAA"}
    ),
}


@pytest.mark.parametrize("content", HARMLESS.values(), ids=HARMLESS)
def test_what_waits_for_a_click_or_stays_inside_is_taken(content):
    assert examine(content).kind in (DOCX, ODP)


BOMB = '<!DOCTYPE a [<!ENTITY b "bbbbbbbb"><!ENTITY c "&b;&b;&b;&b;">]><a>&c;</a>'
OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
OFFICE_FILES = {
    "macros": (samples.office(extra={"word/vbaProject.bin": OLD}), Intake.MACROS),
    "the type of a file with macros": (
        samples.office(main_type="application/vnd.ms-word.document.macroEnabled.main+xml"),
        Intake.MACROS,
    ),
    "macros of the fourth Excel": (samples.office(XLSX, {"xl/macrosheets/s.xml": "<a/>"}), Intake.MACROS),
    "ActiveX": (samples.office(extra={"word/activeX/activeX1.bin": b"x"}), Intake.MACROS),
    "macros of LibreOffice": (
        samples.open_document(extra={"Basic/Standard/Module1.xml": "<module/>"}),
        Intake.MACROS,
    ),
    "a Python script": (samples.open_document(extra={"Scripts/python/x": "import os"}), Intake.MACROS),
    "a call of a script": (
        samples.open_document(extra={"styles.xml": '<a href="vnd.sun.star.script:x$y"/>'}),
        Intake.MACROS,
    ),
    "a script in a drawing": (
        samples.office(extra={"word/media/a.svg": "<svg><script>x()</script></svg>"}),
        Intake.MACROS,
    ),
    "an OLE object": (samples.office(extra={"word/embeddings/oleObject1.bin": OLD}), Intake.EMBEDDED),
    "an OLE object of LibreOffice": (samples.open_document(extra={"Object 1": OLD}), Intake.EMBEDDED),
    "a program": (samples.office(extra={"word/media/image1.png": b"MZ\x90\x00"}), Intake.EMBEDDED),
    "a program by its name": (samples.office(extra={"word/x.js": "WScript"}), Intake.EMBEDDED),
    "a web page": (samples.office(extra={"word/afchunk.html": "<p>"}), Intake.EMBEDDED),
    "an archive": (samples.office(extra={"word/a.bin": samples.archive({"a": "a"})}), Intake.EMBEDDED),
    "an archive that claims to be a workbook": (
        samples.office(extra={"word/embeddings/a.xlsx": samples.archive({"a": "a"})}),
        Intake.EMBEDDED,
    ),
    "a workbook with macros": (
        samples.office(extra={"word/embeddings/a.xlsx": samples.office(XLSX, {"xl/vbaProject.bin": OLD})}),
        Intake.MACROS,
    ),
    "a workbook in a workbook": (
        samples.office(
            extra={
                "word/embeddings/a.xlsx": samples.office(XLSX, {"xl/embeddings/b.xlsx": samples.office(XLSX)})
            }
        ),
        Intake.EMBEDDED,
    ),
    "a template from elsewhere": (
        samples.office(extra=samples.relation("attachedTemplate", "https://evil.example/t.dotm")),
        Intake.ELSEWHERE,
    ),
    "a template on a stranger's server": (
        samples.office(extra=samples.relation("attachedTemplate", r"\\evil.example\t.dotm")),
        Intake.ELSEWHERE,
    ),
    "an object through a protocol": (
        samples.office(extra=samples.relation("oleObject", "mhtml:http://evil.example/x.html")),
        Intake.ELSEWHERE,
    ),
    "a picture that counts readers": (
        samples.office(extra=samples.relation("image", "https://evil.example/1.gif")),
        Intake.ELSEWHERE,
    ),
    "figures from programs": (
        samples.office(XLSX, {"xl/externalLinks/externalLink1.xml": "<externalLink><ddeLink x='1'/>"}),
        Intake.ELSEWHERE,
    ),
    "a bomb of entities": (samples.office(extra={"word/styles.xml": BOMB}), Intake.DECLARATIONS),
    "a bomb of entities in UTF-16": (
        samples.office(extra={"word/styles.xml": BOMB.encode("utf-16")}),
        Intake.DECLARATIONS,
    ),
    "a bomb of entities in UTF-7": (
        samples.office(extra={"word/styles.xml": '<?xml version="1.0" encoding="UTF-7"?>+ADw-a+AD4-'}),
        Intake.DECLARATIONS,
    ),
    "a declaration in the list of types": (
        samples.archive({"[Content_Types].xml": BOMB, "word/document.xml": "<a/>"}),
        Intake.DECLARATIONS,
    ),
    "a declaration behind a megabyte of spaces": (
        samples.open_document(extra={"styles.xml": " " * (1 << 20) + BOMB}),
        Intake.DECLARATIONS,
    ),
    "a list of types that is no XML": (
        samples.archive({"[Content_Types].xml": "<Types", "word/document.xml": "<a/>"}),
        Intake.BROKEN,
    ),
    "a name that leads out": (samples.office(extra={"../../evil.xml": "<a/>"}), Intake.PATHS),
    "a name from the root": (samples.office(extra={"/etc/passwd": "x"}), Intake.PATHS),
    "a name with a drive": (samples.office(extra={"C:/evil": "x"}), Intake.PATHS),
    "a name with backslashes": (samples.office(extra={"..\\evil": "x"}), Intake.PATHS),
    "a password on its parts": (samples.locked(samples.office()), Intake.PASSWORD),
    "a password of Office": (OLD + "EncryptedPackage".encode("utf-16-le"), Intake.PASSWORD),
    "the same name twice": (
        samples.office(extra={"a.xml": "<a/>", "b.xml": "<b/>"}).replace(b"b.xml", b"a.xml"),
        Intake.BROKEN,
    ),
    "something behind it": (samples.office() + b"<script>x()</script>", Intake.BROKEN),
    "something before it": (b"PK\x03\x04" + samples.office(), Intake.BROKEN),
    "broken off": (samples.office()[:-200], Intake.BROKEN),
    "a damaged part": (
        samples.archive(
            {"mimetype": ODT.content_type, "content.xml": "<a>Good morning</a>"}, zipfile.ZIP_STORED
        ).replace(b"morning", b"evening"),
        Intake.BROKEN,
    ),
    "more than it says": (
        samples.lying(samples.office(extra={"z.bin": bytes(1 << 22)}), b"z.bin", 10),
        Intake.BROKEN,
    ),
    "less than it says": (
        samples.lying(samples.office(extra={"z.bin": bytes(100)}), b"z.bin", 1 << 20),
        Intake.BROKEN,
    ),
    "parts without number": (
        samples.office(extra={f"p{number}": b"" for number in range(bounds.MOST_MEMBERS)}),
        Intake.UNPACKS,
    ),
    "bombs in a workbook": (
        samples.office(extra={"word/embeddings/a.xlsx": samples.office(XLSX, {"x.bin": bytes(60 << 20)})}),
        Intake.UNPACKS,
    ),
}


@pytest.mark.parametrize(("content", "code"), OFFICE_FILES.values(), ids=OFFICE_FILES)
def test_a_hostile_office_file_is_refused(content, code):
    assert refusal(content) == code


@pytest.mark.parametrize(
    "extra",
    [
        {"word/embeddings/chart.xlsx": samples.office(XLSX)},
        samples.relation("hyperlink", "https://example.org"),
        samples.relation("attachedTemplate", "file:///C:\\Users\\Amara\\Normal.dotm"),
        samples.relation("video", "https://www.youtube.com/embed/1"),
        {"word/media/image1.svg": "<svg><path d='M0 0'/></svg>"},
        {"word/styles.xml": "<a>héllo</a>".encode("utf-16")},
    ],
)
def test_what_ordinary_office_files_hold_is_taken(extra):
    assert examine(samples.office(extra=extra)).kind == DOCX


def test_the_empty_lists_of_libreoffice_are_no_macros():
    extra = {"Basic/script-lc.xml": "<a/>", "Basic/Standard/script-lb.xml": "<a/>", "Configurations2/": ""}
    assert examine(samples.open_document(extra=extra)).kind == ODT


MANY = [Image.new("RGB", (60, 40), colour) for colour in ("red", "blue")]
PICTURES = {
    "a PNG bomb": (samples.png_bomb(), Intake.PIXELS),
    "a PNG bomb that is really there": (samples.png_bomb(30_000, 30_000, rows=30_000), Intake.PIXELS),
    "a WebP bomb": (samples.webp_bomb(), Intake.PIXELS),
    "a JPEG bomb": (samples.jpeg_bomb(), Intake.PIXELS),
    "no pixels": (samples.png_bomb(0, 5), Intake.BROKEN),
    "a broken PNG": (samples.picture("PNG")[:120], Intake.BROKEN),
    "a broken JPEG": (samples.picture("JPEG")[:300], Intake.BROKEN),
    "a broken WebP": (samples.picture("WEBP")[:40], Intake.BROKEN),
    "nothing but a head": (b"\xff\xd8\xff", Intake.BROKEN),
    "a moving PNG": (
        samples.picture("PNG", save_all=True, append_images=MANY, place=False),
        Intake.MOVING,
    ),
    "a moving WebP": (
        samples.picture("WEBP", save_all=True, append_images=MANY, place=False),
        Intake.MOVING,
    ),
    "a broken MP4": (samples.mp4()[:-5], Intake.BROKEN),
    "an MP4 without its index": (samples.mp4().replace(b"moov", b"free"), Intake.BROKEN),
}


@pytest.mark.parametrize(("content", "code"), PICTURES.values(), ids=PICTURES)
def test_a_hostile_picture_or_video_is_refused(content, code):
    assert refusal(content) == code


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (samples.zip_bomb, Intake.UNPACKS),
        (lambda: samples.zip_bomb(told=MIB), Intake.BROKEN),
        (lambda: samples.png_bomb(30_000, 30_000, rows=30_000), Intake.PIXELS),
        (samples.webp_bomb, Intake.PIXELS),
    ],
    ids=["zip bomb", "zip bomb that lies", "pixel bomb", "pixel bomb of WebP"],
)
def test_bombs_cost_neither_memory_nor_time(make, code, monkeypatch, tmp_path):
    """Each is found out by a process that has a quarter of the memory and a third of the time of ours."""
    (tmp_path / "sparing.py").write_text(
        "import runpy, sys\n"
        f"sys.path.append({str(examining.HOME)!r})\n"
        "from library.examination import bounds\n"
        "bounds.MEMORY_BYTES //= 4\n"
        "bounds.CPU_SECONDS = 3\n"
        "runpy.run_module('library.examination', run_name='__main__')\n"
    )
    monkeypatch.setattr(examining, "HOME", tmp_path)

    with on_disk(make()) as file, tempfile.TemporaryFile() as target, pytest.raises(FileRefused) as refused:
        examining.run("sparing", "examine", source=file, target=target)

    assert refused.value.code == code


@given(
    content=st.binary(max_size=300),
    head=st.sampled_from([b"%PDF-1.7\n", b"PK\x03\x04", b"\xff\xd8\xff", b""]),
)
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
def test_no_bytes_get_more_than_an_answer(content, head):
    try:
        assert examine(head + content).kind in (None, *KINDS)
    except FileRefused as refused:
        str(refused)


# --- The process ---------------------------------------------------------------------------------

MISBEHAVING = {
    "crashes": "import os; os.abort()",
    "eats memory": "bytearray(8 << 30)",
    "never ends": "while True: pass",
    "writes without end": "[os.write(1, bytes(1 << 20)) for _ in iter(int, 1)]",
    "says nonsense": "os.write(2, b'nonsense'); os._exit(3)",
    "says too much": "os.write(2, b'{' + bytes(1 << 20)); os._exit(3)",
    "invents a code": """os.write(2, b'{"code": "invented", "facts": {}}'); os._exit(3)""",
    "says a sentence without its facts": """os.write(2, b'{"code": "pixels", "facts": {}}'); os._exit(3)""",
}


@pytest.mark.parametrize("what", MISBEHAVING.values(), ids=MISBEHAVING)
def test_a_parser_that_misbehaves_refuses_the_file_and_nothing_else(what, monkeypatch, tmp_path):
    (tmp_path / "misbehaving.py").write_text(
        "import os, resource, sys\n"
        f"sys.path.append({str(examining.HOME)!r})\n"
        "from library.examination import bounds\n"
        "bounds.CPU_SECONDS = 1\n"
        "bounds.hold()\n"
        f"{what}\n"
    )
    monkeypatch.setattr(examining, "HOME", tmp_path)

    with on_disk(b"x") as file, tempfile.TemporaryFile() as target, pytest.raises(FileRefused) as refused:
        examining.run("misbehaving", source=file, target=target)

    assert refused.value.code == Intake.TOO_MUCH_WORK
    assert target.closed


def test_whoever_waits_too_long_is_ended(monkeypatch, tmp_path):
    (tmp_path / "waiting.py").write_text(
        "import os, time\nos.write(1, str(os.getpid()).encode())\ntime.sleep(99)"
    )
    monkeypatch.setattr(examining, "HOME", tmp_path)
    monkeypatch.setattr(examining, "WALL_SECONDS", 1)

    with on_disk(b"x") as file, tempfile.TemporaryFile() as target:
        with pytest.raises(FileRefused) as refused:
            examining.run("waiting", source=file, target=target)
        target.seek(0)
        child = int(target.read())

    assert refused.value.code == Intake.TOO_MUCH_WORK
    assert not Path(f"/proc/{child}").exists()


def test_nothing_of_ours_is_in_the_process(monkeypatch, tmp_path):
    secret = "not to be read"
    (tmp_path / "telling.py").write_text(
        "import json, os, sys\n"
        "told = {'environment': dict(os.environ), 'files': sorted(os.listdir('/proc/self/fd'))}\n"
        "print(json.dumps(told))"
    )
    monkeypatch.setattr(examining, "HOME", tmp_path)
    monkeypatch.setenv("SECRET_KEY", secret)
    monkeypatch.setenv("DATABASE_URL", secret)

    with on_disk(b"x") as file, tempfile.TemporaryFile() as target, open(os.devnull) as ours:
        os.set_inheritable(ours.fileno(), True)
        examining.run("telling", source=file, target=target)
        target.seek(0)
        told = target.read().decode()

    assert secret not in told
    assert '"files": ["0", "1", "2", "3"]' in told  # the last is the list itself


def test_the_child_knows_no_django():
    source = Path(examining.HOME / "library" / "examination")
    assert not any("django" in path.read_text() for path in source.glob("*.py") if path.name != "__init__.py")


# --- What files tell -----------------------------------------------------------------------------


def telling_pdf(**options):
    def told(pdf):
        pdf.docinfo["/Author"] = "Amara Secret"
        pdf.docinfo["/Title"] = "What we learnt"
        pdf.docinfo["/Producer"] = "Secret program"
        pdf.docinfo["/CreationDate"] = "D:20220527093000Z"
        pdf.pages[0].PieceInfo = Dictionary(Editor=Dictionary(Private=String("Secret")))
        pdf.pages[0].Metadata = Stream(pdf, b"<x>Secret</x>")
        with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as xmp:
            xmp["dc:creator"] = ["Bo Secret"]
            xmp["dc:title"] = "What we learnt"
            xmp["pdfuaid:part"] = "1"

    return samples.pdf(told, **options)


def test_what_a_pdf_tells_is_shown_and_can_be_removed():
    content = telling_pdf()
    assert ("Author", "Amara Secret") in examine(content).facts
    assert ("Author", "Bo Secret") in examine(content).facts
    assert ("Made on", "2022-05-27") in examine(content).facts

    copy = clean(content, PDF)

    assert examine(copy).facts == (("Title", "What we learnt"),)
    with pikepdf.open(io.BytesIO(copy)) as pdf:
        assert pdf.open_metadata()["pdfuaid:part"] == "1"
        pdf.save(
            plain := io.BytesIO(), compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.all
        )
    assert b"Secret" not in plain.getvalue()


def test_nothing_is_removed_from_a_signed_file():
    def signed(pdf):
        pdf.Root.Perms = Dictionary(DocMDP=Dictionary(ByteRange=Array([0, 1, 2, 3])))

    with pytest.raises(FileRefused) as refused:
        clean(samples.pdf(signed), PDF)
    assert refused.value.code == Intake.SIGNED
    with pytest.raises(FileRefused) as refused:
        clean(samples.office(extra={"_xmlsignatures/sig1.xml": "<a/>"}), DOCX)
    assert refused.value.code == Intake.SIGNED


def test_what_an_office_file_tells_is_shown_and_can_be_removed():
    content = samples.office(extra={"word/comments.xml": "<c/>"})
    assert set(examine(content).facts) == {
        ("Title", "What we learnt"),
        ("Author", "Amara Secret"),
        ("Changed by", "Bo Secret"),
        ("Made on", "2022-05-01T10:00:00Z"),
        ("Made with", "Microsoft Office Word"),
        ("Organisation", "Secret Trust"),
        ("Also in it", "comments"),
    }

    copy = clean(content, DOCX)

    seen = examine(copy)
    assert seen.kind == DOCX
    assert set(seen.facts) == {("Title", "What we learnt"), ("Also in it", "comments")}


def test_what_an_open_document_tells_is_shown_and_can_be_removed():
    content = samples.open_document()
    assert ("Author", "Amara Secret") in examine(content).facts

    copy = clean(content, ODT)

    assert examine(copy).kind == ODT
    assert examine(copy).facts == (("Title", "What we learnt"),)
    # Programs tell the kind from these very bytes (ODF 1.2, part 3, section 3.3).
    assert copy[30:38] == b"mimetype"
    assert copy[38:].startswith(ODT.content_type.encode())


@pytest.mark.parametrize("kind", [PNG, JPEG, WEBP], ids=lambda kind: kind.word)
def test_a_picture_is_drawn_anew_without_what_it_tells(kind):
    form = kind.content_type.rpartition("/")[2].upper()
    content = samples.picture(form, turned=True) + b"PK and <script>behind it</script>"
    assert ("Place", "where it was taken") in examine(content).facts
    assert ("Author", "Amara Secret") in examine(content).facts

    copy = clean(content, kind)

    assert examine(copy).facts == ()
    assert examine(copy).kind == kind
    assert b"Secret" not in copy
    assert b"script" not in copy
    with Image.open(io.BytesIO(copy)) as picture:
        assert picture.size == (40, 60)  # turned upright
        assert not picture.getexif()
        assert picture.convert("RGB").getpixel((39, 0))[0] > 200  # its white corner came along


def pictured(pdf):
    photo = Stream(pdf, samples.picture(size=(30, 20)))
    photo.update(
        Dictionary(
            Type=Name.XObject,
            Subtype=Name.Image,
            Width=30,
            Height=20,
            ColorSpace=Name.DeviceRGB,
            BitsPerComponent=8,
            Filter=Name.DCTDecode,
        )
    )
    pdf.pages[0].Resources = Dictionary(XObject=Dictionary(Photo=photo))


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (samples.pdf(pictured), PDF),
        (samples.office(PPTX, {"ppt/media/image1.jpg": samples.picture(turned=True)}), PPTX),
        (samples.open_document(ODP, {"Pictures/1.jpeg": samples.picture()}), ODP),
    ],
    ids=name_of,
)
def test_pictures_inside_lose_the_place_where_they_were_taken(content, kind):
    assert ("Place", "where a picture in it was taken") in examine(content).facts
    assert b"Secret phone" in unpacked(content, kind)

    copy = clean(content, kind)

    assert "Place" not in dict(examine(copy).facts)
    assert b"Secret" not in unpacked(copy, kind)
    assert b"GPS" not in unpacked(copy, kind)


def unpacked(content, kind):
    if kind == PDF:
        return content
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return b"".join(archive.read(name) for name in archive.namelist())


def test_a_picture_inside_stays_the_way_up_it_is():
    whole = samples.picture(turned=True)
    plain = jpegs.without_telling(whole)

    with Image.open(io.BytesIO(whole)) as before, Image.open(io.BytesIO(plain)) as after:
        assert dict(after.getexif()) == {0x0112: 6}
        assert after.tobytes() == before.tobytes()
    assert jpegs.without_telling(whole[:60]) == whole[:60]


@given(st.binary(max_size=200))
@settings(deadline=None)
def test_no_bytes_upset_the_plain_copy(content):
    jpegs.without_telling(jpegs.HEAD + content)


def test_tracked_changes_are_named():
    body = '<w:document xmlns:w="x"><w:ins w:id="1" w:author="Amara Secret">more</w:ins></w:document>'
    told = examine(samples.office(extra={"word/comments.xml": "<c/>"}, body=body)).facts
    assert ("Also in it", "changes that are tracked, with names") in told


def test_a_video_is_left_as_it_is():
    with pytest.raises(FileRefused) as refused:
        clean(samples.mp4(), MP4)
    assert refused.value.code == Intake.NOTHING_TO_REMOVE
