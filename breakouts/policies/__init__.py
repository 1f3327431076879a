"""Who may do what in a room, and what to tell those who may not."""

from breakouts.policies.entering import (
    can_enter_room,
    can_give_up_seat,
    can_offer,
    can_stay,
    can_take_seat,
    can_wait,
)
from breakouts.policies.running import (
    can_restrict,
    can_run_room,
    gives_reason,
    is_runner,
    is_short,
    runs_room,
)
from breakouts.policies.speaking import (
    MESSAGE_LIMIT,
    can_edit,
    can_raise_hand,
    can_report,
    can_speak,
    can_write,
    fits,
    reason_fits_report,
)
from breakouts.policies.standing import (
    delegate_of,
    is_host,
    mute_in,
    muted_words,
    offer_in,
    removal_of,
    removed_words,
    restrictions_on,
    seat_in_session,
)
from breakouts.queries import is_public, is_running

__all__ = [
    "MESSAGE_LIMIT",
    "can_edit",
    "can_enter_room",
    "can_give_up_seat",
    "can_offer",
    "can_raise_hand",
    "can_report",
    "can_restrict",
    "can_run_room",
    "can_speak",
    "can_stay",
    "can_take_seat",
    "can_wait",
    "can_write",
    "delegate_of",
    "fits",
    "gives_reason",
    "is_host",
    "is_public",
    "is_runner",
    "is_running",
    "is_short",
    "mute_in",
    "muted_words",
    "offer_in",
    "reason_fits_report",
    "removal_of",
    "removed_words",
    "restrictions_on",
    "runs_room",
    "seat_in_session",
]
