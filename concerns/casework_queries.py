"""What the casework pages read: always from what this person may see, and always in as many queries."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Count, Exists, F, Max, OuterRef, Prefetch, Q, QuerySet, Subquery

from accounts.models import User
from concerns.actions.keeping_out import people_of_side
from concerns.actions.opening import group_with
from concerns.kinds import Envelope, Side, TextKind
from concerns.models import (
    HOUSE,
    Alert,
    Chain,
    Clock,
    Concern,
    Entry,
    Exclusion,
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
from concerns.obligations import Promise
from concerns.pathway import ENDED, LIVE_TRACKS, OPEN
from concerns.refusals import ConcernRefused, Refusal
from concerns.standing import Standing

SOON = timedelta(days=7)


@dataclass(frozen=True)
class Facets:
    """What the inbox is narrowed to; empty is all."""

    state: str = "open"
    clock: str = ""
    category: str = ""
    severity: str = ""
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


def asked_by_colleagues(concerns: Sequence[Concern], standing: Standing) -> set[UUID]:
    """Return the cases in which a colleague asks to know who raised it, and the person could agree."""
    asked = IdentityRequest.objects.filter(
        concern__in=[concern.pk for concern in concerns],
        group__in=standing.groups,
        agreed_on=None,
        declined_on=None,
    )
    return set(asked.exclude(asked_by=standing.user.pk).values_list("concern", flat=True))


def alerts_for(standing: Standing) -> list[Alert]:
    """Return what colleagues whom the person may decide about have set off, and nobody has looked at."""
    alerts = Alert.objects.filter(looked_at_on=None, membership__in=memberships_around(standing))
    others = alerts.exclude(membership__user=standing.user.pk)
    return list(others.select_related("membership__user", "membership__group").order_by("-on", "pk"))


@dataclass(frozen=True)
class CaseRows:
    """Every row of a case that its page shows, but for the words."""

    concern: Concern
    group: HandlerGroup
    referrals: Sequence[Referral]
    labels: Sequence[Label]
    exclusions: Sequence[Exclusion]
    notices: Sequence[SightedNotice]
    entries: Sequence[Entry]
    requests: Sequence[IdentityRequest]
    knows_identity: bool

    @property
    def own(self) -> Referral:
        """The track through which this handler acts.

        :raises ConcernRefused: ``not_yours``.
        """
        found = next((each for each in self.referrals if each.group_id == self.group.pk), None)
        if found is None:
            raise ConcernRefused(Refusal.NOT_YOURS)
        found.concern = self.concern
        return found


def case_rows(standing: Standing, concern: Concern) -> CaseRows:
    """Read the rows of a case.

    :raises ConcernRefused: ``not_yours``.
    """
    group = group_with(standing, concern)
    referrals = (
        concern.referrals.select_related("group__employer", "group__local_office", "because")
        .prefetch_related(
            Prefetch("clocks", Clock.objects.order_by("due_on", "promise")),
            Prefetch("pauses", Pause.objects.order_by("began_on")),
        )
        .order_by("-offered_on", "state")
    )
    whose = ("because", "referral__group__employer", "referral__group__local_office")
    labels = concern.labels.select_related("text").prefetch_related(
        Prefetch("recognitions", Recognition.objects.select_related(*whose)),
        Prefetch("findings", Finding.objects.select_related(*whose)),
    )
    requests = concern.identity_requests.filter(group=group).select_related("asked_by", "because")
    return CaseRows(
        concern=concern,
        group=group,
        referrals=list(referrals),
        labels=list(labels),
        exclusions=list(
            concern.exclusions.select_related("user", "group__employer", "group__local_office").order_by("on")
        ),
        notices=list(concern.sighted_notices.select_related("local_office")),
        entries=list(Entry.objects.filter(chain=concern.pk).order_by("number")),
        requests=list(requests),
        knows_identity=concern.grants.filter(envelope=Envelope.IDENTITY, key__group=group).exists(),
    )


def people_around(concern: Concern, side: Side) -> list[User]:
    """Return the members of the groups of a side, but for those who are kept out already."""
    people = people_of_side(concern, side).exclude(pk__in=concern.people_kept_out())
    return list(people.order_by("name", "email"))


def groups_not_at_work(concern: Concern, side: Side) -> list[HandlerGroup]:
    """Return the groups of a side that neither have the case nor are kept out."""
    around = HandlerGroup.objects.of_place(employer=concern.employer, local_office=concern.local_office)
    at_work = concern.referrals.filter(state__in=LIVE_TRACKS).values("group")
    kept_out = concern.exclusions.filter(group__isnull=False).values("group")
    free = around.exclude(pk__in=at_work).exclude(pk__in=kept_out)
    found = free.select_related("employer", "local_office").order_by("kind")
    return [group for group in found if group.side is side]


def sighted_by(standing: Standing) -> QuerySet[SightedNotice]:
    """Return what the person's own office was told, what nobody has seen first."""
    live_clocks = Prefetch("clocks", Clock.objects.order_by("due_on"))
    tracks = Prefetch(
        "concern__referrals",
        Referral.objects.select_related("group__employer", "group__local_office")
        .prefetch_related(live_clocks, "pauses")
        .order_by("-offered_on", "state"),
    )
    notices = SightedNotice.objects.visible_to(standing.user.pk)
    rows = notices.select_related("concern__employer", "local_office").prefetch_related(tracks)
    return rows.order_by(F("seen_on").asc(nulls_first=True), "-on", "pk")


def groups_around(standing: Standing) -> QuerySet[HandlerGroup]:
    """Return the groups about whose members the person may decide, as ``refuse_stranger`` says."""
    own = standing.groups.values()
    offices = {group.local_office_id for group in own if group.local_office_id}
    employers = {group.employer_id for group in own if group.employer_id}
    return HandlerGroup.objects.filter(
        Q(local_office__in=offices) | Q(employer__in=employers) | Q(employer__local_office__in=offices)
    )


def memberships_around(standing: Standing) -> QuerySet[Membership]:
    """Return the memberships about which the person may decide, ended ones too."""
    mine = Q(group__in=groups_around(standing))
    # Auditors are the business of local offices.
    if any(group.local_office_id for group in standing.groups.values()):
        mine |= Q(group__isnull=True)
    return Membership.objects.filter(mine)


@dataclass(frozen=True)
class AuditFacets:
    """What the audit is narrowed to; empty is all."""

    deed: str = ""
    person: int | None = None
    chain: UUID | None = None


def entries_for(auditor: Standing, facets: AuditFacets) -> QuerySet[Entry]:
    """Return what was done, the newest days first; nothing of a case from which the auditor is kept out."""
    kept_out = Exclusion.objects.of_person(auditor.user.pk).values("concern")
    entries = Entry.objects.exclude(chain__in=kept_out)
    if facets.deed:
        entries = entries.filter(deed=facets.deed)
    if facets.person is not None:
        entries = entries.filter(actor=facets.person)
    if facets.chain is not None:
        entries = entries.filter(chain=facets.chain)
    return entries.order_by("-on", "chain", "-number")


def chains_hidden_from(auditor: Standing) -> set[UUID]:
    """Return the cases of which the auditor must not know."""
    return set(Exclusion.objects.of_person(auditor.user.pk).values_list("concern", flat=True))


def actors_of_entries(entries: Iterable[Entry]) -> dict[int, User]:
    """Return the people whom these entries name."""
    rows = list(entries)
    keys = {entry.actor for entry in rows} | {entry.facts.get("person") for entry in rows}
    return User.objects.in_bulk([key for key in keys if key is not None])


def overdue_count(*, today: date) -> int:
    """Count the concerns of which a promise is overdue, in the whole country: one can owe several."""
    live = Clock.objects.overdue(today).filter(
        referral__state__in=LIVE_TRACKS, referral__concern__state__in=OPEN
    )
    return live.values("referral__concern").distinct().count()


def readings_of(entries: Iterable[Entry]) -> list[Entry]:
    """Return each day on which a role opened the case, once."""
    deeds = (Deed.OPENED, Deed.IDENTITY_OPENED)
    once = {(entry.on, entry.role, entry.deed): entry for entry in entries if entry.deed in deeds}
    return sorted(once.values(), key=lambda entry: (entry.on, entry.role), reverse=True)


def chains_named(typed: str) -> list[UUID]:
    """Return the chains whose case has this short name or key; the house by its own name."""
    digits = typed.replace(" ", "").replace("-", "").lower()
    if digits in ("house", "thehouse"):
        return [HOUSE]
    if not 4 <= len(digits) <= 32 or set(digits) - set("0123456789abcdef"):
        return []
    first, last = UUID(digits.ljust(32, "0")), UUID(digits.ljust(32, "f"))
    return list(Chain.objects.filter(pk__range=(first, last)).values_list("pk", flat=True)[:2])
