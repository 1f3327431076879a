"""PDFs: refused where they act by themselves or carry files; what they tell of people can be removed."""

import zipfile
from collections.abc import Iterator
from typing import IO, Any, BinaryIO, cast

import pikepdf

from library.examination import jpegs, pdf_actions
from library.examination.facts import Facts, facts_from
from library.refusals import FileRefused, Intake

_PERSONAL = ("/Metadata", "/PieceInfo", "/LastModified")
_LABELS = {
    "/Title": "Title",
    "/Author": "Author",
    "/Subject": "Subject",
    "/Keywords": "Keywords",
    "/Creator": "Made with",
    "/Producer": "Saved with",
    "/CreationDate": "Made on",
    "/ModDate": "Changed on",
}
_XMP_LABELS = {
    "dc:title": "Title",
    "dc:creator": "Author",
    "dc:description": "Subject",
    "pdf:Keywords": "Keywords",
    "xmp:CreatorTool": "Made with",
    "pdf:Producer": "Saved with",
    "xmp:CreateDate": "Made on",
    "xmp:ModifyDate": "Changed on",
}
# Whoever reads by ear needs the title, and programs must know that the file is made for it (ISO 14289).
_STAYS = ("dc:title", "dc:language", "pdfuaid:part")
_DEEPEST = 60
_JPEG_FILTERS = (pikepdf.Name.DCTDecode, pikepdf.Array([pikepdf.Name.DCTDecode]))


def examine(file: IO[bytes]) -> Facts:
    """Return what the PDF tells of people, if it neither acts nor carries anything.

    :raises FileRefused: ``password``, ``broken``, ``script``, ``actions`` or ``attachments``.
    """
    if zipfile.is_zipfile(file):
        raise FileRefused(Intake.BROKEN)
    with _opened(file) as pdf:
        if not len(pdf.pages):
            raise FileRefused(Intake.BROKEN)
        for key, value in _entries(pdf):
            pdf_actions.check(key, value)
        pdf_actions.check_streams(pdf)
        return _facts_of(pdf)


def clean(file: IO[bytes], target: IO[bytes]) -> None:
    """Write a copy without author, software and dates; its title stays.

    :raises FileRefused: ``signed``, besides what ``examine`` finds.
    """
    with _opened(file) as pdf:
        if any(key == "/ByteRange" for key, _ in _entries(pdf)):
            raise FileRefused(Intake.SIGNED)
        kept = _kept(pdf)
        for holder in _dictionaries(pdf):
            for key in _PERSONAL:
                if key in holder:
                    del holder[key]
        if pdf.trailer.get("/Info") is not None:
            del pdf.trailer["/Info"]
        with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as xmp:
            for key, value in kept.items():
                xmp[key] = value
        if isinstance(title := kept.get("dc:title"), str):
            pdf.docinfo["/Title"] = pikepdf.String(title)
        for stream, picture in list(_pictures_in(pdf)):
            parameters = stream.get("/DecodeParms")
            plain = jpegs.without_telling(picture)
            stream.write(plain, filter=pikepdf.Name.DCTDecode, decode_parms=parameters)
        pdf.save(cast(BinaryIO, target), deterministic_id=True)


def _opened(file: IO[bytes]) -> pikepdf.Pdf:
    file.seek(0)
    try:
        return pikepdf.Pdf.open(cast(BinaryIO, file), suppress_warnings=True)
    except pikepdf.PasswordError as error:
        raise FileRefused(Intake.PASSWORD) from error
    except (pikepdf.PdfError, ValueError, RuntimeError) as error:
        raise FileRefused(Intake.BROKEN) from error


def _entries(pdf: pikepdf.Pdf) -> Iterator[tuple[str, Any]]:
    """Yield every entry of every dictionary, those in compressed and in unused objects as well."""
    for holder in _dictionaries(pdf):
        for key in holder.keys():  # noqa: SIM118 - a dictionary of the PDF is none of Python's
            yield key, holder[key]


def _dictionaries(pdf: pikepdf.Pdf) -> Iterator[Any]:
    try:
        yield from _inside(pdf.trailer, 0)
        for thing in pdf.objects:
            yield from _inside(thing, 0)
    except (pikepdf.PdfError, ValueError, RuntimeError) as error:
        raise FileRefused(Intake.BROKEN) from error


def _inside(thing: Any, depth: int) -> Iterator[Any]:
    """Yield the dictionaries of one object; what it refers to has its own turn."""
    if depth > _DEEPEST:
        raise FileRefused(Intake.TOO_MUCH_WORK)
    if isinstance(thing, pikepdf.Stream):
        thing = thing.stream_dict
    if isinstance(thing, pikepdf.Dictionary):
        yield thing
        values = [thing[key] for key in thing.keys()]  # noqa: SIM118
    elif isinstance(thing, pikepdf.Array):
        values = list(thing)
    else:
        return
    for value in values:
        if isinstance(value, pikepdf.Object) and not value.is_indirect:
            yield from _inside(value, depth + 1)


def _facts_of(pdf: pikepdf.Pdf) -> Facts:
    found: list[tuple[str, object]] = []
    if pdf.trailer.get("/Info") is not None:
        found += [(_LABELS[key], value) for key, value in pdf.docinfo.items() if key in _LABELS]
    xmp = _xmp(pdf)
    found += [(label, xmp[key]) for key, label in _XMP_LABELS.items() if key in xmp]
    if any(jpegs.tells_place(picture) for _, picture in _pictures_in(pdf)):
        found.append(("Place", "where a picture in it was taken"))
    return facts_from(found)


def _pictures_in(pdf: pikepdf.Pdf) -> Iterator[tuple[Any, bytes]]:
    """Yield each stream that is a JPEG as a camera wrote it."""
    for thing in pdf.objects:
        if isinstance(thing, pikepdf.Stream) and thing.get("/Filter") in _JPEG_FILTERS:
            picture = thing.read_raw_bytes()
            if picture.startswith(jpegs.HEAD):
                yield thing, picture


def _xmp(pdf: pikepdf.Pdf) -> dict[str, Any]:
    """Return what the XMP says of the keys that we know; one that cannot be read says nothing."""
    known = {*_XMP_LABELS, *_STAYS}
    try:
        xmp = pdf.open_metadata()
        return {key: xmp[key] for key in known if key in xmp}
    except Exception:  # Whatever lxml meets in it: it is shown, and needed for nothing else.
        return {}


def _kept(pdf: pikepdf.Pdf) -> dict[str, Any]:
    kept = {key: value for key, value in _xmp(pdf).items() if key in _STAYS}
    if "dc:title" not in kept and pdf.trailer.get("/Info") is not None and "/Title" in pdf.docinfo:
        kept["dc:title"] = str(pdf.docinfo["/Title"])
    return kept
