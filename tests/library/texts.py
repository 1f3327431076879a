"""Files with text in them, as small as each kind allows."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from html import escape

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
A = "http://schemas.openxmlformats.org/drawingml/2006/main"
P = "http://schemas.openxmlformats.org/presentationml/2006/main"
X = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OPEN = "urn:oasis:names:tc:opendocument:xmlns"


def zipped(members: Mapping[str, str | bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return file.getvalue()


def pdf(*pages: str) -> bytes:
    """A PDF with one line of text on each page."""
    bodies = ["<</Type/Catalog/Pages 2 0 R>>", ""]
    kids = []
    for text in pages:
        escaped = text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
        content = f"BT /F1 12 Tf 72 720 Td ({escaped}) Tj ET"
        kids.append(f"{len(bodies) + 1} 0 R")
        font = "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
        bodies += [
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents {len(bodies) + 2} 0 R"
            f"/Resources<</Font<</F1 {font}>>>>>>",
            f"<</Length {len(content)}>>stream\n{content}\nendstream",
        ]
    bodies[1] = f"<</Type/Pages/Kids[{' '.join(kids)}]/Count {len(kids)}>>"
    written, places = b"%PDF-1.4\n", []
    for number, body in enumerate(bodies, start=1):
        places.append(len(written))
        written += f"{number} 0 obj{body}endobj\n".encode("latin-1")
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    end = f"xref\n0 {len(bodies) + 1}\n0000000000 65535 f \n{table}"
    end += f"trailer<</Size {len(bodies) + 1}/Root 1 0 R>>\nstartxref\n{len(written)}\n%%EOF"
    return written + end.encode()


def docx(*paragraphs: str, head: str = "", more: str = "") -> bytes:
    body = "".join(f"<w:p><w:r><w:t>{escape(text)}</w:t></w:r></w:p>" for text in paragraphs)
    document = (
        f'<?xml version="1.0"?>{head}<w:document xmlns:w="{W}"><w:body>{body}{more}</w:body></w:document>'
    )
    return zipped({"word/document.xml": document})


def _relations(targets: Sequence[str]) -> str:
    each = "".join(f'<Relationship Id="r{n}" Target="{target}"/>' for n, target in enumerate(targets))
    return f'<Relationships xmlns="{RELATIONS}">{each}</Relationships>'


def pptx(*slides: str) -> bytes:
    """Its members stand in the other order than its slides."""
    names = [f"slides/slide{len(slides) - n}.xml" for n in range(len(slides))]
    listed = "".join(f'<p:sldId r:id="r{n}" id="{256 + n}"/>' for n in range(len(slides)))
    members = {
        "ppt/presentation.xml": f'<p:presentation xmlns:p="{P}" xmlns:r="{OFFICE}"><p:sldIdLst>{listed}'
        "</p:sldIdLst></p:presentation>",
        "ppt/_rels/presentation.xml.rels": _relations(names),
        "ppt/notesSlides/notesSlide1.xml": f'<a:notes xmlns:a="{A}"><a:t>secret</a:t></a:notes>',
    }
    for name, text in zip(names, slides, strict=True):
        shape = f"<a:p><a:r><a:t>{escape(text)}</a:t></a:r></a:p>"
        members[f"ppt/{name}"] = f'<p:sld xmlns:p="{P}" xmlns:a="{A}">{shape}</p:sld>'
    return zipped(members)


def xlsx(*shared: str, inline: str = "inline") -> bytes:
    strings = "".join(f"<si><t>{escape(text)}</t></si>" for text in shared)
    cells = "".join(f'<c t="s"><v>{n}</v></c>' for n in range(len(shared)))
    cells += f'<c t="inlineStr"><is><t>{inline}</t></is></c><c><v>4711</v></c><c t="s"><v>999</v></c>'
    return zipped(
        {
            "xl/workbook.xml": f'<workbook xmlns="{X}" xmlns:r="{OFFICE}"><sheets>'
            '<sheet name="One" sheetId="1" r:id="r0"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": _relations(["/xl/worksheets/sheet1.xml"]),
            "xl/sharedStrings.xml": f'<sst xmlns="{X}">{strings}</sst>',
            "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{X}"><sheetData><row>{cells}</row></sheetData>'
            "</worksheet>",
        }
    )


def opendocument(body: str) -> bytes:
    names = " ".join(
        f'xmlns:{short}="{OPEN}:{name}:1.0"'
        for short, name in (
            ("office", "office"),
            ("text", "text"),
            ("draw", "drawing"),
            ("table", "table"),
            ("presentation", "presentation"),
        )
    )
    content = f"<office:document-content {names}><office:body>{body}</office:body></office:document-content>"
    return zipped({"content.xml": content})
