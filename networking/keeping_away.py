"""Reads about whom somebody keeps away or does not want to hear of, and what they share with a person."""

from collections.abc import Sequence
from datetime import datetime

from accounts.models import User
from events.models import Delegate
from networking.models import Block, Conversation, Mute, Profile


def blocks_of(user: User) -> Sequence[Block]:
    """Return whom somebody blocked, at whatever assembly, the latest first."""
    return list(Block.objects.filter(blocker=user))


def has_blocked(user: User, code: str) -> bool:
    """Whether the person behind a profile's code is one whom this one blocked already."""
    people = Profile.objects.filter(code=code).values("delegate__user")
    return Block.objects.filter(blocker=user, blocked__in=people).exists()


def mutes_of(delegate: Delegate, at: datetime) -> Sequence[Profile]:
    """Return whom somebody muted and may still come across, by name."""
    muted = Mute.objects.filter(by=delegate).values("about")
    met = Profile.objects.meeting(delegate, at).filter(delegate__in=muted)
    return list(met.select_related("delegate").order_by("delegate__name", "pk"))


def has_muted(delegate: Delegate, about: Delegate) -> bool:
    """Whether somebody wants no notices of what the other says."""
    return Mute.objects.filter(by=delegate, about=about).exists()


def shared_groups(one: Delegate, other: Delegate) -> Sequence[Conversation]:
    """Return the groups of the assembly in which both are."""
    groups = Conversation.objects.shared_groups(one.user_id, other.user_id)
    return list(groups.filter(assembly=one.assembly_id))
