"""By what a room is met: said and changed by organisers, also while people are in it."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from common.words import clock
from events.frames import room_source
from events.models import Room, RoomSource
from events.policies import sources as policies
from events.policies.sources import NAMES, SourceRefused, Sourcing
from events.sources import Stage, stage_of
from realtime import streams


@transaction.atomic
def save_source(
    *, source: RoomSource, room: Room, actor: User, at: datetime, seen_revision: int | None = None
) -> RoomSource:
    """Keep by what the room is met, and tell those who are in it to look anew. Safe to call twice.

    ``seen_revision`` is the one that was edited, where somebody else may have changed it meanwhile.

    :raises SourceRefused: ``not_organiser``, ``gone``, ``changed``, or what is wrong with one of the fields.
    """
    policies.can_run_rooms(actor).or_raise(SourceRefused)
    held = _locked(room)
    stored = RoomSource.objects.select_related("changed_by").filter(room=held).first()
    if stored and seen_revision not in (None, stored.revision):
        raise _changed(stored, source, held)
    for verdict in policies.faults_in(source, held).values():
        verdict.or_raise(SourceRefused)
    _as_its_player(source)
    before = stored or RoomSource(room=held)
    changed = [field for field in NAMES if getattr(source, field) != getattr(before, field)]
    if not changed:
        return before
    source.pk, source.room = before.pk, held
    source.revision = before.revision + 1
    source.stage_revision = source.revision if "stage_address" in changed else before.stage_revision
    source.changed_at, source.changed_by = at, actor
    source.save()
    streams.append(held.stream, room_source(source), at=at)
    return source


def _locked(room: Room) -> Room:
    """Read the room again and keep every other organiser from writing until we are done."""
    rooms = Room.objects.select_for_update(no_key=True, of=("self",))
    held = rooms.select_related("session__assembly").filter(pk=room.pk).first()
    if held is None:
        raise SourceRefused(Sourcing.GONE)
    return held


def _as_its_player(source: RoomSource) -> None:
    """Keep the player in the place of the page that somebody copied the address from."""
    stage = stage_of(source.stage_address, policies.allowed_hosts())
    source.stage_address = stage.address if isinstance(stage, Stage) else ""


def _changed(stored: RoomSource, typed: RoomSource, room: Room) -> SourceRefused:
    differences = tuple(
        f"{name}: {getattr(stored, field) or 'nothing'} is saved now."
        for field, name in NAMES.items()
        if getattr(stored, field) != getattr(typed, field)
    )
    return SourceRefused(
        Sourcing.CHANGED,
        who=str(stored.changed_by or "Somebody"),
        time=clock(stored.changed_at, room.session.assembly.zone),
        revision=stored.revision,
        differences=differences,
    )
