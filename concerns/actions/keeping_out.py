"""Keeping somebody out of a case in one step: a person, a group, or oneself. It ends access at once."""

from datetime import datetime

from accounts.models import User
from concerns.actions.hands import Hands, in_hand
from concerns.models import Concern, Exclusion, HandlerGroup, Membership
from concerns.models.records import Deed
from concerns.policies import Step
from concerns.refusals import ConcernRefused, Refusal
from concerns.standing import Standing


def keep_out_person(*, handler: Standing, concern: Concern, person: User, at: datetime) -> None:
    """Keep a person from a case that has a conflict with it. Twice changes nothing.

    :raises ConcernRefused: ``not_yours``; ``only_member`` if nobody could open it then.
    """
    with in_hand(handler, concern, Step.KEEP_OUT, at=at) as hands:
        _keep_out(hands, person, Exclusion.By.HANDLER)
        hands.note(Deed.KEPT_OUT, person=person.pk)


def step_back(*, handler: Standing, concern: Concern, at: datetime) -> None:
    """Keep oneself from a case: one knows somebody in it.

    :raises ConcernRefused: ``not_yours``; ``only_member`` if nobody could open it then.
    """
    with in_hand(handler, concern, Step.STEP_BACK, at=at) as hands:
        _keep_out(hands, handler.user, Exclusion.By.THEMSELVES)
        hands.note(Deed.RECUSED)


def keep_out_group(*, handler: Standing, concern: Concern, group: HandlerGroup, at: datetime) -> None:
    """Keep a whole group from a case before it has it. Twice changes nothing.

    :raises ConcernRefused: ``not_yours``; ``has_it``: a group that works on it returns it.
    """
    with in_hand(handler, concern, Step.KEEP_OUT, at=at) as hands:
        if hands.concern.referrals.live().filter(group=group).exists():
            raise ConcernRefused(Refusal.HAS_IT)
        Exclusion.objects.get_or_create(
            concern=hands.concern, group=group, defaults={"by": Exclusion.By.HANDLER, "on": hands.on}
        )
        hands.concern.grants.filter(key__group=group).delete()
        hands.note(Deed.KEPT_OUT, group_kept_out=str(group.pk))


def _keep_out(hands: Hands, person: User, by: Exclusion.By) -> None:
    kept_out = hands.concern.exclusions.filter(user__isnull=False).values("user")
    working = hands.concern.referrals.live().values("group")
    left = Membership.objects.active().filter(group__in=working).exclude(user__in=kept_out)
    if not left.exclude(user=person).exists():
        raise ConcernRefused(Refusal.ONLY_MEMBER)
    Exclusion.objects.get_or_create(concern=hands.concern, user=person, defaults={"by": by, "on": hands.on})
