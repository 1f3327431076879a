"""Reads about whom somebody keeps away or does not want to hear of, and what they share with a person."""

from collections.abc import Sequence
from datetime import datetime
from operator import itemgetter

from accounts.models import User
from events.models import Delegate
from networking.models import Block, Contact, Conversation, Mute, Profile, ProfileQuerySet


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


def shared_with_gone(delegate: Delegate, at: datetime) -> Sequence[tuple[str, str]]:
    """Return the codes and names of contacts with whom somebody shares how to reach them, who are gone.

    A block ends a contact and a suspension does not, so both count. Whom they blocked themselves stands in
    the list of blocks.
    """
    gone = Contact.objects.of(delegate).once_accepted()
    gone = gone.exclude(pk__in=Contact.objects.met_by(delegate, at).values("pk"))
    blocked = Block.objects.filter(blocker=delegate.user_id).values("blocked")
    gone = gone.exclude(asker__user__in=blocked).exclude(asked__user__in=blocked)
    # Two who were in contact twice share what they shared the last time.
    latest: dict[int, Contact] = {}
    for contact in gone.select_related("asker", "asked").order_by("pk"):
        latest[contact.other_than(delegate).pk] = contact
    shared = [each for each in latest.values() if each.is_shared_by(delegate)]
    return sorted(((each.code, each.other_than(delegate).name) for each in shared), key=itemgetter(1))
