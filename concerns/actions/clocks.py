"""Promises and their days: starting, keeping, pausing and replacing clocks, and nudging whoever is to act."""

from collections.abc import Collection, Iterable
from datetime import date, datetime

from django.db import transaction

from accounts.models import Appointment
from common.working_days import add_working_days, working_days_between
from concerns.actions import day_of, mailing
from concerns.kinds import GroupKind, Role
from concerns.models import Clock, Membership, Nudge, Pause, Referral
from concerns.obligations import PAUSABLE, Ending, Promise, Stage, due_on, stages_passed
from concerns.pathway import LIVE_TRACKS


def start_clock(referral: Referral, promise: Promise, *, on: date, follows: Clock | None = None) -> Clock:
    """Start a clock, unless one of this promise runs already: then that one stays as it is."""
    running = referral.clocks.running().filter(promise=promise).first()
    if running:
        return running
    received = referral.concern.received_on or on
    return Clock.objects.create(
        referral=referral,
        promise=promise,
        started_on=on,
        due_on=due_on(promise, start=on, received=received),
        follows=follows,
    )


def restart_clock(referral: Referral, promise: Promise, *, on: date, ending: Ending = Ending.MET) -> Clock:
    """End the running clock of a promise, if there is one, and start the next."""
    running = referral.clocks.running().filter(promise=promise).first()
    if running:
        end_clocks([running], ending, on=on)
    return start_clock(referral, promise, on=on, follows=running)


def keep_promises(referral: Referral, *promises: Promise, on: date) -> None:
    """Mark running clocks as kept."""
    end_clocks(referral.clocks.running().filter(promise__in=promises), Ending.MET, on=on)


def keep_for_case(referral: Referral, *promises: Promise, on: date) -> None:
    """Mark running clocks of this track as kept; other tracks need not do it twice, and have kept nothing."""
    keep_promises(referral, *promises, on=on)
    others = Clock.objects.running().filter(referral__concern=referral.concern_id, promise__in=promises)
    end_clocks(others, Ending.MOOT, on=on)


def drop_clocks(referrals: Iterable[Referral], *, on: date, ending: Ending = Ending.MOOT) -> None:
    """End every running clock of these tracks."""
    end_clocks(Clock.objects.running().filter(referral__in=list(referrals)), ending, on=on)


def drop_pauses(referrals: Iterable[Referral], *, on: date) -> None:
    """End what these tracks wait for; the promises that waited with it never go on."""
    ended = list(referrals)
    Pause.objects.filter(referral__in=ended, ended_on=None).update(ended_on=on)
    waiting = Clock.objects.filter(referral__in=ended, ending=Ending.PAUSED, followed_by=None)
    waiting.update(ending=Ending.MOOT)


def end_clocks(clocks: Iterable[Clock], ending: Ending, *, on: date) -> None:
    """Write down when and why they stopped; what has ended stays as it is."""
    keys = [clock.pk for clock in clocks]
    Clock.objects.running().filter(pk__in=keys).update(ended_on=on, ending=ending)


def pause_clocks(referral: Referral, *, on: date) -> None:
    """Stop what waits while the reporter is asked; being safe, and being told, never waits."""
    end_clocks(referral.clocks.running().filter(promise__in=PAUSABLE), Ending.PAUSED, on=on)


def resume_clocks(pause: Pause, *, on: date) -> None:
    """End the pause; each promise that waited goes on, later by the working days that passed."""
    waited = working_days_between(pause.began_on, min(on, pause.ends_by))
    for clock in pause.referral.clocks.filter(ending=Ending.PAUSED, followed_by=None):
        Clock.objects.create(
            referral=pause.referral,
            promise=clock.promise,
            started_on=on,
            due_on=add_working_days(clock.due_on, waited),
            follows=clock,
        )
    pause.ended_on = on
    pause.save(update_fields=["ended_on"])


def carry_over(referral: Referral, *, to: Referral, on: date) -> None:
    """Let another track owe what this one still owes: each promise keeps its day, and nothing waits."""
    for pause in referral.pauses.filter(ended_on=None):
        resume_clocks(pause, on=on)
    running = list(referral.clocks.running())
    end_clocks(running, Ending.MOOT, on=on)
    Clock.objects.bulk_create(
        Clock(
            referral=to,
            promise=clock.promise,
            started_on=clock.started_on,
            due_on=clock.due_on,
            follows=clock,
        )
        for clock in running
    )


@transaction.atomic
def end_old_pauses(*, at: datetime) -> int:
    """End every pause whose 10 working days are over; safe twice, and late."""
    today = day_of(at)
    old = Pause.objects.filter(ended_on=None, ends_by__lt=today, referral__state__in=LIVE_TRACKS)
    pauses = list(old.select_for_update(skip_locked=True, of=("self",)).select_related("referral"))
    for pause in pauses:
        resume_clocks(pause, on=today)
    return len(pauses)


def nudge_due_clocks(*, at: datetime) -> int:
    """Remind whoever is to act, once for each stage of each clock; return how many nudges there were.

    What a worker that was down has missed is made up by one mail: each stage is a row, each slot one mail.
    """
    today = day_of(at)
    running = Clock.objects.running().filter(referral__state__in=LIVE_TRACKS)
    count = 0
    for clock in running.prefetch_related("nudges").iterator(chunk_size=500):
        done = {nudge.stage for nudge in clock.nudges.all()}
        passed = stages_passed(start=clock.started_on, due=clock.due_on, today=today)
        if due := [stage for stage in passed if stage not in done]:
            count += _nudge(clock, due, at=at)
    return count


@transaction.atomic
def _nudge(clock: Clock, stages: Collection[Stage], *, at: datetime) -> int:
    # The lock makes a second worker wait; the unique row makes it find nothing left to do.
    locked = Clock.objects.running().select_for_update(no_key=True).filter(pk=clock.pk)
    if not locked.exists():
        return 0
    done = set(Nudge.objects.filter(clock=clock, stage__in=stages).values_list("stage", flat=True))
    left = [stage for stage in stages if stage not in done]
    Nudge.objects.bulk_create([Nudge(clock=clock, stage=stage, on=day_of(at)) for stage in left])
    if left:
        referral = Referral.objects.select_related("concern", "group").get(pk=clock.referral_id)
        mailing.tell_people(nudged(referral, max(left)), at=at)
    return len(left)


def nudged(referral: Referral, stage: Stage) -> set[int]:
    """Return the people whom a nudge of this stage reaches.

    Handlers of the group from the half on, its leads from 80 hundredths on; when the day has come also the
    local office, if it has the case itself, and the national leads, who see a number and no case.
    """
    concern = referral.concern
    groups = {referral.group_id}
    if stage is Stage.DUE:
        offices = concern.referrals.filter(
            group__local_office=concern.local_office, group__kind=GroupKind.QUALITY, state__in=LIVE_TRACKS
        )
        groups |= set(offices.values_list("group", flat=True))
    members = Membership.objects.active().filter(group__in=groups)
    if stage is Stage.HALF and (handlers := members.exclude(role=Role.LEAD)).exists():
        members = handlers
    people = set(members.exclude(user__in=concern.people_kept_out()).values_list("user", flat=True))
    if stage is Stage.DUE:
        people |= set(
            Appointment.objects.filter(
                duty=Appointment.Duty.NATIONAL_LEAD, ended_at=None, user__is_active=True
            ).values_list("user", flat=True)
        )
    return people
