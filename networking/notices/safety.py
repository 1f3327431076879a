"""What people are told when organisers suspend them from networking, and organisers of reports."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.urls import reverse

from accounts.models import User
from events.models import Assembly
from networking.models import NetworkingReport, Suspension
from networking.policies import how_long
from notices.actions.telling import tell
from notices.kinds import Kind, Topic, declare
from notices.letters import Button, Letter
from notices.models import Notice

SUSPENDED, READMITTED, REPORTED = "networking.suspended", "networking.readmitted", "networking.reported"


def tell_suspended(suspension: Suspension, *, at: datetime) -> None:
    """Have somebody told that they are suspended, until when and why."""
    _tell(SUSPENDED, suspension, at=at)


def tell_readmitted(suspension: Suspension, *, at: datetime) -> None:
    """Have somebody told that they may take part again."""
    _tell(READMITTED, suspension, at=at)


def tell_reported(report: NetworkingReport, assembly: Assembly, *, at: datetime) -> None:
    """Have organisers told that a report waits. It names nobody: the queue does."""
    people = list(User.objects.organisers().order_by("pk").values_list("pk", flat=True))
    tell(kind=REPORTED, people=people, about=str(report.pk), scope=assembly.slug, at=at)


def _tell(kind: str, suspension: Suspension, *, at: datetime) -> None:
    delegate = suspension.delegate
    tell(
        kind=kind,
        people=[delegate.user_id],
        about=str(suspension.pk),
        scope=delegate.assembly.slug,
        at=at,
    )


def _suspensions(notices: Sequence[Notice]) -> Mapping[UUID, Suspension]:
    rows = Suspension.objects.select_related("delegate__assembly").in_bulk(
        [int(each.about) for each in notices]
    )
    return {each.code: rows[int(each.about)] for each in notices if int(each.about) in rows}


def _compose_suspended(notices: Sequence[Notice]) -> Mapping[UUID, Letter]:
    """Write to whoever is still suspended: one that was ended meanwhile makes no sense any more."""
    found = _suspensions(notices).items()
    return {code: _suspended(each) for code, each in found if each.ended_at is None}


def _suspended(suspension: Suspension) -> Letter:
    delegate = suspension.delegate
    assembly = delegate.assembly
    return Letter(
        f"You are suspended from networking at {assembly.name}"[:200],
        (
            f"The organisers suspended you from networking {how_long(suspension, assembly)}. "
            "Nobody finds you there meanwhile, and you cannot ask or write.",
            f"Their reason: {suspension.because}",
            "The programme and its rooms stay open to you.",
        ),
        name=delegate.name,
        button=Button("Read about it", reverse("networking_safety", args=[assembly.slug])),
        sender=assembly.name,
        organisation=assembly.organisation_name,
    )


def _compose_readmitted(notices: Sequence[Notice]) -> Mapping[UUID, Letter]:
    return {code: _readmitted(each) for code, each in _suspensions(notices).items()}


def _readmitted(suspension: Suspension) -> Letter:
    delegate = suspension.delegate
    assembly = delegate.assembly
    return Letter(
        f"You can use networking at {assembly.name} again"[:200],
        ("The organisers ended your suspension. What you chose to show is shown again.",),
        name=delegate.name,
        button=Button("Go to Safety", reverse("networking_safety", args=[assembly.slug])),
        sender=assembly.name,
        organisation=assembly.organisation_name,
    )


def _compose_reported(notices: Sequence[Notice]) -> Mapping[UUID, Letter]:
    """Write to organisers of reports that nobody has handled."""
    numbers = {each.code: int(each.about) for each in notices}
    still_open = set(
        NetworkingReport.objects.filter(pk__in=numbers.values(), handled_at=None).values_list("pk", flat=True)
    )
    letter = Letter(
        "A report from networking waits for an organiser",
        ("A delegate reported somebody, or what was said to them. Read it, and decide what to do.",),
        button=Button("Open the reports", "/admin/networking/networkingreport/"),
    )
    return {code: letter for code, number in numbers.items() if number in still_open}


declare(
    Kind(
        SUSPENDED,
        "Suspended from networking",
        Topic.NEWS,
        _compose_suspended,
        occasion="When an organiser suspends somebody from networking, with the reason.",
    ),
    Kind(
        READMITTED,
        "A suspension from networking was ended",
        Topic.NEWS,
        _compose_readmitted,
        occasion="When an organiser ends a suspension from networking.",
    ),
    Kind(
        REPORTED,
        "A report from networking (to organisers)",
        Topic.NEWS,
        _compose_reported,
        occasion="When a delegate reports a person, a request or a message.",
    ),
)
