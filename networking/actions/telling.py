"""Telling people, by the clock, what waits for them in conversations and what became of their reports."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import CharField, Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast, Coalesce, Concat

from breakouts.models import Report
from events.models import Delegate
from networking.models import Member, MemberQuerySet
from networking.notices.conversations import INVITED, MESSAGES
from networking.notices.safety import HANDLED, IN_ROOM, OF_ROOM, tell_handled
from networking.quiet import next_allowed
from notices.actions.telling import tell
from notices.models import Notice

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


@transaction.atomic
def tell_of_reports_in_rooms(*, at: datetime) -> int:
    """Tell whoever reported a message in a room that its hosts have looked at it; tells how many.

    Rooms know nothing of quiet hours, so it is found here. What organisers handle in their queue is told by
    that, and whoever handled their own report knows. Safe twice, safe late.
    """
    reports = list(_handled_and_not_told(at).order_by("pk")[:BATCH])
    people = Delegate.objects.filter(user__in={each.reporter_id for each in reports})
    places = {(each.user_id, each.assembly_id): each for each in people.select_related("assembly")}
    for each in reports:
        reporter = places[each.reporter_id, each.message.room.session.assembly_id]
        about, reported_at = f"{OF_ROOM}{each.pk}", each.reported_at
        tell_handled(about, reporter, what=IN_ROOM, reported_at=reported_at, by_hosts=True, at=at)
    return len(reports)


def _handled_and_not_told(at: datetime) -> QuerySet[Report]:
    place = Delegate.objects.filter(
        user=OuterRef("reporter"), assembly=OuterRef("message__room__session__assembly")
    )
    about = Concat(Value(OF_ROOM), Cast(OuterRef("pk"), CharField()))
    told = Notice.objects.filter(kind=HANDLED, recipient=OuterRef("reporter"), about=about)
    handled = Report.objects.filter(handled_at__gte=at - OLDEST, handled_at__lte=at)
    handled = handled.exclude(handled_by=F("reporter")).filter(Exists(place), ~Exists(told))
    return handled.select_related("message__room__session")


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
