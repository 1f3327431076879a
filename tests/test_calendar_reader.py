"""The reader that calendar files are judged by refuses what the standard refuses."""

from datetime import UTC, datetime

import pytest

from tests.calendar_reader import Feed, NotACalendar, parse

CALENDAR = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Test//EN
BEGIN:VTIMEZONE
TZID:Europe/London
BEGIN:STANDARD
DTSTART:20310101T000000
TZOFFSETFROM:+0000
TZOFFSETTO:+0000
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:20310330T010000
TZOFFSETFROM:+0000
TZOFFSETTO:+0100
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:20311026T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0000
END:STANDARD
END:VTIMEZONE
BEGIN:VEVENT
UID:one
DTSTAMP:20310101T000000Z
LAST-MODIFIED:20310101T000000Z
SEQUENCE:1
STATUS:CONFIRMED
TRANSP:OPAQUE
URL:https://example.org/
SUMMARY:Rotas\\, leave\\; a \\\\ and\\n
 more
DTSTART;TZID=Europe/London:{start}
DTEND;TZID=Europe/London:20311231T000000
END:VEVENT
END:VCALENDAR
"""


def written(start="20310330T003000", **changed) -> bytes:
    text = CALENDAR.format(start=start)
    for old, new in changed.items():
        text = text.replace(old.replace("_", ":"), new)
    return text.replace("\n", "\r\n").encode()


def test_a_proper_file_is_read():
    event = Feed.of(written()).events["one"]

    assert event.summary == "Rotas, leave; a \\ and\nmore"
    assert (event.sequence, event.status) == (1, "CONFIRMED")


@pytest.mark.parametrize(
    ("wall", "instant"),
    [
        ("20310330T003000", (3, 30, 0, 30)),
        ("20310330T020000", (3, 30, 1, 0)),
        ("20311026T005959", (10, 25, 23, 59, 59)),
        ("20311026T013000", (10, 26, 0, 30)),
        ("20311026T020000", (10, 26, 2, 0)),
    ],
)
def test_wall_times_are_told_by_the_file_alone(wall, instant):
    assert Feed.of(written(wall)).events["one"].start == datetime(2031, *instant, tzinfo=UTC)


@pytest.mark.parametrize(
    "content",
    [
        written("20310330T013000"),
        written().replace(b"\r\n", b"\n"),
        written(SEQUENCE_1="X" * 90 + ":1"),
        written(SEQUENCE_1="SEQUENCE:1\nSEQUENCE:2"),
        written(STATUS_CONFIRMED="X-NOTHING:1"),
        written().replace(b"\\, leave", b", leave"),
        written().replace(b"\\n\r\n more", b"\\m\r\n more"),
        written().replace(b"TZID:Europe/London", b"TZID:Europe/Paris"),
        written().replace(b"END:VEVENT\r\n", b""),
        written().replace(b"TZOFFSETFROM:+0100", b"TZOFFSETFROM:+0200"),
    ],
    ids=[
        "hour skipped",
        "line ends",
        "too long",
        "twice",
        "no status",
        "comma",
        "escape",
        "zone",
        "end",
        "rules",
    ],
)
def test_what_breaks_the_standard_is_refused(content):
    with pytest.raises(NotACalendar):
        Feed.of(content)


def test_a_letter_folded_in_the_middle_is_whole_again():
    content = written().replace(b"Rotas", "Caf\u00e9".encode()[:-1] + b"\r\n " + "\u00e9".encode()[1:])

    assert parse(content).parts[-1].text("SUMMARY").startswith("Caf\u00e9")
