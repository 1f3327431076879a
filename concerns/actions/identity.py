"""Knowing who raised a concern takes two people: one handler asks and says why, another agrees."""

from datetime import datetime

from concerns import vault
from concerns.actions import mailing
from concerns.actions.hands import Hands, in_hand
from concerns.kinds import Envelope, TextKind
from concerns.models import Concern, HandlerGroup, IdentityRequest, SealingKey
from concerns.models.records import Deed
from concerns.policies import Step
from concerns.refusals import ConcernRefused, Refusal
from concerns.standing import Standing


def ask_identity(*, handler: Standing, concern: Concern, words: str, at: datetime) -> IdentityRequest:
    """Ask to know who raised it, and say why: the reporter sees that it was asked.

    :raises ConcernRefused: ``not_accepted``, ``anonymous``, ``asked_already``, ``no_second_person``,
        ``empty``.
    """
    with in_hand(handler, concern, Step.IDENTITY, at=at) as hands:
        if _knows(hands) or _open_request(hands):
            raise ConcernRefused(Refusal.ASKED_ALREADY)
        if not has_second_person(hands.concern, hands.group, handler):
            raise ConcernRefused(Refusal.NO_SECOND_PERSON)
        request = IdentityRequest.objects.create(
            concern=hands.concern,
            group=hands.group,
            asked_by=handler.user,
            asked_on=hands.on,
            because=hands.write(TextKind.NOTE, words),
        )
        hands.note(Deed.IDENTITY_ASKED)
        mailing.tell_groups([hands.group], at=at, concern=hands.concern, but=[handler.user.pk])
        return request


def has_second_person(concern: Concern, group: HandlerGroup, handler: Standing) -> bool:
    """Whether somebody else of the group could agree."""
    return concern.who_can_open([group.pk]).exclude(user=handler.user).exists()


def agree_identity(*, handler: Standing, concern: Concern, at: datetime) -> None:
    """Agree, as the second person: the group can look it up from now on.

    :raises ConcernRefused: ``not_asked``, ``same_person``, ``keys_absent``, ``damaged``.
    """
    with in_hand(handler, concern, Step.IDENTITY, at=at) as hands:
        request = _second_person(hands)
        key = vault.kept_key(hands.concern)
        keys = SealingKey.objects.of_groups([hands.group])
        vault.grant(hands.concern, Envelope.IDENTITY, key, keys, on=hands.on)
        request.agreed_by, request.agreed_on = handler.user, hands.on
        request.save(update_fields=["agreed_by", "agreed_on"])
        hands.note(Deed.IDENTITY_GRANTED)


def decline_identity(*, handler: Standing, concern: Concern, at: datetime) -> None:
    """Decline, as the second person.

    :raises ConcernRefused: ``not_asked``, ``same_person``.
    """
    with in_hand(handler, concern, Step.IDENTITY, at=at) as hands:
        request = _second_person(hands)
        request.declined_on = hands.on
        request.save(update_fields=["declined_on"])
        hands.note(Deed.IDENTITY_DECLINED)


def _second_person(hands: Hands) -> IdentityRequest:
    request = _open_request(hands)
    if request is None:
        raise ConcernRefused(Refusal.NOT_ASKED)
    if request.asked_by_id == hands.handler.user.pk:
        raise ConcernRefused(Refusal.SAME_PERSON)
    return request


def _open_request(hands: Hands) -> IdentityRequest | None:
    open_ones = hands.concern.identity_requests.filter(agreed_on=None, declined_on=None)
    return open_ones.filter(group=hands.group).select_for_update(of=("self",)).first()


def _knows(hands: Hands) -> bool:
    return hands.concern.grants.filter(envelope=Envelope.IDENTITY, key__group=hands.group).exists()
