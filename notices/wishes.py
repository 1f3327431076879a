"""Which mail somebody gets, and the link in each mail that changes it without a log-in."""

from collections.abc import Iterable

from django.core import signing
from django.urls import reverse

from accounts.models import User
from notices.kinds import Topic
from notices.models import MailWish

SALT = "notices.stop"


def mailed_topics(people: Iterable[int]) -> dict[int, set[Topic]]:
    """Return the topics of which each person gets mail, in one query."""
    wanted = {person: {topic for topic in Topic if topic.is_mailed} for person in people}
    for wish in MailWish.objects.filter(user__in=wanted):
        topic = Topic(wish.topic)
        if wish.is_mailed:
            wanted[wish.user_id].add(topic)
        elif not topic.is_essential:
            wanted[wish.user_id].discard(topic)
    return wanted


def stop_path(user_id: int, topic: Topic) -> str:
    """Return the address of the page that stops a topic's mail; opening it changes nothing."""
    return reverse("stop_mail", args=[signing.dumps([user_id, topic.value], salt=SALT)])


def read_stop_token(token: str) -> tuple[User, Topic] | None:
    """Return whose mail of which topic a link is about; None for one that is not ours."""
    try:
        user_id, topic = signing.loads(token, salt=SALT)
        user = User.objects.filter(pk=user_id, is_active=True).first()
        return (user, Topic(topic)) if user else None
    except (signing.BadSignature, ValueError, TypeError):
        return None
