"""Reads about whom somebody keeps away or does not want to hear of, and what they share with a person."""

from collections.abc import Sequence

from accounts.models import User
from events.models import Delegate
from networking.models import Block, Conversation, Mute, Profile, ProfileQuerySet


def blocks_of(user: User) -> Sequence[Block]:
    """Return whom somebody blocked, at whatever assembly, the latest first."""
    return list(Block.objects.filter(blocker=user))


def has_blocked(user: User, code: str) -> bool:
    """Whether the person behind a profile's code is one whom this one blocked already."""
    people = Profile.objects.filter(code=code).values("delegate__user")
    return Block.objects.filter(blocker=user, blocked__in=people).exists()


def mutes_of(delegate: Delegate) -> Sequence[Profile]:
    """Return whom somebody muted, by name; nobody goes from this list by what they do themselves."""
    return list(muted_by(delegate).select_related("delegate").order_by("delegate__name", "pk"))


def muted_by(delegate: Delegate) -> ProfileQuerySet:
    """Return the profiles of whom somebody muted, whatever became of them."""
    return Profile.objects.filter(delegate__in=Mute.objects.filter(by=delegate).values("about"))


def has_muted(delegate: Delegate, about: Delegate) -> bool:
    """Whether somebody wants no notices of what the other says."""
    return Mute.objects.filter(by=delegate, about=about).exists()


def shared_groups(one: Delegate, other: Delegate) -> Sequence[Conversation]:
    """Return the groups of the assembly in which both are."""
    groups = Conversation.objects.shared_groups(one.user_id, other.user_id)
    return list(groups.filter(assembly=one.assembly_id))
