"""Deciding what comes by mail."""

from datetime import datetime

from accounts.models import User
from notices.kinds import Topic
from notices.models import MailWish


def wish_mail(*, user: User, topic: Topic, is_mailed: bool, at: datetime) -> None:
    """Have mail of a topic come, or stop; what is essential comes in any case. Safe to call twice."""
    if topic.is_essential:
        return
    MailWish.objects.update_or_create(
        user=user, topic=topic, defaults={"is_mailed": is_mailed, "decided_at": at}
    )
