"""Files made by code: sound ones of every kind, and hostile ones."""

import io
import struct
import zipfile
import zlib

import pikepdf
from PIL import Image

from library.file_kinds import DOCX, GIB, MIB, ODT, PPTX, XLSX

CONTENT_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MAIN_PARTS = {DOCX: "word/document.xml", PPTX: "ppt/presentation.xml", XLSX: "xl/workbook.xml"}
CORE = (
    '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/">'
    "<dc:title>What we learnt</dc:title><dc:creator>Amara Secret</dc:creator>"
    "<cp:lastModifiedBy>Bo Secret</cp:lastModifiedBy><dcterms:created>2022-05-01T10:00:00Z</dcterms:created>"
    "</cp:coreProperties>"
)
APP = (
    '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
    "<Application>Microsoft Office Word</Application><Company>Secret Trust</Company></Properties>"
)


def pdf(change=None, **options) -> bytes:
    """A PDF of one page; ``change(pdf)`` puts something in."""
    made, buffer = pikepdf.new(), io.BytesIO()
    made.add_blank_page()
    if change:
        change(made)
    made.save(buffer, **options)
    return buffer.getvalue()


def archive(parts: dict[str, bytes | str], method=zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as zipped:
        for name, content in parts.items():
            zipped.writestr(name, content)
    return buffer.getvalue()


def office(kind=DOCX, extra: dict[str, bytes | str] | None = None, *, main_type="", body="") -> bytes:
    """An Office file of the smallest kind, with more parts."""
    main = MAIN_PARTS[kind]
    types = (
        f'<Types xmlns="{CONTENT_TYPES}"><Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/{main}" ContentType="{main_type or kind.content_type + ".main+xml"}"/></Types>'
    )
    relations = (
        f'<Relationships xmlns="{RELATIONS}">'
        f'<Relationship Id="r1" Type="{OFFICE}/officeDocument" Target="{main}"/></Relationships>'
    )
    parts = {
        "[Content_Types].xml": types,
        "_rels/.rels": relations,
        main: body or "<main>Good morning</main>",
    }
    return archive({**parts, "docProps/core.xml": CORE, "docProps/app.xml": APP, **(extra or {})})


def relation(kind: str, target: str) -> dict[str, str]:
    text = (
        f'<Relationships xmlns="{RELATIONS}"><Relationship Id="r9" Type="{OFFICE}/{kind}"'
        f' Target="{target}" TargetMode="External"/></Relationships>'
    )
    return {"word/_rels/document.xml.rels": text}


def open_document(kind=ODT, extra: dict[str, bytes | str] | None = None) -> bytes:
    meta = (
        '<office:document-meta xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
        ' xmlns:meta="urn:oasis:names:tc:opendocument:xmlns:meta:1.0"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/"><office:meta><dc:title>What we learnt</dc:title>'
        "<meta:initial-creator>Amara Secret</meta:initial-creator></office:meta></office:document-meta>"
    )
    parts = {"content.xml": "<content/>", "meta.xml": meta, "META-INF/manifest.xml": "<manifest/>"}
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as zipped:
        zipped.writestr(zipfile.ZipInfo("mimetype"), kind.content_type)
        for name, content in {**parts, **(extra or {})}.items():
            zipped.writestr(name, content)
    return buffer.getvalue()


def picture(form="JPEG", size=(60, 40), *, place=True, turned=False, **options) -> bytes:
    """A picture that tells who took it, and where."""
    image, buffer = Image.new("RGB", size, "teal"), io.BytesIO()
    image.paste("white", (0, 0, size[0] // 2, size[1] // 2))
    exif = Image.Exif()
    exif[0x013B] = "Amara Secret"
    exif[0x0110] = "Secret phone"
    if turned:
        exif[0x0112] = 6
    if place:
        exif.get_ifd(0x8825).update({1: "N", 2: (51.0, 30.0, 26.0), 3: "W", 4: (0.0, 7.0, 39.0)})
    image.save(buffer, form, exif=exif, **options)
    return buffer.getvalue()


def chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def png_bomb(width=60_000, height=60_000, rows=0) -> bytes:
    """A PNG whose head promises gigabytes; ``rows`` of them are there, packed to almost nothing."""
    packer = zlib.compressobj(9)
    row = b"\x00" * (width // 8 + 1)
    packed = b"".join(packer.compress(row) for _ in range(rows)) + packer.flush()
    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")


def webp_bomb() -> bytes:
    """A WebP whose head promises 268 million pixels: Pillow makes room for them as it opens it."""
    side = (16_383 - 1).to_bytes(3, "little")
    body = b"WEBP" + b"VP8X" + struct.pack("<I", 10) + b"\x02\x00\x00\x00" + side + side
    return b"RIFF" + struct.pack("<I", len(body)) + body


def jpeg_bomb() -> bytes:
    """A JPEG whose head promises 65,000 by 65,000 pixels."""
    made = picture("JPEG", place=False)
    at = made.index(b"\xff\xc0")
    return made[: at + 5] + struct.pack(">HH", 65_000, 65_000) + made[at + 9 :]


def zip_bomb(told=4 * GIB - 2) -> bytes:
    """A Word file with a part of 4 GiB of nothing, made of one packed piece; ``told`` is its claim."""
    packer, name = zlib.compressobj(9, wbits=-15), b"word/media/image1.bin"
    piece = packer.compress(bytes(MIB)) + packer.flush(zlib.Z_FULL_FLUSH)
    buffer = io.BytesIO(office())
    with zipfile.ZipFile(buffer, "a", zipfile.ZIP_STORED) as zipped:
        zipped.writestr(name.decode(), piece * 4096 + packer.flush())
    made = bytearray(buffer.getvalue())
    for at, method, size in ((made.index(name) - 30, 8, 22), (made.rindex(name) - 46, 10, 24)):
        made[at + method : at + method + 2] = struct.pack("<H", zipfile.ZIP_DEFLATED)
        made[at + size : at + size + 4] = struct.pack("<I", told)
    return bytes(made)


def lying(content: bytes, name: bytes, size: int) -> bytes:
    """Make the directory say another unpacked size of a part than is true."""
    at = content.rindex(name) - 46
    assert content[at : at + 4] == b"PK\x01\x02"
    return content[: at + 24] + struct.pack("<I", size) + content[at + 28 :]


def locked(content: bytes) -> bytes:
    """Set the flag of encryption in both heads of the first part."""
    first = content[:6] + b"\x01\x00" + content[8:]
    at = first.index(b"PK\x01\x02")
    return first[: at + 8] + b"\x01\x00" + first[at + 10 :]


def box(name: bytes, content: bytes = b"") -> bytes:
    return struct.pack(">I", len(content) + 8) + name + content


def mp4(*notes: bytes, in_track: bytes = b"") -> bytes:
    """A film, with notes of whoever made it."""
    track = box(b"trak", box(b"tkhd", bytes(12)) + in_track)
    film = box(b"moov", box(b"mvhd", bytes(20)) + b"".join(notes) + track)
    return box(b"ftyp", b"isom\x00\x00\x02\x00isomavc1mp41") + film + box(b"mdat", b"v" * 40)


def webm(document_type=b"webm") -> bytes:
    inside = b"\x42\x86\x81\x01\x42\x82" + bytes([0x80 | len(document_type)]) + document_type
    return b"\x1aE\xdf\xa3" + bytes([0x80 | len(inside)]) + inside + b"\x18\x53\x80\x67\xff" + b"v" * 40
