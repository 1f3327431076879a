"""Calendar files that every program reads the same way, in whatever zone and however hostile the words."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from icalendar import Calendar

from events.actions.assemblies import save_assembly
from events.actions.contributors import save_contributor
from events.actions.programme import cancel_session, restore_session
from events.assembly_plans import AssemblyPlan
from events.calendar_zones import clock_changes, timezone_component
from events.calendars import day_calendar
from events.models import Session
from tests.factories import (
    make_assembly,
    make_organiser,
    make_room,
    make_session,
    make_speaker,
    make_theme,
)

pytestmark = pytest.mark.django_db

LONDON = ZoneInfo("Europe/London")
HOST = "https://portal.example.org"
HOSTILE = 'Rota; "carers", \\ <b>bold</b>\nBEGIN:VEVENT\r\nSUMMARY:forged'


def read(assembly, at=None) -> Calendar:
    return Calendar.from_ical(write(assembly, at))


def write(assembly, at=None) -> bytes:
    sessions = Session.objects.filter(assembly=assembly).in_order().with_programme()
    return day_calendar(assembly, sessions, HOST, at or timezone.now())


def test_a_session_keeps_its_name_and_its_link_through_every_change():
    session = make_session()
    before = read(session.assembly).events[0]

    session.title = "Moved"
    session.starts_at -= timedelta(minutes=10)
    session.save()
    after = read(session.assembly).events[0]

    assert before.uid == after.uid == f"session-{session.code}@assembly-portal"
    assert after.url == f"{HOST}/{session.assembly.slug}/s/{session.code}/join/"
    assert after.sequence >= before.sequence
    assert after.last_modified >= before.last_modified
    assert after.summary == "Moved"


def test_the_sequence_counts_every_change_also_within_one_second():
    session, actor, at = make_session(), make_organiser(), timezone.now()
    seen = []
    for act in (cancel_session, restore_session, cancel_session):
        act(session=session, actor=actor, at=at)
        entry = read(session.assembly).events[0]
        seen.append((entry.sequence, str(entry["status"]), str(entry["transp"]), str(entry["summary"])))

    away = "CANCELLED", "TRANSPARENT", f"Cancelled: {session.title}"
    assert seen == [(1, *away), (2, "CONFIRMED", "OPAQUE", session.title), (3, *away)]


@pytest.mark.parametrize("what", ["assembly", "contributor"])
def test_a_name_that_changes_elsewhere_is_taken_up_too(what):
    session, actor, at = make_session(), make_organiser(), timezone.now()
    person = make_speaker(session).contributor
    before = read(session.assembly).events[0].sequence

    if what == "assembly":
        save_assembly(plan=AssemblyPlan(session.assembly), actor=actor, at=at, confirmed_warnings=True)
    else:
        person.name = "Dr Amara Fernhollow"
        save_contributor(contributor=person, actor=actor, at=at)

    assert read(session.assembly).events[0].sequence == before + 1


def test_an_hour_that_the_clocks_show_twice_is_written_as_utc():
    starts_at = datetime(2022, 10, 30, 0, 15, tzinfo=UTC)  # 1:15am, for the first time
    assembly = make_assembly(starts_at=starts_at - timedelta(hours=2))
    make_session(assembly, starts_at=starts_at, minutes=30)
    make_session(assembly, starts_at=starts_at + timedelta(hours=1), minutes=30)

    text = write(assembly).decode()

    assert "DTSTART;TZID=Europe/London:20221030T011500" in text
    assert "DTSTART:20221030T011500Z" in text


def test_programs_are_told_how_often_to_read_again():
    text = write(make_session().assembly).decode()

    assert "REFRESH-INTERVAL;VALUE=DURATION:PT1H" in text
    assert "X-PUBLISHED-TTL:PT1H" in text


def test_the_same_programme_gives_the_same_bytes_at_any_time():
    assembly = make_session().assembly

    assert write(assembly) == write(assembly, timezone.now() + timedelta(days=1))


def test_times_stand_in_the_zone_of_the_assembly():
    starts_at = datetime(2022, 5, 27, 8, 45, tzinfo=UTC)
    assembly = make_assembly(starts_at=starts_at)
    make_session(assembly)

    text = write(assembly).decode()

    assert "DTSTART;TZID=Europe/London:20220527T094500" in text
    assert "BEGIN:VTIMEZONE\r\nTZID:Europe/London" in text


def test_summer_time_begins_at_the_wall_time_before_the_change():
    text = timezone_component(LONDON, 2022, 2022).to_ical().decode()

    assert (
        "BEGIN:DAYLIGHT\r\nDTSTART:20220327T010000\r\nTZNAME:BST\r\nTZOFFSETFROM:+0000\r\nTZOFFSETTO:+0100"
        in text
    )
    assert (
        "BEGIN:STANDARD\r\nDTSTART:20221030T020000\r\nTZNAME:GMT\r\nTZOFFSETFROM:+0100\r\nTZOFFSETTO:+0000"
        in text
    )


@pytest.mark.parametrize("key", ["Europe/London", "America/New_York", "Australia/Lord_Howe", "Africa/Cairo"])
def test_clock_changes_are_found_to_the_second(key):
    zone = ZoneInfo(key)
    changes = list(clock_changes(zone, datetime(2023, 1, 1, tzinfo=UTC), datetime(2025, 1, 1, tzinfo=UTC)))

    assert len(changes) == 4
    for change in changes:
        before, after = change - timedelta(seconds=1), change
        assert before.astimezone(zone).utcoffset() != after.astimezone(zone).utcoffset()
    for earlier, later in pairwise(changes):
        assert later - timedelta(seconds=1) > earlier
        assert (later - timedelta(seconds=1)).astimezone(zone).utcoffset() == earlier.astimezone(
            zone
        ).utcoffset()


@pytest.mark.parametrize("key", ["Asia/Kolkata", "UTC", "Asia/Kathmandu"])
def test_zones_without_clock_changes_are_told_too(key):
    assembly = make_assembly(time_zone=key)
    session = make_session(assembly)

    assert read(assembly).events[0].start == session.starts_at.replace(microsecond=0)


def test_an_assembly_over_both_clock_changes_lists_both():
    assembly = make_assembly(starts_at=datetime(2022, 3, 26, 23, tzinfo=LONDON))
    make_session(assembly, starts_at=datetime(2022, 3, 27, 0, 30, tzinfo=LONDON), minutes=60)

    event = read(assembly).events[0]

    assert event.duration == timedelta(hours=2)  # by the clock on the wall
    assert event.end.astimezone(UTC) - event.start.astimezone(UTC) == timedelta(hours=1)


def test_hostile_words_stay_words():
    assembly = make_assembly(name=HOSTILE)
    session = make_session(assembly, title=HOSTILE, summary="مرحبا\u202e" + "x" * 500)
    make_speaker(session, name="O'Neill; \\, <script>")
    make_room(session, theme=make_theme(assembly, title="A;B,C\\D"))

    events = read(assembly).events

    assert len(events) == 1
    assert events[0].summary.replace("\r\n", "\n") == HOSTILE.replace("\r\n", "\n")
    assert "With O'Neill; \\, <script>." in events[0].description
    assert "A;B,C\\D" in events[0].description
    assert all(len(line) <= 75 for line in write(assembly).split(b"\r\n"))


def test_drafts_and_what_is_published_later_are_left_out():
    assembly = make_assembly()
    make_session(assembly, title="Shown")
    make_session(assembly, published_at=None)
    make_session(assembly, published_at=timezone.now() + timedelta(hours=1))

    assert [event.summary for event in read(assembly).events] == ["Shown"]


def test_an_empty_programme_is_still_a_calendar():
    assembly = make_assembly(name="Nothing yet")

    calendar = read(assembly)

    assert calendar.events == []
    assert str(calendar["x-wr-calname"]) == "Nothing yet"


def test_breaks_do_not_block_the_diary():
    assembly = make_assembly()
    make_session(assembly, kind=Session.Kind.BREAK)

    assert read(assembly).events[0]["transp"] == "TRANSPARENT"
