"""What is read for those who come to a stream: who may follow, the state with its number, what was missed."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth import get_user_model
from django.db import connection, transaction

from realtime import streams, wire
from realtime.models import Stream
from realtime.registry import Pair, Person, StreamKind
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
    """The texts that bring a client to ``head``."""

    head: Head
    texts: tuple[str, ...]
    is_resumed: bool = False


def person(user_id: int) -> Person | None:
    """Load somebody afresh, because a right is asked of what holds now; none if they may not log in."""
    return get_user_model().objects.filter(pk=user_id, is_active=True).first()


def admitted(kind: StreamKind, pairs: Collection[Pair], at: datetime) -> dict[Pair, str]:
    """Tell who may follow, each with what others see of them as JSON; empty where nobody is seen."""
    user_ids = {user_id for user_id, _ in pairs}
    users = get_user_model().objects.filter(pk__in=user_ids, is_active=True).order_by()
    active = set(users.values_list("pk", flat=True))
    allowed = kind.followers([pair for pair in pairs if pair[0] in active], at)
    if kind.presence is None:
        return dict.fromkeys(allowed, "")
    return {pair: wire.text(badge) for pair, badge in kind.presence.badges(allowed, at).items()}


def states(kinds: Mapping[str, StreamKind], at: datetime) -> dict[str, Reading]:
    """Read the state of each stream as it stands at its head."""
    _begin(kinds)
    found = {}
    with transaction.atomic():
        # One view of the database: the state must not hold a frame that is then sent as newer.
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        for name, head in streams.heads(kinds).items():
            found[name] = Reading(head, (wire.snap(name, head, kinds[name].snapshot(name, at)),))
    return found


def _begin(names: Collection[str]) -> None:
    """Give streams that nobody has written to an epoch, so that their first followers can resume."""
    missing = set(names) - streams.heads(names).keys()
    if missing:
        Stream.objects.bulk_create([Stream(name=name) for name in sorted(missing)], ignore_conflicts=True)


def missed(name: str, since: Since, at: datetime) -> Reading | None:
    """Read what a client has missed; none if that is too much, too old, or of another epoch."""
    head = streams.head(name)
    count = head.seq - since.seq
    if since.epoch != head.epoch or not 0 <= count <= MOST_MISSED:
        return None
    frames = streams.since(name, since.seq, limit=count) if count else []
    if len(frames) != count or (frames and frames[0].at < at - LONGEST_MISSED):
        return None
    texts = tuple(wire.durable(name, frame) for frame in frames)
    if sum(map(len, texts)) > MOST_MISSED_CHARACTERS:
        return None
    return Reading(head, texts, is_resumed=True)
