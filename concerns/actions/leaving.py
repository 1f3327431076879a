"""Leaving: what a browser could still do ends here, whatever copy of its cookie somebody has."""

import hashlib
from datetime import datetime
from uuid import UUID

from django.db import transaction

from concerns.actions import day_of
from concerns.actions.raising import DRAFTS_STAY
from concerns.models import Concern, EndedVisit
from concerns.pathway import State


def digest_of(secret: str) -> str:
    """Return what is kept of a secret that a browser holds."""
    return hashlib.sha256(secret.encode()).hexdigest()


@transaction.atomic
def delete_draft(*, concern: UUID) -> None:
    """Delete a draft with everything in it; what was sent meanwhile stays sent."""
    # Whoever sends it holds this lock: it is either sent, or gone.
    draft = Concern.objects.select_for_update().filter(pk=concern, state=State.DRAFT).first()
    if draft is not None:
        draft.delete()


def hide_code(*, concern: UUID, secret: str) -> None:
    """Show the code of what was sent no more, also to the browser that sent it."""
    Concern.objects.filter(pk=concern, shown_to=digest_of(secret)).update(shown_to="")


def end_visit(*, secret: str, at: datetime) -> None:
    """End a stay inside. A second time changes nothing."""
    EndedVisit.objects.get_or_create(digest=digest_of(secret), defaults={"ended_on": day_of(at)})


def has_ended(secret: str) -> bool:
    """Whether a stay inside was ended."""
    return EndedVisit.objects.filter(pk=digest_of(secret)).exists()


def forget_ended_visits(*, at: datetime) -> int:
    """Delete what was ended before yesterday: by then every cookie of that time has ended by itself."""
    return EndedVisit.objects.filter(ended_on__lt=day_of(at) - DRAFTS_STAY).delete()[0]
