"""Holding mail back and letting it go again, and putting other words in place of the portal's."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from common.work import enqueue_on_commit
from notices.models import Hold, Wording


def hold(*, scope: str, kind: str, about: str = "", actor: User, at: datetime) -> None:
    """Let nothing of this leave until it is released; empty words mean all. Safe to call twice."""
    held = Hold(scope=scope, kind=kind, about=about, held_at=at, held_by=actor)
    Hold.objects.bulk_create([held], ignore_conflicts=True)


@transaction.atomic
def release(*, scope: str, kind: str, about: str = "", actor: User, at: datetime) -> None:
    """Let it go; what became too late meanwhile is missed and not sent. Safe to call twice."""
    held = Hold.objects.standing().filter(scope=scope, kind=kind, about=about)
    held.update(released_at=at, released_by=actor)
    enqueue_on_commit("notices.tasks.send_due_notices")


def put_in_words(
    *, scope: str, kind: str, subject: str, introduction: str, button: str, actor: User, at: datetime
) -> Wording:
    """Keep organisers' words for what has not been sent yet; empty words bring the portal's own back."""
    words = {
        "subject": " ".join(subject.split()),
        "introduction": introduction.strip(),
        "button": button.strip(),
        "changed_at": at,
        "changed_by": actor,
    }
    return Wording.objects.update_or_create(scope=scope, kind=kind, defaults=words)[0]
