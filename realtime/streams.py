"""Durable streams: frames are appended in the writer's transaction and read again by number."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial, reduce
from operator import or_
from typing import Any
from uuid import UUID, uuid4

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import connection, transaction
from django.db.models import Q

from realtime import doorbell, wire
from realtime.models import Frame, Stream
from realtime.registry import FrameData

NO_EPOCH = ""


@dataclass(frozen=True)
class Head:
    """Where a stream stands: its last number and the epoch in which numbers count."""

    seq: int = 0
    epoch: str = NO_EPOCH


def append(
    name: str,
    frame: FrameData,
    *,
    actor: AbstractBaseUser | None = None,
    cid: UUID | None = None,
    at: datetime,
) -> Frame:
    """Write a frame as the stream's next, inside the caller's transaction; after commit ring the doorbell.

    The lock on the stream's row is held until commit, which makes the order of commits the order of numbers,
    without gaps. Take it last. The same ``cid`` of the same actor gives the frame that already stands.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError(
            "A frame is appended in the transaction of what it tells."
        )
    if not frame.kind.is_durable:
        raise ValueError(f"{frame.kind.type} is not declared durable.")
    stream = _locked(name)
    if cid and (known := stream.frames.filter(actor_id=actor.pk if actor else None, cid=cid).first()):
        return known
    stream.head += 1
    stream.save(update_fields=["head"])
    written = Frame.objects.create(
        stream=stream,
        seq=stream.head,
        type=frame.kind.type,
        payload=frame.payload,
        actor_id=actor.pk if actor else None,
        cid=cid,
        at=at,
    )
    transaction.on_commit(partial(doorbell.ring, name, written.seq, wire.durable(name, written)), robust=True)
    return written


_MOVED = """
    SELECT stream.name, stream.head, stream.epoch
      FROM unnest(%s::text[], %s::bigint[], %s::text[]) AS known (name, head, epoch)
      JOIN {stream} AS stream ON stream.name = known.name
     WHERE stream.head <> known.head OR stream.epoch::text <> known.epoch
"""


def head(name: str) -> Head:
    """Tell where a stream stands; one that nobody has written to stands at 0."""
    return heads([name]).get(name, Head())


def heads(names: Collection[str]) -> dict[str, Head]:
    """Tell where several streams stand, in one query; streams without a frame are left out."""
    rows = Stream.objects.filter(name__in=names).values_list("name", "head", "epoch")
    return {name: Head(seq, str(epoch)) for name, seq, epoch in rows}


def moved(known: Mapping[str, Head]) -> dict[str, Head]:
    """Tell which of these streams stand elsewhere by now, in one query; no row is read of the others."""
    columns: list[Any] = [
        list(known),
        [head.seq for head in known.values()],
        [head.epoch for head in known.values()],
    ]
    with connection.cursor() as cursor:
        cursor.execute(_MOVED.format(stream=Stream._meta.db_table), columns)
        return {name: Head(seq, str(epoch)) for name, seq, epoch in cursor.fetchall()}


def with_parts(names: Collection[str]) -> list[str]:
    """Return these of the streams that were written to, and those named ``<name>.<part>`` of each."""
    asked = [Q(name=name) | Q(name__startswith=f"{name}.") for name in names]
    if not asked:
        return []
    return list(Stream.objects.filter(reduce(or_, asked)).order_by("name").values_list("name", flat=True))


def blank(name: str, *, having: Mapping[str, Any], fields: Mapping[str, Any]) -> int:
    """Put ``fields`` in place of what the frames with ``having`` in them told, in the caller's transaction.

    For words that are taken back: whoever resumes is sent the frames as they stand then, with their numbers.
    The stream's kind says ``takes_back``, so that no process answers from what it remembers. Frames without
    these fields stay as they are; tells how many changed.
    """
    frames = _locked(name).frames.filter(payload__contains=having, payload__has_keys=list(fields))
    changed = list(frames)
    for frame in changed:
        frame.payload |= fields
    Frame.objects.bulk_update(changed, ["payload"])
    return len(changed)


def truncate(names: Collection[str], *, most: int) -> int:
    """Remove the first frames of these streams, at most so many, in the caller's transaction; tell how many.

    A stream that loses some gets another epoch: nobody resumes over what is gone, and whoever follows it is
    sent its state anew. Its numbers go on.
    """
    frames = Frame.objects.filter(stream__name__in=names).order_by("stream", "seq")
    rows = list(frames.values_list("pk", "stream")[:most])
    Stream.objects.filter(pk__in={key for _, key in rows}).update(epoch=uuid4())
    Frame.objects.filter(pk__in=[key for key, _ in rows]).delete()
    return len(rows)


def since(name: str, seq: int, *, limit: int = 500) -> list[Frame]:
    """Read the frames after ``seq``, in order, at most ``limit``."""
    return list(Frame.objects.filter(stream__name=name, seq__gt=seq).order_by("seq")[:limit])


def _locked(name: str) -> Stream:
    locked = Stream.objects.select_for_update(no_key=True)
    stream = locked.filter(name=name).first()
    if stream is None:
        # Two first writers: one inserts, the other's insert does nothing, and both wait here in turn.
        Stream.objects.bulk_create([Stream(name=name)], ignore_conflicts=True)
        stream = locked.get(name=name)
    return stream
