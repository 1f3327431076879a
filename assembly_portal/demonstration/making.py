"""Filling an empty database with the demonstration, and looking after it on later starts."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction

from accounts.models import User
from assembly_portal.demonstration import facts, log_ins
from assembly_portal.demonstration.concerns import make_concerns
from assembly_portal.demonstration.delegates import (
    answer_access_requests,
    let_them_choose,
    let_them_come,
    make_people,
    register_everybody,
    register_first,
)
from assembly_portal.demonstration.guidance import make_guidance
from assembly_portal.demonstration.library import make_library
from assembly_portal.demonstration.networking import let_them_meet
from assembly_portal.demonstration.notices import stop_mail_of, write_notices
from assembly_portal.demonstration.programmes import introduce, make_first, make_second
from assembly_portal.demonstration.quiet import without_mail
from assembly_portal.demonstration.replay import is_over, replay_again, shift_at
from events.models import Assembly, Demonstration


class NotOurs(Exception):
    """The database holds rows that the demonstration did not make, or makes otherwise."""


def seed(
    *, at: datetime, as_it_was: bool, with_log_ins: bool, tell: Callable[[str], None] = print
) -> Demonstration:
    """Make the demonstration, or find it made: then only a replay that is over moves on to now.

    ``with_log_ins`` gives the log-ins their known password and second factor: never where DEBUG is off.

    :raises NotOurs: other people's rows are there, or a demonstration of the other kind.
    """
    there = Demonstration.objects.select_related("assembly").first()
    if there is None:
        return _make(at=at, as_it_was=as_it_was, with_log_ins=with_log_ins, tell=tell)
    if there.is_replayed is as_it_was:
        kind = "is replayed today" if there.is_replayed else "shows the day as it was"
        raise NotOurs(f"The demonstration in this database {kind}. Throw it away first: make reset")
    make_guidance(at=at)
    if is_over(there, at):
        by = replay_again(demonstration=there, at=at)
        tell(f"The day was over and starts again, {by} later")
        there.refresh_from_db()
    return there


def _make(*, at: datetime, as_it_was: bool, with_log_ins: bool, tell: Callable[[str], None]) -> Demonstration:
    if User.objects.exists() or Assembly.objects.exists():
        raise NotOurs(
            "This database holds people or assemblies that the demonstration did not make, so nothing was "
            "changed. Use an empty database, or throw this one away: make reset"
        )
    shift = timedelta(0) if as_it_was else shift_at(at)
    with transaction.atomic(), without_mail():
        organiser = log_ins.make_staff(at=facts.FIRST_PUBLISHED_AT)
        tell("Writing the programmes")
        first = make_first(organiser=organiser)
        second = make_second(organiser=organiser, shift=shift)
        people = make_people(shift=shift)
        delegates = register_everybody(second, people, shift=shift, tell=tell)
        introduce(second, people)
        answer_access_requests(organiser)
        until = None if as_it_was else facts.HAPPENED_UNTIL + shift
        let_them_choose(second, delegates, shift=shift, until=until)
        let_them_come(second, delegates, shift=shift, until=until)
        let_them_meet(delegates)
        make_guidance(at=at)
        register_first(first, people[: facts.FIRST_PARTICIPANT_COUNT])
        stop_mail_of(people, but=[log_ins.email_of(who) for who in log_ins.EVERYBODY], at=at)
        for assembly in (first, second):
            write_notices(assembly, at=at)
        tell("Filling the library")
        make_library(first, second, organiser=organiser, at=at)
        if with_log_ins:
            log_ins.hand_out()
        tell("Raising concerns")
        # After the log-ins: members are vouched for with the log-in that they have.
        make_concerns(at=at, with_code=with_log_ins)
        return Demonstration.objects.create(
            assembly=second, made_at=at, is_replayed=not as_it_was, shifted_by=shift
        )
