"""Which part of ten bytes a header asks for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from library.ranges import OutOfReach, Part, part_of


@pytest.mark.parametrize(
    ("header", "part"),
    [
        ("bytes=0-", Part(0, 10)),
        ("bytes=0-0", Part(0, 1)),
        ("bytes=3-5", Part(3, 6)),
        ("bytes=9-", Part(9, 10)),
        ("bytes=5-99", Part(5, 10)),
        ("bytes=-4", Part(6, 10)),
        ("bytes=-99", Part(0, 10)),
        ("Bytes = 2-3", Part(2, 4)),
    ],
)
def test_one_range(header, part):
    assert part_of(header, 10) == part


@pytest.mark.parametrize(
    "header",
    [
        "",
        "bytes",
        "bytes=",
        "bytes=-",
        "bytes=5-3",
        "bytes=a-b",
        "bytes=0-1,3-4",
        "bytes=0-,20-30",
        "lines=0-1",
        "bytes=--1",
        "bytes=1-2-3",
        "bytes=\u0661-\u0662",
        "bytes=" + "9" * 5000 + "-",
    ],
)
def test_what_is_no_range_or_several_gets_everything(header):
    assert part_of(header, 10) is None


@pytest.mark.parametrize("header", ["bytes=10-", "bytes=10-12", "bytes=99999-", "bytes=-0"])
def test_nothing_lies_there(header):
    with pytest.raises(OutOfReach):
        part_of(header, 10)


@given(st.text(alphabet="bytes=0123456789-, \t", max_size=40), st.integers(1, 50))
def test_whatever_is_asked_lies_in_the_file(header, size):
    try:
        part = part_of(header, size)
    except OutOfReach:
        return
    assert part is None or 0 <= part.start < part.stop <= size


@pytest.mark.parametrize("filling", [" ", "\t", "=", "0", "-", ","])
def test_a_header_of_megabytes_keeps_nobody_busy(filling):
    """A stranger's 60 kB of blanks once held every page up for half a minute."""
    assert part_of(f"bytes=x{filling * 5_000_000}y", 1000) is None
