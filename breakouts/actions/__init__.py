"""The use-cases of a room: seats, entering and leaving, chat, hands, and running it."""

from breakouts.actions.absences import dismiss_digest, step_away
from breakouts.actions.afterwards import answer_in_writing
from breakouts.actions.answering import hold_questions, move_question
from breakouts.actions.broadcasting import announce_widely, withdraw_broadcast
from breakouts.actions.chat import edit_message, say
from breakouts.actions.clearing import begin_clearing, clear_due_rooms, clear_some
from breakouts.actions.deputies import (
    end_deputising,
    hand_room,
    look_after_room,
    look_after_rooms,
    note_host_paged,
    note_hosts_left,
    note_hosts_seen,
)
from breakouts.actions.entering import come_back, come_back_to, enter_room
from breakouts.actions.hands import lower_hand, raise_hand, take_hand
from breakouts.actions.helping import (
    answer_help,
    ask_for_help,
    claim_help,
    resolve_help,
    tell_overdue_help,
    withdraw_help,
)
from breakouts.actions.moderating import hide_message, mute, readmit, remove, show_message, unmute
from breakouts.actions.notes import Put, add_note, change_note, mark_note, place_note, remove_note
from breakouts.actions.noting import keep_notes, reopen_notes, restore_note, sign_off_notes
from breakouts.actions.polls import make_poll, move_poll
from breakouts.actions.questions import (
    ask_question,
    release_due_in,
    release_due_questions,
    vote_for_question,
    withdraw_question,
)
from breakouts.actions.reacting import react
from breakouts.actions.reports import handle_report, report_message
from breakouts.actions.roundtable import give_next, pass_word, put_down_hand, set_speaking_order, take_word
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
from breakouts.actions.voting import vote_in_poll
from breakouts.actions.waiting import join_line, leave_line, offer_due_seats, offer_seats, settle_lines

__all__ = [
    "Put",
    "add_note",
    "announce",
    "announce_widely",
    "answer_help",
    "answer_in_writing",
    "ask_for_help",
    "ask_question",
    "begin_clearing",
    "call_off_recall",
    "change_note",
    "claim_help",
    "clear_due_rooms",
    "clear_some",
    "come_back",
    "come_back_to",
    "dismiss_digest",
    "edit_message",
    "end_deputising",
    "enter_room",
    "extend_timer",
    "give_next",
    "hand_room",
    "handle_report",
    "hide_message",
    "hold_questions",
    "join_line",
    "keep_notes",
    "leave_line",
    "leave_seat",
    "lock_room",
    "look_after_room",
    "look_after_rooms",
    "lower_hand",
    "make_poll",
    "mark_note",
    "move_poll",
    "move_question",
    "mute",
    "note_host_paged",
    "note_hosts_left",
    "note_hosts_seen",
    "offer_due_seats",
    "offer_seats",
    "pass_word",
    "place_note",
    "put_down_hand",
    "raise_hand",
    "react",
    "readmit",
    "recall_room",
    "release_due_in",
    "release_due_questions",
    "remove",
    "remove_note",
    "reopen_notes",
    "report_message",
    "resolve_help",
    "restore_note",
    "say",
    "set_slow_mode",
    "set_speaking_order",
    "set_timer",
    "settle_lines",
    "show_message",
    "sign_off_notes",
    "step_away",
    "stop_timer",
    "take_hand",
    "take_seat",
    "take_word",
    "tell_overdue_help",
    "unlock_room",
    "unmute",
    "vote_for_question",
    "vote_in_poll",
    "withdraw_announcement",
    "withdraw_broadcast",
    "withdraw_help",
    "withdraw_question",
]
