"""Reads about the notes of a room."""

from collections.abc import Collection
from uuid import UUID

from django.db.models import Count

from breakouts.models import NoteBlock, NoteBlockQuerySet
from breakouts.queries import Host, hosts_of
from events.models import Assembly, Delegate, Room


def notes_of(room: Room) -> list[NoteBlock]:
    """Return the blocks that everybody in the room reads, as they stand."""
    return list(NoteBlock.objects.filter(room=room).in_sight().in_order())


def removed_notes(room: Room) -> list[NoteBlock]:
    """Return what those who run the room can bring back, the last removed first."""
    return list(NoteBlock.objects.filter(room=room).removed())


def note_before(block: NoteBlock) -> UUID | None:
    """Tell after which other block it stands; none: it is the first."""
    others = NoteBlock.objects.filter(room=block.room_id, position__lt=block.position).in_sight()
    return others.order_by("-position", "-id").values_list("id", flat=True).first()


def roster_of(room: Room, hosts: Collection[Host] | None = None) -> set[str]:
    """Return the names of everybody who was in the room or hosts it; two queries, one if hosts are given."""
    hosts = hosts_of(room) if hosts is None else hosts
    came = Delegate.objects.filter(visits__room=room).order_by().values_list("name", flat=True)
    return {*came.distinct(), *(host.name for host in hosts)}


def note_counts(rooms: Collection[Room]) -> dict[int, int]:
    """Count the blocks of each room, in one query."""
    rows = NoteBlock.objects.filter(room__in=rooms).in_sight().order_by().values_list("room")
    return {room.pk: 0 for room in rooms} | dict(rows.annotate(count=Count("pk")))


def signed_off_blocks(assembly: Assembly) -> NoteBlockQuerySet:
    """Return what the rooms of an assembly hand on: blocks of signed-off notes, by theme and mark.

    Each comes with its room, the room's theme and the session; it may be filtered further. One query.
    """
    return NoteBlock.objects.signed_off().of_assembly(assembly)
