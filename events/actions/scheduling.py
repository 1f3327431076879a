"""The programme under its lock: read as it stands, and the parts of a planned session written as rows."""

from collections.abc import Sequence

from events.models import Assembly, Chair, Contributor, Deputy, Facilitator, Room, Session, Speaker, Topic
from events.plans import RoomPlan, SessionPlan, plan_of
from events.policies.programme import ScheduleRefused, Scheduling


def lock_programme(assembly_id: int) -> Assembly:
    """Keep every other organiser from writing in this programme until we are done."""
    return Assembly.objects.select_for_update(no_key=True).get(pk=assembly_id)


def plans_of(assembly: Assembly) -> dict[int, SessionPlan]:
    """Read the programme as it stands."""
    sessions = Session.objects.filter(assembly=assembly).with_plans()
    return {session.pk: plan_of(session) for session in sessions}


def locked_plan(session: Session) -> SessionPlan:
    """Lock the programme, then read one session of it.

    :raises ScheduleRefused: ``gone``.
    """
    lock_programme(session.assembly_id)
    stored = Session.objects.with_plans().filter(pk=session.pk).first()
    if stored is None:
        raise ScheduleRefused(Scheduling.GONE)
    return plan_of(stored)


def write_children(plan: SessionPlan, stored: SessionPlan | None) -> None:
    """Make rooms, topics and people of a session what the plan says. Rows that stay keep their identity."""
    stored = stored or SessionPlan(plan.session)
    _write_rooms(plan, stored)
    _write_topics(plan, stored)
    if list(plan.chairs) != list(stored.chairs):
        plan.session.chairs.all().delete()
        Chair.objects.bulk_create(Chair(session=plan.session, contributor=person) for person in plan.chairs)


def _write_rooms(plan: SessionPlan, stored: SessionPlan) -> None:
    before = {planned.room: planned for planned in stored.rooms if planned.room}
    by_place = {planned.place: planned.room for planned in stored.rooms if planned.room}
    named = {planned.room for planned in plan.rooms}
    kept = []
    for planned in plan.rooms:
        found = planned.room or by_place.get(planned.place)
        # A row from another window that is gone by now, or that another line of the form names, is made anew.
        is_ours = found in before and (found == planned.room or found not in named)
        room = found if found and is_ours else Room(session=plan.session)
        room.place, room.title, room.theme = planned.place, planned.title, planned.theme
        room.capacity, room.brief = planned.capacity, planned.brief
        room.save()
        kept.append(room.pk)
        _write_facilitators(room, planned, before.get(room))
        _write_deputies(room, planned, before.get(room))
    plan.session.rooms.exclude(pk__in=kept).delete()


def _write_facilitators(room: Room, planned: RoomPlan, before: RoomPlan | None) -> None:
    if before and list(before.facilitators) == list(planned.facilitators):
        return
    room.facilitators.all().delete()
    Facilitator.objects.bulk_create(
        Facilitator(room=room, contributor=person) for person in planned.facilitators
    )


def _write_deputies(room: Room, planned: RoomPlan, before: RoomPlan | None) -> None:
    if list(before.deputies if before else ()) == list(planned.deputies):
        return
    room.deputies.all().delete()
    Deputy.objects.bulk_create(Deputy(room=room, contributor=person) for person in planned.deputies)


def _write_topics(plan: SessionPlan, stored: SessionPlan) -> None:
    before = {planned.topic for planned in stored.topics}
    topics = []
    for position, planned in enumerate(plan.topics):
        topic = planned.topic if planned.topic and planned.topic in before else Topic(session=plan.session)
        topic.title, topic.summary, topic.position = planned.title, planned.summary, position
        topic.question_room = planned.question_room
        topic.save()
        topics.append(topic)
    plan.session.topics.exclude(pk__in=[topic.pk for topic in topics]).delete()
    _write_speakers(plan, topics)


def _write_speakers(plan: SessionPlan, topics: Sequence[Topic]) -> None:
    """Write everybody anew, in order: nothing hangs on the row of a speaker."""
    planned: list[tuple[Topic | None, Sequence[Contributor]]] = [(None, plan.speakers)]
    planned += [(topic, of.speakers) for topic, of in zip(topics, plan.topics, strict=True)]
    plan.session.speakers.all().delete()
    Speaker.objects.bulk_create(
        Speaker(session=plan.session, topic=topic, contributor=person, position=position)
        for topic, people in planned
        for position, person in enumerate(people)
    )
