"""The programme: scheduling, moving and removing sessions, and publishing."""

from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import transaction

from accounts.models import User
from common.words import clock
from events.actions.scheduling import write_children
from events.frames import room_times
from events.models import Assembly, Contributor, Place, Room, Session, Visit
from events.plan_differences import differences
from events.plans import RoomPlan, SessionPlan, TopicPlan, plan_of
from events.policies import programme as policies
from events.policies.programme import ScheduleRefused, Scheduling
from realtime import streams


@transaction.atomic
def schedule_session(
    *,
    session: Session,
    rooms: Sequence[RoomPlan] = (),
    topics: Sequence[TopicPlan] = (),
    chairs: Sequence[Contributor] = (),
    speakers: Sequence[Contributor] = (),
    actor: User,
    at: datetime,
    confirmed_warnings: bool | Collection[str] = False,
    seen_changed_at: datetime | None = None,
) -> Session:
    """Write a session, new or changed, together with all that belongs to it; what is not named is removed.

    ``speakers`` speak in the session itself, those of a topic stand with the topic. A new session is a draft.
    ``confirmed_warnings`` is True for all, or the keys of those that were read; ``seen_changed_at`` is the
    ``changed_at`` of the row that was edited, where somebody else may have changed it meanwhile.

    :raises ScheduleRefused: ``not_organiser``, ``gone``, ``changed``, ``other_assembly``,
        ``ends_before_start``, ``same_place``, ``same_person``, ``room_in_use``, ``clash`` or ``warning``.
    """
    policies.can_run_assemblies(actor).or_raise(ScheduleRefused)
    # Two organisers at the same instant: whoever has the assembly writes, the other meets what was written.
    session.assembly = _lock(session.assembly_id)
    plans = _plans_of(session.assembly)
    stored = plans.pop(session.pk, None) if session.pk else None
    if session.pk and stored is None:
        raise ScheduleRefused(Scheduling.GONE)
    plan = SessionPlan(session, rooms, topics, chairs, speakers)
    if stored and seen_changed_at not in (None, stored.session.changed_at):
        raise _changed_meanwhile(plan, stored)
    if stored:
        # Published in between: the row that was edited does not know it yet.
        session.published_at = stored.session.published_at
    others = [other.booking for other in plans.values()]
    policies.can_schedule(
        plan, others=others, stored=stored, confirmed_warnings=confirmed_warnings, at=at
    ).or_raise(ScheduleRefused)
    session.changed_by = actor
    session.save()
    write_children(plan, stored)
    if stored and stored.session.period != session.period:
        _tell_the_rooms(session, at)
    return session


def _tell_the_rooms(session: Session, at: datetime) -> None:
    """Tell whoever is in a room that its session begins or ends at another time. Locks their streams."""
    for room in session.rooms.order_by("code"):
        streams.append(room.stream, room_times(session), at=at)


@transaction.atomic
def move_session(
    *,
    session: Session,
    starts_at: datetime,
    room: Room | None = None,
    place: Place | None = None,
    actor: User,
    at: datetime,
    confirmed_warnings: bool | Collection[str] = False,
    seen_changed_at: datetime | None = None,
) -> Session:
    """Give a session another start, as long as before, and one of its rooms another place.

    ``seen_changed_at`` is the ``changed_at`` of the card that was moved.

    :raises ScheduleRefused: as :func:`schedule_session` does.
    """
    # The lock comes before the reading, or what somebody saves meanwhile would be written over.
    _lock(session.assembly_id)
    stored = Session.objects.with_programme().filter(pk=session.pk).first()
    if stored is None:
        raise ScheduleRefused(Scheduling.GONE)
    plan = plan_of(stored).moved(starts_at=starts_at, room=room, place=place)
    return schedule_session(
        session=plan.session,
        rooms=plan.rooms,
        topics=plan.topics,
        chairs=plan.chairs,
        speakers=plan.speakers,
        actor=actor,
        at=at,
        confirmed_warnings=confirmed_warnings,
        seen_changed_at=seen_changed_at,
    )


@transaction.atomic
def remove_session(*, session: Session, actor: User, at: datetime) -> None:
    """Remove a session with all that belongs to it, places taken in its rooms included. Safe to call twice.

    :raises ScheduleRefused: ``not_organiser`` or ``visited``.
    """
    policies.can_run_assemblies(actor).or_raise(ScheduleRefused)
    _lock(session.assembly_id)
    has_visits = Visit.objects.filter(session=session.pk).exists()
    policies.can_remove_session(has_visits=has_visits).or_raise(ScheduleRefused)
    Session.objects.filter(pk=session.pk).delete()


@transaction.atomic
def publish_assembly(*, assembly: Assembly, actor: User, at: datetime) -> Assembly:
    """Let the public see the assembly and register. Safe to call twice: the first time stands.

    :raises ScheduleRefused: ``not_organiser``, ``dates`` or ``no_domains``.
    """
    policies.can_run_assemblies(actor).or_raise(ScheduleRefused)
    assembly = _lock(assembly.pk)
    policies.can_publish_assembly(assembly).or_raise(ScheduleRefused)
    if assembly.published_at is None:
        assembly.published_at = at
        assembly.save(update_fields=["published_at"])
    return assembly


@transaction.atomic
def publish_programme(*, assembly: Assembly, actor: User, at: datetime) -> int:
    """Publish every draft session and tell how many; the public sees them once it sees the assembly.

    :raises ScheduleRefused: ``not_organiser``, ``dates``, ``no_sessions`` or ``unsound``.
    """
    policies.can_run_assemblies(actor).or_raise(ScheduleRefused)
    assembly = _lock(assembly.pk)
    bookings = [plan.booking for plan in _plans_of(assembly).values()]
    policies.can_publish_programme(assembly, bookings).or_raise(ScheduleRefused)
    return assembly.sessions.filter(published_at=None).update(
        published_at=at, changed_at=at, changed_by=actor
    )


def _lock(pk: int) -> Assembly:
    """Keep every other organiser from writing in this programme until we are done."""
    return Assembly.objects.select_for_update(no_key=True).get(pk=pk)


def _changed_meanwhile(plan: SessionPlan, stored: SessionPlan) -> ScheduleRefused:
    """Say who changed the session, when, and what saving the plan would change back."""
    session, zone = stored.session, stored.session.assembly.zone
    return ScheduleRefused(
        Scheduling.CHANGED,
        who=str(session.changed_by or "Somebody"),
        time=clock(session.changed_at, zone),
        changed_at=session.changed_at,
        differences=differences(stored, plan, zone),
    )


def _plans_of(assembly: Assembly) -> dict[int, SessionPlan]:
    """Read the programme as it stands."""
    sessions = Session.objects.filter(assembly=assembly).with_programme()
    return {session.pk: plan_of(session) for session in sessions}
