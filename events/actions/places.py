"""What every act on a place has in common: the locks, the count of places, the line, what is told."""

from datetime import datetime, timedelta

from django.db.models import Max

from events.models import Assembly, Delegate
from events.notices import AWAITING, CONFIRMED, GIVEN, LAPSED, OFFERED, WAITING, tell_delegate

State = Delegate.State
TOLD = {
    State.REGISTERED: CONFIRMED,
    State.WAITING: WAITING,
    State.AWAITING_APPROVAL: AWAITING,
    State.OFFERED: OFFERED,
    State.LAPSED: LAPSED,
}
AFTER = timedelta(microseconds=1)
STANDING = ("state", "waiting_since", "offer_expires_at")
"""The columns that say what a place is worth; written together."""


def lock_delegate(delegate: Delegate) -> Delegate:
    """Read the row again and keep others from changing it."""
    locked = Delegate.objects.select_for_update(no_key=True, of=("self",)).select_related("assembly")
    return locked.get(pk=delegate.pk)


def lock_assembly(pk: int) -> Assembly:
    """Keep others from counting places while we do; always after the person."""
    return Assembly.objects.select_for_update(no_key=True).get(pk=pk)


def taken_count(assembly: Assembly) -> int:
    """How many places are taken; true only while the assembly is locked."""
    return Delegate.objects.filter(assembly=assembly).taking_up_places().count()


def place_or_queue(delegate: Delegate, assembly: Assembly, *, at: datetime) -> None:
    """Give a place, or the end of the waiting list when all are taken or somebody waits already.

    Under the lock of the assembly. Two who came in one order may get through here in the other: were each
    ordered by their own time, the second would overtake whoever already read that they are first. So nobody
    waits since earlier than the last on the list.
    """
    delegate.offer_expires_at = None
    if not Delegate.objects.is_queue_at(assembly):
        delegate.state = State.REGISTERED
        return
    waiting = Delegate.objects.filter(assembly=assembly).waiting()
    last = waiting.aggregate(since=Max("waiting_since"))["since"]
    delegate.state = State.WAITING
    delegate.waiting_since = max(at, last + AFTER) if last else at


def give_place(delegate: Delegate, *, at: datetime) -> None:
    """Write that somebody who waited has a place, and have it confirmed."""
    delegate.state, delegate.offer_expires_at = State.REGISTERED, None
    delegate.save(update_fields=STANDING)
    tell_delegate(delegate, GIVEN, at=at)


def tell_standing(delegate: Delegate, *, at: datetime) -> None:
    """Have the person told how their place stands."""
    tell_delegate(delegate, TOLD[State(delegate.state)], at=at)
