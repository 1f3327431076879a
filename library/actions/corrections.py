"""Asking organisers to correct what the programme says of one's own session or topic."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts.models import User
from common.names import can_be_seen
from events.models import Contributor, Session
from library.notices.corrections import tell_organisers
from library.policies.speaking import CORRECTION_LIMIT, Correcting, CorrectionRefused


@transaction.atomic
def ask_for_correction(
    *, session: Session, contributor: Contributor, actor: User, words: str, cid: UUID, at: datetime
) -> None:
    """Tell every organiser what is wrong; the same ``cid`` again tells nobody twice.

    Load the assembly with the session.

    :raises CorrectionRefused: ``not_yours``, ``empty`` or ``too_long``.
    """
    own = Session.objects.with_part_of(contributor.pk).filter(pk=session.pk)
    if contributor.user_id != actor.pk or not own.exists():
        raise CorrectionRefused(Correcting.NOT_YOURS)
    words = words.strip()
    if not can_be_seen(words):
        raise CorrectionRefused(Correcting.EMPTY)
    if len(words) > CORRECTION_LIMIT:
        raise CorrectionRefused(Correcting.TOO_LONG, limit=CORRECTION_LIMIT, length=len(words))
    tell_organisers(contributor, session, words, cid, at=at)
