"""Pictures: measured before they are decoded, and drawn anew, so that nothing but the picture is left."""

import io
import struct
import warnings
from typing import IO

from PIL import ExifTags, Image, ImageOps

from library.examination.bounds import MOST_PIXELS
from library.examination.facts import Facts, facts_from
from library.examination.picture_sizes import measure
from library.file_kinds import JPEG, MIB, PNG, WEBP, FileKind
from library.refusals import FileRefused, Intake

_FORMATS = {PNG: "PNG", JPEG: "JPEG", WEBP: "WEBP"}
_TAGS = {
    "Artist": "Author",
    "XPAuthor": "Author",
    "Copyright": "Copyright",
    "ImageDescription": "Description",
    "Make": "Camera",
    "Model": "Camera",
    "Software": "Made with",
    "DateTime": "Changed on",
}
_LARGEST_PROFILE = MIB
_NEARLY_LOSSLESS = 92

_FAULTS = (
    OSError,
    ValueError,
    SyntaxError,
    EOFError,
    IndexError,
    struct.error,
    Image.DecompressionBombError,
    Image.DecompressionBombWarning,
)

Image.MAX_IMAGE_PIXELS = MOST_PIXELS
# Pillow only warns up to twice as many pixels.
warnings.simplefilter("error", Image.DecompressionBombWarning)


def examine(file: IO[bytes], kind: FileKind) -> Facts:
    """Return what the picture tells besides what it shows.

    :raises FileRefused: ``broken``, ``pixels`` or ``moving``.
    """
    with _opened(file, kind) as picture:
        facts = _facts_of(picture)
        _decode(picture)
        return facts


def clean(file: IO[bytes], kind: FileKind, target: IO[bytes]) -> None:
    """Draw the picture anew, turned the way it is to be seen: no EXIF, no place, no text, no second file."""
    with _opened(file, kind) as picture:
        _decode(picture)
        is_lossless = kind == WEBP and b"VP8L" in _head(file)
        profile = picture.info.get("icc_profile") or b""
        turned = ImageOps.exif_transpose(picture)
        turned.info = {name: value for name, value in turned.info.items() if name == "transparency"}
        # Pillow goes back and forth in what it writes: it gets a buffer, and the process's limit holds both.
        buffer = io.BytesIO()
        options: dict[str, object] = {"icc_profile": profile if len(profile) <= _LARGEST_PROFILE else None}
        if kind == JPEG:
            options |= {"quality": _NEARLY_LOSSLESS, "optimize": True}
        if kind == WEBP:
            options |= {"lossless": is_lossless, "quality": _NEARLY_LOSSLESS, "exif": b"", "xmp": b""}
        turned.save(buffer, format=_FORMATS[kind], **options)
        target.write(buffer.getbuffer())


def _opened(file: IO[bytes], kind: FileKind) -> Image.Image:
    # Some of Pillow's readers make room for the whole picture as soon as they are opened.
    width, height = measure(file, kind)
    if width * height > MOST_PIXELS:
        most = MOST_PIXELS // 1_000_000
        raise FileRefused(Intake.PIXELS, most=most, width=f"{width:,}", height=f"{height:,}")
    file.seek(0)
    try:
        picture = Image.open(file, formats=(_FORMATS[kind],))
    except _FAULTS as error:
        raise FileRefused(Intake.BROKEN) from error
    # A JPEG may carry a second one for a telephone's own use; it is left behind.
    if kind != JPEG and getattr(picture, "n_frames", 1) > 1:
        raise FileRefused(Intake.MOVING)
    return picture


def _decode(picture: Image.Image) -> None:
    try:
        picture.load()
    except _FAULTS as error:
        raise FileRefused(Intake.BROKEN) from error


def _facts_of(picture: Image.Image) -> Facts:
    try:
        exif = picture.getexif()
        taken = exif.get_ifd(ExifTags.IFD.Exif).get(ExifTags.Base.DateTimeOriginal)
        has_place = bool(exif.get_ifd(ExifTags.IFD.GPSInfo))
        names = {ExifTags.TAGS.get(tag, ""): value for tag, value in exif.items()}
    except Exception:  # Whatever is wrong with it: it is about to be removed.
        return []
    found: list[tuple[str, object]] = [(_TAGS[name], names[name]) for name in _TAGS if name in names]
    found += [("Taken on", taken or ""), ("Place", "where it was taken" if has_place else "")]
    return facts_from(found)


def _head(file: IO[bytes]) -> bytes:
    file.seek(0)
    return file.read(64)
