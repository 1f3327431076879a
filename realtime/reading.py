"""What a new follower of a stream is told: one read transaction for the right, the state and the number."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth import get_user_model
from django.db import connection, transaction

from realtime import streams, wire
from realtime.models import Stream
from realtime.registry import Person, StreamKind
from realtime.streams import Head

MOST_MISSED = 500
MOST_MISSED_CHARACTERS = 512 * 1024
LONGEST_MISSED = timedelta(minutes=10)


@dataclass(frozen=True)
class Since:
    """Where a client says that it stands."""

    seq: int
    epoch: str


@dataclass(frozen=True)
class Reading:
    """The texts that bring a client to ``head``, and how others will see its person."""

    head: Head
    texts: tuple[str, ...]
    user: Person
    badge: str | None
    is_resumed: bool
    missed: int


def person(user_id: int) -> Person | None:
    """Load somebody afresh, because a right is asked of what holds now; none if they may not log in."""
    return get_user_model().objects.filter(pk=user_id, is_active=True).first()


def read(kind: StreamKind, user_id: int, name: str, since: Since | None, at: datetime) -> Reading | None:
    """Read what the person needs to follow the stream; none if they may not."""
    for _ in range(2):
        with transaction.atomic():
            # One view of the database: the state must not hold a frame that is then sent as newer.
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            user = person(user_id)
            if user is None or not kind.may_follow(user, name, at):
                return None
            if head := streams.heads([name]).get(name):
                return _read(kind, user, name, since, head, at)
        # Nobody has written to it yet: give it an epoch, so that its first followers can resume.
        Stream.objects.bulk_create([Stream(name=name)], ignore_conflicts=True)
    raise LookupError(name)


def _read(
    kind: StreamKind, user: Person, name: str, since: Since | None, head: Head, at: datetime
) -> Reading:
    badge = wire.text(kind.presence.badge(user, name, at)) if kind.presence else None
    missed = head.seq - since.seq if since and since.epoch == head.epoch else 0
    if since:
        texts = missed_texts(name, since, head, at)
        if texts is not None:
            return Reading(head, texts, user, badge, is_resumed=True, missed=missed)
    snap = wire.snap(name, head, kind.snapshot(user, name, at))
    reset = (wire.reset(name, max(missed, 0)),) if since else ()
    return Reading(head, (*reset, snap), user, badge, is_resumed=False, missed=max(missed, 0))


def missed_texts(name: str, since: Since, head: Head, at: datetime) -> tuple[str, ...] | None:
    """Read what a client has missed; none if that is too much, too old, or of another epoch."""
    missed = head.seq - since.seq
    if since.epoch != head.epoch or not 0 <= missed <= MOST_MISSED:
        return None
    frames = streams.since(name, since.seq, limit=missed) if missed else []
    if len(frames) != missed or (frames and frames[0].at < at - LONGEST_MISSED):
        return None
    texts = tuple(wire.durable(name, frame) for frame in frames)
    return texts if sum(map(len, texts)) <= MOST_MISSED_CHARACTERS else None


def badge_of(kind: StreamKind, user_id: int, name: str, at: datetime) -> tuple[Person, str] | None:
    """Ask again whether the person may follow, and how others see them; none if not."""
    user = person(user_id)
    if user is None or kind.presence is None or not kind.may_follow(user, name, at):
        return None
    return user, wire.text(kind.presence.badge(user, name, at))
