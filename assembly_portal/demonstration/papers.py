"""Real files for the demonstration's documents: Markdown made into a tagged PDF or a Word file."""

import io
import zipfile
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from xml.sax.saxutils import escape

import typst
from markdown_it import MarkdownIt
from markdown_it.token import Token

MADE_AT = datetime(2022, 5, 1, tzinfo=UTC)
"""What the files say of when they were made: the same bytes every time."""

_reader = MarkdownIt("commonmark", {"html": False}).enable("table")
_MARKS = str.maketrans({mark: f"\\{mark}" for mark in "\\#*_`<>@$[]~=+-/"})


def as_pdf(title: str, body: str) -> bytes:
    """Set it as a PDF that screen readers can read (PDF/UA-1)."""
    source = (
        f'#set document(title: "{title}", author: "Demonstration office")\n'
        '#set page(paper: "a4", margin: 2.2cm, numbering: "1")\n'
        '#set text(lang: "en", region: "GB", size: 11pt)\n#set par(leading: 0.75em)\n'
        "#set heading(numbering: none)\n#show heading: set block(above: 1.6em, below: 0.8em)\n"
        f"= {_typed(title)}\n\n{''.join(_typst(_reader.parse(body)))}"
    )
    return typst.compile(source.encode(), format="pdf", pdf_standards=["ua-1"], timestamp=MADE_AT)


def _typst(tokens: Sequence[Token]) -> Iterator[str]:
    lists: list[str] = []
    for token in tokens:
        match token.type:
            case "heading_open":
                yield f"\n{'=' * int(token.tag[1])} "
            case "bullet_list_open":
                lists.append("-")
            case "ordered_list_open":
                lists.append("+")
            case "bullet_list_close" | "ordered_list_close":
                lists.pop()
                yield "\n"
            case "list_item_open":
                yield f"{lists[-1]} "
            case "th_open" | "td_open":
                yield "strong[" if token.tag == "th" else "["
            case "th_close" | "td_close":
                yield "],\n"
            case "thead_open":
                yield f"#table(columns: ({', '.join(['1fr'] * _width(tokens))}), inset: 6pt, table.header(\n"
            case "thead_close":
                yield "),\n"
            case "table_close":
                yield ")\n"
            case "inline":
                yield _words_in_typst(token)
            case "paragraph_close" | "heading_close":
                yield "\n\n" if not token.hidden else "\n"


def _width(tokens: Sequence[Token]) -> int:
    return sum(token.type == "th_open" for token in tokens)


def _words_in_typst(token: Token) -> str:
    marks = {"strong_open": "#strong[", "em_open": "#emph[", "strong_close": "]", "em_close": "]"}
    return "".join(
        marks.get(child.type, " " if child.type == "softbreak" else _typed(child.content))
        for child in token.children or ()
    )


def _typed(text: str) -> str:
    return text.translate(_MARKS)


def as_docx(title: str, body: str) -> bytes:
    """Write it as a Word file: headings, paragraphs, lists."""
    parts = {
        "[Content_Types].xml": _CONTENT_TYPES,
        "_rels/.rels": _RELATIONS,
        "word/document.xml": _document(title, body),
        "word/styles.xml": _STYLES,
        "word/_rels/document.xml.rels": _DOCUMENT_RELATIONS,
        "docProps/core.xml": _CORE.format(title=escape(title)),
    }
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(zipfile.ZipInfo(name, MADE_AT.timetuple()[:6]), text)
    return file.getvalue()


def _document(title: str, body: str) -> str:
    paragraphs = [_paragraph("Title", [(title, False)])]
    style, number = "", 0
    for token in _reader.parse(body):
        match token.type:
            case "heading_open":
                style = "Heading1"
            case "bullet_list_open":
                number = -1
            case "ordered_list_open":
                number = 1
            case "bullet_list_close" | "ordered_list_close":
                number = 0
            case "inline":
                mark = "• " if number < 0 else f"{number}. " if number else ""
                number += number > 0
                paragraphs.append(_paragraph(style, [(mark, False), *_runs(token)]))
                style = ""
    return f'{_HEAD}<w:document xmlns:w="{_WORDS}"><w:body>{"".join(paragraphs)}</w:body></w:document>'


def _runs(token: Token) -> Iterator[tuple[str, bool]]:
    is_strong = False
    for child in token.children or ():
        if child.type in {"strong_open", "strong_close"}:
            is_strong = child.type == "strong_open"
        else:
            yield (" " if child.type == "softbreak" else child.content), is_strong


def _paragraph(style: str, runs: Sequence[tuple[str, bool]]) -> str:
    look = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    bold = {True: "<w:rPr><w:b/></w:rPr>", False: ""}
    words = "".join(
        f'<w:r>{bold[is_strong]}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'
        for text, is_strong in runs
        if text
    )
    return f"<w:p>{look}{words}</w:p>"


_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_WORDS = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_CONTENT_TYPES = (
    f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{_TYPE}.document.main+xml"/>'
    f'<Override PartName="/word/styles.xml" ContentType="{_TYPE}.styles+xml"/>'
    '<Override PartName="/docProps/core.xml" '
    'ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>'
)
_RELATIONS = (
    f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="word/document.xml"/>'
    f'<Relationship Id="rId2" Type="{_PACKAGE}/relationships/metadata/core-properties" '
    'Target="docProps/core.xml"/></Relationships>'
)
_DOCUMENT_RELATIONS = (
    f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>'
)
_STYLES = (
    f'{_HEAD}<w:styles xmlns:w="{_WORDS}">'
    '<w:style w:type="paragraph" w:styleId="Title"><w:name w:val="Title"/>'
    '<w:rPr><w:b/><w:sz w:val="40"/></w:rPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="Heading1"><w:name w:val="heading 1"/>'
    '<w:pPr><w:outlineLvl w:val="0"/></w:pPr><w:rPr><w:b/><w:sz w:val="30"/></w:rPr></w:style></w:styles>'
)
_CORE = (
    f'{_HEAD}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{title}</dc:title>'
    "<dc:creator>Demonstration office</dc:creator></cp:coreProperties>"
)
