"""Reads about whom somebody keeps away or does not want to hear of, and what they left with people."""

from collections.abc import Sequence
from dataclasses import dataclass
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


@dataclass(frozen=True)
class LeftWithGone:
    """What somebody left with people who are gone and can take back: codes and names."""

    shared: Sequence[tuple[str, str]]
    """Contacts with whom they share how to reach them."""
    asked: Sequence[tuple[str, str]]
    """To whom a request of theirs waits, as far as they can tell."""


def left_with_gone(delegate: Delegate, at: datetime) -> LeftWithGone:
    """Return what somebody can take back from people who are gone, in one query.

    A block ends a contact and a suspension does not, so both count. Whom they blocked themselves stands in
    the list of blocks.
    """
    state = Contact.State
    # Two who were in contact twice share what they shared the last time.
    latest: dict[int, Contact] = {}
    asked: list[Contact] = []
    gone = Contact.objects.gone_from(delegate, at).select_related("asker", "asked")
    for contact in gone.order_by("pk"):
        if contact.state in (state.ACCEPTED, state.ENDED):
            latest[contact.other_than(delegate).pk] = contact
        elif contact.asker_id == delegate.pk and contact.state != state.WITHDRAWN:
            asked.append(contact)
    shared = [each for each in latest.values() if each.is_shared_by(delegate)]
    return LeftWithGone(_named(shared, delegate), _named(asked, delegate))


def _named(contacts: Sequence[Contact], delegate: Delegate) -> Sequence[tuple[str, str]]:
    return sorted(((each.code, each.other_than(delegate).name) for each in contacts), key=itemgetter(1))
