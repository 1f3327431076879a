"""Who did what: entries without content, never of a case that the auditor must not know."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from accounts.models import User
from concerns.models import (
    HOUSE,
    Chain,
    Entry,
    Exclusion,
)
from concerns.standing import Standing


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


def chains_named(typed: str) -> list[UUID]:
    """Return the chains whose case has this short name or key; the house by its own name."""
    digits = typed.replace(" ", "").replace("-", "").lower()
    if digits in ("house", "thehouse"):
        return [HOUSE]
    if not 4 <= len(digits) <= 32 or set(digits) - set("0123456789abcdef"):
        return []
    first, last = UUID(digits.ljust(32, "0")), UUID(digits.ljust(32, "f"))
    return list(Chain.objects.filter(pk__range=(first, last)).values_list("pk", flat=True)[:2])
