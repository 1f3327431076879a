"""Keeping out whom the reporter named, also those who are entrusted only later."""

from datetime import datetime

from django.db.models import QuerySet

from concerns import vault
from concerns.actions import day_of
from concerns.actions.recording import write_entry
from concerns.kinds import Envelope, TextKind
from concerns.models import Concern, Exclusion, HandlerGroup, Membership, names_of
from concerns.models.records import Deed
from concerns.names import Named


def keep_newcomer_out(membership: Membership, *, at: datetime) -> None:
    """Keep a new member from every case of the place whose reporter named them, before they know of it.

    :raises ConcernRefused: ``keys_absent``: this process cannot read whom reporters named.
    """
    concerns = _around(membership.group) if membership.group else Concern.objects.all()
    kept_out = Exclusion.objects.filter(user=membership.user).values("concern")
    with_names = concerns.filter(texts__kind=TextKind.PEOPLE).exclude(pk__in=kept_out).distinct()
    names = names_of(membership.user)
    for concern in with_names:
        named = _named(concern)
        if named and any(named.means(name, membership.user.email) for name in names):
            Exclusion.objects.create(
                concern=concern, user=membership.user, by=Exclusion.By.REPORTER, on=day_of(at)
            )
            write_entry(concern.pk, Deed.KEPT_OUT, on=day_of(at), person=membership.user_id)


def _around(group: HandlerGroup) -> QuerySet[Concern]:
    if group.employer_id:
        return Concern.objects.filter(employer=group.employer_id)
    return Concern.objects.filter(local_office=group.local_office_id)


def _named(concern: Concern) -> Named | None:
    """Read whom the reporter named, by what any group was granted; nothing where nobody can any more."""
    groups = list(
        concern.grants.filter(envelope=Envelope.CONTENT, key__group__isnull=False).values_list(
            "key__group", flat=True
        )
    )
    if not groups:
        return None
    key = vault.groups_key(concern, [group for group in groups if group])
    return Named.read(vault.read_text(concern.texts.get(kind=TextKind.PEOPLE), key))
