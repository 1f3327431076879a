from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.periods import Period
from events import clash_words
from events.clash_words import sentence_of
from events.clashes import (
    BESIDE_EVERYTHING,
    HARD,
    Appearance,
    Booking,
    Clash,
    ClashKind,
    Part,
    Spot,
    clashes_among,
)
from events.clashes import clashes_of as all_clashes_of
from events.models import Session

LONDON = ZoneInfo("Europe/London")
MORNING = datetime(2022, 5, 27, 8, tzinfo=UTC)  # 9am in London
DAY = Period(MORNING, MORNING + timedelta(hours=8))
STAGE = Spot(1, "Main stage", is_stage=True)
ROOM = Spot(2, "Room 1", has_facilitator=True)
OTHER_ROOM = Spot(3, "Room 2", has_facilitator=True)
STILL_TO_COME = {ClashKind.NO_ROOMS, ClashKind.NO_PLACE, ClashKind.NO_SPEAKER}


def period(start: int, end: int) -> Period:
    """Minutes after 9am."""
    return Period(MORNING + timedelta(minutes=start), MORNING + timedelta(minutes=end))


def booking(key: str, start: int = 0, end: int = 30, **fields) -> Booking:
    fields.setdefault("kind", "keynote")
    fields.setdefault("has_captions", True)
    return Booking(key=key, title=f"Session {key}", period=period(start, end), **fields)


def amara(part: Part = Part.SPEAKER, place: int | None = None) -> Appearance:
    return Appearance(7, "Dr Amara Fernhollow", part, place)


def clashes_of(one: Booking, others, day: Period) -> list[Clash]:
    """Everything found but what is still to come: most sessions of these tests have no place or speaker."""
    return [clash for clash in all_clashes_of(one, others, day) if clash.kind not in STILL_TO_COME]


def kinds(found) -> list[ClashKind]:
    return [clash.kind for clash in found]


@pytest.mark.parametrize(
    ("start", "end", "clashes"),
    [
        (0, 30, True),
        (29, 60, True),
        (30, 60, False),
        (31, 60, False),
        (10, 20, True),
        (60, 90, False),
    ],
    ids=["the same", "one minute shared", "touching", "apart", "inside", "far apart"],
)
@pytest.mark.parametrize("part", list(Part))
@pytest.mark.parametrize("other_part", list(Part))
def test_nobody_can_be_in_two_sessions_at_once(start, end, clashes, part, other_part):
    one = booking("a", people=(amara(part),))
    two = booking("b", start, end, people=(amara(other_part),))

    assert (ClashKind.PERSON_TWICE in kinds(clashes_of(one, [two], DAY))) is clashes


@pytest.mark.parametrize("kind", [kind.value for kind in Session.Kind])
def test_only_networking_and_breaks_run_beside_everything(kind):
    keynote = booking("a", people=(amara(),))
    other = booking("b", kind=kind, people=(amara(Part.CHAIR),))

    found = kinds(clashes_of(keynote, [other], DAY))

    assert (ClashKind.PERSON_TWICE not in found) is (kind in {"networking", "break"})


@pytest.mark.parametrize(
    ("start", "end", "clashes"), [(0, 30, True), (29, 60, True), (30, 60, False)], ids=str
)
def test_a_place_holds_one_session_at_a_time(start, end, clashes):
    one, two = booking("a", spots=(STAGE,)), booking("b", start, end, spots=(STAGE,))

    assert kinds(clashes_of(one, [two], DAY)) == ([ClashKind.PLACE_TWICE] if clashes else [])


def test_places_are_not_exempt_during_a_break():
    one, two = booking("a", spots=(STAGE,)), booking("b", kind="break", spots=(STAGE,))

    assert kinds(clashes_of(one, [two], DAY)) == [ClashKind.PLACE_TWICE]


@pytest.mark.parametrize(
    ("start", "end", "outside"),
    [(0, 480, False), (-1, 30, True), (450, 481, True), (-60, -30, True), (0, 30, False)],
    ids=["the whole day", "early", "late", "before", "first"],
)
def test_sessions_lie_within_the_day(start, end, outside):
    assert (ClashKind.OUTSIDE_DAY in kinds(clashes_of(booking("a", start, end), [], DAY))) is outside


def test_a_facilitator_hosts_one_room_at_a_time():
    hosts = (amara(Part.FACILITATOR, ROOM.place), amara(Part.FACILITATOR, OTHER_ROOM.place))
    rooms = booking("a", kind="breakouts", spots=(ROOM, OTHER_ROOM), people=hosts)

    assert kinds(clashes_of(rooms, [], DAY)) == [ClashKind.TWO_ROOMS]


def test_one_person_may_chair_and_speak_in_one_session():
    assert clashes_of(booking("a", people=(amara(Part.CHAIR), amara())), [], DAY) == []


def test_a_session_does_not_clash_with_itself_as_it_was():
    before = booking("a", people=(amara(),), spots=(STAGE,))
    after = booking("a", 10, 40, people=(amara(),), spots=(STAGE,))

    assert clashes_of(after, [before], DAY) == []


def test_whoever_chairs_and_speaks_in_the_other_session_clashes_with_it_once():
    one = booking("a", people=(amara(),))
    two = booking("b", people=(amara(Part.CHAIR), amara()))

    assert kinds(clashes_of(one, [two], DAY)) == [ClashKind.PERSON_TWICE]


@pytest.mark.parametrize("kind", [kind.value for kind in Session.Kind])
def test_captions_are_asked_for_where_everybody_listens(kind):
    found = kinds(clashes_of(booking("a", kind=kind, has_captions=False), [], DAY))

    assert (ClashKind.NO_CAPTIONS in found) is (kind in {"keynote", "roundtable", "plenary", "showcase"})


def test_each_breakout_room_without_facilitator_is_named():
    bare = Spot(4, "Room 3")
    found = clashes_of(booking("a", kind="breakouts", spots=(ROOM, bare)), [], DAY)

    assert [(clash.kind, clash.subject) for clash in found] == [(ClashKind.NO_FACILITATOR, "Room 3")]


@pytest.mark.parametrize(
    ("kind", "bare", "placed"),
    [
        ("keynote", ["no_place", "no_speaker"], ["no_speaker"]),
        ("roundtable", ["no_place", "no_chair"], ["no_chair"]),
        ("plenary", ["no_place"], []),
        ("showcase", ["no_place"], []),
        ("breakouts", ["no_rooms"], []),
        ("questions", ["no_rooms"], []),
        ("networking", [], []),
        ("break", [], []),
    ],
)
def test_a_way_in_and_a_voice_are_asked_for(kind, bare, placed):
    assert kinds(all_clashes_of(booking("a", kind=kind), [], DAY)) == bare
    assert kinds(all_clashes_of(booking("a", kind=kind, spots=(ROOM,)), [], DAY)) == placed


@pytest.mark.parametrize(("part", "is_missing"), [(Part.SPEAKER, False), (Part.CHAIR, True)])
def test_whoever_only_chairs_a_keynote_does_not_speak(part, is_missing):
    found = all_clashes_of(booking("a", spots=(STAGE,), people=(amara(part),)), [], DAY)

    assert kinds(found) == ([ClashKind.NO_SPEAKER] if is_missing else [])


@pytest.mark.parametrize(
    ("gap", "warns"), [(0, True), (4, True), (5, False), (6, False)], ids="{} minutes".format
)
def test_a_room_needs_five_minutes_between_two_sessions(gap, warns):
    one = booking("a", 60, 90, spots=(ROOM,))
    after, before = (
        booking("b", 90 + gap, 120, spots=(ROOM,)),
        booking("c", 30, 60 - gap, spots=(ROOM,)),
    )

    for other in (after, before):
        expected = [ClashKind.PLACE_CHANGE_OVER] if warns else []
        assert kinds(clashes_of(one, [other], DAY)) == expected


def test_a_stage_goes_on_without_a_pause():
    one, two = (
        booking("a", people=(amara(),), spots=(STAGE,)),
        booking("b", 30, 60, people=(amara(),), spots=(STAGE,)),
    )

    assert clashes_of(one, [two], DAY) == []


@pytest.mark.parametrize(("gap", "warns"), [(0, True), (4, True), (5, False)], ids="{} minutes".format)
def test_a_person_who_changes_place_needs_five_minutes(gap, warns):
    one = booking("a", people=(amara(),), spots=(STAGE,))
    two = booking("b", 30 + gap, 60 + gap, people=(amara(),), spots=(ROOM,))

    assert kinds(clashes_of(one, [two], DAY)) == ([ClashKind.PERSON_CHANGE_OVER] if warns else [])


def test_a_facilitator_is_where_their_room_is():
    here = amara(Part.FACILITATOR, ROOM.place)
    one = booking("a", kind="breakouts", spots=(ROOM, OTHER_ROOM), people=(here,))
    two = booking("b", 30, 60, spots=(OTHER_ROOM,), people=(amara(),))

    assert ClashKind.PERSON_CHANGE_OVER in kinds(clashes_of(one, [two], DAY))


def test_nobody_is_warned_about_a_place_that_is_not_known_yet():
    one, two = booking("a", people=(amara(),)), booking("b", 30, 60, people=(amara(),))

    assert clashes_of(one, [two], DAY) == []


def test_hard_findings_come_first():
    one = booking("a", people=(amara(),), spots=(STAGE,), has_captions=False)
    two = booking("b", people=(amara(),), spots=(STAGE,))

    found = clashes_of(one, [two], DAY)

    assert kinds(found) == [ClashKind.PERSON_TWICE, ClashKind.PLACE_TWICE, ClashKind.NO_CAPTIONS]
    assert [clash.is_hard for clash in found] == [True, True, False]


def test_the_doubled_hour_of_autumn_is_told_apart():
    early = datetime(2022, 10, 30, 0, 30, tzinfo=UTC)  # 1:30am, summer time
    late = early + timedelta(hours=1)  # 1:30am again
    day = Period(early - timedelta(hours=1), late + timedelta(hours=2))
    quarter = timedelta(minutes=15)
    one, two = (
        Booking(key, key, "plenary", Period(at.astimezone(LONDON), (at + quarter).astimezone(LONDON)))
        for key, at in (("a", early), ("b", late))
    )

    assert not one.period.overlaps(two.period)
    assert all(clash.kind == ClashKind.NO_CAPTIONS for clash in clashes_of(one, [two], day))


# --- Words -------------------------------------------------------------------------------------


def other(**fields) -> Booking:
    return Booking("9", "Keynote address", "keynote", period(45, 75), has_captions=True, **fields)


@pytest.mark.parametrize(
    ("mine", "others", "sentence"),
    [
        (
            booking("a", 50, 80, people=(amara(),)),
            [other(people=(amara(),))],
            "Dr Amara Fernhollow is also speaking in “Keynote address”, 9:45am to 10:15am.",
        ),
        (
            booking("a", 50, 80, people=(amara(),)),
            [other(people=(amara(Part.CHAIR),))],
            "Dr Amara Fernhollow is also chairing “Keynote address”, 9:45am to 10:15am.",
        ),
        (
            booking("a", 50, 80, spots=(STAGE,)),
            [other(spots=(STAGE,))],
            "Main stage is taken by “Keynote address”, 9:45am to 10:15am.",
        ),
        (
            booking("a", 470, 490),
            [],
            "The session must lie within the assembly's day, 9am to 5pm on Friday 27 May 2022.",
        ),
        (
            booking("a", kind="breakouts", spots=(Spot(4, "Room 3"),)),
            [],
            "Room 3 has no facilitator.",
        ),
        (booking("a", has_captions=False), [], "No captions are arranged."),
        (booking("a", kind="questions"), [], "No rooms yet: nobody can take part."),
        (booking("a", kind="plenary"), [], "No place yet: nobody can come in."),
        (booking("a", spots=(STAGE,)), [], "No speaker yet."),
        (
            booking("a", 75, 90, spots=(ROOM,)),
            [other(spots=(ROOM,))],
            "Room 1 is also used by “Keynote address”, 9:45am to 10:15am: "
            "the change-over is under 5 minutes.",
        ),
        (
            booking("a", 75, 90, spots=(ROOM,), people=(amara(),)),
            [other(spots=(STAGE,), people=(amara(),))],
            "Dr Amara Fernhollow is also speaking in “Keynote address”, 9:45am to 10:15am, in another place: "
            "the change-over is under 5 minutes.",
        ),
        (
            booking(
                "a",
                kind="questions",
                spots=(ROOM, OTHER_ROOM),
                people=(amara(Part.FACILITATOR, 2), amara(Part.FACILITATOR, 3)),
            ),
            [],
            "Dr Amara Fernhollow is facilitating two rooms of this session. Choose one of them.",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_finding_names_the_other_session_and_its_times(mine, others, sentence):
    found = all_clashes_of(mine, others, DAY)
    clash = next(clash for clash in found if clash.kind not in STILL_TO_COME or len(found) == 1)

    assert sentence_of(clash, LONDON) == sentence


def test_every_kind_of_finding_has_a_sentence():
    assert set(clash_words._SENTENCES) == set(ClashKind)


# --- Whatever the programme --------------------------------------------------------------------

minutes = st.integers(-30, 500)
parts = st.sampled_from(list(Part))


@st.composite
def bookings(draw):
    found = []
    for number in range(draw(st.integers(1, 6))):
        start = draw(minutes)
        spots = draw(st.sets(st.integers(1, 3), max_size=3))
        people = draw(st.lists(st.tuples(st.integers(1, 3), parts), max_size=4))
        found.append(
            Booking(
                key=f"s{number}",
                title=f"Session {number}",
                kind=draw(st.sampled_from([kind.value for kind in Session.Kind])),
                period=period(start, start + draw(st.integers(1, 90))),
                spots=tuple(Spot(place, f"Place {place}", place == 1) for place in sorted(spots)),
                people=tuple(
                    Appearance(
                        who, f"Person {who}", part, min(spots) if part == Part.FACILITATOR and spots else None
                    )
                    for who, part in people
                ),
                has_captions=draw(st.booleans()),
            )
        )
    return found


@given(bookings())
def test_what_one_session_has_against_another_the_other_has_against_it(programme):
    found = clashes_among(programme, DAY)

    pairs = {
        (key, clash.other_key, clash.kind, clash.subject_id)
        for key, clashes in found.items()
        for clash in clashes
        if clash.other_key
    }
    assert pairs == {(there, here, kind, subject) for here, there, kind, subject in pairs}


@given(bookings())
def test_people_and_places_clash_exactly_when_their_sessions_overlap(programme):
    found = clashes_among(programme, DAY)

    for one in programme:
        for two in programme:
            if one.key == two.key:
                continue
            people = {seen.person for seen in one.people} & {seen.person for seen in two.people}
            if {one.kind, two.kind} & BESIDE_EVERYTHING or not one.period.overlaps(two.period):
                people = set()
            told = {
                clash.subject_id
                for clash in found[one.key]
                if clash.other_key == two.key and clash.kind == ClashKind.PERSON_TWICE
            }
            assert told == people


@given(bookings(), st.randoms())
def test_the_order_of_the_programme_does_not_matter(programme, random):
    shuffled = list(programme)
    random.shuffle(shuffled)

    before, after = clashes_among(programme, DAY), clashes_among(shuffled, DAY)

    assert {key: set(map(str, found)) for key, found in before.items()} == {
        key: set(map(str, found)) for key, found in after.items()
    }


@given(bookings(), st.integers(-5000, 5000))
def test_moving_the_whole_day_changes_nothing(programme, shift):
    by = timedelta(minutes=shift)

    def moved(period: Period) -> Period:
        return Period(period.start + by, period.end + by)

    later = [replace(of, period=moved(of.period)) for of in programme]

    before, after = clashes_among(programme, DAY), clashes_among(later, moved(DAY))
    assert {key: [clash.key for clash in found] for key, found in before.items()} == {
        key: [clash.key for clash in found] for key, found in after.items()
    }


@given(bookings())
def test_only_hard_findings_are_hard(programme):
    for found in clashes_among(programme, DAY).values():
        assert all(clash.is_hard is (clash.kind in HARD) for clash in found)
        assert [clash.is_hard for clash in found] == sorted((clash.is_hard for clash in found), reverse=True)
