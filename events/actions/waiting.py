"""The waiting list of an assembly: places offered in order, taken, let go, lost, waited for again."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from common.work import enqueue_on_commit
from events.actions.answering import write_access_requests
from events.actions.places import (
    STANDING,
    give_place,
    lock_assembly,
    lock_delegate,
    place_or_queue,
    taken_count,
    tell_standing,
)
from events.models import Assembly, Delegate
from events.notices import CANCELLED, tell_delegate
from events.offers import answer_by
from events.policies import registering as policies
from events.policies.registering import Registration, RegistrationRefused

State = Delegate.State


def offer_free_places(*, assembly: Assembly, at: datetime) -> int:
    """Offer the places that are free to those who wait, in their order, until the day ends; tells how many.

    Offers that nobody answered end first. Each is a step of its own: two workers at once, or a person who
    leaves meanwhile, change nothing about the order.
    """
    expire_offers(assembly=assembly, at=at)
    offered_count = 0
    theirs = Delegate.objects.filter(assembly=assembly)
    if at >= assembly.ends_at or not theirs.is_place_free_at(assembly):
        return offered_count  # before anybody is locked: pages ask as well
    while first := theirs.waiting().first():
        try:
            offer_place(delegate=first, actor=None, at=at)
        except RegistrationRefused as refused:
            if refused.code == Registration.NOT_WAITING:
                continue  # another worker was quicker, or they have left: somebody else is first now
            break
        offered_count += 1
    return offered_count


@transaction.atomic
def offer_place(*, delegate: Delegate, actor: User | None, at: datetime) -> Delegate:
    """Keep a free place for a waiting person until they answer; without an actor the portal does.

    From 24 hours before the day, and where there is no limit, it is theirs at once. Safe to call twice.

    :raises RegistrationRefused: ``not_organiser``, ``not_waiting``, ``full`` or ``over``.
    """
    if actor:
        policies.is_organiser(actor).or_raise(RegistrationRefused)
    delegate = lock_delegate(delegate)
    if actor and delegate.state in (State.REGISTERED, State.OFFERED):
        return delegate
    assembly = lock_assembly(delegate.assembly_id)
    verdict = policies.can_be_offered(delegate, assembly, taken_count=taken_count(assembly), at=at)
    verdict.or_raise(RegistrationRefused)
    expires_at = None if assembly.capacity is None else answer_by(at, assembly.starts_at)
    if expires_at is None:
        give_place(delegate, at=at)
        return delegate
    delegate.state, delegate.offer_expires_at = State.OFFERED, expires_at
    delegate.save(update_fields=STANDING)
    tell_standing(delegate, at=at)
    return delegate


@transaction.atomic
def accept_offer(*, delegate: Delegate, actor: User, at: datetime) -> Delegate:
    """Take the place that is kept, in time whether or not a worker looks. Safe to call twice.

    :raises RegistrationRefused: ``not_yours``, ``not_offered``, ``offer_over`` or ``over``.
    """
    delegate = lock_delegate(delegate)
    if delegate.has_place and actor.pk == delegate.user_id:
        return delegate
    policies.can_accept(actor, delegate, delegate.assembly, at=at).or_raise(RegistrationRefused)
    give_place(delegate, at=at)
    return delegate


@transaction.atomic
def decline_offer(*, delegate: Delegate, actor: User, at: datetime, seen_state: str = "") -> Delegate:
    """Let the place go to whoever is next, and leave the list. Safe to call twice, and too late.

    ``seen_state`` is how the place stood when the person decided.

    :raises RegistrationRefused: ``not_yours``, ``not_offered``, or ``changed`` since it was seen.
    """
    delegate = lock_delegate(delegate)
    if delegate.state in (State.CANCELLED, State.LAPSED) and actor.pk == delegate.user_id:
        return delegate
    policies.can_let_go(actor, delegate).or_raise(RegistrationRefused)
    policies.is_as_seen(delegate, seen_state).or_raise(RegistrationRefused)
    # The end of the offer stays: it tells the person what they gave up.
    delegate.state, delegate.cancelled_at = State.CANCELLED, at
    delegate.save(update_fields=[*STANDING, "cancelled_at"])
    write_access_requests(delegate, {}, at=at)
    tell_delegate(delegate, CANCELLED, at=at)
    enqueue_on_commit("events.tasks.offer_free_places")
    return delegate


def expire_offers(*, assembly: Assembly, at: datetime) -> int:
    """End the offers that nobody answered in time; tells how many. Safe twice, safe late."""
    due = Delegate.objects.filter(assembly=assembly).due_offers(at)
    return sum(_expire(delegate, at) for delegate in due)


@transaction.atomic
def _expire(delegate: Delegate, at: datetime) -> bool:
    """End one offer, unless it was answered meanwhile. What they need to take part stays known."""
    delegate = lock_delegate(delegate)
    if not delegate.is_offer_over(at):
        return False
    delegate.state = State.LAPSED
    delegate.save(update_fields=STANDING)
    tell_standing(delegate, at=at)
    return True


@transaction.atomic
def rejoin_waiting_list(*, delegate: Delegate, actor: User, at: datetime) -> Delegate:
    """Put somebody who did not answer in time at the end of the list, or give a place that is free.

    They were admitted when they came first, so no organiser decides again. Safe to call twice.

    :raises RegistrationRefused: ``not_yours``, ``cancelled``, or why they could not register.
    """
    delegate = lock_delegate(delegate)
    if delegate.is_standing and actor.pk == delegate.user_id:
        return delegate
    assembly = lock_assembly(delegate.assembly_id)
    policies.can_rejoin(actor, delegate, assembly, at=at).or_raise(RegistrationRefused)
    place_or_queue(delegate, assembly, at=at)
    delegate.save(update_fields=STANDING)
    tell_standing(delegate, at=at)
    return delegate
