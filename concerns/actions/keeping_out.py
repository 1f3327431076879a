"""Keeping a person or a group out of a case in one step. It ends access at once."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from accounts.models import User
from concerns.actions.hands import in_hand
from concerns.actions.memberships import lock_groups
from concerns.kinds import SIDE_OF, Envelope, Side
from concerns.models import Concern, Exclusion, HandlerGroup, Membership
from concerns.models.records import Deed
from concerns.pathway import State, Track
from concerns.policies import Step
from concerns.refusals import ConcernRefused, Refusal
from concerns.standing import Standing


def keep_out_person(*, handler: Standing, concern: Concern, person: User, at: datetime) -> None:
    """Keep a person from a case that has a conflict with it. Twice changes nothing.

    :raises ConcernRefused: ``not_yours``; ``other_side_decides`` about its own people; ``only_member`` if
        nobody of a group that works on it could open it then.
    """
    with in_hand(handler, concern, Step.KEEP_OUT, at=at) as hands:
        if not people_of_side(hands.concern, hands.group.side).filter(pk=person.pk).exists():
            raise ConcernRefused(Refusal.OTHER_SIDE_DECIDES)
        with _somebody_left(hands.concern):
            Exclusion.objects.get_or_create(
                concern=hands.concern, user=person, defaults={"by": Exclusion.By.HANDLER, "on": hands.on}
            )
        hands.note(Deed.KEPT_OUT, person=person.pk)


def keep_out_group(*, handler: Standing, concern: Concern, group: HandlerGroup, at: datetime) -> None:
    """Keep a whole group from a case before it has it. Twice changes nothing.

    :raises ConcernRefused: ``not_yours``; ``other_side_decides`` about its own groups; ``has_it``: a group
        that works on it returns it; ``only_member`` if nobody of such a group could open it then.
    """
    with in_hand(handler, concern, Step.KEEP_OUT, at=at) as hands:
        if group.side is not hands.group.side:
            raise ConcernRefused(Refusal.OTHER_SIDE_DECIDES)
        if hands.concern.referrals.live().filter(group=group).exists():
            raise ConcernRefused(Refusal.HAS_IT)
        with _somebody_left(hands.concern):
            Exclusion.objects.get_or_create(
                concern=hands.concern, group=group, defaults={"by": Exclusion.By.HANDLER, "on": hands.on}
            )
        hands.concern.grants.filter(key__group=group).delete()
        hands.note(Deed.KEPT_OUT, group_kept_out=str(group.pk))


def people_of_side(concern: Concern, side: Side) -> QuerySet[User]:
    """Return the members of the groups of one side of the case."""
    around = HandlerGroup.objects.of_place(employer=concern.employer, local_office=concern.local_office)
    kinds = [kind for kind, its_side in SIDE_OF.items() if its_side is side]
    members = Membership.objects.standing().filter(group__in=around.filter(kind__in=kinds))
    return User.objects.filter(pk__in=members.values("user"))


@contextmanager
def _somebody_left(concern: Concern) -> Iterator[None]:
    """Refuse what takes from a group its last member who may open the case, or from the case.

    A group that closed its side counts: the reporter may reopen it.
    """
    # Nobody leaves these groups between the two counts.
    lock_groups(HandlerGroup.objects.filter(referrals__concern=concern).distinct())
    before = _groups_that_can_open(concern)
    with transaction.atomic():
        yield
        after = _groups_that_can_open(concern)
        tracks = concern.referrals.exclude(state=Track.RETURNED)
        working = set(() if concern.state == State.WITHDRAWN else tracks.values_list("group", flat=True))
        if (before - after) & working or (before and not after):
            raise ConcernRefused(Refusal.ONLY_MEMBER)


def _groups_that_can_open(concern: Concern) -> set[object]:
    granted = concern.grants.filter(envelope=Envelope.CONTENT, key__group__isnull=False)
    groups = granted.values_list("key__group", flat=True)
    return set(concern.who_can_open(groups).values_list("group", flat=True))
