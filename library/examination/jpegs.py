"""JPEGs inside other files: what they tell of people, taken out without touching the picture."""

import io
from collections.abc import Iterator

from PIL import ExifTags, Image

HEAD = b"\xff\xd8\xff"
_START_OF_SCAN = 0xDA
# Exif and XMP, IPTC, and what was written by hand (ITU-T T.81, table B.1). Colours are in none of them.
_TELLING = {0xE1, 0xED, 0xFE}
_BARE = {0x01, *range(0xD0, 0xD9)}


def tells_place(picture: bytes) -> bool:
    """Whether the picture says where it was taken."""
    try:
        with Image.open(io.BytesIO(picture), formats=("JPEG",)) as opened:
            return bool(opened.getexif().get_ifd(ExifTags.IFD.GPSInfo))
    except Exception:  # Whatever is wrong with it: the file around it was taken as it is.
        return False


def without_telling(picture: bytes) -> bytes:
    """Leave the segments that tell something out; which way up it is to be seen is kept.

    What is no whole JPEG comes back as it was.
    """
    kept, turned = [picture[:2]], _orientation_of(picture)
    if turned != 1:
        exif = Image.Exif()
        exif[ExifTags.Base.Orientation] = turned
        content = exif.tobytes()
        kept.append(b"\xff\xe1" + (len(content) + 2).to_bytes(2, "big") + content)
    try:
        kept += [segment for marker, segment in _segments(picture) if marker not in _TELLING]
    except ValueError:
        return picture
    return b"".join(kept)


def _orientation_of(picture: bytes) -> int:
    try:
        with Image.open(io.BytesIO(picture), formats=("JPEG",)) as opened:
            return int(opened.getexif().get(ExifTags.Base.Orientation, 1))
    except Exception:  # As above.
        return 1


def _segments(picture: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield each segment up to the picture itself, and that with all that follows.

    :raises ValueError: they do not fit into each other.
    """
    at = 2
    while at + 4 <= len(picture) and picture[at] == 0xFF:
        marker = picture[at + 1]
        if marker == _START_OF_SCAN:
            yield marker, picture[at:]
            return
        size = 0 if marker in _BARE or marker == 0xFF else int.from_bytes(picture[at + 2 : at + 4], "big")
        step = 1 if marker == 0xFF else 2 + size
        yield marker, picture[at : at + step]
        at += step
    raise ValueError("no whole JPEG")
