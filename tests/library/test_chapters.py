"""Chapters: lines as people type them, and what players read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from library.chapters import Chapter, chapter_lines, read_chapters, written_chapters
from library.webvtt import read_captions


def test_lines_become_chapters():
    read = read_chapters("0:00 Welcome\r\n\r\n 12:30   What we  learnt\n1:02:05\tQuestions\n", duration=4000)

    assert not read.defects
    assert read.chapters == (
        Chapter(0, "Welcome"),
        Chapter(750, "What we learnt"),
        Chapter(3725, "Questions"),
    )
    assert chapter_lines(read.chapters) == "0:00 Welcome\n12:30 What we learnt\n1:02:05 Questions"


def test_players_read_them():
    assert written_chapters([Chapter(0, "R & D"), Chapter(750, "Next")], duration=800) == (
        "WEBVTT\n\n00:00:00.000 --> 00:12:30.000\nR &amp; D\n\n00:12:30.000 --> 00:13:20.000\nNext\n"
    )
    assert written_chapters([], duration=800) == "WEBVTT\n"
    assert "01:00:00.000" in written_chapters([Chapter(0, "Only")])


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("Welcome", "Line 1: “Welcome” is not a time and a title, such as 12:30 What we learnt."),
        ("0:00", "Line 1: “0:00” is not a time and a title, such as 12:30 What we learnt."),
        ("0:75 x", "Line 1: “0:75 x” is not a time and a title, such as 12:30 What we learnt."),
        ("1:75:00 x", "Line 1: “1:75:00 x” is not a time and a title, such as 12:30 What we learnt."),
        ("-1:00 x", "Line 1: “-1:00 x” is not a time and a title, such as 12:30 What we learnt."),
        ("0:00 a\n\n0:00 b", "Line 3: 0:00 must come after 0:00 of the chapter above it."),
        ("0:05 a\n0:04 b", "Line 2: 0:04 must come after 0:05 of the chapter above it."),
        ("1:00 a", "Line 1: 1:00 is not before the end of the recording, 1:00."),
        ("0:01 " + "a" * 121, "Line 1: the title must be 120 characters or fewer. It has 121."),
        ("\n".join(f"0:{n // 60:02}:{n % 60:02} x" for n in range(201)), "There are more than 200 chapters."),
    ],
)
def test_what_is_wrong_is_said_with_its_line(typed, sentence):
    read = read_chapters(typed, duration=60 if "1:00 a" in typed else None)

    assert str(read.defects[0]) == sentence


titles = st.text(min_size=1, max_size=30)


@given(st.text(max_size=200), st.none() | st.integers(1, 10_000))
def test_whatever_is_typed_is_read_or_refused_in_words(typed, duration):
    read = read_chapters(typed, duration=duration)

    assert all(str(defect) for defect in read.defects)
    assert not read_chapters(chapter_lines(read.chapters), duration=duration).defects


@given(st.dictionaries(st.integers(0, 90_000), titles, min_size=1, max_size=8))
def test_what_is_written_reads_the_same(parts):
    typed = "\n".join(f"{at // 3600}:{at // 60 % 60:02}:{at % 60:02} {parts[at]}" for at in sorted(parts))
    read = read_chapters(typed)
    written = written_chapters(read.chapters, duration=100_000)

    assert read_chapters(chapter_lines(read.chapters)).chapters == read.chapters
    if read.chapters:
        assert [cue.start // 1000 for cue in read_captions(written).cues] == [
            each.at for each in read.chapters
        ]
