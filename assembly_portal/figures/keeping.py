"""Keeping the figures of assemblies: once after each has closed, and whenever an operator counts anew."""

from datetime import datetime

import structlog

from assembly_portal.figures.counting import SCHEMA, count_figures
from events.actions.figures import keep_figures
from events.models import Assembly, Figures

log = structlog.get_logger(__name__)


def count_and_keep(*, assembly: Assembly, kept_by: str, at: datetime, is_correction: bool = False) -> Figures:
    """Count from the records and keep what they come to.

    :raises FiguresRefused: ``kept``
    """
    return keep_figures(
        assembly=assembly,
        told=count_figures(assembly),
        schema=SCHEMA,
        kept_by=kept_by,
        at=at,
        is_correction=is_correction,
    )


def keep_due_figures(*, at: datetime) -> int:
    """Keep the figures of every assembly that has closed, if they were not kept since; tell of how many.

    Safe twice and safe late. An assembly that cannot be counted keeps no other from it.
    """
    count = 0
    for assembly in Assembly.objects.due_for_keeping(at):
        try:
            count_and_keep(assembly=assembly, kept_by="When it had closed", at=at)
            count += 1
        except Exception as error:
            log.exception("figures not kept", assembly=assembly.slug, error=repr(error))
    return count
