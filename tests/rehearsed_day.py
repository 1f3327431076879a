"""The day of 27 May 2022 gone through by 312 people: every arrival and visit is made by the door they take.

Who they are and which rooms they choose are the facts of the demonstration; what of that becomes a record is
up to the actions. They come early, late and in crowds, move, open a second tab, drop off for less and for
more than 45 seconds, are called away, look in before the doors open and after they close.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from assembly_portal.demonstration.days import FACILITATOR, DelegateDay, everybodys_day
from assembly_portal.demonstration.delegates import References, make_people
from assembly_portal.demonstration.people import everybody
from assembly_portal.demonstration.programmes import introduce, make_second
from breakouts.actions import enter_room, leave_seat, take_seat
from breakouts.actions.absences import step_away
from breakouts.actions.entering import come_back, come_back_to
from breakouts.refusals import EnterRefused
from events.actions.delegates import record_arrival
from events.actions.visits import GAP, close_stale_visits, touch_visits
from events.models import Assembly, Delegate, Room, Session
from library.actions.watching import note_watching
from tests.factories import make_organiser
from tests.library.factories import make_recording

TICK = timedelta(microseconds=1)
SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)
BEAT = GAP - SECOND
"""How often an open page is seen."""
WALK_IN, LEAVE_EARLY = range(7, 13), range(13, 15)
"""Which of each forty take no seat ahead, and which go before the end."""


@dataclass
class Day:
    """What happens when; the order of time is kept whatever order it is planned in."""

    assembly: Assembly
    facilitator: Delegate
    people: list[tuple[Delegate, DelegateDay]]
    """Those who go through it, with what they are up to."""
    plan: list[tuple[datetime, int, Callable[[datetime], object]]] = field(default_factory=list)
    present: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    """For each room the people whose page is open."""

    def at(self, instant: datetime, act: Callable[[datetime], object]) -> None:
        """Plan an act; acts of one instant follow each other as they were planned."""
        self.plan.append((instant, len(self.plan), act))

    def play(self) -> None:
        """Let everything happen, one after the other."""
        for instant, _, act in sorted(self.plan, key=lambda each: each[:2]):
            act(instant)

    def looks_in(self, delegate: Delegate, *instants: datetime) -> None:
        """Open a page of the assembly."""
        for instant in instants:
            self.at(instant, lambda at: record_arrival(delegate=delegate, at=at))

    def enters(self, delegate: Delegate, room: Room, instant: datetime) -> None:
        """Open the page of the room, and stay."""

        def enter(at: datetime) -> None:
            enter_room(delegate=delegate, room=room, at=at)
            self.present[room.pk].add(delegate.user_id)

        self.at(instant, enter)

    def drops_off(self, delegate: Delegate, room: Room, instant: datetime) -> None:
        """Lose the line without a word."""
        self.at(instant, lambda at: self.present[room.pk].discard(delegate.user_id))


def chosen(one_in: int) -> list[int]:
    """Number those who go through the day."""
    return list(range(0, len(everybody()), one_in))


def rehearse(*, one_in: int = 1) -> Assembly:
    """Let the whole day happen, from publishing to the close, to everybody or to one in so many.

    The others have a place and never come.
    """
    assembly = make_second(organiser=make_organiser(), shift=timedelta())
    people = make_people(shift=timedelta())
    references = References()
    delegates = Delegate.objects.bulk_create(
        Delegate(
            assembly=assembly,
            user=user,
            state=Delegate.State.REGISTERED,
            registered_at=day.registered_at,
            name=person.name,
            learner_group=references.answers(person).learner_group,
            local_office=references.answers(person).local_office,
        )
        for user, person, day in zip(people, everybody(), everybodys_day(), strict=True)
    )
    introduce(assembly, people)
    everything = list(zip(delegates, everybodys_day(), strict=True))
    day = Day(assembly, delegates[FACILITATOR], [everything[number] for number in chosen(one_in)])
    _come(day)
    _meet(day)
    _gather(day)
    _watch(day)
    day.play()
    return assembly


def _who(day: Day, *, live: bool, on_demand: bool = False) -> Iterator[tuple[Delegate, list[datetime]]]:
    """Everybody of one kind, with when the facts say that they came."""
    starts, ends = day.assembly.starts_at, day.assembly.ends_at
    for delegate, fact in day.people:
        is_live = any(starts <= at < ends for at in fact.arrived_at)
        is_on_demand = any(at >= ends for at in fact.arrived_at)
        if (is_live, is_on_demand) == (live, on_demand):
            yield delegate, list(fact.arrived_at)


def _come(day: Day) -> None:
    """Everybody looks at their place when they register; then the phases, and their edges."""
    assembly = day.assembly
    for delegate, instants in _who(day, live=True):
        day.looks_in(delegate, *instants)
    for delegate, instants in _who(day, live=False, on_demand=True):
        day.looks_in(delegate, *instants)
    for delegate, instants in _who(day, live=False):
        day.looks_in(delegate, *instants)
    live = [delegate for delegate, _ in _who(day, live=True)]
    later = [delegate for delegate, _ in _who(day, live=False, on_demand=True)]
    never = [delegate for delegate, _ in _who(day, live=False)]
    # Again, in further phases and at their edges: whoever was live stays so.
    day.looks_in(live[0], assembly.starts_at, assembly.ends_at - TICK, assembly.ends_at)
    day.looks_in(live[1], assembly.ends_at + MINUTE, assembly.closes_at - TICK, assembly.closes_at)
    day.looks_in(later[0], assembly.ends_at, assembly.closes_at - TICK)
    day.looks_in(later[1], assembly.opens_at)
    day.looks_in(never[0], assembly.opens_at - TICK)
    day.looks_in(never[1], assembly.closes_at, assembly.closes_at + MINUTE)


def _meet(day: Day) -> None:
    """The two sets of themed rooms, in which everybody has one room that they end up in."""
    rooms = {
        (room.session.title, room.place.name): room
        for room in Room.objects.filter(session__assembly=day.assembly).select_related("session", "place")
    }
    number = 0
    for delegate, fact in day.people:
        for title, (place, taken_at) in fact.seats.items():
            others = [room for key, room in rooms.items() if key[0] == title and key[1] != place]
            _go(day, number, delegate, rooms[title, place], others[0], taken_at)
            number += 1
    for room in rooms.values():
        if room.needs_seat:
            _keep(day, room)
            # Whoever leads a room is not counted there, however often they come.
            if room.facilitators.filter(contributor__user=day.facilitator.user_id).exists():
                day.enters(day.facilitator, room, room.session.starts_at - 4 * MINUTE)


def _go(day: Day, number: int, delegate: Delegate, room: Room, other: Room, taken_at: datetime) -> None:
    """Come into the room: most choose it ahead and come in a crowd, some of each forty in another way."""
    starts, way = room.session.starts_at, number % 40
    come_at, seen_at = starts + timedelta(seconds=number % 110), starts + 14 * BEAT
    if way in WALK_IN:
        day.enters(delegate, room, come_at)
        return
    if way == 0:
        day.at(taken_at, lambda at: take_seat(delegate=delegate, room=other, at=at))
    day.at(taken_at + SECOND, lambda at: take_seat(delegate=delegate, room=room, at=at))
    if way == 1:  # early, at the wrong door as well
        day.enters(delegate, room, starts - 5 * MINUTE)
        day.at(come_at, lambda at: _is_refused(delegate, other, at))
    elif way == 2:  # in two tabs
        day.enters(delegate, room, come_at)
        day.enters(delegate, room, come_at + 10 * SECOND)
    elif way in (3, 4):  # the line breaks, for less than 45 seconds or for three minutes
        day.enters(delegate, room, come_at)
        day.drops_off(delegate, room, seen_at + TICK)
        day.enters(delegate, room, seen_at + (GAP - TICK if way == 3 else 3 * MINUTE))
    elif way in (5, 6):
        day.enters(delegate, room, come_at)
        _is_called_away(day, delegate, room, come_at + 5 * MINUTE, is_back=way == 5)
    else:
        day.at(come_at, lambda at: day.present[room.pk].add(delegate.user_id))
    if way in LEAVE_EARLY:
        day.at(room.session.ends_at - 4 * MINUTE, lambda at: _leave(day, delegate, room, at))


def _leave(day: Day, delegate: Delegate, room: Room, at: datetime) -> None:
    leave_seat(delegate=delegate, room=room, at=at)
    day.present[room.pk].discard(delegate.user_id)


def _is_called_away(day: Day, delegate: Delegate, room: Room, instant: datetime, *, is_back: bool) -> None:
    def go(at: datetime) -> None:
        step_away(user=delegate.user, room=room, at=at)
        day.present[room.pk].discard(delegate.user_id)

    def return_(at: datetime) -> None:
        come_back_to(user=delegate.user, room=room, at=at)
        day.present[room.pk].add(delegate.user_id)

    day.at(instant, go)
    if is_back:
        day.at(instant + 6 * MINUTE, return_)


def _is_refused(delegate: Delegate, room: Room, at: datetime) -> None:
    try:
        enter_room(delegate=delegate, room=room, at=at)
    except EnterRefused:
        return
    raise AssertionError("Nobody sits in two rooms of one session.")


def _gather(day: Day) -> None:
    """The stage: one keynote, to which everybody comes who is live by then, in a crowd."""
    keynote = Session.objects.filter(assembly=day.assembly, kind=Session.Kind.KEYNOTE).in_order()[0]
    room = keynote.rooms.select_related("session").get()
    for delegate, instants in _who(day, live=True):
        came_at = next(at for at in instants if at >= day.assembly.starts_at)
        if came_at < keynote.ends_at - 5 * MINUTE:
            come_at = max(came_at, keynote.starts_at)
            day.at(come_at, lambda at, who=delegate.user_id: day.present[room.pk].add(who))
    _keep(day, room)


def _keep(day: Day, room: Room) -> None:
    """See who is there at every beat until the end, and then end what is silent."""

    def beat(at: datetime) -> None:
        people = sorted(day.present[room.pk])
        touch_visits(room=room, users=people, at=at)

    def crowd(at: datetime) -> None:
        come_back(user_ids=sorted(day.present[room.pk]), room=room, at=at)

    starts, ends = room.session.starts_at, room.session.ends_at
    beats = int((ends - starts) / BEAT) + 2
    for number in range(-7, beats):
        is_crowd = 0 <= number < 4 or number == beats // 2
        day.at(starts + number * BEAT, crowd if is_crowd else beat)
    day.at(ends + 2 * MINUTE, lambda at: day.present.pop(room.pk, None))
    day.at(ends + 2 * MINUTE, lambda at: close_stale_visits(at=at))


def _watch(day: Day) -> None:
    """After the day: the 42 watch a recording, each for some beats, and so do some who were live."""
    keynote = Session.objects.filter(assembly=day.assembly, kind=Session.Kind.KEYNOTE).in_order()[0]
    recording = make_recording(keynote, published_at=day.assembly.ends_at, created_at=day.assembly.ends_at)
    later = [(delegate, instants[-1]) for delegate, instants in _who(day, live=False, on_demand=True)]
    again = [(delegate, day.assembly.ends_at + MINUTE) for delegate, _ in list(_who(day, live=True))[:5]]
    for delegate, came_at in [*later, *again]:
        for number in range(2):
            day.at(
                came_at + number * BEAT,
                lambda at, who=delegate, number=number: note_watching(
                    delegate=who, recording=recording, position=44 * number, is_going_on=number < 1, at=at
                ),
            )
