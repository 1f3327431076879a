"""Where somebody stands on the waiting list, in words."""

from common.words import day_and_clock, ordinal
from events.models import Delegate

State = Delegate.State


def position_of(delegate: Delegate) -> str:
    """Tell where somebody who waits stands: "3rd of 41"; nothing for everybody else. Two queries."""
    if delegate.state != State.WAITING:
        return ""
    position, waiting_count = Delegate.objects.position_of(delegate)
    return f"{ordinal(position)} of {waiting_count}"


def in_line(delegate: Delegate) -> str:
    """Tell an organiser the position, or until when a place is or was kept. Load ``assembly`` with it."""
    if delegate.state in (State.OFFERED, State.LAPSED) and delegate.offer_expires_at:
        until = day_and_clock(delegate.offer_expires_at, delegate.assembly.zone)
        return f"A place {'is' if delegate.state == State.OFFERED else 'was'} kept until {until}"
    return position_of(delegate) or "Not on the waiting list"
