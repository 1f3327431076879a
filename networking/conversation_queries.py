"""What is read of conversations: whose they are, what was said in them, and who can be invited."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import (
    BigIntegerField,
    Count,
    DateTimeField,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Coalesce

from common.lookups import Moment
from common.statements import Given, Statement
from events.models import Delegate
from networking.models import (
    Contact,
    Conversation,
    Line,
    Member,
    MemberQuerySet,
    Profile,
    ProfileQuerySet,
)

PAGE = 50


def contacts_of(delegate: Delegate, at: Moment) -> ProfileQuerySet:
    """Return the profiles of those with whom somebody is in contact and whom they may meet now."""
    theirs = Contact.objects.standing().filter(
        Q(asker=delegate, asked=OuterRef("delegate")) | Q(asked=delegate, asker=OuterRef("delegate"))
    )
    return Profile.objects.meeting(delegate, at).filter(Exists(theirs))


def talks_of(delegate: Delegate, at: datetime) -> MemberQuerySet:
    """Return somebody's parts in conversations, with what their list shows; the one spoken in last first.

    Of two people only those in which something was said.
    """
    lines = Line.objects.filter(conversation=OuterRef("conversation")).order_by("-sent_at")
    other = Member.objects.filter(conversation=OuterRef("conversation")).exclude(delegate=delegate)
    rows = Member.objects.following(at).filter(delegate=delegate).with_unread()
    rows = rows.annotate(
        last_line=Subquery(lines.values("pk")[:1]), other_name=Subquery(other.values("delegate__name")[:1])
    )
    spoken = Q(conversation__kind=Conversation.Kind.GROUP) | Q(last_line__isnull=False)
    return rows.filter(spoken).select_related("conversation").order_by("-conversation__last_at", "-pk")


def invitations_of(delegate: Delegate, at: datetime) -> Sequence[Member]:
    """Return the invitations to groups that somebody can see, the newest first.

    Each with ``people_count``: those who are in the group and whom they may meet. That tells no block: where
    somebody in it stands in one with the invited, the invitation is not seen.
    """
    met = Profile.objects.meeting(delegate, at).filter(
        delegate__memberships__conversation=OuterRef("conversation"),
        delegate__memberships__state=Member.State.IN,
    )
    count = met.order_by().annotate(one=Value(1)).values("one").annotate(count=Count("pk")).values("count")
    rows = Member.objects.invitations(at).filter(delegate=delegate)
    rows = rows.annotate(people_count=Coalesce(Subquery(count), 0))
    return list(rows.select_related("conversation", "invited_by__profile").order_by("-since_at"))


def waiting_count(delegate: Delegate, at: datetime) -> int:
    """Count what is new in somebody's conversations, and invitations, in one query.

    Always in the same one: whatever a shorter question left out would tell of an invitation that is hidden.
    """
    return sum(count for _, count in WAITING.rows(delegate=delegate.pk, at=at))


def _waiting() -> "QuerySet[Member, Any]":
    at = Given("at", DateTimeField())
    own = Member.objects.filter(delegate=Given("delegate", BigIntegerField())).order_by()
    unread = own.following(at).with_unread().values("pk", count=F("unread_count"))
    invited = own.invitations(at).values("pk", count=Value(1))
    return unread.union(invited, all=True)


WAITING = Statement(_waiting)


@dataclass(frozen=True)
class Excerpt:
    """A page of what was said, oldest first."""

    lines: Sequence[Line]
    has_earlier: bool


def excerpt(conversation: Conversation, *, before: int | None = None) -> Excerpt:
    """Return the last lines, or the last before one of them."""
    lines = Line.objects.filter(conversation=conversation).with_authors().order_by("-sent_at")
    if before is not None:
        lines = lines.filter(sent_at__lt=lines.filter(pk=before).order_by().values("sent_at"))
    rows = list(lines[: PAGE + 1])
    return Excerpt(rows[PAGE - 1 :: -1] if len(rows) > PAGE else rows[::-1], len(rows) > PAGE)


def people_in(conversation: Conversation, viewer: Delegate, at: datetime) -> Sequence[Member]:
    """Return those who are in it or were invited and whom the viewer may meet, in their order.

    Who declined, or cannot see the invitation, stands there like everybody who has not answered.
    """
    met = Profile.objects.meeting(viewer, at).filter(delegate=OuterRef("delegate"))
    rows = Member.objects.filter(Exists(met), conversation=conversation, state__in=Member.COUNTED)
    return list(rows.select_related("delegate__profile").order_by("since_at", "pk"))
