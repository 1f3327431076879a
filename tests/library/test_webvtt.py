"""Captions: what is read, what is refused in which words, and that what is written says the same."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from library import webvtt
from library.transcripts import transcript_of
from library.webvtt import Cue, clock_of, read_captions, written_captions, written_time
from library.webvtt_text import Span, plain


def told(raw, duration=None) -> list[str]:
    return read_captions(raw, duration=duration).told


def words(raw) -> list[str]:
    reading = read_captions(raw)
    assert not reading.defects
    return ["\n".join(map(plain, cue.lines)) for cue in reading.cues]


def test_a_whole_file_is_read_and_written_plainly():
    raw = (
        "\ufeffWEBVTT - made by hand\r\nKind: captions\r\n\r\nSTYLE\r\n::cue { color: url(//evil) }\r\n\r\n"
        "REGION\r\nid:fred\r\n\r\nNOTE\r\nNobody sees\r\nthis\r\n\r\nNOTE nor this\r\n\r\n"
        "first one\r\n00:01.000 --> 00:04.500 align:start line:85% region:fred evil:1\r\n"
        "<v.loud Dr A & Co>Good <i>morning</i></v>\r\n&amp; welcome &lt;all&gt;\r\n\r\n"
        "01:00:05.000-->01:00:06.000\r\n<c.red>Thank</c> <00:00:05.500>you"
    ).encode()

    reading = read_captions(raw)

    assert not reading.defects
    assert written_captions(reading.cues) == (
        "WEBVTT\n\n00:00:01.000 --> 00:00:04.500 align:start line:85%\n"
        "<v Dr A &amp; Co>Good </v><v Dr A &amp; Co><i>morning</i></v>\n&amp; welcome &lt;all&gt;\n\n"
        "01:00:05.000 --> 01:00:06.000\nThank you\n"
    )


START = "WEBVTT\n\n00:01.000 --> 00:02.000\nOne\n\n"


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        ("", "Line 1: the captions must begin with the word WEBVTT, alone on its line."),
        ("WEBVTTS\n", "Line 1: the captions must begin with the word WEBVTT, alone on its line."),
        (
            "1\n00:00:01,000 --> 00:00:02,000\nOne\n",
            "Line 1: this looks like an SRT file. Save the captions as WebVTT (.vtt).",
        ),
        (
            START.encode() + b"00:03.000 --> 00:04.000\ncaf\xe9\n",
            "Line 7: this is not written in UTF-8. Save the file again with the encoding UTF-8.",
        ),
        (START + "\ufeff" + "x" * webvtt.MOST_BYTES, "The captions must be smaller than 2 MB."),
        ("WEBVTT\n\nNOTE nothing\n", "There is no caption in it."),
        ("WEBVTT\n\n00:01.000 --> 00:02.000\n\n", "There is no caption in it."),
        (
            "WEBVTT\n00:01.000 --> 00:02.000\nOne\n",
            "Line 2: leave an empty line between WEBVTT and the first caption.",
        ),
        (START + "two\n00:05.000 --> 00:04.000\nTwo", "Line 7: the end 0:04 is before its start 0:05."),
        (START + "00:05.000 --> 00:05.000\nTwo", "Line 6: the caption ends when it starts, at 0:05."),
        (
            START + "00:00.500 --> 00:04.000\nTwo",
            "Line 6: the start 0:00 is before that of the caption above it, 0:01.",
        ),
        (
            START + "00:09.000 --> 00:12.100\nTwo",
            "Line 6: the end 0:12 is after the end of the recording, 0:11.",
        ),
        (
            START + "00:05,000 --> 00:06,000\nTwo",
            "Line 6: write the times with a full stop: 00:05.000, not 00:05,000.",
        ),
        (START + "5 s --> 00:06.000\nTwo", "Line 6: “5 s” is not a time such as 00:05.000 or 01:00:05.000."),
        (START + "00:05.000 -->\nTwo", "Line 6: “” is not a time such as 00:05.000 or 01:00:05.000."),
        (START + "00:61.000 --> 01:75.000\nTwo", "Line 6: “00:61.000” is not a time such as 00:05.000 or"),
        (
            START + "Two\nand more\n",
            "Line 6: there are no times above this text, such as 00:05.000 --> 00:08.000. "
            "An empty line ends a caption.",
        ),
        (START + "00:05.000 --> 00:06.000\nTwo\n2 < 3\n", "Line 8: a “<” that begins no tag is written &lt;"),
        (
            START + "00:05.000 --> 00:06.000\n<script>x</script>\n",
            "Line 7: “<script>” is not a tag that captions have.",
        ),
        (
            START + "00:05.000 --> 00:06.000\n<img src=x onerror=y>\n",
            "Line 7: “<img>” is not a tag that captions have.",
        ),
    ],
)
def test_what_is_wrong_is_said_with_its_line(raw, sentence):
    assert told(raw, duration=11)[0].startswith(sentence)


def test_everything_wrong_is_told_at_once_and_not_without_end():
    raw = START + "".join(f"bad {number}\n\n" for number in range(40))

    assert len(told(raw)) == webvtt.MOST_TOLD + 1
    assert told(raw)[-1] == "And 30 more like these."


def test_there_are_not_more_captions_than_a_page_can_hold():
    cues = "".join(f"00:01.000 --> 00:02.000\n{number}\n\n" for number in range(webvtt.MOST_CUES + 1))

    assert told("WEBVTT\n\n" + cues) == ["Line 60003: there are more than 20,000 captions."]


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("R&amp;D &lt;3 &gt; &nbsp;x &copy; &#10;y", "R&D <3 > \xa0x ©  y"),
        ("AT&T", "AT&T"),
        ("a > b", "a > b"),
        ("<b>bold</b><u>under</u>", "boldunder"),
        ("<ruby>漢<rt>kan</rt></ruby>", "漢kan"),
        ("one\vtwo\x85three\u2028four", "one two three four"),
        ("\x1b[31mred", " [31mred"),
        ("nul\0here", "nul\ufffdhere"),
        ("<c></c>\nsecond", "second"),
        ("&nbsp;\nsecond", "second"),
        ("<i>open over\ntwo lines", "open over\ntwo lines"),
    ],
)
def test_the_words_are_kept(typed, read):
    assert words(f"WEBVTT\n\n00:01.000 --> 00:02.000\n{typed}\n") == [read]


spoken = st.text(st.characters(blacklist_categories=("Cc", "Cs", "Zl", "Zp")), min_size=1, max_size=20)
names = st.text(string.ascii_letters + "&<> .'é", max_size=12).map(lambda name: " ".join(name.split()))
spans = st.builds(Span, spoken, names, st.sampled_from(["", "b", "i", "u", "bi", "iu", "biu"]))


def merged(line) -> tuple[Span, ...]:
    out: list[Span] = []
    for span in line:
        if out and (out[-1].speaker, out[-1].styles) == (span.speaker, span.styles):
            out[-1] = Span(out[-1].text + span.text, span.speaker, span.styles)
        else:
            out.append(span)
    return tuple(out)


lines = st.lists(spans, min_size=1, max_size=3).map(merged).filter(lambda line: plain(line).strip())


@st.composite
def cue_lists(draw):
    at, cues = 0, []
    for _ in range(draw(st.integers(1, 5))):
        at += draw(st.integers(0, 5_000_000))
        end = at + draw(st.integers(1, 5_000_000))
        settings = draw(st.sampled_from([(), ("align:start",), ("line:0", "position:10%,line-left")]))
        cues.append(Cue(at, end, settings, tuple(draw(st.lists(lines, min_size=1, max_size=3)))))
    return tuple(cues)


@given(cue_lists())
def test_what_is_written_reads_the_same(cues):
    reading = read_captions(written_captions(cues).encode())

    assert not reading.defects
    assert reading.cues == cues


@given(st.binary(max_size=300) | st.binary(max_size=200).map(lambda tail: START.encode() + tail))
def test_hostile_bytes_are_refused_in_words_or_read(raw):
    reading = read_captions(raw, duration=60)

    assert reading.cues or reading.defects
    assert all(str(defect) for defect in reading.defects)
    assert "\0" not in written_captions(reading.cues)


MARKUP = st.sampled_from(
    ["<", ">", "&", "</", "<v ", "<i>", "<script>", "-->", "\n", "&lt;", "a", " ", ".", "1"]
)


@given(st.lists(MARKUP, max_size=20).map("".join))
def test_no_tag_but_ours_is_ever_written(text):
    reading = read_captions(f"WEBVTT\n\n00:01.000 --> 00:02.000\n{text}\n")
    written = written_captions(reading.cues)
    body = written.split("\n", 3)[-1] if reading.cues else ""

    for tag in webvtt.re.findall(r"<([^>]*)>?", body):
        assert webvtt.re.fullmatch(r"/?[biu]|v [^<>]*|/v", tag)
    assert read_captions(written).cues == reading.cues or not reading.cues


@given(st.integers(0, 999 * 3_600_000))
def test_times_are_written_as_they_are_read(milliseconds):
    written = f"WEBVTT\n\n{written_time(milliseconds)} --> {written_time(milliseconds + 1)}\nx\n"

    assert read_captions(written).cues[0].start == milliseconds


@pytest.mark.parametrize(("seconds", "told"), [(4, "0:04"), (750, "12:30"), (3725, "1:02:05")])
def test_places_are_told_as_players_do(seconds, told):
    assert clock_of(seconds) == told


def paragraphs(*cues) -> list[tuple[str, str, str]]:
    raw = "WEBVTT\n\n" + "".join(
        f"{written_time(start)} --> {written_time(end)}\n{text}\n\n" for start, end, text in cues
    )
    return [(each.clock, each.speaker, each.text) for each in transcript_of(read_captions(raw).cues)]


def test_a_transcript_has_paragraphs_by_speaker_and_pause():
    told = paragraphs(
        (1000, 3000, "<v Dr A>Good morning\nand welcome."),
        (3000, 5000, "<v Dr A>We begin."),
        (9000, 10000, "<v Dr A>After a pause."),
        (10000, 12000, "<v Dr B>Thank you.</v> [applause]"),
        (61000, 62000, "<v Dr B>Yes.</v>\n<v Dr A>No.</v>"),
    )

    assert told == [
        ("0:01", "Dr A", "Good morning and welcome. We begin."),
        ("0:09", "Dr A", "After a pause."),
        ("0:10", "Dr B", "Thank you."),
        ("0:10", "", "[applause]"),
        ("1:01", "Dr B", "Yes."),
        ("1:01", "Dr A", "No."),
    ]


def test_each_caption_of_a_paragraph_keeps_its_second():
    raw = "WEBVTT\n\n00:01.000 --> 00:03.000\nGood morning\n\n00:03.500 --> 00:05.000\nand welcome.\n"

    (paragraph,) = transcript_of(read_captions(raw).cues)

    assert [(piece.at, piece.text) for piece in paragraph.pieces] == [
        (1, "Good morning"),
        (3, "and welcome."),
    ]
    assert (paragraph.at, paragraph.text) == (1, "Good morning and welcome.")


def test_rolling_captions_are_said_once_and_long_speech_is_divided():
    assert paragraphs((0, 2000, "Hello"), (1000, 3000, "Hello"), (3000, 4000, "there")) == [
        ("0:00", "", "Hello there")
    ]
    many = [
        (second * 1000, second * 1000 + 1000, "A sentence of forty letters, or about so.")
        for second in range(30)
    ]
    many = [(start, end, f"{text} {start}.") for start, end, text in many]
    assert 2 <= len(paragraphs(*many)) <= 5
