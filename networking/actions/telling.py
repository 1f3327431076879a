"""Telling people what waits for them in conversations, by the clock: found by what is unread."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Coalesce

from networking.models import Member, MemberQuerySet
from networking.notices.conversations import INVITED, MESSAGES
from networking.quiet import next_allowed
from notices.actions.telling import tell

WAIT = timedelta(minutes=2)
"""Whoever has the page open has read it by then."""
OLDEST = timedelta(days=3)
"""Nobody is told of what was said longer ago, such as before a block that has ended."""
BATCH = 500


def tell_of_conversations(*, at: datetime) -> int:
    """Tell of messages that nobody has read for two minutes, and of invitations; tells how many.

    Once for each conversation until it is read, unless it or who wrote is muted. Safe twice, safe late.
    """
    return _tell(MESSAGES, _with_unread(at), at) + _tell(INVITED, _invited(at), at)


def _with_unread(at: datetime) -> MemberQuerySet:
    told = Q(told_line=F("first_unread"))
    return (
        Member.objects.following(at)
        .with_first_unread(at - WAIT)
        .filter(
            ~told | Q(told_line=None),
            conversation__last_at__gt=Coalesce("read_at", "since_at"),
            conversation__last_at__gte=at - OLDEST,
        )
    )


def _invited(at: datetime) -> MemberQuerySet:
    return Member.objects.unheard(at).filter(told_line=None, since_at__gte=at - OLDEST)


@transaction.atomic
def _tell(kind: str, rows: MemberQuerySet, at: datetime) -> int:
    related = ("conversation__assembly", "delegate__profile")
    members = list(rows.select_related(*related).order_by("pk")[:BATCH])
    for member in members:
        first = getattr(member, "first_unread", Member.INVITATION)
        assembly, profile = member.conversation.assembly, member.delegate.profile
        since = f"{member.since_at:%Y%m%d%H%M%S}" if kind == INVITED else str(first)
        tell(
            kind=kind,
            people=[member.delegate.user_id],
            about=f"{member.conversation.code}@{since}",
            scope=assembly.slug,
            at=at,
            due_at=next_allowed(at, profile.quiet_from, profile.quiet_until, assembly.zone),
            stale_at=assembly.closes_at,
        )
        # Whoever reads at this moment has told_line emptied after this, or has it set for nothing.
        Member.objects.filter(pk=member.pk).update(told_line=first)
    return len(members)
