"""The use-cases of a room: seats, entering and leaving, chat, hands, and running it."""

from breakouts.actions.chat import edit_message, say
from breakouts.actions.entering import come_back, enter_room
from breakouts.actions.hands import lower_hand, raise_hand, take_hand
from breakouts.actions.moderating import hide_message, mute, readmit, remove, show_message, unmute
from breakouts.actions.reports import handle_report, report_message
from breakouts.actions.running import (
    announce,
    call_off_recall,
    extend_timer,
    lock_room,
    recall_room,
    set_slow_mode,
    set_timer,
    stop_timer,
    unlock_room,
    withdraw_announcement,
)
from breakouts.actions.seats import leave_seat, take_seat
from breakouts.actions.waiting import join_line, leave_line, offer_due_seats, offer_seats, settle_lines

__all__ = [
    "announce",
    "call_off_recall",
    "come_back",
    "edit_message",
    "enter_room",
    "extend_timer",
    "handle_report",
    "hide_message",
    "join_line",
    "leave_line",
    "leave_seat",
    "lock_room",
    "lower_hand",
    "mute",
    "offer_due_seats",
    "offer_seats",
    "raise_hand",
    "readmit",
    "recall_room",
    "remove",
    "report_message",
    "say",
    "set_slow_mode",
    "set_timer",
    "settle_lines",
    "show_message",
    "stop_timer",
    "take_hand",
    "take_seat",
    "unlock_room",
    "unmute",
    "withdraw_announcement",
]
