"""Having somebody run a room while its hosts are away: promoted by the clock, or chosen by a host.

Decided from rows under the lock of the room's conduct, so that two workers, a late one and one that was
killed come to the same end. Of streams the deputies' comes after the room's and before that of its staff.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import OuterRef, Subquery

from accounts.models import User
from breakouts.actions.acts import begin, last_act_at, record
from breakouts.actions.helping import call_for_host, settle_call_for_host
from breakouts.actions.locks import load_room, lock_conduct
from breakouts.actions.names import name_in
from breakouts.deputies import durable
from breakouts.deputies.presenters import end_in_words, meanwhile, nobody_in_words
from breakouts.deputies.queries import (
    deputy_of,
    is_left_alone,
    people_of,
    rooms_to_look_after,
    standing_in,
)
from breakouts.deputies.rules import GRACE, Decision, Person, decide, expected_to_run
from breakouts.help.queries import is_called_for_host, rooms_called_for_in_vain
from breakouts.models import Act, Deputising, HostSeen
from breakouts.models.deputies import Because, Ended
from breakouts.policies.running import is_runner
from breakouts.policies.standing import delegate_of
from breakouts.queries import hosts_of, organisers_among, roles_in
from breakouts.refusals import ConductCode, ConductRefused
from events.models import Room, Session
from realtime import streams

Verb = Act.Verb
# Whoever has gone or said no has no form open that they would lose, and whom a host stopped is stopped.
_AT_ONCE = frozenset({Ended.GONE, Ended.DECLINED, Ended.TAKEN_BACK})


def look_after_rooms(*, there: Mapping[str, Collection[int]], at: datetime) -> int:
    """See to it that somebody runs each room; ``there`` tells by a room's stream who is connected to it.

    A room of which that is not known stays as it is. Safe twice, safe late; return how many rooms changed.
    """
    _close_over(at)
    rooms = [room for room in rooms_to_look_after(at) if room.stream in there]
    return sum(look_after_room(room=room, there=there[room.stream], at=at) for room in rooms)


def look_after_room(*, room: Room, there: Collection[int], at: datetime) -> bool:
    """Note who is there, and do what is due: end a deputy's time, have the next run it, or call for help."""
    people = people_of(room, there, at)
    # A transaction of its own: whoever holds the room must not wait for whoever only looks.
    note_hosts_seen(room=room, user_ids=[each.user_id for each in people if each.is_connected], at=at)
    return _is_due(room, _decision(room, people, there, at)) and _do_what_is_due(room, there, at)


@transaction.atomic
def _do_what_is_due(room: Room, there: Collection[int], at: datetime) -> bool:
    lock_conduct(room)
    room = load_room(room)
    at = max(at, last_act_at(room) or at)
    # Whoever waited here decides by what stands now: another worker did it, or a host was seen meanwhile.
    decision = _decision(room, people_of(room, there, at), there, at)
    if not _is_due(room, decision):
        return False
    if decision.ends or decision.promoted:
        _change(room, decision, at=at)
    if decision.is_run:
        settle_call_for_host(room, at=at)
    elif decision.calls_since:
        record(None, room, Verb.MISSED_HOST, at=at)
        call_for_host(room, nobody_in_words(decision.absent, room), at=at)
    return True


def note_hosts_seen(*, room: Room, user_ids: Collection[int], at: datetime) -> None:
    """Note that these people, who have a part in the room, are there. Their time never runs back."""
    ids = sorted(set(user_ids))
    if ids:
        _note_seen(room, ids, at)


@transaction.atomic
def _note_seen(room: Room, ids: Sequence[int], at: datetime) -> None:
    known = HostSeen.objects.filter(room=room, user__in=ids)
    known.filter(seen_at__lt=at).update(seen_at=at)
    new = set(ids) - set(known.values_list("user", flat=True))
    HostSeen.objects.bulk_create(
        [HostSeen(room=room, user_id=user_id, seen_at=at) for user_id in sorted(new)], ignore_conflicts=True
    )


def note_host_paged(*, user: User, room: Room, at: datetime) -> None:
    """Note that somebody with a part in the room opened a page of it or did something there; one query."""
    HostSeen.objects.bulk_create(
        [HostSeen(room=room, user=user, seen_at=at, paged_at=at)],
        update_conflicts=True,
        unique_fields=["room", "user"],
        update_fields=["seen_at", "paged_at"],
    )


def note_hosts_left(*, room: Room, user_ids: Collection[int], at: datetime) -> None:
    """Note when those of these people went who have a part in the room; two queries where nobody has."""
    hosting = {user_id for user_id, _ in roles_in([room], user_ids)}
    note_hosts_seen(room=room, user_ids=hosting, at=at)


@transaction.atomic
def hand_room(*, actor: User, room: Room, person: int, at: datetime) -> Deputising:
    """Have another host, a deputy or an organiser run the room from now on. Safe twice.

    Whoever only stands in for somebody hands on just that: it ends when the host is back.

    :raises ConductRefused: ``cancelled``, ``not_running``, ``not_host`` or ``no_such_deputy``.
    """
    room, _, at = begin(actor, room, at=at)
    name = _name_of(person, room)
    if person == actor.pk or not name:
        raise ConductRefused(ConductCode.NO_SUCH_DEPUTY, room=room.name)
    standing = _standing_for(actor, room)
    if standing and standing.user_id == person:
        return standing
    stands_in = standing if standing and standing.user_id == actor.pk and not standing.is_handed else None
    ended = _end(standing, Ended.HANDED_ON, at=at) if standing else None
    deputy = Deputising.objects.create(
        room=room,
        user_id=person,
        name=name,
        absent_name=stands_in.absent_name if stands_in else name_in(actor, delegate_of(actor, room)),
        because=stands_in.because if stands_in else Because.HANDED,
        since_at=at,
    )
    _tell(room, deputy, ended, actor=actor, at=at)
    record(actor, room, Verb.HANDED_ROOM, about=deputy.user, about_name=name, at=at)
    return deputy


@transaction.atomic
def end_deputising(*, actor: User, room: Room, at: datetime) -> None:
    """Decline to run the room, or take it back from whoever does. Safe where nobody deputises.

    :raises ConductRefused: ``cancelled``, ``not_running`` or ``not_host``.
    """
    room, _, at = begin(actor, room, at=at)
    if standing := _standing_for(actor, room):
        how = Ended.DECLINED if standing.user_id == actor.pk else Ended.TAKEN_BACK
        ended = _end(standing, how, at=at)
        _tell(room, None, ended, actor=actor, at=at)
        _log_end(actor, room, ended, at=at)


def _standing_for(actor: User, room: Room) -> Deputising | None:
    """Return who deputises, to somebody who may change that: a host, an organiser, or that deputy.

    Whose time is over finishes what they had begun, and decides no more about who runs the room.

    :raises ConductRefused: ``not_host``
    """
    standing = deputy_of(room)
    if not is_runner(actor, hosts_of(room)) and (standing is None or standing.user_id != actor.pk):
        raise ConductRefused(ConductCode.NOT_HOST, room=room.name)
    return standing


def _decision(room: Room, people: Sequence[Person], there: Collection[int], at: datetime) -> Decision:
    deputy, declined = standing_in(room)
    # Only asked where nobody with a log-in is expected, which is rare: a query more.
    is_alone = not expected_to_run(people) and is_left_alone(room, there)
    return decide(
        people,
        deputy,
        declined=declined,
        is_left_alone=is_alone,
        starts_at=room.session.starts_at,
        at=at,
    )


def _is_due(room: Room, decision: Decision) -> bool:
    """Whether there is something to do. Organisers are called once for each time without anybody."""
    if decision.ends or decision.promoted:
        return True
    if decision.calls_since:
        return not is_called_for_host(room, since=decision.calls_since)
    return decision.is_run and is_called_for_host(room)


def _change(room: Room, decision: Decision, *, at: datetime) -> None:
    standing = deputy_of(room)
    ended = _end(standing, decision.ends, at=at) if standing and decision.ends else None
    deputy = _promote(room, decision, at=at)
    _tell(room, deputy, ended, actor=None, at=at)
    if ended:
        _log_end(None, room, ended, at=at)
    if deputy:
        about, name = deputy.user, deputy.name
        record(None, room, Verb.BEGAN_DEPUTY, about=about, about_name=name, detail=meanwhile(deputy), at=at)


def _promote(room: Room, decision: Decision, *, at: datetime) -> Deputising | None:
    if decision.promoted is None:
        return None
    return Deputising.objects.create(
        room=room,
        user_id=decision.promoted.user_id,
        name=decision.promoted.name,
        absent_name=decision.absent.name if decision.absent else "",
        because=decision.because,
        since_at=at,
    )


def _end(deputising: Deputising, how: Ended, *, at: datetime) -> Deputising:
    """End somebody's time; both run the room a while longer, so that nobody loses a form half-way.

    What ends at once ends every while that they still had of earlier times.
    """
    deputising.ended_at, deputising.ended = at, how
    deputising.until_at = at if how in _AT_ONCE else at + GRACE
    deputising.save(update_fields=["ended_at", "ended", "until_at"])
    if how in _AT_ONCE:
        theirs = Deputising.objects.running(at).filter(room=deputising.room_id, user=deputising.user_id)
        theirs.exclude(ended_at=None).update(until_at=at)
    return deputising


def _tell(
    room: Room, deputy: Deputising | None, ended: Deputising | None, *, actor: User | None, at: datetime
) -> None:
    frame = durable.room_deputy(deputy, ended=ended)
    streams.append(durable.deputy_stream(room), frame, actor=actor, at=at)


def _log_end(actor: User | None, room: Room, ended: Deputising, *, at: datetime) -> None:
    about, name = ended.user, ended.name
    record(actor, room, Verb.ENDED_DEPUTY, about=about, about_name=name, detail=end_in_words(ended), at=at)


def _name_of(person: int, room: Room) -> str:
    """Return the name of somebody to whom the room can be handed; nothing for delegates and strangers."""
    named = next((host.name for host in hosts_of(room) if host.user_id == person), "")
    if named or not organisers_among({person}):
        return named
    organiser = User.objects.get(pk=person)
    return name_in(organiser, delegate_of(organiser, room))


def _close_over(at: datetime) -> None:
    """End the times of deputies with their sessions: whoever was away then is missed no more.

    Nor are organisers called to rooms that are over, were moved to later, or were called off.
    """
    ends_at = Subquery(Session.objects.filter(rooms=OuterRef("room")).values("ends_at"))
    over = Deputising.objects.open().filter(room__session__ends_at__lte=at)
    over.update(ended_at=ends_at, until_at=ends_at, ended=Ended.OVER)
    for room in rooms_called_for_in_vain(at):
        _settle_in_vain(room, at)


@transaction.atomic
def _settle_in_vain(room: Room, at: datetime) -> None:
    settle_call_for_host(room, at=at)
