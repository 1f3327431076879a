"""Whose own page somebody may open, and whom they may keep away or report."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from events.models import Delegate
from networking.models import Block, Contact, Conversation, Line, Member, Profile, ProfileQuerySet

MOST_GONE = 20


def known_to(viewer: Delegate, people: ProfileQuerySet) -> ProfileQuerySet:
    """Return those of the people whom the viewer may open: listed, or in touch with the viewer already.

    That somebody only was asked opens nothing: a request that waits and one that was declined would else
    have to be told apart.
    """
    pair = Contact.objects.filter(
        Q(asker=viewer, asked=OuterRef("delegate"), state=Contact.State.ACCEPTED)
        | Q(asked=viewer, asker=OuterRef("delegate"), state__in=Contact.OPEN)
    )
    gone = (Member.State.LEFT, Member.State.DECLINED, Member.State.SPARED)
    mine = Member.objects.filter(delegate=viewer).exclude(state__in=gone).values("conversation")
    together = Member.objects.filter(
        delegate=OuterRef("delegate"), state=Member.State.IN, conversation__in=mine
    )
    return people.filter(Q(is_listed=True) | Exists(pair) | Exists(together))


def within_reach(viewer: Delegate, at: datetime) -> ProfileQuerySet:
    """Return whom somebody may block, mute and report: known to them, inviting them to a group, or having
    written to them alone.

    Who wrote stays within reach whether they left, are suspended or keep the viewer away by now, and nothing
    tells which: else one could write and be gone. Whom the viewer blocked stands in the list of blocks.
    """
    known = known_to(viewer, Profile.objects.meeting(viewer, at)).filter(pk=OuterRef("pk"))
    inviting = Member.objects.invitations(at).filter(delegate=viewer, invited_by=OuterRef("delegate"))
    within = Q(Exists(known)) | Q(Exists(inviting)) | Q(Exists(_written_to(viewer)))
    return _not_blocked_by(viewer).filter(within)


def is_met(viewer: Delegate, profile: Profile, at: datetime) -> bool:
    """Whether somebody may come across a person now."""
    return Profile.objects.meeting(viewer, at).filter(pk=profile.pk).exists()


def wrote_and_gone(viewer: Delegate, at: datetime) -> Sequence[Profile]:
    """Return who wrote to somebody alone and is not there for them any more, the last that wrote first.

    Each has ``wrote_at`` and ``last_line``: the key of the last message that can still be reported, if any.
    """
    written = _written_to(viewer).order_by("-sent_at", "-pk")
    stands = written.filter(removed_at=None, hidden_at=None)
    met = Profile.objects.meeting(viewer, at).filter(pk=OuterRef("pk"))
    wrote = _not_blocked_by(viewer).filter(Exists(_written_to(viewer)), ~Exists(met))
    gone = wrote.annotate(
        wrote_at=Subquery(written.values("sent_at")[:1]), last_line=Subquery(stands.values("pk")[:1])
    )
    return list(gone.select_related("delegate").order_by("-wrote_at", "-pk")[:MOST_GONE])


def _written_to(viewer: Delegate) -> QuerySet[Line]:
    """Inside a statement about profiles: what each said to the viewer where nobody else was."""
    mine = Member.objects.filter(delegate=viewer, conversation__kind=Conversation.Kind.PAIR)
    return Line.objects.filter(author=OuterRef("delegate"), conversation__in=mine.values("conversation"))


def _not_blocked_by(viewer: Delegate) -> ProfileQuerySet:
    own = Block.objects.filter(blocker=viewer.user_id, blocked=OuterRef("delegate__user"))
    others = Profile.objects.filter(~Exists(own), delegate__assembly=viewer.assembly_id)
    return others.exclude(delegate=viewer)
