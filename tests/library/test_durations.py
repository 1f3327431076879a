"""How long a video lasts is read from its head, whatever bytes there are."""

import io
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from library.durations import MOST_HEADS, duration_of
from tests.library.videos import box, element, mp4, webm


def read(content: bytes) -> int | None:
    return duration_of(io.BytesIO(content))


@pytest.mark.parametrize(
    ("content", "seconds"),
    [
        (mp4(90), 90),
        (mp4(90.2), 91),
        (mp4(90, moov_last=True), 90),
        (mp4(7200, is_long=True), 7200),
        (mp4(7200, is_long=True, moov_last=True), 7200),
        (webm(90), 90),
        (webm(90.5, form=">f"), 91),
        (webm(90, scale=1000), 90),
        (webm(90, is_live=True), 90),
        (webm(None), None),
        (mp4(0), None),
        (mp4(1, scale=0), None),
        (webm(float("inf")), None),
        (webm(float("nan")), None),
        (webm(-4), None),
        (webm(1e12), None),
        (box(b"ftyp", b"isom") + box(b"mdat", b"x"), None),
        (box(b"ftyp", b"isom") + box(b"moov", b""), None),
        (box(b"ftyp", b"isom") + box(b"moov", box(b"mvhd", b"\0")), None),
        (box(b"ftyp", b"isom") + struct.pack(">I4s", 2**31, b"moov"), None),
        (box(b"ftyp", b"isom") + struct.pack(">I4sQ", 1, b"moov", 2**63), None),
        (box(b"ftyp", b"isom") + struct.pack(">I4sQ", 1, b"moov", 3), None),
        (box(b"ftyp", b"isom") + box(b"free", b"") * (MOST_HEADS + 1) + mp4(9)[16:], None),
        (element("1A45DFA3", b"") * (MOST_HEADS + 1) + webm(9), None),
        (b"", None),
        (b"%PDF-1.7", None),
        (b"\x1aE\xdf\xa3 nothing", None),
    ],
)
def test_durations(content, seconds):
    assert read(content) == seconds


class Counting(io.BytesIO):
    """Counts what is read of it."""

    taken = 0

    def read(self, size=-1):
        content = super().read(size)
        self.taken += len(content)
        return content


def test_only_heads_are_read():
    file = Counting(mp4(90, moov_last=True) + box(b"mdat", b"m" * 10_000_000))

    assert duration_of(file) == 90
    assert file.taken < 200


@given(st.binary(max_size=400))
def test_hostile_bytes_tell_nothing_and_break_nothing(content):
    read(content)
    read(mp4()[:20] + content)
    read(webm()[:30] + content)


@given(st.sampled_from([mp4(), mp4(is_long=True), webm(), webm(is_live=True)]), st.data())
def test_a_changed_byte_breaks_nothing(content, data):
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(content) - 1))
        content = content[:at] + bytes([data.draw(st.integers(0, 255))]) + content[at + 1 :]
    seconds = read(content[: data.draw(st.integers(0, len(content)))])

    assert seconds is None or 0 < seconds <= 48 * 3600
