from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection
from django.utils import timezone

from events.actions.programme import (
    move_session,
    publish_assembly,
    publish_programme,
    remove_session,
    schedule_session,
)
from events.clashes import ClashKind
from events.models import Assembly, Room, Session, Visit
from events.plans import RoomPlan, TopicPlan
from events.policies.programme import ScheduleRefused, Scheduling
from tests.factories import (
    make_assembly,
    make_contributor,
    make_delegate,
    make_facilitator,
    make_organiser,
    make_place,
    make_room,
    make_session,
    make_speaker,
    make_theme,
    make_topic,
    make_user,
)

pytestmark = pytest.mark.django_db


def draft(assembly, minutes=0, length=30, **fields) -> Session:
    fields.setdefault("kind", Session.Kind.KEYNOTE)
    fields.setdefault("title", "Keynote address")
    fields.setdefault("has_captions", True)
    starts_at = assembly.starts_at + timedelta(minutes=minutes)
    return Session(
        assembly=assembly, starts_at=starts_at, ends_at=starts_at + timedelta(minutes=length), **fields
    )


def schedule(session, actor=None, **parts) -> Session:
    return schedule_session(session=session, actor=actor or make_organiser(), at=timezone.now(), **parts)


def refusal(session, actor=None, **parts) -> ScheduleRefused:
    with pytest.raises(ScheduleRefused) as refused:
        schedule(session, actor, **parts)
    return refused.value


def test_a_showcase_is_written_with_everything_that_belongs_to_it():
    assembly = make_assembly()
    stage = make_place(assembly, is_stage=True)
    chair, one, two = (make_contributor(assembly) for _ in range(3))
    questions = make_room(make_session(assembly, starts_at=assembly.starts_at + timedelta(hours=2)))

    saved = schedule(
        draft(assembly, kind=Session.Kind.SHOWCASE, title="Showcase"),
        rooms=[RoomPlan(stage)],
        topics=[
            TopicPlan("First Week Friend", speakers=[one, two], question_room=questions),
            TopicPlan("Rotas"),
        ],
        chairs=[chair],
    )

    session = Session.objects.with_programme().get(pk=saved.pk)
    assert session.is_draft
    assert [room.place for room in session.rooms.all()] == [stage]
    assert [topic.title for topic in session.topics.all()] == ["First Week Friend", "Rotas"]
    assert [speaker.contributor for speaker in session.speakers.all()] == [one, two]
    assert session.topics.first().question_room == questions
    assert [leader.contributor for leader in session.chairs.all()] == [chair]


def test_rows_that_stay_keep_their_identity():
    session = make_session(kind=Session.Kind.BREAKOUTS)
    room, other = make_room(session), make_room(session)
    here, there = room.place, other.place
    make_facilitator(room), make_facilitator(other)
    host = make_contributor(session.assembly)
    theme = make_theme(session.assembly)

    schedule(
        session,
        rooms=[
            RoomPlan(there, theme=theme, facilitators=[host], room=room),
            RoomPlan(here, capacity=20, room=other),
        ],
        confirmed_warnings=True,
    )

    first, second = Room.objects.get(pk=room.pk), Room.objects.get(pk=other.pk)
    assert (first.place, first.theme, first.code) == (there, theme, room.code)
    assert (second.place, second.capacity) == (here, 20)
    assert [row.contributor for row in first.facilitators.all()] == [host]
    assert not second.facilitators.exists()


def test_scheduling_again_by_place_finds_the_room_again():
    assembly = make_assembly()
    place = make_place(assembly)
    saved = schedule(draft(assembly, kind="plenary"), rooms=[RoomPlan(place)])
    room = saved.rooms.get()

    schedule(saved, rooms=[RoomPlan(place, title="Main hall")])

    assert saved.rooms.get() == room
    assert saved.rooms.get().title == "Main hall"


@pytest.mark.parametrize("part", ["chairs", "speakers", "topics", "facilitators"])
def test_a_person_in_two_overlapping_sessions_is_refused_by_name(part):
    session = make_session(title="Keynote address", published_at=None)
    speaker = make_speaker(session, name="Dr Amara Fernhollow").contributor
    assembly = session.assembly
    parts = {
        "chairs": {"chairs": [speaker]},
        "speakers": {"speakers": [speaker]},
        "topics": {"topics": [TopicPlan("Rotas", speakers=[speaker])]},
        "facilitators": {"rooms": [RoomPlan(make_place(assembly), facilitators=[speaker])]},
    }[part]

    refused = refusal(draft(assembly, 44), **parts)

    (clash,) = refused.clashes
    assert refused.code == Scheduling.CLASH
    assert (clash.subject, clash.other_title) == ("Dr Amara Fernhollow", "Keynote address")
    assert Session.objects.count() == 1


def test_touching_sessions_are_saved():
    session = make_session(minutes=45)
    place = make_place(session.assembly, is_stage=True)
    make_room(session, place=place)

    assert schedule(draft(session.assembly, 45, kind="plenary"), rooms=[RoomPlan(place)]).pk


def test_a_taken_place_is_refused():
    room = make_room()

    refused = refusal(draft(room.session.assembly), rooms=[RoomPlan(room.place)])

    assert [clash.subject for clash in refused.clashes] == [room.place.name]


@pytest.mark.parametrize("minutes", [-5, 8 * 60 - 25])
def test_a_session_outside_the_day_is_refused(minutes):
    assert refusal(draft(make_assembly(), minutes)).code == Scheduling.CLASH


def test_a_session_that_ends_before_it_starts_is_refused():
    assert refusal(draft(make_assembly(), length=-5)).code == Scheduling.ENDS_BEFORE_START


def test_what_is_missing_is_asked_about_once():
    session = draft(make_assembly(), has_captions=False)

    assert refusal(session).code == Scheduling.WARNING
    saved = schedule(session, confirmed_warnings=True)
    saved.title = "Another title"
    assert schedule(saved).title == "Another title"


@pytest.mark.parametrize("part", ["place", "theme", "person", "question room"])
def test_rows_of_another_assembly_are_refused(part):
    assembly, other = make_assembly(), make_assembly()
    forged = {
        "place": lambda: {"rooms": [RoomPlan(make_place(other))]},
        "theme": lambda: {"rooms": [RoomPlan(make_place(assembly), theme=make_theme(other))]},
        "person": lambda: {"chairs": [make_contributor(other)]},
        "question room": lambda: {
            "topics": [TopicPlan("Rotas", question_room=make_room(make_session(other)))]
        },
    }[part]()

    assert refusal(draft(assembly), **forged).code == Scheduling.OTHER_ASSEMBLY


def test_a_place_named_twice_is_refused():
    assembly = make_assembly()
    place = make_place(assembly)

    assert refusal(draft(assembly), rooms=[RoomPlan(place), RoomPlan(place)]).code == Scheduling.SAME_PLACE


def test_a_roundtable_is_met_in_one_room_with_its_places_and_led_by_somebody():
    assembly = make_assembly()
    table, beside = RoomPlan(make_place(assembly), capacity=70), RoomPlan(make_place(assembly))
    chair, senior = make_contributor(assembly), make_contributor(assembly)
    session = draft(assembly, kind=Session.Kind.ROUNDTABLE, title="Roundtable")

    two_rooms = refusal(session, rooms=[table, beside], chairs=[chair])
    assert two_rooms.code == Scheduling.ONE_ROOM
    assert "one room" in str(two_rooms)
    unled = refusal(session, rooms=[table])
    assert [clash.kind for clash in unled.clashes] == [ClashKind.NO_CHAIR]
    schedule(session, rooms=[table], chairs=[chair], speakers=[senior])

    assert session.rooms.get().capacity == 70
    assert session.chairs.get().contributor == chair


def test_a_person_named_twice_in_one_part_is_refused():
    assembly = make_assembly()
    person = make_contributor(assembly)

    assert refusal(draft(assembly), chairs=[person, person]).code == Scheduling.SAME_PERSON


def test_only_organisers_schedule_remove_and_publish():
    actor, assembly, at = make_user(), make_assembly(), timezone.now()
    session = make_session(assembly)

    assert refusal(draft(assembly), actor).code == Scheduling.NOT_ORGANISER
    for act in (
        lambda: remove_session(session=session, actor=actor, at=at),
        lambda: publish_assembly(assembly=assembly, actor=actor, at=at),
        lambda: publish_programme(assembly=assembly, actor=actor, at=at),
        lambda: move_session(session=session, starts_at=session.starts_at, actor=actor, at=at),
    ):
        with pytest.raises(ScheduleRefused) as refused:
            act()
        assert refused.value.code == Scheduling.NOT_ORGANISER


def test_a_session_that_is_gone_is_refused():
    session = make_session()
    Session.objects.all().delete()

    assert refusal(session).code == Scheduling.GONE


@pytest.mark.parametrize("is_published", [True, False])
@pytest.mark.parametrize("is_open", [True, False])
def test_a_room_in_which_delegates_may_have_places_is_not_dropped(is_open, is_published):
    now = timezone.now()
    assembly = make_assembly(opens_at=now - timedelta(hours=1) if is_open else now + timedelta(hours=1))
    session = make_session(assembly, published_at=assembly.published_at if is_published else None)
    make_room(session, title="Flexible training")

    if is_open and is_published:
        refused = refusal(session, rooms=[], confirmed_warnings=True)
        assert refused.code == Scheduling.ROOM_IN_USE
        assert "Flexible training" in str(refused)
    else:
        schedule(session, rooms=[], confirmed_warnings=True)
    assert session.rooms.exists() is (is_open and is_published)


def test_moving_keeps_the_length_and_everything_else():
    session = make_session(kind=Session.Kind.BREAKOUTS, minutes=45)
    room, other = make_room(session), make_room(session)
    host = make_facilitator(room).contributor
    place = make_place(session.assembly)
    later = session.starts_at + timedelta(minutes=50)

    moved = move_session(
        session=session, starts_at=later, room=room, place=place, actor=make_organiser(), at=timezone.now()
    )

    assert (moved.starts_at, moved.ends_at) == (later, later + timedelta(minutes=45))
    assert Room.objects.get(pk=room.pk).place == place
    assert Room.objects.get(pk=other.pk).place == other.place
    assert [row.contributor for row in room.facilitators.all()] == [host]


def test_moving_onto_a_taken_place_is_refused():
    taken = make_room(make_session(title="Keynote address"))
    session = make_session(taken.session.assembly)
    room = make_room(session)

    with pytest.raises(ScheduleRefused) as refused:
        move_session(
            session=session,
            starts_at=session.starts_at,
            room=room,
            place=taken.place,
            actor=make_organiser(),
            at=timezone.now(),
        )

    assert refused.value.clashes[0].other_title == "Keynote address"
    assert Room.objects.get(pk=room.pk).place == room.place


def test_removing_twice_is_removing_once():
    session, actor, at = make_session(published_at=None), make_organiser(), timezone.now()

    for _ in range(2):
        remove_session(session=session, actor=actor, at=at)

    assert not Session.objects.exists()


def test_a_session_with_visitors_is_not_removed():
    room = make_room()
    at = timezone.now()
    Visit.objects.create(
        delegate=make_delegate(room.session.assembly),
        session=room.session,
        room=room,
        started_at=at,
        last_seen_at=at,
    )

    with pytest.raises(ScheduleRefused) as refused:
        remove_session(session=room.session, actor=make_organiser(), at=at)

    assert refused.value.code == Scheduling.VISITED


def test_publishing_the_assembly_twice_keeps_the_first_time():
    assembly, actor, at = make_assembly(published_at=None), make_organiser(), timezone.now()

    publish_assembly(assembly=assembly, actor=actor, at=at)
    again = publish_assembly(assembly=assembly, actor=actor, at=at + timedelta(days=1))

    assert again.published_at == at


def test_an_assembly_that_would_admit_nobody_is_not_published():
    assembly = make_assembly(published_at=None, admission=Assembly.Admission.DOMAINS)

    with pytest.raises(ScheduleRefused) as refused:
        publish_assembly(assembly=assembly, actor=make_organiser(), at=timezone.now())

    assert refused.value.code == Scheduling.NO_DOMAINS


def test_publishing_the_programme_publishes_the_drafts_and_counts_them():
    assembly, at = make_assembly(), timezone.now()
    before = make_session(assembly)
    drafts = [
        make_session(assembly, starts_at=assembly.starts_at + timedelta(hours=hour), published_at=None)
        for hour in (1, 2)
    ]

    assert publish_programme(assembly=assembly, actor=make_organiser(), at=at) == 2
    assert publish_programme(assembly=assembly, actor=make_organiser(), at=at) == 0

    before.refresh_from_db()
    assert before.published_at == assembly.published_at
    for session in drafts:
        session.refresh_from_db()
        assert (session.published_at, session.changed_at) == (at, at)


def test_an_empty_programme_is_refused_in_words():
    with pytest.raises(ScheduleRefused) as refused:
        publish_programme(assembly=make_assembly(), actor=make_organiser(), at=timezone.now())

    assert str(refused.value) == "There is nothing to publish yet. Add the first session."


def test_a_programme_that_the_day_no_longer_holds_is_not_published():
    session = make_session(title="Welcome", published_at=None)
    assembly = session.assembly
    assembly.starts_at += timedelta(hours=1)
    assembly.save()

    with pytest.raises(ScheduleRefused) as refused:
        publish_programme(assembly=assembly, actor=make_organiser(), at=timezone.now())

    assert refused.value.code == Scheduling.UNSOUND
    assert "“Welcome”" in str(refused.value)


@pytest.mark.django_db(transaction=True)
def test_of_two_organisers_at_the_same_instant_one_wins():
    assembly = make_assembly()
    stage = make_place(assembly)
    actors = [make_organiser(), make_organiser()]
    ready, outcomes = Barrier(2), []

    def save(actor):
        try:
            ready.wait()
            plenary = draft(assembly, kind="plenary")
            outcomes.append(schedule(plenary, actor, rooms=[RoomPlan(stage)]).pk)
        except ScheduleRefused as refused:
            outcomes.append(refused.code)
        finally:
            connection.close()

    for _ in range(5):
        threads = [Thread(target=save, args=[actor]) for actor in actors]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert Session.objects.count() == 1
        assert outcomes.count(Scheduling.CLASH) == 1
        Session.objects.all().delete()
        outcomes.clear()


def test_writing_a_session_costs_the_same_in_a_long_programme(django_assert_num_queries):
    assembly, actor = make_assembly(), make_organiser()
    assert actor.is_organiser  # read once per request
    place = make_place(assembly)

    for number in (1, 20):
        for _ in range(number):
            room = make_room(make_session(assembly, starts_at=assembly.starts_at + timedelta(hours=1)))
            make_facilitator(room)
            make_topic(room.session)
        session, speaker = draft(assembly), make_contributor(assembly)
        with django_assert_num_queries(18):
            schedule(session, actor, rooms=[RoomPlan(place)], speakers=[speaker])
        session.delete()


def test_a_confirmation_covers_only_what_was_read():
    session = draft(make_assembly(), has_captions=False, kind=Session.Kind.KEYNOTE)
    place, speaker, captions = refusal(session).clashes

    assert refusal(session, confirmed_warnings=["something else"]).code == Scheduling.WARNING
    assert refusal(session, confirmed_warnings=[place.key, captions.key]).clashes == (speaker,)
    assert schedule(session, confirmed_warnings=[place.key, speaker.key, captions.key]).pk


def test_what_somebody_changed_meanwhile_is_not_written_over_unseen():
    session = make_session(has_captions=True)
    seen = session.changed_at
    schedule(Session.objects.get(pk=session.pk), actor=make_organiser(name="Dr Other"))

    refused = refusal(session, seen_changed_at=seen)

    assert refused.code == Scheduling.CHANGED
    assert str(refused).startswith("Dr Other changed this session at ")
    assert refused.facts["differences"] == []
    assert schedule(session, seen_changed_at=refused.facts["changed_at"])


def test_a_session_published_while_somebody_edits_it_stays_published():
    session = make_session(published_at=None, has_captions=True)
    publish_programme(assembly=session.assembly, actor=make_organiser(), at=timezone.now())

    schedule(session)

    session.refresh_from_db()
    assert not session.is_draft
