"""What a dean's office knows of, and the one figure of national leads."""

from datetime import date

from django.db.models import Case, F, OuterRef, Prefetch, Q, QuerySet, Subquery, When

from concerns.models import (
    Clock,
    Referral,
    SightedNotice,
)
from concerns.pathway import LIVE_TRACKS, OPEN, State
from concerns.standing import Standing


def sighted_by(standing: Standing, *, show: str, today: date) -> QuerySet[SightedNotice]:
    """Return what the person's own office was told: first what it is to see, then what is most overdue.

    ``show`` narrows it to what is ``unseen`` or ``overdue``. What was withdrawn needs no look any more.
    """
    running = Clock.objects.running().filter(referral__concern=OuterRef("concern")).order_by("due_on")
    live_clocks = Prefetch("clocks", Clock.objects.order_by("due_on"))
    tracks = Prefetch(
        "concern__referrals",
        Referral.objects.select_related("group__employer", "group__local_office")
        .prefetch_related(live_clocks, "pauses")
        .order_by("-offered_on", "state"),
    )
    notices = SightedNotice.objects.visible_to(standing.user.pk)
    rows = notices.select_related("concern__employer", "local_office").prefetch_related(tracks)
    is_unseen = Q(seen_on=None) & ~Q(concern__state=State.WITHDRAWN)
    found = rows.annotate(
        next_due=Subquery(running.values("due_on")[:1]),
        is_seen=Case(When(is_unseen, then=0), default=1),
    )
    if show == "unseen":
        found = found.filter(is_unseen)
    if show == "overdue":
        found = found.filter(next_due__lt=today)
    return found.order_by(
        "is_seen", F("seen_on").asc(nulls_first=True), F("next_due").asc(nulls_last=True), "-on", "pk"
    )


def overdue_count(*, today: date) -> int:
    """Count the concerns of which a promise is overdue, in the whole country: one can owe several."""
    live = Clock.objects.overdue(today).filter(
        referral__state__in=LIVE_TRACKS, referral__concern__state__in=OPEN
    )
    return live.values("referral__concern").distinct().count()
