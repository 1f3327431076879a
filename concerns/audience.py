"""Who will be able to read a concern, who will only know that it exists, who is kept out: by the answers."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from uuid import UUID

from accounts.models import Employer, LocalOffice, User
from concerns.answers import Answers
from concerns.kinds import TAKES_IN, GroupKind, Side
from concerns.models import HandlerGroup, Membership, names_of
from concerns.names import Named

NOWHERE = "none"
# Whoever does not know their office, nor has an employer that does, is taken in nationally.
FALLBACK_OFFICE = "national-or-other"


@dataclass(frozen=True)
class Audience:
    """What follows from the answers, before anything is sent."""

    employer: Employer | None
    local_office: LocalOffice
    readers: tuple[HandlerGroup, ...]
    """The groups that get it at once, each with somebody who may open it."""
    unreachable: tuple[Side, ...]
    """Chosen sides on which nobody could open it."""
    sighted: HandlerGroup | None
    """The dean's office that learns that it exists; None where it does not, or where the reporter said no."""
    is_dean_kept_out: bool
    """There is a dean's office that could be told, now or later, and the reporter keeps it out."""
    is_dean_around: bool
    """There is one that is told as soon as the employer gets it."""
    is_office_chosen: bool
    """The reporter named their local office; else it follows from the employer, or is the national one."""
    kept_out_groups: tuple[HandlerGroup, ...]
    kept_out_people: tuple[User, ...]


def audience_of(answers: Answers) -> Audience:
    """Work out from the answers who gets what."""
    employer = _employer(answers)
    local_office = _local_office(answers, employer)
    offered = groups_around(employer, local_office)
    kept_out_groups = tuple(group for group in offered if str(group.pk) in answers.kept_out_groups)
    people = tuple(_people_named(answers.kept_out_people))
    left = [group for group in offered if group not in kept_out_groups]
    # Whoever sits in a group that must not know does not get it by another group either.
    aside = Membership.objects.standing().filter(group__in=kept_out_groups).values_list("user", flat=True)
    able = _with_somebody_left(left, {*aside, *(person.pk for person in people)})
    readers = {side: _taker(side, able) for side in answers.chosen_sides}
    is_at_employer = readers.get(Side.EMPLOYER) is not None
    dean = next((group for group in able if group.is_dean), None)
    return Audience(
        employer=employer,
        local_office=local_office,
        readers=tuple(group for group in readers.values() if group),
        unreachable=tuple(side for side, group in readers.items() if group is None),
        sighted=dean if is_at_employer else None,
        is_dean_kept_out=dean is None and any(group.is_dean for group in offered),
        is_dean_around=dean is not None,
        is_office_chosen=answers.office.isdecimal(),
        kept_out_groups=kept_out_groups,
        kept_out_people=people,
    )


def groups_around(employer: Employer | None, local_office: LocalOffice) -> list[HandlerGroup]:
    """Return the groups of both places that could take something in, in the order in which they would."""
    ready = HandlerGroup.objects.ready().of_place(employer=employer, local_office=local_office)
    order = list(GroupKind)
    return sorted(
        ready.select_related("employer", "local_office"), key=lambda group: order.index(GroupKind(group.kind))
    )


def places_of(answers: Answers) -> tuple[Employer | None, LocalOffice]:
    """Return where the reporter works and the office that looks after the training."""
    employer = _employer(answers)
    return employer, _local_office(answers, employer)


def _employer(answers: Answers) -> Employer | None:
    if not answers.employer.isdecimal():
        return None
    return Employer.objects.select_related("local_office").filter(pk=answers.employer).first()


def _local_office(answers: Answers, employer: Employer | None) -> LocalOffice:
    if answers.office.isdecimal() and (found := LocalOffice.objects.filter(pk=answers.office).first()):
        return found
    if employer and employer.local_office.is_known:
        return employer.local_office
    return LocalOffice.objects.get(code=FALLBACK_OFFICE)


def _taker(side: Side, able: Iterable[HandlerGroup]) -> HandlerGroup | None:
    takers = [group for group in able if group.kind in TAKES_IN[side]]
    return min(takers, key=lambda group: TAKES_IN[side].index(GroupKind(group.kind)), default=None)


def _with_somebody_left(groups: list[HandlerGroup], kept_out: Collection[int]) -> list[HandlerGroup]:
    """Leave out the groups all of whose members are kept out."""
    left = Membership.objects.active().filter(group__in=groups).exclude(user__in=kept_out)
    able: set[UUID] = set(left.values_list("group", flat=True))
    return [group for group in groups if group.pk in able]


def _people_named(typed: str) -> Iterable[User]:
    """Find members by the names or addresses that a reporter typed: rather one too many than one too few."""
    named = Named.read(typed)
    if not named.names and not named.addresses:
        return
    members = User.objects.filter(concern_memberships__in=Membership.objects.standing()).distinct()
    for user in members.prefetch_related("concern_memberships"):
        if any(named.means(name, user.email) for name in names_of(user)):
            yield user
