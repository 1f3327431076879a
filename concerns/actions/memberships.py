"""Entrusting people with concerns, which takes two; suspending them takes one."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from accounts.credentials import credentials_digest
from accounts.models import SecondFactorDuty, User
from accounts.policies import has_proven_address, has_second_factor
from concerns.actions import day_of, mailing
from concerns.actions.named import keep_newcomer_out
from concerns.actions.recording import write_house_entry
from concerns.kinds import Role
from concerns.models import Alert, Concern, HandlerGroup, Membership
from concerns.models.records import Deed
from concerns.refusals import ConcernRefused, Refusal
from concerns.standing import Standing

DUTY = "concerns"
FIRST_MEMBERS = 2


@transaction.atomic
def propose_member(
    *, by: Standing, email: str, group: HandlerGroup | None, role: Role, at: datetime
) -> Membership:
    """Propose to entrust somebody; it counts once another member has confirmed it.

    :raises ConcernRefused: ``not_member``, ``unknown_person``, ``runs_the_portal``, ``member_already``,
        ``wrong_role``.
    """
    refuse_stranger(by, group)
    lock_groups([group])
    person = _candidate(email, group, role)
    membership = _made(user=person, group=group, role=role, proposed_by=by.user, proposed_on=day_of(at))
    note(membership, Deed.PROPOSED, by.user, at)
    mailing.tell_people(set(colleagues_of(group)) - {by.user.pk}, at=at)
    return membership


@transaction.atomic
def confirm_member(*, by: Standing, membership: UUID, at: datetime) -> Membership:
    """Agree, as the second person: it counts from now on, with the log-in as it is today.

    :raises ConcernRefused: ``not_member``, ``not_proposed``, ``same_person``, ``runs_the_portal``,
        ``no_second_factor``.
    """
    found = _locked(membership)
    refuse_stranger(by, found.group)
    if found.confirmed_on or found.ended_on:
        raise ConcernRefused(Refusal.NOT_PROPOSED)
    if by.user.pk in (found.proposed_by_id, found.user_id):
        raise ConcernRefused(Refusal.SAME_PERSON)
    confirm(found, by=by.user, at=at)
    return found


@transaction.atomic
def begin_group(*, email: str, group: HandlerGroup, role: Role, at: datetime) -> Membership:
    """Entrust one of the first two members of a group, as the operator: from then on members decide.

    :raises ConcernRefused: ``begun`` once there are two; ``unknown_person``, ``runs_the_portal``,
        ``no_second_factor``, ``member_already``, ``wrong_role``.
    """
    lock_groups([group])
    if Membership.objects.active().filter(group=group).count() >= FIRST_MEMBERS:
        raise ConcernRefused(Refusal.BEGUN)
    person = _candidate(email, group, role)
    membership = _made(user=person, group=group, role=role, proposed_on=day_of(at))
    confirm(membership, by=None, at=at)
    return membership


def confirm(membership: Membership, *, by: User | None, at: datetime) -> None:
    """Let a proposed membership count; ``by`` nobody is the operator, who begins a group.

    :raises ConcernRefused: ``runs_the_portal``, ``no_second_factor``, ``keys_absent``.
    """
    _refuse_unfit(membership.user)
    keep_newcomer_out(membership, at=at)
    membership.confirmed_by, membership.confirmed_on = by, day_of(at)
    membership.credentials = credentials_digest(membership.user)
    membership.names = [membership.user.name]
    membership.save(update_fields=["confirmed_by", "confirmed_on", "credentials", "names"])
    SecondFactorDuty.objects.get_or_create(user=membership.user, because=DUTY, defaults={"since": at})
    note(membership, Deed.CONFIRMED, by, at)


@transaction.atomic
def suspend_member(*, by: Standing, membership: UUID, at: datetime) -> None:
    """Suspend a colleague, at once and alone: to reinstate them takes another, as the second person.

    :raises ConcernRefused: ``not_member``, ``same_person`` (oneself), ``not_proposed`` if it does not count.
    """
    found = _locked(membership)
    refuse_stranger(by, found.group)
    if found.user_id == by.user.pk:
        raise ConcernRefused(Refusal.SAME_PERSON)
    if found.confirmed_on is None or found.ended_on or found.suspended_on:
        raise ConcernRefused(Refusal.NOT_PROPOSED)
    suspend(found, Membership.Suspension.COLLEAGUE, by=by.user, at=at)


@transaction.atomic
def reinstate_member(*, by: Standing, membership: UUID, at: datetime) -> None:
    """Vouch for a suspended colleague and the log-in as it is today; never whoever suspended them.

    :raises ConcernRefused: ``not_member``, ``same_person``, ``not_suspended``, ``runs_the_portal``,
        ``no_second_factor``.
    """
    found = _locked(membership)
    refuse_stranger(by, found.group)
    if found.suspended_on is None or found.ended_on:
        raise ConcernRefused(Refusal.NOT_SUSPENDED)
    if by.user.pk in (found.user_id, found.suspended_by_id):
        raise ConcernRefused(Refusal.SAME_PERSON)
    _refuse_unfit(found.user)
    found.suspended_on, found.suspended_because, found.suspended_by = None, "", None
    found.credentials = credentials_digest(found.user)
    found.save(update_fields=["suspended_on", "suspended_because", "suspended_by", "credentials"])
    found.alerts.filter(looked_at_on=None).update(looked_at_by=by.user, looked_at_on=day_of(at))
    note(found, Deed.REINSTATED, by.user, at)


@transaction.atomic
def end_member(*, by: Standing, membership: UUID, at: datetime) -> None:
    """End a membership, also one that was only proposed; one's own too.

    :raises ConcernRefused: ``not_member``; ``only_member`` for the last of a group, and for the last who
        could open a case of it.
    """
    found = _locked(membership)
    refuse_stranger(by, found.group)
    if found.ended_on:
        return
    if found.group and found.confirmed_on:
        _refuse_last(found, found.group, by=by.user, at=at)
    found.ended_on = day_of(at)
    found.save(update_fields=["ended_on"])
    if not Membership.objects.filter(user=found.user, ended_on=None).exists():
        SecondFactorDuty.objects.filter(user=found.user, because=DUTY).delete()
    note(found, Deed.ENDED, by.user, at)


@transaction.atomic
def look_at_alert(*, by: Standing, alert: UUID, at: datetime) -> None:
    """Write down that a colleague has looked at an alert.

    :raises ConcernRefused: ``not_member``, ``same_person`` for one's own.
    """
    found = Alert.objects.select_for_update(of=("self",)).select_related("membership__group").get(pk=alert)
    refuse_stranger(by, found.membership.group)
    if found.membership.user_id == by.user.pk:
        raise ConcernRefused(Refusal.SAME_PERSON)
    if found.looked_at_on is None:
        found.looked_at_by, found.looked_at_on = by.user, day_of(at)
        found.save(update_fields=["looked_at_by", "looked_at_on"])


def refuse_stranger(by: Standing, group: HandlerGroup | None) -> None:
    """Refuse whoever may not decide about this group: only members of the same place may.

    Members of one employer or local office vouch for each other's groups, and neither side for the other:
    whoever a concern is about could else remove those who look into it, or put readers of their own beside
    them. Auditors are proposed and confirmed by members of a local office.

    :raises ConcernRefused: ``not_member``.
    """
    if not any(_may_decide(own, group) for own in by.groups.values()):
        raise ConcernRefused(Refusal.NOT_MEMBER)


def lock_groups(groups: Iterable[HandlerGroup | None]) -> None:
    """Let one after the other change who is in these groups: whoever counts those who are left counts right.

    A case is locked before its groups, groups before memberships.
    """
    keys = [group.pk for group in groups if group]
    list(HandlerGroup.objects.select_for_update(no_key=True).filter(pk__in=keys).order_by("pk"))


def colleagues_of(group: HandlerGroup | None) -> list[int]:
    """Return the people who may decide about this group."""
    members = Membership.objects.active().filter(group__isnull=False)
    rows = members.select_related("group__employer", "group__local_office")
    return [each.user_id for each in rows if each.group and _may_decide(each.group, group)]


def _may_decide(own: HandlerGroup, group: HandlerGroup | None) -> bool:
    if group is None:
        return own.local_office_id is not None
    return (own.employer_id, own.local_office_id) == (group.employer_id, group.local_office_id)


def _candidate(email: str, group: HandlerGroup | None, role: Role) -> User:
    person = User.objects.filter(email__iexact=email.strip(), is_active=True).first()
    if person is None:
        raise ConcernRefused(Refusal.UNKNOWN_PERSON)
    if person.is_organiser:
        raise ConcernRefused(Refusal.RUNS_THE_PORTAL)
    fits = role in ((Role.DEAN,) if group and group.is_dean else (Role.HANDLER, Role.LEAD) if group else ())
    if not fits and (group is not None or role != Role.AUDITOR):
        raise ConcernRefused(Refusal.WRONG_ROLE)
    if Membership.objects.filter(user=person, group=group, ended_on=None).exists():
        raise ConcernRefused(Refusal.MEMBER_ALREADY)
    return person


def _made(**fields: Any) -> Membership:
    try:
        with transaction.atomic():
            return Membership.objects.create(**fields)
    except IntegrityError:
        # Auditors have no group whose lock would hold the second up.
        raise ConcernRefused(Refusal.MEMBER_ALREADY) from None


def _refuse_unfit(person: User) -> None:
    if person.is_organiser:
        raise ConcernRefused(Refusal.RUNS_THE_PORTAL)
    # Without a proven address the next log-in proves it, and would look like a change by somebody else.
    if not has_second_factor(person) or not has_proven_address(person):
        raise ConcernRefused(Refusal.NO_SECOND_FACTOR)


def _refuse_last(membership: Membership, group: HandlerGroup, *, by: User, at: datetime) -> None:
    """Refuse to leave a group, or one of its cases, without anybody.

    Of cases that ``by`` must not know of, nothing is told, also not by refusing.
    """
    members = Membership.objects.active().filter(group=group)
    others = set(members.exclude(pk=membership.pk).values_list("user", flat=True))
    if not others:
        raise ConcernRefused(Refusal.ONLY_MEMBER)
    cases = Concern.objects.in_hands_of(group, today=day_of(at)).not_kept_from(by.pk)
    left = cases.not_kept_from(membership.user_id)
    for other in others:
        left = left.kept_from(other)
    if members.filter(pk=membership.pk).exists() and left.exists():
        raise ConcernRefused(Refusal.ONLY_MEMBER)


def suspend(membership: Membership, because: Membership.Suspension, *, by: User | None, at: datetime) -> None:
    """Let a membership open nothing from now on, and have those told who can do something about it."""
    membership.suspended_on, membership.suspended_because = day_of(at), because
    membership.suspended_by = by
    membership.save(update_fields=["suspended_on", "suspended_because", "suspended_by"])
    note(membership, Deed.SUSPENDED, by, at)
    mailing.tell_people(set(colleagues_of(membership.group)) - {membership.user_id}, at=at)


def note(membership: Membership, deed: Deed, by: User | None, at: datetime) -> None:
    """Write down in the chain of the house what was done about a membership."""
    facts: dict[str, Any] = {"person": membership.user_id, "role": membership.role}
    if membership.group_id:
        facts["group"] = str(membership.group_id)
    write_house_entry(deed, on=day_of(at), actor=by.pk if by else None, **facts)


def _locked(membership: UUID) -> Membership:
    found = Membership.objects.select_related("group").get(pk=membership)
    # A membership stays in its group.
    lock_groups([found.group])
    rows = Membership.objects.select_for_update(no_key=True, of=("self",))
    return rows.select_related("user", "group__employer").get(pk=membership)
