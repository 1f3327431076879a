"""What pages show of how a room is run: timer, pace and queue in words, and the log of acts; no queries."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from breakouts.models import Act, Announcement, Conduct, Hand, Restriction
from breakouts.rules import is_locked
from common.words import clock
from events.models import Room

Verb = Act.Verb

_WORDS = {
    Verb.SET_TIMER: "set a timer for {detail}",
    Verb.EXTENDED_TIMER: "gave the timer {detail} more",
    Verb.STOPPED_TIMER: "stopped the timer",
    Verb.ANNOUNCED: "announced: “{detail}”",
    Verb.WITHDREW: "took back the announcement “{detail}”",
    Verb.LOCKED: "locked the room",
    Verb.UNLOCKED: "unlocked the room",
    Verb.SLOWED: "set slow mode: {detail}",
    Verb.RECALLED: "called everybody back to the main stage",
    Verb.CALLED_OFF: "called off the return to the main stage",
    Verb.HID: "hid a message from {about}: “{detail}”",
    Verb.SHOWED: "showed a message from {about} again: “{detail}”",
    Verb.MUTED: "muted {about} {detail}",
    Verb.UNMUTED: "unmuted {about}",
    Verb.REMOVED: "removed {about}",
    Verb.READMITTED: "let {about} back in",
    Verb.GAVE_WORD: "gave {about} the word",
    Verb.HELD_QUESTIONS: "had questions held until a host has looked at them",
    Verb.LET_QUESTIONS: "let questions appear at once",
    Verb.MOVED_QUESTION: "moved a question on. {detail}",
    Verb.MADE_POLL: "drafted the poll “{detail}”",
    Verb.OPENED_POLL: "opened the poll “{detail}”",
    Verb.CLOSED_POLL: "closed the poll “{detail}”",
    Verb.REVEALED_POLL: "showed the result of the poll “{detail}”",
    Verb.TOOK_BACK_POLL: "took back the draft of the poll “{detail}”",
    Verb.KEPT_NOTES: "kept the notes to those who run the room",
    Verb.OPENED_NOTES: "let everybody write notes",
    Verb.SIGNED_OFF: "signed the notes off",
    Verb.REOPENED_NOTES: "opened the notes again",
    Verb.RESTORED_NOTE: "brought a note back: “{detail}”",
    Verb.CORRECTED_NOTES: "corrected the notes after the session",
    Verb.TOOK_WORD: "took the word from {about}",
    Verb.PUT_DOWN: "put the hand of {about} down",
    Verb.SET_ORDER: "set the speaking order: {detail}",
    Verb.BEGAN_DEPUTY: "asked {about} to run the room {detail}",
    Verb.ENDED_DEPUTY: "noted that {about} stands in no more: {detail}",
    Verb.HANDED_ROOM: "handed the room to {about}",
    Verb.MISSED_HOST: "called the organisers, because nobody runs the room",
    Verb.HANDLED: "handled a report of a message from {about}: “{detail}”",
}


@dataclass(frozen=True)
class ConductNow:
    """How the room is run at an instant, as one person sees it. The room comes with session and assembly."""

    room: Room
    conduct: Conduct
    hands: Sequence[Hand]
    announcements: Sequence[Announcement]
    at: datetime
    has_hand_up: bool = False
    muted: str = ""
    """Why this person cannot write, in words; empty for everybody else."""

    @property
    def is_locked(self) -> bool:
        """Whether nobody else may take a place."""
        return is_locked(self.room.locked_at, self.at)

    @property
    def timer(self) -> str:
        """The timer in words: "ends 12:10pm"; empty without one."""
        if self.conduct.timer_ends_at is None:
            return ""
        told = clock(self.conduct.timer_ends_at, self.room.session.assembly.zone)
        return f"ends {told}" if self.at < self.conduct.timer_ends_at else f"ended at {told}"

    @property
    def slow(self) -> str:
        """Slow mode in words; empty while people write as they like."""
        if not self.conduct.slow_seconds:
            return ""
        return f"Slow mode: one message every {self.conduct.slow_seconds} seconds."

    @property
    def is_recalled_to_stage(self) -> bool:
        """Whether everybody is expected at a stage, and not only on My day."""
        return self.conduct.recall_to not in {"", self.room.session.assembly.my_day_address}


@dataclass(frozen=True)
class LogLine:
    """One act in words, and what still can be undone of it: the name of the button's form."""

    act: Act
    words: str
    undo: str = ""
    """``message``, ``unmute``, ``readmit``, ``unlock``, ``recall-off``, ``slow-mode`` or ``timer-stop``."""


def act_in_words(act: Act) -> str:
    """Tell an act as a sentence: "Professor Ada muted Dr Joss for 5 minutes. Reason: Shouting"."""
    told = _WORDS[Verb(act.verb)].format(about=act.about_name, detail=act.detail)
    reason = f". Reason: {act.because}" if act.because else ""
    return f"{act.actor_name} {told}{reason}"


def log_lines(acts: Iterable[Act], now: ConductNow, restrictions: Collection[Restriction]) -> list[LogLine]:
    """Put the log into words, newest first; the newest act of what still holds can be undone.

    Load each act's ``message`` with it.
    """
    held = {(each.user_id, each.kind) for each in restrictions}
    told: set[tuple[str, object]] = set()
    lines = []
    for act in sorted(acts, key=lambda act: (act.at, act.pk), reverse=True):
        undo = _undo(act, now, held)
        about = (undo, act.message_id or act.about_id)
        lines.append(LogLine(act, act_in_words(act), "" if about in told else undo))
        told.add(about)
    return lines


def _undo(act: Act, now: ConductNow, held: Collection[tuple[int, str]]) -> str:
    conduct = now.conduct
    about = act.about_id or 0
    still = {
        Verb.HID: ("message", act.message is not None and act.message.is_hidden),
        Verb.MUTED: ("unmute", (about, Restriction.Kind.MUTED) in held),
        Verb.REMOVED: ("readmit", (about, Restriction.Kind.REMOVED) in held),
        Verb.LOCKED: ("unlock", now.is_locked),
        Verb.RECALLED: ("recall-off", conduct.recall_due_at is not None),
        Verb.SLOWED: ("slow-mode", conduct.slow_seconds > 0),
        Verb.SET_TIMER: ("timer-stop", conduct.timer_ends_at is not None),
    }
    undo, is_so = still.get(Verb(act.verb), ("", False))
    return undo if is_so else ""
