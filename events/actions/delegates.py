"""Places at an assembly: registering, changing one's details, leaving, and what organisers decide."""

from dataclasses import replace
from datetime import datetime

from django.db import transaction

from accounts.models import User
from common.work import enqueue_on_commit
from events.actions.answering import name_user, tidy, write_access_requests, write_answers
from events.answers import Answers
from events.lifecycle import Phase
from events.models import Arrival, Assembly, Delegate
from events.notices import APPROVED, AWAITING, CANCELLED, CONFIRMED, DECLINED, WAITING, tell_delegate
from events.policies import registering as policies
from events.policies.registering import Registration, RegistrationRefused

State = Delegate.State
TOLD = {
    State.REGISTERED: CONFIRMED,
    State.WAITING: WAITING,
    State.AWAITING_APPROVAL: AWAITING,
}


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
    assembly = _lock_assembly(assembly.pk)
    answers = tidy(answers)
    policies.can_register(user, assembly, mine, at=at).or_raise(RegistrationRefused)
    policies.are_answers_complete(answers, assembly).or_raise(RegistrationRefused)
    delegate = mine or Delegate(assembly=assembly, user=user)
    write_answers(delegate, answers)
    delegate.registered_at, delegate.cancelled_at = at, None
    needs_approval = assembly.admission == Assembly.Admission.APPROVAL
    delegate.state = State.AWAITING_APPROVAL if needs_approval else _state_with_room_for(assembly)
    delegate.save()
    write_access_requests(delegate, answers.access, at=at)
    name_user(user, answers)
    tell_delegate(delegate, TOLD[delegate.state], at=at)
    return delegate


@transaction.atomic
def change_details(*, delegate: Delegate, answers: Answers, actor: User, at: datetime) -> Delegate:
    """Change what the delegate answered; the place itself stays as it is.

    :raises RegistrationRefused: ``not_yours``, ``cancelled``, ``declined`` or ``name``.
    """
    delegate = _lock(delegate)
    policies.can_change_details(actor, delegate).or_raise(RegistrationRefused)
    answers = replace(tidy(answers), accepts_agreement=True)  # given when they registered
    policies.are_answers_complete(answers, delegate.assembly).or_raise(RegistrationRefused)
    write_answers(delegate, answers)
    delegate.save()
    write_access_requests(delegate, answers.access, at=at)
    return delegate


@transaction.atomic
def cancel_delegate(*, delegate: Delegate, actor: User, at: datetime) -> Delegate:
    """Give up the place, or the wish for one; a free place goes to whoever waits. Safe to call twice.

    :raises RegistrationRefused: ``not_yours``, ``declined`` or ``over``.
    """
    delegate = _lock(delegate)
    policies.can_cancel(actor, delegate, delegate.assembly, at=at).or_raise(RegistrationRefused)
    if delegate.state == State.CANCELLED:
        return delegate
    delegate.state, delegate.cancelled_at = State.CANCELLED, at
    delegate.save(update_fields=["state", "cancelled_at"])
    write_access_requests(delegate, {}, at=at)
    tell_delegate(delegate, CANCELLED, at=at)
    enqueue_on_commit("events.tasks.give_free_places")
    return delegate


@transaction.atomic
def approve_delegate(*, delegate: Delegate, actor: User, at: datetime) -> Delegate:
    """Say yes: a place, or a wait for one when all are taken. Safe to call twice.

    :raises RegistrationRefused: ``not_organiser`` or ``not_awaiting``.
    """
    delegate = _lock(delegate)
    if delegate.state in (State.REGISTERED, State.WAITING) and actor.is_organiser:
        return delegate
    policies.can_approve(actor, delegate).or_raise(RegistrationRefused)
    delegate.state = _state_with_room_for(_lock_assembly(delegate.assembly_id))
    delegate.save(update_fields=["state"])
    tell_delegate(delegate, APPROVED if delegate.has_place else WAITING, at=at)
    return delegate


@transaction.atomic
def decline_delegate(*, delegate: Delegate, actor: User, at: datetime) -> Delegate:
    """Say no to a wish for a place. Safe to call twice; what they need stays known, should it become a yes.

    :raises RegistrationRefused: ``not_organiser`` or ``not_awaiting``.
    """
    delegate = _lock(delegate)
    if delegate.state == State.DECLINED and actor.is_organiser:
        return delegate
    policies.can_decline(actor, delegate).or_raise(RegistrationRefused)
    delegate.state = State.DECLINED
    delegate.save(update_fields=["state"])
    tell_delegate(delegate, DECLINED, at=at)
    return delegate


@transaction.atomic
def admit_delegate(*, delegate: Delegate, actor: User | None, at: datetime) -> Delegate:
    """Give a waiting person a place that is free; without an actor the portal does. Safe to call twice.

    :raises RegistrationRefused: ``not_organiser``, ``not_waiting`` or ``full``.
    """
    if actor and not actor.is_organiser:
        raise RegistrationRefused(Registration.NOT_ORGANISER)
    delegate = _lock(delegate)
    if delegate.has_place:
        return delegate
    assembly = _lock_assembly(delegate.assembly_id)
    verdict = policies.can_admit(delegate, assembly, taken_count=_taken_count(assembly))
    verdict.or_raise(RegistrationRefused)
    delegate.state = State.REGISTERED
    delegate.save(update_fields=["state"])
    tell_delegate(delegate, CONFIRMED, at=at)
    return delegate


def give_free_places(*, assembly: Assembly, at: datetime) -> int:
    """Give the places that are free to those who wait, in their order, until the day ends; tells how many.

    Each is a step of its own: two workers at once, or a person who leaves meanwhile, only end it early.
    """
    given_count = 0
    while at < assembly.ends_at and (first := Delegate.objects.filter(assembly=assembly).waiting().first()):
        try:
            admit_delegate(delegate=first, actor=None, at=at)
        except RegistrationRefused:
            break
        given_count += 1
    return given_count


def record_arrival(*, delegate: Delegate, at: datetime) -> None:
    """Note that a delegate with a place came in this phase: one insert, which an earlier one makes void.

    Registered, live and overall are counted from these rows: the second assembly's 389, 270 and "over 300".
    Nobody arrives at a draft. Load ``assembly`` with the delegate.
    """
    phase = delegate.assembly.phase_at(at)
    if delegate.has_place and phase is not Phase.DRAFT:
        arrival = Arrival(delegate=delegate, phase=phase, arrived_at=at)
        Arrival.objects.bulk_create([arrival], ignore_conflicts=True)


def _lock(delegate: Delegate) -> Delegate:
    """Read the row again and keep others from changing it."""
    locked = Delegate.objects.select_for_update(no_key=True, of=("self",)).select_related("assembly")
    return locked.get(pk=delegate.pk)


def _lock_assembly(pk: int) -> Assembly:
    """Keep others from counting places while we do; always after the person."""
    return Assembly.objects.select_for_update(no_key=True).get(pk=pk)


def _taken_count(assembly: Assembly) -> int:
    """How many places are taken; true only while the assembly is locked."""
    return Delegate.objects.filter(assembly=assembly).with_place().count()


def _state_with_room_for(assembly: Assembly) -> Delegate.State:
    """Registered, or waiting when every place is taken or somebody waits already."""
    return State.WAITING if Delegate.objects.is_queue_at(assembly) else State.REGISTERED
