"""Writing down that somebody is to be told something, and taking it back before it is sent."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db.models import QuerySet, Value
from django.db.models.functions import Coalesce

from accounts.models import User
from common.work import enqueue_on_commit
from notices.frames import unread_changed
from notices.models import Notice, NoticeQuerySet, State


def tell(
    *,
    kind: str,
    people: Iterable[User | int],
    about: str,
    scope: str = "",
    at: datetime,
    due_at: datetime | None = None,
    stale_at: datetime | None = None,
    open_until: datetime | None = None,
    facts: Mapping[int, dict[str, Any]] | None = None,
) -> None:
    """Have each person told once, in the transaction of what is told; ``due_at`` is now unless it is given.

    Asking again for the same kind, person and ``about`` changes nothing, whatever became of the first.
    ``open_until`` is for what asks for an answer: until then, or until ``close_notices`` says how it ended.
    ``facts`` are plain values for each person's letter, where the rows will not tell them any more.
    """
    due_at = due_at or at
    rows = [row_for(_key(person), kind, about, scope, due_at, stale_at) for person in people]
    for row in rows:
        row.facts, row.open_until = (facts or {}).get(row.recipient_id, {}), open_until
    Notice.objects.bulk_create(rows, ignore_conflicts=True, batch_size=1000)
    if rows and due_at <= at:
        enqueue_on_commit("notices.tasks.send_due_notices")


def row_for(
    recipient: int, kind: str, about: str, scope: str, due_at: datetime, stale_at: datetime | None
) -> Notice:
    """Make the row, unsaved, for callers that find their people in bulk."""
    return Notice(
        recipient_id=recipient,
        kind=kind,
        about=about,
        scope=scope,
        due_at=due_at,
        not_before=due_at,
        stale_at=stale_at,
    )


def take_back(*, notices: QuerySet[Notice], at: datetime) -> int:
    """Let what was not handed over be sent no more; tells how many. What has left has left."""
    return notices.filter(state=State.DUE).update(state=State.WITHDRAWN, settled_at=at, leased_until=None)


def close_notices(*, notices: NoticeQuerySet, outcome: str, at: datetime) -> int:
    """Say of what still asked for an answer how it ended; tells how many.

    Its button is gone, and it is no longer new. Safe to call twice.
    """
    closing = list(
        notices.open().order_by("pk").select_for_update(no_key=True).values_list("pk", "recipient")
    )
    Notice.objects.filter(pk__in=[pk for pk, _ in closing]).update(
        outcome=outcome, open_until=None, path="", label="", read_at=Coalesce("read_at", Value(at))
    )
    for person in {person for _, person in closing}:
        unread_changed(person)
    return len(closing)


def lead_nowhere(*, user: User, notices: NoticeQuerySet, outcome: str, at: datetime) -> int:
    """Take the ways on out of what the person was told, and say why; tells how many.

    It stands as it was told, and is no longer new. Safe to call twice.
    """
    told = notices.filter(recipient=user, released_at__isnull=False)
    count = told.update(
        outcome=outcome, open_until=None, path="", label="", read_at=Coalesce("read_at", Value(at))
    )
    if count:
        unread_changed(user.pk)
    return count


def mark_read(*, user: User, notices: NoticeQuerySet, at: datetime) -> int:
    """Note that the person has looked at these of their own notices; the first look counts.

    Their other open pages are told.
    """
    if count := notices.filter(recipient=user).unread().update(read_at=at):
        unread_changed(user.pk)
    return count


def _key(person: User | int) -> int:
    return person.pk if isinstance(person, User) else person
