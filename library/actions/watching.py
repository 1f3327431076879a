"""Watching a recording: where people stop, and how long they watched."""

from datetime import datetime

from django.db import transaction

from events.actions.visits import watch_on_demand
from events.models import Delegate
from library.models import Recording, Watching
from library.policies.recordings import WatchRefused, can_watch


@transaction.atomic
def note_watching(
    *, delegate: Delegate, recording: Recording, position: int, is_going_on: bool, at: datetime
) -> Watching:
    """Keep where the person is (in seconds), and count the time until now as watched; ``is_going_on`` is
    False when they stop.

    ``delegate`` has a place at the assembly of the recording. Safe to call twice.

    :raises WatchRefused: the recording cannot be watched any more; nothing is kept or counted.
    """
    can_watch(recording, at).or_raise(WatchRefused)
    watch_on_demand(
        delegate=delegate,
        session=recording.session,
        is_going_on=is_going_on,
        until=recording.ends_at,
        at=at,
    )
    most = recording.duration if recording.duration is not None else position
    watching, _ = Watching.objects.update_or_create(
        delegate=delegate,
        recording=recording,
        defaults={"position": min(position, most), "changed_at": at},
    )
    return watching
