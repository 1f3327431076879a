"""What people are told of reports and suspensions: who is suspended, who reported, and organisers."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.urls import reverse

from accounts.models import User
from common.words import day_and_clock
from events.models import Assembly, Delegate
from networking.models import NetworkingReport, Profile, Suspension
from networking.policies import how_long
from networking.quiet import next_allowed
from notices.actions.telling import tell
from notices.kinds import Kind, Topic, declare
from notices.letters import AS_ORGANISER, Button, Letter
from notices.models import Notice

SUSPENDED, READMITTED, REPORTED = "networking.suspended", "networking.readmitted", "networking.reported"
HANDLED = "networking.handled"
OF_ROOM = "room-"
"""With the number of a report from a room: what the notice of its handling is about."""
IN_ROOM = "a message in a room"
KINDS_IN_WORDS = {
    NetworkingReport.Kind.LINE: "a message",
    NetworkingReport.Kind.REQUEST: "a request",
    NetworkingReport.Kind.INVITATION: "an invitation to a group",
    NetworkingReport.Kind.PROFILE: "a person",
}


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


def tell_handled(
    about: str, reporter: Delegate, *, what: str, reported_at: datetime, by_hosts: bool = False, at: datetime
) -> None:
    """Have whoever reported told once that it was looked at, outside of their quiet hours.

    ``what`` they reported and when, "a message", tells two answers of a day apart.

    What was done, and to whom, is kept from them: a reason that concerns somebody is for that person.
    """
    profile, assembly = Profile.objects.filter(delegate=reporter.pk).first(), reporter.assembly
    due_at = next_allowed(at, profile.quiet_from, profile.quiet_until, assembly.zone) if profile else at
    facts: dict[str, object] = {"what": what, "when": f"at {day_and_clock(reported_at, assembly.zone)}"}
    if by_hosts:
        facts["by_hosts"] = True
    tell(
        kind=HANDLED,
        people=[reporter.user_id],
        about=about,
        scope=assembly.slug,
        at=at,
        due_at=due_at,
        facts={reporter.user_id: facts},
    )


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
            "Nobody finds you there meanwhile, and you cannot ask or write. You are out of your groups: "
            "whoever is in one can invite you again later.",
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
    reports = NetworkingReport.objects.filter(handled_at=None).select_related("reporter__assembly")
    still_open = reports.in_bulk([int(each.about) for each in notices])
    numbers = [(each, int(each.about)) for each in notices]
    return {each.code: _reported(each, still_open[pk]) for each, pk in numbers if pk in still_open}


def _reported(notice: Notice, report: NetworkingReport) -> Letter:
    assembly = report.reporter.assembly
    return Letter(
        "A report from networking waits for an organiser",
        ("A delegate reported somebody, or what was said to them. Read it, and decide what to do.",),
        name=notice.recipient.name,
        button=Button("Open the reports", "/admin/networking/networkingreport/"),
        sender=assembly.name,
        organisation=assembly.organisation_name,
        reason=AS_ORGANISER,
    )


def _compose_handled(notices: Sequence[Notice]) -> Mapping[UUID, Letter]:
    """Write to reporters who still have their place; what they reported may be gone by then."""
    people, slugs = {each.recipient_id for each in notices}, {each.scope for each in notices}
    found = Delegate.objects.filter(user__in=people, assembly__slug__in=slugs).select_related("assembly")
    places = {(each.user_id, each.assembly.slug): each for each in found if each.has_place}
    keys = {notice: (notice.recipient_id, notice.scope) for notice in notices}
    return {each.code: _handled(places[key], each) for each, key in keys.items() if key in places}


def _handled(reporter: Delegate, notice: Notice) -> Letter:
    assembly, by_hosts = reporter.assembly, "by_hosts" in notice.facts
    who = "Those who run the room" if by_hosts else "Organisers"
    # A notice may know the day alone.
    what = notice.facts.get("what", "something")
    when = notice.facts.get("when") or f"on {notice.facts['day']}"
    again = "report again, or ask for help in the room" if by_hosts else "report again"
    return Letter(
        f"{who} have looked at what you reported",
        (
            f"You reported {what} at {assembly.name}, {when}. Thank you for telling us.",
            f"{who} do not tell anybody what they said to somebody else, or decided about them.",
            f"Whether or not they did something, you can {again}. "
            "In networking you can block or mute people.",
        ),
        name=reporter.name,
        button=Button("Go to Safety", reverse("networking_safety", args=[assembly.slug])),
        sender=assembly.name,
        organisation=assembly.organisation_name,
    )


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
    Kind(
        HANDLED,
        "A report was looked at (to whoever reported)",
        Topic.NEWS,
        _compose_handled,
        occasion="When organisers or hosts handle a report, outside of the reporter's quiet hours.",
    ),
)
