"""Assemblies: added and changed, never over what somebody else has just written."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from accounts.models import User
from common.words import day_and_clock
from events.assembly_checks import Check, checks_of
from events.assembly_plans import AssemblyPlan, differences
from events.models import Assembly, Delegate
from events.policies import assemblies as policies
from events.policies.assemblies import Arranging, AssemblyRefused


@transaction.atomic
def save_assembly(
    *,
    plan: AssemblyPlan,
    actor: User,
    at: datetime,
    confirmed_warnings: bool | Collection[str] = False,
    seen_changed_at: datetime | None = None,
) -> Assembly:
    """Write an assembly, new or changed; its places and themes the caller writes in the same transaction.

    ``confirmed_warnings`` is True for all, or the keys of those that were read; ``seen_changed_at`` is the
    ``changed_at`` of the row that was edited, where somebody else may have changed it meanwhile.

    :raises AssemblyRefused: ``not_organiser``, ``gone``, ``changed`` or ``warning``.
    """
    policies.can_run_assemblies(actor).or_raise(AssemblyRefused)
    assembly = plan.assembly
    stored = _lock(assembly.pk) if assembly.pk else None
    if stored:
        if seen_changed_at not in (None, stored.changed_at):
            raise _changed_meanwhile(plan, AssemblyPlan.of(stored))
        # Published in between: the row that was edited does not know it yet.
        assembly.published_at = stored.published_at
    policies.are_checks_read(_checks_of(assembly, stored, at), confirmed_warnings).or_raise(AssemblyRefused)
    assembly.changed_by = actor
    assembly.save()
    # Its zone, and the names of its places and themes, stand in every entry of a calendar.
    assembly.sessions.revise(at=at)
    return assembly


def _lock(pk: int) -> Assembly:
    """Read the row again and keep every other organiser from writing until we are done."""
    locked = Assembly.objects.select_for_update(no_key=True, of=("self",)).select_related("changed_by")
    if (stored := locked.filter(pk=pk).first()) is None:
        raise AssemblyRefused(Arranging.GONE)
    return stored


def _checks_of(assembly: Assembly, stored: Assembly | None, at: datetime) -> list[Check]:
    """Look at the assembly beside its programme and its delegates."""
    return checks_of(
        assembly,
        stored,
        sessions=list(stored.sessions.standing().in_order()) if stored else [],
        registered_count=(
            Delegate.objects.filter(assembly=stored).taking_up_places().count() if stored else 0
        ),
        at=at,
    )


def _changed_meanwhile(plan: AssemblyPlan, stored: AssemblyPlan) -> AssemblyRefused:
    """Say who changed the assembly, when, and what saving the plan would change back."""
    row = stored.assembly
    return AssemblyRefused(
        Arranging.CHANGED,
        who=str(row.changed_by or "Somebody"),
        time=day_and_clock(row.changed_at, row.zone),
        changed_at=row.changed_at,
        differences=differences(stored, plan),
    )
