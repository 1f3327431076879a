from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from events.assembly_checks import CheckKind, checks_of
from events.models import Assembly, Session

LONDON = ZoneInfo("Europe/London")
STARTS = datetime(2022, 5, 27, 9, tzinfo=LONDON)
BEFORE = STARTS - timedelta(days=30)


def an_assembly(*, hours: float = 8, **fields) -> Assembly:
    fields = {"slug": "2022", "starts_at": STARTS, "published_at": BEFORE} | fields
    return Assembly(ends_at=fields["starts_at"] + timedelta(hours=hours), **fields)


def sessions(count: int = 1, start: int = 1) -> list[Session]:
    """As many sessions of an hour, one after the other, from so many hours after the start."""
    hours = [STARTS + timedelta(hours=start + number) for number in range(count)]
    return [
        Session(pk=number, title=f"Session {number}", starts_at=at, ends_at=at + timedelta(hours=1))
        for number, at in enumerate(hours, start=1)
    ]


MOVED = "2 people have a place. They are told of the new day, by email, 15 minutes after your last change."
CASES = {
    "another day, no sessions": (an_assembly(starts_at=STARTS + timedelta(days=1)), an_assembly(), [], MOVED),
    "a later start": (
        an_assembly(starts_at=STARTS + timedelta(hours=3), hours=5),
        an_assembly(),
        sessions(1),
        "1 session would lie outside the day, midday to 5pm: “Session 1”.",
    ),
    "an earlier end": (
        an_assembly(hours=2),
        an_assembly(),
        sessions(6),
        "5 sessions would lie outside the day, 9am to 11am: "
        "“Session 2”, “Session 3”, “Session 4” and 2 more.",
    ),
    "other clocks": (
        an_assembly(time_zone="Asia/Tokyo"),
        an_assembly(),
        sessions(),
        "Times would be shown in Tokyo time, not in UK time. Sessions do not move with the clocks: "
        "“Session 1”, now at 10am, would stand at 6pm.",
    ),
    "other clocks without sessions": (
        an_assembly(time_zone="Asia/Tokyo"),
        an_assembly(),
        [],
        "Times would be shown in Tokyo time, not in UK time.",
    ),
    "another address": (
        an_assembly(slug="second"),
        an_assembly(),
        [],
        "The address would change from /2022/ to /second/. "
        "Links in mails and calendars that people have already would lead nowhere.",
    ),
    "fewer places": (
        an_assembly(capacity=1),
        an_assembly(capacity=10),
        [],
        "2 people have a place already, more than 1 place. "
        "They keep it; nobody else gets one until enough cancel.",
    ),
    "a long day": (
        an_assembly(hours=24 * 4),
        None,
        [],
        "The day lasts 4 days: 9am on Friday 27 May 2022 to 9am on Tuesday 31 May 2022.",
    ),
    "a day of the past": (
        an_assembly(starts_at=datetime(1999, 5, 27, 9, tzinfo=LONDON)),
        None,
        [],
        "The day is over already: it ended at 5pm on Thursday 27 May 1999.",
    ),
}


@pytest.mark.parametrize(("typed", "stored", "programme", "words"), CASES.values(), ids=CASES)
def test_what_may_not_be_meant_is_said_in_a_sentence(typed, stored, programme, words):
    found = checks_of(typed, stored, sessions=programme, registered_count=2, at=BEFORE)
    if len(found) > 1 and words != MOVED:
        # A public day that moves is asked about for its own sake as well.
        assert found.pop(0).sentence == MOVED
    (check,) = found

    assert check.sentence == words
    assert "," not in check.key


QUIET = {
    "nothing changed": (an_assembly(capacity=1), an_assembly(capacity=1), 3),
    "as many places as people": (an_assembly(capacity=3), an_assembly(), 3),
    "no limit": (an_assembly(), an_assembly(capacity=1), 3),
    "three days": (an_assembly(hours=72), None, 0),
    "a long day as before": (an_assembly(hours=96), an_assembly(hours=96), 0),
    "a day of the past that is kept": (
        an_assembly(starts_at=datetime(1999, 5, 27, 9, tzinfo=LONDON), name="New"),
        an_assembly(starts_at=datetime(1999, 5, 27, 9, tzinfo=LONDON), name="Old"),
        0,
    ),
    "a draft": (
        an_assembly(slug="new", capacity=1, time_zone="Asia/Tokyo", hours=1),
        an_assembly(published_at=None),
        3,
    ),
}


@pytest.mark.parametrize(("typed", "stored", "count"), QUIET.values(), ids=QUIET)
def test_what_is_meant_is_not_asked_about(typed, stored, count):
    assert checks_of(typed, stored, sessions=sessions(), registered_count=count, at=BEFORE) == []


def test_a_session_that_lay_outside_before_is_not_asked_about():
    found = checks_of(
        an_assembly(hours=7), an_assembly(), sessions=sessions(1, start=20), registered_count=0, at=BEFORE
    )

    assert found == []


def test_every_kind_is_found_by_these_cases():
    found = {
        check.kind
        for typed, stored, programme, _ in CASES.values()
        for check in checks_of(typed, stored, sessions=programme, registered_count=2, at=BEFORE)
    }

    assert found == set(CheckKind)
