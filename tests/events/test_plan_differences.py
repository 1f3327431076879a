from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from events.models import Assembly, Contributor, Place, Session, Theme
from events.plan_differences import differences
from events.plans import RoomPlan, SessionPlan, TopicPlan

LONDON = ZoneInfo("Europe/London")
ASSEMBLY = Assembly(name="Second")
STAGE, ROOM = Place(name="Main stage"), Place(name="Breakout room 1")
ASH, BEECH = Contributor(name="Dr Ash"), Contributor(name="Dr Beech")


def plan(*, rooms=(), topics=(), chairs=(), speakers=(), **fields) -> SessionPlan:
    starts_at = datetime(2022, 5, 27, 9, 45, tzinfo=LONDON)
    fields = {"kind": Session.Kind.KEYNOTE, "title": "Keynote", "starts_at": starts_at} | fields
    fields.setdefault("ends_at", starts_at + timedelta(minutes=30))
    return SessionPlan(Session(assembly=ASSEMBLY, **fields), rooms, topics, chairs, speakers)


CASES = {
    "kind": (
        plan(),
        plan(kind=Session.Kind.SHOWCASE),
        "Kind: “Keynote” is saved now, “Showcase” stands here.",
    ),
    "title": (plan(), plan(title="Mine"), "Title: “Keynote” is saved now, “Mine” stands here."),
    "starts": (
        plan(ends_at=datetime(2022, 5, 27, 12, tzinfo=LONDON)),
        plan(
            starts_at=datetime(2022, 5, 27, 11, tzinfo=LONDON),
            ends_at=datetime(2022, 5, 27, 12, tzinfo=LONDON),
        ),
        "Starts: “9:45am on Friday 27 May 2022” is saved now, “11am on Friday 27 May 2022” stands here.",
    ),
    "ends": (
        plan(),
        plan(ends_at=datetime(2022, 5, 27, 12, tzinfo=LONDON)),
        "Ends: “10:15am on Friday 27 May 2022” is saved now, “midday on Friday 27 May 2022” stands here.",
    ),
    "summary": (
        plan(summary="a\n" * 60),
        plan(),
        f"Summary: “{'a ' * 40}…” is saved now, nothing stands here.",
    ),
    "captions": (
        plan(has_captions=True),
        plan(),
        "Captions: “arranged” is saved now, “not arranged” stands here.",
    ),
    "rooms": (
        plan(rooms=[RoomPlan(STAGE)]),
        plan(rooms=[RoomPlan(ROOM, "Own", Theme(title="Careers"), 40, [ASH, BEECH])]),
        "Rooms: “Main stage (no limit)” is saved now, "
        "“Breakout room 1 (Own, Careers, 40 places, with Dr Ash and Dr Beech)” stands here.",
    ),
    "speakers": (plan(speakers=[ASH]), plan(), "Speakers: “Dr Ash” is saved now, nothing stands here."),
    "chairs": (
        plan(chairs=[ASH, BEECH]),
        plan(chairs=[BEECH]),
        "Chairs: “Dr Ash and Dr Beech” is saved now, “Dr Beech” stands here.",
    ),
    "topics": (
        plan(topics=[TopicPlan("Signs", speakers=[ASH])]),
        plan(topics=[TopicPlan("Signs"), TopicPlan("Rotas", "For all")]),
        "Topics: “Signs (with Dr Ash)” is saved now, “Signs; Rotas (For all)” stands here.",
    ),
}


@pytest.mark.parametrize(("stored", "typed", "words"), CASES.values(), ids=CASES)
def test_what_stands_otherwise_is_told_both_ways(stored, typed, words):
    assert [str(found) for found in differences(stored, typed, LONDON)] == [words]


def test_what_is_the_same_is_not_told():
    assert differences(plan(chairs=[ASH]), plan(chairs=[ASH]), LONDON) == []
