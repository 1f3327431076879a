"""The cases of a handler by what is owed next: always in as many queries."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Count, Exists, F, Max, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from concerns.kinds import TextKind
from concerns.models import (
    Clock,
    Concern,
    IdentityRequest,
    Referral,
    SealedText,
)
from concerns.obligations import Promise
from concerns.pathway import ENDED, LIVE_TRACKS, OPEN
from concerns.standing import Standing

SOON = timedelta(days=7)


@dataclass(frozen=True)
class Facets:
    """What the inbox is narrowed to; empty is all."""

    state: str = "open"
    clock: str = ""
    category: str = ""
    severity: str = ""
    mark: str = ""
    group: str = ""


@dataclass(frozen=True)
class Totals:
    """How many cases of the person there are in this view."""

    count: int
    overdue_count: int
    soon_count: int


def cases_of(standing: Standing, facets: Facets, *, today: date) -> QuerySet[Concern]:
    """Return the cases that the person may open, by the next day on which their own track owes something."""
    own = (
        Clock.objects.running()
        .filter(
            referral__concern=OuterRef("pk"),
            referral__group__in=standing.groups,
            referral__state__in=LIVE_TRACKS,
        )
        # The dean's office keeps this one.
        .exclude(promise=Promise.SIGHT)
        .order_by("due_on")
    )
    cases = Concern.objects.granted_to(standing.user.pk).annotate(next_due=Subquery(own.values("due_on")[:1]))
    if facets.state in ("open", "ended"):
        cases = cases.filter(state__in=OPEN if facets.state == "open" else ENDED)
    if facets.clock == "overdue":
        cases = cases.filter(next_due__lt=today)
    if facets.clock == "soon":
        cases = cases.filter(next_due__range=(today, today + SOON))
    exact = {"category": facets.category, "severity": facets.severity}
    cases = cases.filter(**{name: value for name, value in exact.items() if value})
    if facets.mark == "urgent":
        cases = cases.filter(is_urgent=True)
    if facets.mark == "message":
        cases = cases.filter(_has_message(standing.groups))
    if facets.group:
        tracks = Referral.objects.filter(concern=OuterRef("pk"), group=UUID(facets.group))
        cases = cases.filter(Exists(tracks))
    return cases.order_by(F("next_due").asc(nulls_last=True), "-received_on", "pk")


def totals_of(cases: QuerySet[Concern], *, today: date) -> Totals:
    """Count the cases of a view."""
    found = cases.order_by().aggregate(
        count=Count("pk"),
        overdue=Count("pk", filter=Q(next_due__lt=today)),
        soon=Count("pk", filter=Q(next_due__range=(today, today + SOON))),
    )
    return Totals(found["count"], found["overdue"], found["soon"])


def tracks_of(concerns: Sequence[Concern]) -> Mapping[UUID, Sequence[Referral]]:
    """Return the tracks of many cases with their running clocks, the newest first."""
    running = Prefetch("clocks", Clock.objects.running().order_by("due_on"))
    rows = (
        Referral.objects.filter(concern__in=[concern.pk for concern in concerns])
        .select_related("group__employer", "group__local_office")
        .prefetch_related(running)
        .order_by("-offered_on", "state")
    )
    tracks: dict[UUID, list[Referral]] = {concern.pk: [] for concern in concerns}
    for referral in rows:
        tracks[referral.concern_id].append(referral)
    return tracks


def unanswered(concerns: Sequence[Concern], groups: Iterable[UUID]) -> set[UUID]:
    """Return the cases in which the reporter wrote last, as far as these groups go: by kinds and numbers."""
    texts = SealedText.objects.filter(concern__in=[concern.pk for concern in concerns])
    rows = texts.values("concern").annotate(
        theirs=Max("number", filter=Q(kind=TextKind.FROM_REPORTER)),
        ours=Max("number", filter=Q(kind=TextKind.TO_REPORTER, group__in=list(groups))),
    )
    return {row["concern"] for row in rows if row["theirs"] and row["theirs"] > (row["ours"] or 0)}


def _has_message(groups: Iterable[UUID]) -> Exists:
    """The same as ``unanswered``, to narrow the list by."""
    texts = SealedText.objects.order_by("-number")
    ours = texts.filter(concern=OuterRef("concern"), kind=TextKind.TO_REPORTER, group__in=list(groups))
    last = Coalesce(Subquery(ours.values("number")[:1]), 0)
    return Exists(texts.filter(concern=OuterRef("pk"), kind=TextKind.FROM_REPORTER, number__gt=last))


def asked_by_colleagues(concerns: Sequence[Concern], standing: Standing) -> set[UUID]:
    """Return the cases in which a colleague asks to know who raised it, and the person could agree."""
    asked = IdentityRequest.objects.filter(
        concern__in=[concern.pk for concern in concerns],
        group__in=standing.groups,
        agreed_on=None,
        declined_on=None,
    )
    return set(asked.exclude(asked_by=standing.user.pk).values_list("concern", flat=True))
