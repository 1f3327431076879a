"""Everything that the page of one case shows."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Prefetch

from accounts.models import User
from concerns.actions.keeping_out import people_of_side
from concerns.actions.opening import group_with
from concerns.kinds import Envelope, Side
from concerns.models import (
    Clock,
    Concern,
    Entry,
    Exclusion,
    Finding,
    HandlerGroup,
    IdentityRequest,
    Label,
    Pause,
    Recognition,
    Referral,
    SightedNotice,
)
from concerns.models.records import Deed
from concerns.pathway import LIVE_TRACKS
from concerns.refusals import ConcernRefused, Refusal
from concerns.standing import Standing


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


def readings_of(entries: Iterable[Entry]) -> list[Entry]:
    """Return each day on which a role opened the case, once."""
    deeds = (Deed.OPENED, Deed.IDENTITY_OPENED)
    once = {(entry.on, entry.role, entry.deed): entry for entry in entries if entry.deed in deeds}
    return sorted(once.values(), key=lambda entry: (entry.on, entry.role), reverse=True)
