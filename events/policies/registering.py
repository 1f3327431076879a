"""Who may register, leave, be admitted or be told no."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from accounts.models import User
from accounts.policies import has_proven_address
from common.policy import ALLOWED, Refused, Verdict
from common.words import day_and_clock
from events.admission import domain_of, is_admitted
from events.answers import NAME_LENGTH, Answers
from events.lifecycle import can_registrations_stand
from events.models import Assembly, Delegate


class Registration(StrEnum):
    """Why registering, or a change to a place, is refused."""

    NOT_PROVEN = "not_proven"
    NOT_YET = "not_yet"
    CLOSED = "closed"
    DOMAIN = "domain"
    DECLINED = "declined"
    CANCELLED = "cancelled"
    NAME = "name"
    AGREEMENT = "agreement"
    NOT_YOURS = "not_yours"
    OVER = "over"
    NOT_ORGANISER = "not_organiser"
    NOT_AWAITING = "not_awaiting"
    NOT_WAITING = "not_waiting"
    NOT_OFFERED = "not_offered"
    OFFER_OVER = "offer_over"
    FULL = "full"
    CHANGED = "changed"


class RegistrationRefused(Refused):
    """Registering, or a change to a place, was refused."""

    codes = Registration
    sentences: ClassVar[Mapping[Registration, str]] = {
        Registration.NOT_PROVEN: "Log in with a code sent to your email address to register.",
        Registration.NOT_YET: "Registration has not opened yet.",
        Registration.CLOSED: "Registration has closed.",
        Registration.DOMAIN: "Addresses at {domain} cannot register for this assembly.",
        Registration.DECLINED: "The organisers could not give you a place.",
        Registration.CANCELLED: "This place is cancelled. Register again to come back.",
        Registration.NAME: "Enter how your name should appear to others, in 120 characters or fewer.",
        Registration.AGREEMENT: "Agree to the group agreement to take part.",
        Registration.NOT_YOURS: "Only the delegate or an organiser can change this place.",
        Registration.OVER: "The day has ended, so nothing about places can be changed.",
        Registration.NOT_ORGANISER: "Only an organiser can decide who gets a place.",
        Registration.NOT_AWAITING: "{name} is not awaiting approval.",
        Registration.NOT_WAITING: "{name} is not waiting for a place.",
        Registration.NOT_OFFERED: "No place is kept for you at the moment.",
        Registration.OFFER_OVER: "The time to take this place ended at {ended}. It went to the next person.",
        Registration.CHANGED: "Nothing is cancelled: your place has changed since you opened the page. {now}",
        Registration.FULL: "All {capacity} places are taken. Give the assembly more places first.",
    }


def is_open(assembly: Assembly, *, at: datetime) -> Verdict:
    """Whether it is the time: from ``published_at`` until ``registration_closes_at``, whatever the phase."""
    if can_registrations_stand(assembly.published_at, assembly.registration_closes_at, at):
        return ALLOWED
    is_early = assembly.published_at is None or at < assembly.published_at
    return Verdict.refuse(Registration.NOT_YET if is_early else Registration.CLOSED)


def can_register(user: User, assembly: Assembly, delegate: Delegate | None, *, at: datetime) -> Verdict:
    """Whether the assembly admits this person now; ``delegate`` is their row from before, if there is one.

    The address must be proven in every case: a listed domain would else admit whoever types it.
    """
    if not (opened := is_open(assembly, at=at)):
        return opened
    if delegate and delegate.state == Delegate.State.DECLINED:
        return Verdict.refuse(Registration.DECLINED)
    if not has_proven_address(user):
        return Verdict.refuse(Registration.NOT_PROVEN)
    by_domain = assembly.admission == Assembly.Admission.DOMAINS
    if by_domain and not is_admitted(user.email, assembly.domains):
        return Verdict.refuse(Registration.DOMAIN, domain=domain_of(user.email))
    return ALLOWED


def are_answers_complete(answers: Answers, assembly: Assembly) -> Verdict:
    """Whether the answers suffice for a place: a name that fits, and the group agreement if there is one."""
    if not 0 < len(answers.name) <= NAME_LENGTH:
        return Verdict.refuse(Registration.NAME)
    if assembly.group_agreement.strip() and not answers.accepts_agreement:
        return Verdict.refuse(Registration.AGREEMENT)
    return ALLOWED


def can_change_details(actor: User, delegate: Delegate) -> Verdict:
    """Whether the actor may change what the delegate answered; a place that is gone is not changed."""
    if not _is_theirs(actor, delegate):
        return Verdict.refuse(Registration.NOT_YOURS)
    if delegate.state == Delegate.State.DECLINED:
        return Verdict.refuse(Registration.DECLINED)
    return ALLOWED if delegate.is_standing else Verdict.refuse(Registration.CANCELLED)


def can_cancel(actor: User, delegate: Delegate, assembly: Assembly, *, at: datetime) -> Verdict:
    """Whether the actor may cancel the place; after the day it is a fact who had one."""
    if not _is_theirs(actor, delegate):
        return Verdict.refuse(Registration.NOT_YOURS)
    if delegate.state == Delegate.State.DECLINED:
        return Verdict.refuse(Registration.DECLINED)
    return ALLOWED if at < assembly.ends_at else Verdict.refuse(Registration.OVER)


def is_as_seen(delegate: Delegate, seen_state: str) -> Verdict:
    """Whether a place stands as the person saw it when they gave it up: nobody gives up what they never saw.

    Without a state they saw none, as organisers do, who decide on whatever stands there.
    """
    if seen_state in ("", delegate.state) or delegate.state not in _NOW:
        return ALLOWED
    return Verdict.refuse(Registration.CHANGED, now=_NOW[Delegate.State(delegate.state)])


_NOW = {
    Delegate.State.OFFERED: "A place is free for you now: take it, or let it go.",
    Delegate.State.REGISTERED: "You have a place now.",
    Delegate.State.WAITING: "You are on the waiting list now.",
    Delegate.State.AWAITING_APPROVAL: "An organiser is looking at your registration now.",
}


def is_organiser(actor: User) -> Verdict:
    """Whether the actor may decide on other people's places."""
    return ALLOWED if actor.is_organiser else Verdict.refuse(Registration.NOT_ORGANISER)


def can_approve(actor: User, delegate: Delegate) -> Verdict:
    """Whether the actor may say yes: to those awaiting approval, and to those once declined."""
    if not (allowed := is_organiser(actor)):
        return allowed
    if delegate.state in (Delegate.State.AWAITING_APPROVAL, Delegate.State.DECLINED):
        return ALLOWED
    return Verdict.refuse(Registration.NOT_AWAITING, name=delegate.name)


def can_decline(actor: User, delegate: Delegate) -> Verdict:
    """Whether the actor may say no to a wish for a place; one once given or offered is cancelled instead."""
    if not (allowed := is_organiser(actor)):
        return allowed
    if delegate.state in (Delegate.State.AWAITING_APPROVAL, Delegate.State.WAITING):
        return ALLOWED
    return Verdict.refuse(Registration.NOT_AWAITING, name=delegate.name)


def can_admit(delegate: Delegate, assembly: Assembly, *, taken_count: int) -> Verdict:
    """Whether a person can be given a place, given how many are taken; an offer keeps one for them."""
    if delegate.state == Delegate.State.OFFERED:
        return ALLOWED
    if delegate.state != Delegate.State.WAITING:
        return Verdict.refuse(Registration.NOT_WAITING, name=delegate.name)
    if assembly.capacity is not None and taken_count >= assembly.capacity:
        return Verdict.refuse(Registration.FULL, capacity=assembly.capacity)
    return ALLOWED


def can_be_offered(delegate: Delegate, assembly: Assembly, *, taken_count: int, at: datetime) -> Verdict:
    """Whether a place can be kept for a waiting person until they answer; no longer once the day is over."""
    if at >= assembly.ends_at:
        return Verdict.refuse(Registration.OVER)
    if delegate.state != Delegate.State.WAITING:
        return Verdict.refuse(Registration.NOT_WAITING, name=delegate.name)
    return can_admit(delegate, assembly, taken_count=taken_count)


def can_accept(actor: User, delegate: Delegate, assembly: Assembly, *, at: datetime) -> Verdict:
    """Whether the actor may take the place that is kept for them: in time, and until the day is over."""
    if not (allowed := can_let_go(actor, delegate)):
        return allowed
    if delegate.state == Delegate.State.LAPSED or delegate.is_offer_over(at):
        assert delegate.offer_expires_at is not None
        ended = day_and_clock(delegate.offer_expires_at, assembly.zone)
        return Verdict.refuse(Registration.OFFER_OVER, ended=ended)
    return ALLOWED if at < assembly.ends_at else Verdict.refuse(Registration.OVER)


def can_let_go(actor: User, delegate: Delegate) -> Verdict:
    """Whether a place is or was kept for the actor; organisers cancel instead."""
    if actor.pk != delegate.user_id:
        return Verdict.refuse(Registration.NOT_YOURS)
    is_offer = delegate.state in (Delegate.State.OFFERED, Delegate.State.LAPSED)
    return ALLOWED if is_offer else Verdict.refuse(Registration.NOT_OFFERED)


def can_rejoin(actor: User, delegate: Delegate, assembly: Assembly, *, at: datetime) -> Verdict:
    """Whether the actor, who did not answer in time, may wait again: whoever could register now."""
    if actor.pk != delegate.user_id:
        return Verdict.refuse(Registration.NOT_YOURS)
    if delegate.state != Delegate.State.LAPSED:
        return Verdict.refuse(Registration.CANCELLED)
    return can_register(actor, assembly, delegate, at=at)


def _is_theirs(actor: User, delegate: Delegate) -> bool:
    """Whether the actor is the delegate, or runs assemblies."""
    return actor.pk == delegate.user_id or actor.is_organiser
