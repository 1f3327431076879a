"""Places at an assembly: registering, changing one's details, leaving, and what organisers decide."""

from dataclasses import replace
from datetime import datetime

from django.db import transaction

from accounts.models import User
from common.work import enqueue_on_commit
from events.actions.answering import name_user, tidy, write_access_requests, write_answers
from events.actions.places import (
    STANDING,
    give_place,
    lock_assembly,
    lock_delegate,
    place_or_queue,
    taken_count,
    tell_standing,
)
from events.answers import Answers
from events.lifecycle import Phase
from events.models import Arrival, Assembly, Delegate
from events.notices import APPROVED, CANCELLED, DECLINED, WAITING, tell_delegate
from events.policies import registering as policies
from events.policies.registering import RegistrationRefused

State = Delegate.State
SAID_YES = (State.REGISTERED, State.WAITING, State.OFFERED)


@transaction.atomic
def register_delegate(*, user: User, assembly: Assembly, answers: Answers, at: datetime) -> Delegate:
    """Give the person a place, or a wish for one: waiting when full, awaiting where organisers decide.

    Called again it returns the place as it stands. Coming back after cancelling is the same row again.

    :raises RegistrationRefused: ``not_yet``, ``closed``, ``declined``, ``not_proven``, ``domain``, ``name``
        or ``agreement``.
    """
    # Person before thing: the user stands for a delegate who does not exist yet.
    user = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    mine = Delegate.objects.select_for_update(no_key=True).filter(assembly=assembly, user=user).first()
    if mine and mine.is_standing:
        return mine
    assembly = lock_assembly(assembly.pk)
    answers = tidy(answers)
    policies.can_register(user, assembly, mine, at=at).or_raise(RegistrationRefused)
    policies.are_answers_complete(answers, assembly).or_raise(RegistrationRefused)
    delegate = mine or Delegate(assembly=assembly, user=user)
    write_answers(delegate, answers)
    delegate.registered_at, delegate.cancelled_at = at, None
    delegate.waiting_since = delegate.offer_expires_at = None
    needs_approval = assembly.admission == Assembly.Admission.APPROVAL
    if needs_approval:
        delegate.state = State.AWAITING_APPROVAL
    else:
        place_or_queue(delegate, assembly, at=at)
    delegate.save()
    write_access_requests(delegate, answers.access, at=at)
    name_user(user, answers)
    tell_standing(delegate, at=at)
    return delegate


@transaction.atomic
def change_details(*, delegate: Delegate, answers: Answers, actor: User, at: datetime) -> Delegate:
    """Change what the delegate answered; the place itself stays as it is.

    :raises RegistrationRefused: ``not_yours``, ``cancelled``, ``declined`` or ``name``.
    """
    delegate = lock_delegate(delegate)
    policies.can_change_details(actor, delegate).or_raise(RegistrationRefused)
    answers = replace(tidy(answers), accepts_agreement=True)  # given when they registered
    policies.are_answers_complete(answers, delegate.assembly).or_raise(RegistrationRefused)
    write_answers(delegate, answers)
    delegate.save()
    write_access_requests(delegate, answers.access, at=at)
    return delegate


@transaction.atomic
def cancel_delegate(*, delegate: Delegate, actor: User, at: datetime, seen_state: str = "") -> Delegate:
    """Give up the place, or the wish for one; a free place goes to whoever waits. Safe to call twice.

    ``seen_state`` is how the place stood when the person decided.

    :raises RegistrationRefused: ``not_yours``, ``declined``, ``over``, or ``changed`` since it was seen.
    """
    delegate = lock_delegate(delegate)
    policies.can_cancel(actor, delegate, delegate.assembly, at=at).or_raise(RegistrationRefused)
    if delegate.state == State.CANCELLED:
        return delegate
    policies.is_as_seen(delegate, seen_state).or_raise(RegistrationRefused)
    if delegate.state != State.WAITING:
        delegate.waiting_since = None  # what stays tells what was given up
    delegate.state, delegate.cancelled_at, delegate.offer_expires_at = State.CANCELLED, at, None
    delegate.save(update_fields=[*STANDING, "cancelled_at"])
    write_access_requests(delegate, {}, at=at)
    tell_delegate(delegate, CANCELLED, at=at)
    enqueue_on_commit("events.tasks.offer_free_places")
    return delegate


@transaction.atomic
def approve_delegate(*, delegate: Delegate, actor: User, at: datetime) -> Delegate:
    """Say yes: a place, or a wait for one when all are taken. Safe to call twice.

    :raises RegistrationRefused: ``not_organiser`` or ``not_awaiting``.
    """
    delegate = lock_delegate(delegate)
    if delegate.state in SAID_YES and actor.is_organiser:
        return delegate
    policies.can_approve(actor, delegate).or_raise(RegistrationRefused)
    place_or_queue(delegate, lock_assembly(delegate.assembly_id), at=at)
    delegate.save(update_fields=STANDING)
    tell_delegate(delegate, APPROVED if delegate.has_place else WAITING, at=at)
    return delegate


@transaction.atomic
def decline_delegate(*, delegate: Delegate, actor: User, at: datetime) -> Delegate:
    """Say no to a wish for a place. Safe to call twice; what they need stays known, should it become a yes.

    :raises RegistrationRefused: ``not_organiser`` or ``not_awaiting``.
    """
    delegate = lock_delegate(delegate)
    if delegate.state == State.DECLINED and actor.is_organiser:
        return delegate
    policies.can_decline(actor, delegate).or_raise(RegistrationRefused)
    delegate.state = State.DECLINED
    delegate.save(update_fields=["state"])
    tell_delegate(delegate, DECLINED, at=at)
    return delegate


@transaction.atomic
def admit_delegate(*, delegate: Delegate, actor: User, at: datetime) -> Delegate:
    """Give a waiting person a place that is free, or the one that is kept for them, without being asked.

    Whom to give it first is the organiser's decision. Safe to call twice.

    :raises RegistrationRefused: ``not_organiser``, ``not_waiting`` or ``full``.
    """
    policies.is_organiser(actor).or_raise(RegistrationRefused)
    delegate = lock_delegate(delegate)
    if delegate.has_place:
        return delegate
    assembly = lock_assembly(delegate.assembly_id)
    verdict = policies.can_admit(delegate, assembly, taken_count=taken_count(assembly))
    verdict.or_raise(RegistrationRefused)
    give_place(delegate, at=at)
    return delegate


def record_arrival(*, delegate: Delegate, at: datetime) -> None:
    """Note that a delegate with a place came in this phase: one insert, which an earlier one makes void.

    Registered, live and overall are counted from these rows: the second assembly's 389, 270 and "over 300".
    Nobody arrives at a draft. Load ``assembly`` with the delegate.
    """
    phase = delegate.assembly.phase_at(at)
    if delegate.has_place and phase is not Phase.DRAFT:
        arrival = Arrival(delegate=delegate, phase=phase, arrived_at=at)
        Arrival.objects.bulk_create([arrival], ignore_conflicts=True)
