"""Stepping back from a case in one act, also as the last of a group: another group then has it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from accounts.models import User
from concerns import vault
from concerns.actions import mailing
from concerns.actions.hands import Hands, in_hand
from concerns.actions.memberships import lock_groups
from concerns.actions.raising import open_track
from concerns.actions.referring import give_back, grant_group, groups_to_refer_to
from concerns.kinds import TAKES_IN, Envelope, GroupKind, Side, TextKind
from concerns.models import Concern, Exclusion, HandlerGroup, Referral
from concerns.models.records import Deed
from concerns.pathway import Track
from concerns.policies import Step
from concerns.refusals import ConcernRefused, Refusal
from concerns.standing import Standing

HANDED_ON = (
    "Nobody of {group} could take this on, so it was handed on to {taker}, which reads it from now on. The "
    "days that you were promised stay."
)
GIVEN_UP = (
    "Nobody of {group} could take this on, and it is not read there any more. The others who have it go on."
)


@dataclass(frozen=True)
class Gap:
    """A track whose group has nobody left, and the group that gets it; None where the others go on alone."""

    referral: Referral
    taker: HandlerGroup | None


def step_back(*, handler: Standing, concern: Concern, at: datetime) -> None:
    """Keep oneself from a case: one knows somebody in it. Nobody is asked why.

    The last of a group hands its track on to the next group of the same place that takes in, with its
    promises as they run, and the reporter is told which has it now.

    :raises ConcernRefused: ``not_yours``; ``nobody_left`` if nobody at all could read it then;
        ``keys_absent`` where it would be handed on.
    """
    with in_hand(handler, concern, Step.STEP_BACK, at=at) as hands:
        # Nobody leaves a group of the place between the count and the handing on.
        employer, local_office = hands.concern.employer, hands.concern.local_office
        lock_groups(HandlerGroup.objects.of_place(employer=employer, local_office=local_office))
        gaps = gaps_after(hands.concern, handler.user)
        key = vault.groups_key(hands.concern, [hands.group.pk]) if gaps else b""
        Exclusion.objects.get_or_create(
            concern=hands.concern,
            user=handler.user,
            defaults={"by": Exclusion.By.THEMSELVES, "on": hands.on},
        )
        hands.note(Deed.RECUSED)
        for gap in gaps:
            _fill(hands, gap, key, at)


def gaps_after(concern: Concern, person: User) -> list[Gap]:
    """Tell which tracks would be without a reader if the person stepped back, and who would get each.

    :raises ConcernRefused: ``nobody_left`` if nobody at all could read the case then.
    """
    live = list(concern.referrals.live().select_related("group__employer", "group__local_office"))
    left, mine = _readers_beside(concern, person, [each.group_id for each in live])
    covered = {each.side for each in live if each.group_id in left}
    gaps = []
    for referral in live:
        if referral.group_id not in mine - left:
            continue
        taker = None if referral.side in covered else _next_group(concern, Side(referral.side), person)
        covered |= {referral.side} if taker else set()
        gaps.append(Gap(referral, taker))
    if not gaps:
        grants = concern.grants.filter(envelope=Envelope.CONTENT)
        granted = HandlerGroup.objects.filter(keys__grants__in=grants).values_list("pk", flat=True)
        left, _ = _readers_beside(concern, person, granted)
    if not left and not any(gap.taker for gap in gaps):
        raise ConcernRefused(Refusal.NOBODY_LEFT)
    return gaps


def _readers_beside(concern: Concern, person: User, groups: Iterable[UUID]) -> tuple[set[UUID], set[UUID]]:
    """Return the groups in which others could open the case, and those in which the person could."""
    readers = concern.who_can_open(list(groups))
    others, own = readers.exclude(user=person), readers.filter(user=person)
    return set(others.values_list("group", flat=True)), set(own.values_list("group", flat=True))


def _next_group(concern: Concern, side: Side, person: User) -> HandlerGroup | None:
    """Return the first group of this side that takes in and has somebody; never one that gave it back."""
    gave_back = set(concern.referrals.filter(state=Track.RETURNED).values_list("group", flat=True))
    free = [
        group
        for group in groups_to_refer_to(concern)
        if GroupKind(group.kind) in TAKES_IN[side] and group.pk not in gave_back
    ]
    able, _ = _readers_beside(concern, person, [group.pk for group in free])
    return next((group for group in free if group.pk in able), None)


def _fill(hands: Hands, gap: Gap, key: bytes, at: datetime) -> None:
    referral, taker = gap.referral, gap.taker
    referral.concern = hands.concern
    words = (HANDED_ON if taker else GIVEN_UP).format(group=referral.group, taker=taker)
    # No name: that somebody stepped back is nobody's business but the colleagues'.
    told = vault.write_text(
        hands.concern,
        key,
        TextKind.TO_REPORTER,
        words,
        on=hands.on,
        author=vault.Author(group=referral.group),
    )
    if taker:
        grant_group(hands.concern, taker, through=referral.group, on=hands.on)
        hands.note(Deed.REFERRED, to=str(taker.pk))
        open_track(hands.concern, taker, basis=Referral.Basis.HANDLER, at=at, follows=referral)
    give_back(referral, told, on=hands.on)
    left = hands.concern.referrals.live().select_related("group")
    mailing.tell_groups([each.group for each in left], at=at, concern=hands.concern)
