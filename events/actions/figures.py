"""Keeping the figures of an assembly, before the records go from which they were counted."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from events.actions.places import lock_assembly
from events.models import Assembly, Figures
from events.policies.figures import FiguresRefused, can_replace_figures


@transaction.atomic
def keep_figures(
    *,
    assembly: Assembly,
    told: Mapping[str, Any],
    schema: int,
    kept_by: str,
    at: datetime,
    is_correction: bool = False,
) -> Figures:
    """Keep what the records come to at ``at``; the same figures once more change nothing after the close.

    ``is_correction`` replaces what was kept after the close.

    :raises FiguresRefused: ``kept``
    """
    assembly = lock_assembly(assembly.pk)
    kept = Figures.objects.select_related("assembly").filter(assembly=assembly).first()
    if kept and kept.is_final and (kept.told, kept.schema) == (told, schema):
        return kept
    can_replace_figures(kept, is_correction=is_correction).or_raise(FiguresRefused)
    kept = kept or Figures(assembly=assembly)
    kept.told, kept.schema, kept.computed_at, kept.kept_by = told, schema, at, kept_by
    kept.save()
    return kept
