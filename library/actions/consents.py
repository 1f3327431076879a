"""Whether somebody agrees to being shown afterwards: asked of each for each session, changed at any time."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from events.models import Contributor, Session
from library.models import Consent, Recording
from library.notices import tell_of_refusal
from library.policies import speaking as policies
from library.policies.speaking import ConsentRefused

WITHDRAWN_BECAUSE = "Somebody who takes part does not agree any more to being shown."


@transaction.atomic
def answer_consent(
    *, session: Session, contributor: Contributor, answer: str, actor: User, at: datetime
) -> Consent:
    """Write down an answer in place of the one before; ``actor`` is the person, or an organiser who was told.

    Who refuses after publishing has the recording withdrawn in the same moment, and organisers are told.
    Agreeing later brings nothing back: showing it again is for organisers to decide.

    :raises ConsentRefused: ``not_yours``, ``no_part``, ``not_recorded`` or ``no_answer``.
    """
    # Whoever publishes holds the recording's row before they read the answers: so one of the two comes
    # first, and never does a refusal miss a recording that is being published.
    held = Recording.objects.select_for_update(no_key=True, of=("self",)).filter(session=session)
    recordings = list(held.order_by("pk"))
    policies.can_answer_consent(session, contributor, answer, actor, has_recording=bool(recordings)).or_raise(
        ConsentRefused
    )
    consent, _ = Consent.objects.update_or_create(
        session=session,
        contributor=contributor,
        defaults={"answer": answer, "answered_at": at, "noted_by": actor},
    )
    shown = [each for each in recordings if each.published_at and not each.withdrawn_at]
    if consent.answer == Consent.Answer.REFUSED and shown:
        _withdraw(shown, actor, at)
        tell_of_refusal(contributor, session, at=at)
    return consent


def _withdraw(recordings: list[Recording], actor: User, at: datetime) -> None:
    for recording in recordings:
        recording.withdrawn_at, recording.withdrawn_because = at, WITHDRAWN_BECAUSE
        recording.changed_by = actor
        recording.save(update_fields=["withdrawn_at", "withdrawn_because", "changed_by", "changed_at"])
