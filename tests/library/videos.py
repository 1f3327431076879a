"""The heads of videos, made byte by byte."""

import struct


def box(kind: bytes, content: bytes, *, is_long: bool = False) -> bytes:
    """A box of MP4."""
    if is_long:
        return struct.pack(">I4sQ", 1, kind, len(content) + 16) + content
    return struct.pack(">I4s", len(content) + 8, kind) + content


def mp4(seconds: float = 90, *, scale: int = 1000, moov_last: bool = False, is_long: bool = False) -> bytes:
    """An MP4 that tells its duration, with some bytes of media before or after."""
    count = int(seconds * scale)
    if is_long:
        head = b"\x01\0\0\0" + struct.pack(">QQIQ", 0, 0, scale, count)
    else:
        head = b"\0\0\0\0" + struct.pack(">IIII", 0, 0, scale, count)
    moov = box(b"moov", box(b"udta", b"x") + box(b"mvhd", head + b"\0" * 80), is_long=is_long)
    media = box(b"mdat", b"m" * 500, is_long=is_long)
    return box(b"ftyp", b"isom\0\0\0\0") + (media + moov if moov_last else moov + media)


def element(kind: str, content: bytes, *, has_size: bool = True) -> bytes:
    """An element of WebM."""
    size = (len(content) | 1 << 56).to_bytes(8, "big") if has_size else b"\x01" + b"\xff" * 7
    return bytes.fromhex(kind) + size + content


def webm(
    seconds: float | None = 90, *, scale: int = 1_000_000, form: str = ">d", is_live: bool = False
) -> bytes:
    """A WebM that tells its duration, unless that is None; live ones have a segment of unknown size."""
    told = b"" if seconds is None else element("4489", struct.pack(form, seconds * 1_000_000_000 / scale))
    about = element("1549A966", element("2AD7B1", scale.to_bytes(4, "big")) + told)
    media = element("1F43B675", b"m" * 500, has_size=not is_live)
    segment = element("114D9B74", b"seek") + about + media
    return element("1A45DFA3", element("4282", b"webm")) + element("18538067", segment, has_size=not is_live)


def film(frames: list[bytes]) -> bytes:
    """A WebM of VP8 frames, one each second and each whole by itself, that can be jumped in."""
    video = element("E0", element("B0", (64).to_bytes(2, "big")) + element("BA", (36).to_bytes(2, "big")))
    track = element("D7", b"\1") + element("73C5", b"\1") + element("83", b"\1") + element("86", b"V_VP8")
    about = element(
        "1549A966",
        element("2AD7B1", (1_000_000).to_bytes(4, "big"))
        + element("4489", struct.pack(">d", len(frames) * 1000.0))
        + element("4D80", b"tests")
        + element("5741", b"tests"),
    )
    tracks = element("1654AE6B", element("AE", track + video))
    clusters = [
        element("1F43B675", _number("E7", number * 1000) + element("A3", b"\x81\0\0\x80" + frame))
        for number, frame in enumerate(frames)
    ]
    head = about + tracks
    # Every number is written as wide as any, so a list of places is as long as the one of noughts.
    at = len(head) + len(_cues([0] * len(frames)))
    places = []
    for cluster in clusters:
        places.append(at)
        at += len(cluster)
    start = element(
        "1A45DFA3",
        element("4286", b"\1")
        + element("42F7", b"\1")
        + element("42F2", b"\4")
        + element("42F3", b"\x08")
        + element("4282", b"webm")
        + element("4287", b"\4")
        + element("4285", b"\2"),
    )
    return start + element("18538067", head + _cues(places) + b"".join(clusters))


def _cues(places: list[int]) -> bytes:
    return element(
        "1C53BB6B",
        b"".join(
            element(
                "BB", _number("B3", n * 1000) + element("B7", element("F7", b"\1") + _number("F1", place))
            )
            for n, place in enumerate(places)
        ),
    )


def _number(kind: str, value: int) -> bytes:
    return element(kind, value.to_bytes(8, "big"))
