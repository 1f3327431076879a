"""What organisers do about reports and people: each with a reason, told to whom it concerns, and logged."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from breakouts.actions.locks import lock_conduct
from breakouts.actions.settling import settle_report
from breakouts.models import Report
from common.words import day_and_clock
from events.models import Assembly, Delegate
from events.policies.assemblies import can_run_assemblies
from networking.actions.conversations import hide_line
from networking.actions.groups import leave_groups
from networking.models import BECAUSE_LIMIT, NetworkingReport, SafetyAct, Suspension
from networking.notices.safety import (
    IN_ROOM,
    KINDS_IN_WORDS,
    OF_ROOM,
    tell_handled,
    tell_readmitted,
    tell_suspended,
)
from networking.report_queue import NETWORKING, ROOM, Entry, find_report
from networking.safety_refusals import HandlingCode, HandlingRefused

Verb = SafetyAct.Verb


@transaction.atomic
def handle_report(
    *,
    actor: User,
    source: str,
    number: int,
    verb: SafetyAct.Verb,
    because: str,
    until_at: datetime | None = None,
    at: datetime,
) -> SafetyAct:
    """Do something about what was reported, or nothing, once: the second organiser reads what the first did.

    Whoever reported is told that organisers have looked, and no more.

    :raises HandlingRefused: ``not_organiser``, ``gone``, ``handled``, ``no_reason``, ``too_long``,
        ``no_message``, ``no_delegate`` or ``in_the_past``.
    """
    because = _reason(actor, because)
    entry = find_report(source, number)
    if entry is None:
        raise HandlingRefused(HandlingCode.GONE)
    about = _lock_person(entry.about) if entry.about else None
    # Whoever waited here reads the report as the first one left it.
    _lock_report(source, number)
    entry = find_report(source, number)
    if entry is None:
        raise HandlingRefused(HandlingCode.GONE)
    if entry.handled_at is not None:
        when = day_and_clock(entry.handled_at, entry.assembly.zone)
        facts = {"who": entry.handled_by or "Somebody", "time": when, "outcome": entry.outcome.lower()}
        raise HandlingRefused(HandlingCode.HANDLED, **facts)
    if verb is Verb.HIDDEN and not entry.can_hide:
        raise HandlingRefused(HandlingCode.NO_MESSAGE)
    if verb is Verb.SUSPENDED:
        _suspend(about, actor=actor, because=because, until_at=until_at, at=at)
    act = _record(
        actor, entry.assembly, about, entry.about_name, verb, because=because, until_at=until_at, at=at
    )
    if source == ROOM:
        settle_report(actor=actor, number=number, hides=verb is Verb.HIDDEN, because=because, at=at)
        _tell_reporters_in_room(entry, actor=actor, at=at)
        act.room_report_id = number
    else:
        report = NetworkingReport.objects.select_related("reporter__assembly").get(pk=number)
        _close(report, actor=actor, verb=verb, because=because, at=at)
        what, reported_at = KINDS_IN_WORDS[NetworkingReport.Kind(report.kind)], report.reported_at
        tell_handled(f"{source}-{number}", report.reporter, what=what, reported_at=reported_at, at=at)
        act.report_id = number
    act.save(update_fields=["report", "room_report"])
    return act


@transaction.atomic
def end_suspension(*, actor: User, delegate: Delegate, because: str, at: datetime) -> None:
    """Let somebody take part in networking again, and tell them; safe when they may.

    :raises HandlingRefused: ``not_organiser``, ``no_reason`` or ``too_long``.
    """
    because = _reason(actor, because)
    delegate = _lock_person(delegate)
    suspension = Suspension.objects.in_force(at).filter(delegate=delegate).first()
    if suspension is None:
        return
    suspension.ended_at = at
    suspension.save(update_fields=["ended_at"])
    _record(actor, delegate.assembly, delegate, delegate.name, Verb.READMITTED, because=because, at=at)
    tell_readmitted(suspension, at=at)


def _reason(actor: User, because: str) -> str:
    if not can_run_assemblies(actor):
        raise HandlingRefused(HandlingCode.NOT_ORGANISER)
    because = because.strip()
    if not because:
        raise HandlingRefused(HandlingCode.NO_REASON)
    if len(because) > BECAUSE_LIMIT:
        raise HandlingRefused(HandlingCode.TOO_LONG, limit=BECAUSE_LIMIT, length=len(because))
    return because


def _lock_person(delegate: Delegate) -> Delegate:
    people = Delegate.objects.select_for_update(no_key=True, of=("self",)).select_related("assembly", "user")
    return people.get(pk=delegate.pk)


def _lock_report(source: str, number: int) -> None:
    """Make others wait who handle it; in a room its hosts do, and they lock how it is run."""
    if source == NETWORKING:
        NetworkingReport.objects.select_for_update(no_key=True, of=("self",)).filter(pk=number).first()
    elif report := Report.objects.filter(pk=number).select_related("message__room").first():
        lock_conduct(report.message.room)


def _suspend(
    about: Delegate | None, *, actor: User, because: str, until_at: datetime | None, at: datetime
) -> None:
    """Keep somebody out, instead of what did before: one suspension holds at a time.

    They go out of their groups, as whoever leaves does. Had they stayed in them unseen, one that is gone when
    they come back would tell them that somebody in it blocked them meanwhile.
    """
    if about is None:
        raise HandlingRefused(HandlingCode.NO_DELEGATE)
    if until_at is not None and until_at <= at:
        raise HandlingRefused(HandlingCode.IN_THE_PAST)
    Suspension.objects.filter(delegate=about, ended_at=None).update(ended_at=at)
    suspension = Suspension.objects.create(
        delegate=about, by=actor, because=because, since_at=at, until_at=until_at
    )
    leave_groups(member=about, at=at, told_again=True)
    tell_suspended(suspension, at=at)


def _record(
    actor: User,
    assembly: Assembly,
    about: Delegate | None,
    name: str,
    verb: SafetyAct.Verb,
    *,
    because: str,
    until_at: datetime | None = None,
    at: datetime,
) -> SafetyAct:
    return SafetyAct.objects.create(
        assembly=assembly,
        about=about,
        about_name=name,
        actor=actor,
        actor_name=actor.name,
        verb=verb,
        because=because,
        until_at=until_at if verb is Verb.SUSPENDED else None,
        at=at,
    )


def _close(
    report: NetworkingReport, *, actor: User, verb: SafetyAct.Verb, because: str, at: datetime
) -> None:
    if verb is Verb.HIDDEN and report.line is not None:
        hide_line(line=report.line, by=actor, because=because, at=at)
    report.handled_at, report.handled_by = at, actor
    report.outcome, report.reason = NetworkingReport.Outcome(verb), because
    report.save(update_fields=["handled_at", "handled_by", "outcome", "reason"])


def _tell_reporters_in_room(entry: Entry, *, actor: User, at: datetime) -> None:
    """Tell everybody whose report of the message this closed; a message that is hidden closes them all."""
    closed = Report.objects.filter(message__reports=entry.number, handled_by=actor, handled_at=at)
    reports = {each.reporter_id: each for each in closed}
    reporters = Delegate.objects.filter(assembly=entry.assembly, user__in=reports).select_related("assembly")
    for each in reporters:
        report = reports[each.user_id]
        tell_handled(f"{OF_ROOM}{report.pk}", each, what=IN_ROOM, reported_at=report.reported_at, at=at)
