"""Who may schedule, move, cancel, remove and publish, and when the programme forbids it."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import ClassVar, TypeVar

from accounts.models import User
from common.policy import ALLOWED, Refused, Verdict
from common.words import day_and_clock, listed
from events.clashes import Booking, Clash, clashes_among, clashes_of
from events.models import Assembly, Room, Session
from events.plans import SessionPlan

Row = TypeVar("Row")


class Scheduling(StrEnum):
    """Why scheduling, cancelling, removing or publishing is refused."""

    NOT_ORGANISER = "not_organiser"
    GONE = "gone"
    CHANGED = "changed"
    OTHER_ASSEMBLY = "other_assembly"
    ENDS_BEFORE_START = "ends_before_start"
    SAME_PLACE = "same_place"
    ONE_ROOM = "one_room"
    SAME_PERSON = "same_person"
    ROOM_IN_USE = "room_in_use"
    VISITED = "visited"
    PUBLISHED = "published"
    DRAFT = "draft"
    OVER = "over"
    CLASH = "clash"
    UNSOUND = "unsound"
    WARNING = "warning"
    DATES = "dates"
    NO_DOMAINS = "no_domains"
    NO_SESSIONS = "no_sessions"


class ScheduleRefused(Refused):
    """One of these was refused; ``clashes`` says with what, if that is the reason."""

    codes = Scheduling
    sentences: ClassVar[Mapping[Scheduling, str]] = {
        Scheduling.NOT_ORGANISER: "Only an organiser can change the programme.",
        Scheduling.GONE: "The session was removed in another window.",
        Scheduling.CHANGED: (
            "{who} changed this session at {time}, after you opened it here. What you typed is still here: "
            "compare, then save again to keep it."
        ),
        Scheduling.OTHER_ASSEMBLY: "“{name}” belongs to another assembly.",
        Scheduling.ENDS_BEFORE_START: "The session must end after it starts.",
        Scheduling.SAME_PLACE: "{name} is named twice. Each room of a session has a place of its own.",
        Scheduling.ONE_ROOM: (
            "A roundtable is met in one room. Take the other rooms out, or make it breakout rooms."
        ),
        Scheduling.SAME_PERSON: "{name} is named twice in the same part.",
        Scheduling.ROOM_IN_USE: (
            "Delegates may have taken places in {rooms}. "
            "Give it another place or theme instead of removing it."
        ),
        Scheduling.VISITED: (
            "People have been in this session. Removing it would remove the record of who came."
        ),
        Scheduling.PUBLISHED: (
            "“{name}” is published, and people may have it in their calendars. "
            "Cancel it instead: their calendars then take it out."
        ),
        Scheduling.DRAFT: "“{name}” is a draft that nobody has seen. Remove it instead.",
        Scheduling.OVER: "“{name}” is over. It ended at {ended}.",
        Scheduling.CLASH: "This clashes with the rest of the programme, so it was not saved.",
        Scheduling.UNSOUND: "Resolve the clashes on the timetable first: {titles}.",
        Scheduling.WARNING: "Check what is missing, or save all the same.",
        Scheduling.DATES: "Put the assembly's dates in order first.",
        Scheduling.NO_DOMAINS: "List at least one domain, or let anybody register. As it is, nobody could.",
        Scheduling.NO_SESSIONS: "There is nothing to publish yet. Add the first session.",
    }

    @property
    def clashes(self) -> tuple[Clash, ...]:
        """What was found, the hard ones first."""
        found = self.facts.get("clashes", ())
        return found if isinstance(found, tuple) else ()


def can_run_assemblies(actor: User) -> Verdict:
    """Whether the actor may change assemblies and their programmes."""
    return ALLOWED if actor.is_organiser else Verdict.refuse(Scheduling.NOT_ORGANISER)


def can_schedule(
    plan: SessionPlan,
    *,
    others: Sequence[Booking],
    stored: SessionPlan | None,
    confirmed_warnings: bool | Collection[str],
    at: datetime,
) -> Verdict:
    """Whether the session can stand as planned among the others of its assembly.

    ``stored`` is the session as it was: what it was warned about then is not asked about again.
    ``confirmed_warnings`` is True for all, or the keys of those that somebody has read.
    """
    verdict = _is_sound(plan)
    if not verdict:
        return verdict
    if stored and (lost := _rooms_lost(plan, stored, at=at)):
        return Verdict.refuse(Scheduling.ROOM_IN_USE, rooms=listed(room.name for room in lost))
    day = plan.session.assembly.day
    # What does not take place is in nobody's way; restoring it asks.
    found = [] if plan.session.is_cancelled else clashes_of(plan.booking, others, day)
    if hard := tuple(clash for clash in found if clash.is_hard):
        return Verdict.refuse(Scheduling.CLASH, clashes=hard)
    if confirmed_warnings is True:
        return ALLOWED
    known = {clash.key for clash in clashes_of(stored.booking, others, day)} if stored else set()
    known |= set(confirmed_warnings or ())
    new = tuple(clash for clash in found if clash.key not in known)
    return Verdict.refuse(Scheduling.WARNING, clashes=new) if new else ALLOWED


def can_remove_session(session: Session, *, has_visits: bool, at: datetime) -> Verdict:
    """Whether a session may go: what people were in is a record of who came (house rule on Visits).

    What the public has seen is cancelled instead, because a calendar forgets nothing that it is not told.
    """
    if has_visits:
        return Verdict.refuse(Scheduling.VISITED)
    return Verdict.refuse(Scheduling.PUBLISHED, name=session.title) if session.is_public(at) else ALLOWED


def can_cancel_session(session: Session, *, at: datetime) -> Verdict:
    """Whether a session can still be called off: it is published, and not over."""
    if session.is_draft:
        return Verdict.refuse(Scheduling.DRAFT, name=session.title)
    return _is_ahead(session, at)


def can_restore_session(plan: SessionPlan, *, others: Sequence[Booking], at: datetime) -> Verdict:
    """Whether a cancelled session can take place after all: its time has not passed, and nothing clashes."""
    verdict = _is_ahead(plan.session, at)
    found = clashes_of(plan.booking, others, plan.session.assembly.day) if verdict else ()
    if hard := tuple(clash for clash in found if clash.is_hard):
        return Verdict.refuse(Scheduling.CLASH, clashes=hard)
    return verdict


def _is_ahead(session: Session, at: datetime) -> Verdict:
    if at < session.ends_at:
        return ALLOWED
    ended = day_and_clock(session.ends_at, session.assembly.zone)
    return Verdict.refuse(Scheduling.OVER, name=session.title, ended=ended)


def can_publish_assembly(assembly: Assembly) -> Verdict:
    """Whether the public may see the assembly: its dates in order, and somebody able to register."""
    if date_problems(assembly):
        return Verdict.refuse(Scheduling.DATES)
    if assembly.admission == Assembly.Admission.DOMAINS and not assembly.domains:
        return Verdict.refuse(Scheduling.NO_DOMAINS)
    return ALLOWED


def can_publish_programme(assembly: Assembly, bookings: Sequence[Booking]) -> Verdict:
    """Whether the drafts may go public: there is a programme, and nothing in it clashes."""
    if date_problems(assembly):
        return Verdict.refuse(Scheduling.DATES)
    if not bookings:
        return Verdict.refuse(Scheduling.NO_SESSIONS)
    found = clashes_among(bookings, assembly.day)
    unsound = [of for of in bookings if any(clash.is_hard for clash in found[of.key])]
    if unsound:
        return Verdict.refuse(Scheduling.UNSOUND, titles=listed(f"“{of.title}”" for of in unsound))
    return ALLOWED


def date_problems(assembly: Assembly) -> dict[str, str]:
    """Say for each date of the assembly, by its field, what is out of order; empty when all is well."""
    problems = {}
    if assembly.ends_at <= assembly.starts_at:
        problems["ends_at"] = "The day must end after it starts"
    if assembly.opens_at > assembly.starts_at:
        problems["opens_at"] = "Doors must open before the day starts, or when it starts"
    if assembly.closes_at < assembly.ends_at:
        problems["closes_at"] = "Recordings must close after the day ends, or when it ends"
    if assembly.registration_closes_at > assembly.closes_at:
        problems["registration_closes_at"] = "Registration must close before the recordings do"
    return problems


def _is_sound(plan: SessionPlan) -> Verdict:
    """Whether the plan makes sense by itself."""
    session = plan.session
    if session.ends_at <= session.starts_at:
        return Verdict.refuse(Scheduling.ENDS_BEFORE_START)
    for row in plan.rows_of_assembly:
        if row.assembly_id != session.assembly_id:
            return Verdict.refuse(Scheduling.OTHER_ASSEMBLY, name=str(row))
    for topic in plan.topics:
        if topic.question_room and topic.question_room.session.assembly_id != session.assembly_id:
            return Verdict.refuse(Scheduling.OTHER_ASSEMBLY, name=str(topic.question_room))
    if session.kind == Session.Kind.ROUNDTABLE and len(plan.rooms) > 1:
        return Verdict.refuse(Scheduling.ONE_ROOM)
    if twice := _first_twice([room.place for room in plan.rooms]):
        return Verdict.refuse(Scheduling.SAME_PLACE, name=str(twice), place=twice)
    hosts, topics = [room.facilitators for room in plan.rooms], [topic.speakers for topic in plan.topics]
    for people in (plan.chairs, plan.speakers, *hosts, *topics):
        if person := _first_twice(people):
            return Verdict.refuse(Scheduling.SAME_PERSON, name=str(person), person=person)
    return ALLOWED


def _first_twice(rows: Collection[Row]) -> Row | None:
    """The first that is there twice."""
    seen: set[Row] = set()
    for row in rows:
        if row in seen:
            return row
        seen.add(row)
    return None


def _rooms_lost(plan: SessionPlan, stored: SessionPlan, *, at: datetime) -> list[Room]:
    """The rooms that the plan drops although delegates may have taken places: a seat falls with its room."""
    session = plan.session
    if session.published_at is None or at < session.assembly.opens_at:
        return []
    kept, places = (
        {room.room for room in plan.rooms},
        {room.place for room in plan.rooms if room.room is None},
    )
    return [
        planned.room
        for planned in stored.rooms
        if planned.room and planned.room not in kept and planned.place not in places
    ]
