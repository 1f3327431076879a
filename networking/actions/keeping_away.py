"""Blocking and muting people, and taking that back. Whom it is about learns nothing of it."""

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from accounts.models import User
from events.models import Delegate
from networking import policies
from networking.actions.groups import leave_shared_groups
from networking.models import Block, Contact, Conversation, Member, Mute, Profile, Wish
from networking.notices.keeping_away import let_rest
from networking.refusals import PartRefused


@transaction.atomic
def block_person(*, delegate: Delegate, profile: Profile, at: datetime) -> Block:
    """Keep a person away, at every assembly and in both directions; a second time changes nothing.

    They may have left, be suspended, or block this person already: all is done alike, and tells nothing of
    that. What stood open between the two ends with it, so that taking the block back brings nothing back.
    Both may do this at once: each has a block of their own then.

    :raises PartRefused: what ``policies.can_take_part`` refuses.
    """
    delegate, other = lock_both(delegate, profile.delegate)
    policies.can_take_part(delegate, Profile.objects.of(delegate), at=at).or_raise(PartRefused)
    block, is_new = Block.objects.get_or_create(
        blocker_id=delegate.user_id,
        blocked_id=other.user_id,
        defaults={"blocked_name": other.name, "blocked_at": at},
    )
    if is_new:
        _end_contacts(delegate.user_id, other.user_id, at=at)
        _forget_wishes(delegate.user_id, other.user_id)
        _decline_invitations(delegate.user_id, other.user_id)
        _go_apart(delegate.user, other.user, at=at)
        let_rest(by=delegate.user, about=other.user, at=at)
    return block


@transaction.atomic
def unblock_person(*, user: User, code: str) -> str:
    """Take one's own block back; return the name that it kept, or nothing if there is none.

    Nothing that it ended comes back. A block of the other person stands.
    """
    own = Block.objects.filter(code=code, blocker=user).first()
    if own is None:
        return ""
    own.delete()
    return own.blocked_name


@transaction.atomic
def mute_person(*, delegate: Delegate, profile: Profile, at: datetime) -> None:
    """Have no notices of what a person says from now on; safe twice.

    :raises PartRefused: what ``policies.can_take_part`` refuses.
    """
    delegate, other = lock_both(delegate, profile.delegate)
    policies.can_take_part(delegate, Profile.objects.of(delegate), at=at).or_raise(PartRefused)
    Mute.objects.get_or_create(by=delegate, about=other, defaults={"muted_at": at})


@transaction.atomic
def unmute_person(*, delegate: Delegate, profile: Profile) -> None:
    """Have notices again; safe twice."""
    Mute.objects.filter(by=delegate, about=profile.delegate_id).delete()


def lock_both(one: Delegate, other: Delegate) -> tuple[Delegate, Delegate]:
    """Make everything else that two people do wait, and read both again: in the order of their keys."""
    people = Delegate.objects.select_for_update(no_key=True, of=("self",)).select_related("assembly")
    found = {each.pk: each for each in people.filter(pk__in=[one.pk, other.pk]).order_by("pk")}
    return found[one.pk], found[other.pk]


def _end_contacts(one: int, other: int, *, at: datetime) -> None:
    """End what stands between two: own requests are withdrawn, the other's declined, contact is over."""
    own = Contact.objects.filter(asker__user=one, asked__user=other)
    theirs = Contact.objects.filter(asker__user=other, asked__user=one)
    asked, accepted = Contact.State.ASKED, Contact.State.ACCEPTED
    # To the other a no looks like a request that waits, as it did before.
    theirs.filter(state=asked).update(state=Contact.State.DECLINED, answered_at=at)
    # And to whoever asked: what becomes of an own request must not tell whether it was declined.
    waiting = [asked, Contact.State.DECLINED]
    own.filter(state__in=waiting).update(state=Contact.State.WITHDRAWN, ended_at=at)
    # What the blocker shared they share no more; what the other did stays, as after a leaving.
    ended = {"state": Contact.State.ENDED, "ended_at": at}
    own.filter(state=accepted).update(**ended, asker_shares_at=None)
    theirs.filter(state=accepted).update(**ended, asked_shares_at=None)


def _go_apart(by: User, other: User, *, at: datetime) -> None:
    """Let the blocker go out of the groups that both are in.

    Where the other is not there for them it is the other who is taken out, unseen. Whoever blocks goes: if
    the blocker had to go now, that would tell them that the other had not blocked first.
    """
    blocking = Block.objects.filter(blocker=other, blocked=by).values("blocker")
    there = Profile.objects.taking_part(at).exclude(delegate__user__in=blocking)
    there = there.filter(delegate=OuterRef("delegate"))
    shared = Conversation.objects.shared_groups(by.pk, other.pk).values("pk")
    gone = Member.objects.filter(~Exists(there), conversation__in=shared, delegate__user=other)
    gone.filter(state=Member.State.IN).update(state=Member.State.LEFT, left_at=at)
    leave_shared_groups(by=by, other=other, at=at)


def _forget_wishes(by: int, about: int) -> None:
    """Forget whom the blocker wished to meet again. What the other wished stays: its going would be seen."""
    Wish.objects.filter(by__user=by, about__user=about).delete()


def _decline_invitations(one: int, other: int) -> None:
    """Decline what waits of invitations by one to the other: to whoever invited they go on waiting."""
    between = Q(invited_by__user=one, delegate__user=other) | Q(invited_by__user=other, delegate__user=one)
    waiting = Member.objects.filter(between, state=Member.State.INVITED)
    waiting.update(state=Member.State.DECLINED, told_line=None)
