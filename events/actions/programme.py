"""The programme: scheduling, moving, cancelling and removing sessions, and publishing."""

from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import F

from accounts.models import User
from common.words import clock
from events.actions.scheduling import lock_programme, locked_plan, plans_of, write_children
from events.frames import room_times
from events.models import Assembly, Contributor, Place, Room, Session, ToldDay, ToldSession, Visit
from events.plan_differences import differences
from events.plans import RoomPlan, SessionPlan, TopicPlan, bookings_of
from events.policies import programme as policies
from events.policies.programme import ScheduleRefused, Scheduling
from events.told import are_additions_told, as_unknown, facts_of
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
    session.assembly = lock_programme(session.assembly_id)
    plans = plans_of(session.assembly)
    stored = plans.pop(session.pk, None) if session.pk else None
    if session.pk and stored is None:
        raise ScheduleRefused(Scheduling.GONE)
    plan = SessionPlan(session, rooms, topics, chairs, speakers)
    if stored and seen_changed_at not in (None, stored.session.changed_at):
        raise _changed_meanwhile(plan, stored)
    if stored:
        _keep_what_the_form_does_not_know(session, stored.session)
    policies.can_schedule(
        plan,
        others=bookings_of(plans.values()),
        stored=stored,
        confirmed_warnings=confirmed_warnings,
        at=at,
    ).or_raise(ScheduleRefused)
    session.changed_by = actor
    session.revision, session.revised_at = session.revision + 1, at
    session.save()
    write_children(plan, stored)
    if stored and stored.session.period != session.period:
        _tell_the_rooms(session, at)
    return session


def _keep_what_the_form_does_not_know(session: Session, stored: Session) -> None:
    """Take over what was published, cancelled or counted up in between."""
    session.published_at, session.cancelled_at = stored.published_at, stored.cancelled_at
    session.revision = stored.revision


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
    plan = locked_plan(session).moved(starts_at=starts_at, room=room, place=place)
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
    """Remove a session that nobody has seen, with all that belongs to it. Safe to call twice.

    :raises ScheduleRefused: ``not_organiser``, ``visited`` or ``published``.
    """
    policies.can_run_assemblies(actor).or_raise(ScheduleRefused)
    lock_programme(session.assembly_id)
    stored = Session.objects.select_related("assembly").filter(pk=session.pk).first()
    if stored is None:
        return
    has_visits = Visit.objects.filter(session=stored).exists()
    policies.can_remove_session(stored, has_visits=has_visits, at=at).or_raise(ScheduleRefused)
    stored.delete()


@transaction.atomic
def cancel_session(*, session: Session, actor: User, at: datetime) -> Session:
    """Call a published session off; it stays in the programme, as cancelled. Safe to call twice.

    Seats and whatever else belongs to it stay, so that restoring it gives everybody their room back.

    :raises ScheduleRefused: ``not_organiser``, ``gone``, ``draft`` or ``over``.
    """
    policies.can_run_assemblies(actor).or_raise(ScheduleRefused)
    stored = locked_plan(session).session
    if stored.is_cancelled:
        return stored
    policies.can_cancel_session(stored, at=at).or_raise(ScheduleRefused)
    return _revise(stored, cancelled_at=at, actor=actor, at=at)


@transaction.atomic
def restore_session(*, session: Session, actor: User, at: datetime) -> Session:
    """Let a cancelled session take place after all. Safe to call twice.

    :raises ScheduleRefused: ``not_organiser``, ``gone``, ``over`` or ``clash``.
    """
    policies.can_run_assemblies(actor).or_raise(ScheduleRefused)
    plan = locked_plan(session)
    if not plan.session.is_cancelled:
        return plan.session
    others = bookings_of(plans_of(plan.session.assembly).values())
    policies.can_restore_session(plan, others=others, at=at).or_raise(ScheduleRefused)
    return _revise(plan.session, cancelled_at=None, actor=actor, at=at)


def _revise(session: Session, *, cancelled_at: datetime | None, actor: User, at: datetime) -> Session:
    session.cancelled_at, session.changed_by = cancelled_at, actor
    session.revision, session.revised_at = session.revision + 1, at
    session.save(update_fields=["cancelled_at", "changed_by", "changed_at", "revision", "revised_at"])
    return session


@transaction.atomic
def publish_assembly(*, assembly: Assembly, actor: User, at: datetime) -> Assembly:
    """Let the public see the assembly and register. Safe to call twice: the first time stands.

    :raises ScheduleRefused: ``not_organiser``, ``dates`` or ``no_domains``.
    """
    policies.can_run_assemblies(actor).or_raise(ScheduleRefused)
    assembly = lock_programme(assembly.pk)
    policies.can_publish_assembly(assembly).or_raise(ScheduleRefused)
    if assembly.published_at is None:
        assembly.published_at = at
        assembly.save(update_fields=["published_at"])
        _remember_what_is_told(assembly)
        day = {"starts_at": assembly.starts_at, "ends_at": assembly.ends_at}
        ToldDay.objects.update_or_create(assembly=assembly, defaults=day)
    return assembly


@transaction.atomic
def publish_programme(*, assembly: Assembly, actor: User, at: datetime) -> int:
    """Publish every draft session and tell how many; the public sees them once it sees the assembly.

    What is added to a programme while the doors are open is told as changes are: once it is left alone.

    :raises ScheduleRefused: ``not_organiser``, ``dates``, ``no_sessions`` or ``unsound``.
    """
    policies.can_run_assemblies(actor).or_raise(ScheduleRefused)
    assembly = lock_programme(assembly.pk)
    bookings = bookings_of(plans_of(assembly).values())
    policies.can_publish_programme(assembly, bookings).or_raise(ScheduleRefused)
    is_news = are_additions_told(assembly, at) and assembly.sessions.public(at).exists()
    count = assembly.sessions.filter(published_at=None).update(
        published_at=at, changed_at=at, changed_by=actor, revision=F("revision") + 1, revised_at=at
    )
    if assembly.published_at is not None:
        _remember_what_is_told(assembly, is_news=is_news)
    return count


def _remember_what_is_told(assembly: Assembly, *, is_news: bool = False) -> None:
    """Keep what the public sees from now on: what differs from it later is news, or the session itself."""
    shown = assembly.sessions.filter(published_at__isnull=False, told=None).with_programme()
    facts = {session: facts_of(session) for session in shown}
    if is_news:
        facts = {session: as_unknown(known) for session, known in facts.items()}
    ToldSession.objects.remember(facts, is_behind=is_news)


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
