"""What the reporter's pages read: few queries, and no row of another concern."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Prefetch, QuerySet

from accounts.models import User
from concerns.kinds import TextKind
from concerns.models import (
    Clock,
    Concern,
    Entry,
    Finding,
    HandlerGroup,
    IdentityRequest,
    Label,
    Membership,
    Pause,
    Recognition,
    Referral,
    SealedText,
    SightedNotice,
)
from concerns.models.records import Deed
from concerns.obligations import Ending
from concerns.pathway import Track

OPENINGS = (Deed.OPENED, Deed.IDENTITY_OPENED)
MESSAGES = (TextKind.FROM_REPORTER, TextKind.TO_REPORTER)
OWN = (TextKind.NARRATIVE, TextKind.LABEL, TextKind.PEOPLE)


@dataclass(frozen=True)
class Readers:
    """A group that will read it, and how many people that are."""

    group: HandlerGroup
    people_count: int


@dataclass(frozen=True)
class Opening:
    """That somebody of a role opened it on a day."""

    role: str
    on: date
    was_identity: bool


@dataclass(frozen=True)
class Case:
    """The rows of a concern that its reporter follows; what was written in them is still sealed."""

    concern: Concern
    referrals: Sequence[Referral]
    labels: Sequence[Label]
    messages: Sequence[SealedText]
    notices: Sequence[SightedNotice]
    openings: Sequence[Opening]
    requests: Sequence[IdentityRequest]
    able: frozenset[UUID]
    """The groups in which somebody can open it."""


def people_in(groups: Collection[HandlerGroup], *, kept_out: Collection[User]) -> list[Readers]:
    """Count the people of each group who could open it."""
    active = Membership.objects.active().filter(group__in=groups).exclude(user__in=kept_out)
    counts = dict(active.values("group").annotate(count=Count("pk")).values_list("group", "count"))
    return [Readers(group, counts.get(group.pk, 0)) for group in groups]


def case_of(concern: Concern) -> Case:
    """Read everything that the page inside shows."""
    groups = ("group__employer", "group__local_office")
    referrals = concern.referrals.select_related(*groups, "because").prefetch_related(
        Prefetch("clocks", Clock.objects.filter(ending__in=("", Ending.MET)).order_by("due_on", "promise")),
        Prefetch("pauses", Pause.objects.filter(ended_on=None)),
    )
    tracks = list(referrals.order_by("offered_on", "pk"))
    able = concern.who_can_open([track.group_id for track in tracks])
    return Case(
        concern=concern,
        referrals=tracks,
        able=frozenset(able.values_list("group", flat=True)),
        labels=list(_labels(concern)),
        messages=list(concern.texts.filter(kind__in=MESSAGES).select_related(*groups)),
        notices=list(concern.sighted_notices.select_related("local_office")),
        openings=_openings(concern),
        requests=list(concern.identity_requests.select_related(*groups).order_by("asked_on", "pk")),
    )


def answered_by(concern: Concern) -> list[Referral]:
    """Return the tracks whose answer the reporter can say to be not enough, the latest first."""
    answered = concern.referrals.filter(answered_on__isnull=False).exclude(state=Track.RETURNED)
    return list(answered.select_related("group__employer", "group__local_office").order_by("-answered_on"))


def own_texts(concern: Concern) -> list[SealedText]:
    """Return what the reporter wrote when it was sent."""
    return list(concern.texts.filter(kind__in=OWN))


def _labels(concern: Concern) -> QuerySet[Label]:
    groups = ("because", "referral__group__employer", "referral__group__local_office")
    return concern.labels.select_related("text").prefetch_related(
        Prefetch("recognitions", Recognition.objects.select_related(*groups)),
        Prefetch("findings", Finding.objects.select_related(*groups)),
    )


def _openings(concern: Concern) -> list[Opening]:
    """Who opened it, as role and day: no name, and not how often."""
    entries = Entry.objects.filter(chain=concern.pk, deed__in=OPENINGS).order_by("number")
    seen = {
        Opening(role, on, deed == Deed.IDENTITY_OPENED): None
        for role, on, deed in entries.values_list("role", "on", "deed")
    }
    return list(seen)
