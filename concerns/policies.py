"""What a handler can do to a case now, and why not: actions ask under the lock, pages to offer. Pure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from common.policy import ALLOWED, Verdict
from concerns.kinds import Mode
from concerns.obligations import PAUSES_AT_MOST, Promise
from concerns.pathway import LIVE_TRACKS, OPEN, Act, State, Track, is_possible, words_for_handlers
from concerns.refusals import Refusal


class Step(StrEnum):
    """Everything that a handler can do to a case, by the noun in its address."""

    ACKNOWLEDGE = "acknowledgement"
    SCREEN = "risk"
    TRIAGE = "triage"
    BEGIN = "work"
    INVESTIGATE = "investigation"
    DELAY = "delay"
    EXTEND = "extension"
    ASK = "question"
    WRITE = "message"
    NOTE = "note"
    SAFETY = "safety-action"
    REFER = "referrals"
    RETURN = "return"
    ANSWER = "feedback"
    CLOSE = "closing"
    OTHER_WAY = "other-way"
    KEEP_OUT = "exclusions"
    STEP_BACK = "stepping-back"
    IDENTITY = "identity"


@dataclass(frozen=True)
class CaseNow:
    """What the rules look at: where the case and this handler's track stand."""

    state: State
    track: Track
    mode: Mode
    running: frozenset[Promise] = frozenset()
    has_answered: bool = False
    is_left_without_reply: bool = False
    """The reporter has not answered a question for 30 days."""
    is_paused: bool = False
    pause_count: int = 0
    is_extended: bool = False
    has_other_tracks: bool = False
    can_others_open: bool = False
    """Another group works on it, and has somebody who may open it."""


def can_take(step: Step, now: CaseNow) -> Verdict:
    """Whether a handler can take the step."""
    return _RULES[step](now)


def _not_now(now: CaseNow) -> Verdict:
    return Verdict.refuse(Refusal.NOT_NOW, state=words_for_handlers(now.state).lower())


def _not_yet(now: CaseNow) -> Verdict:
    """Say what has to be done first; where nothing is, say where the case stands."""
    if now.state == State.ACKNOWLEDGED:
        return Verdict.refuse(Refusal.NOT_TRIAGED)
    if now.state == State.ANSWERED:
        return Verdict.refuse(Refusal.ANSWERED_ALREADY)
    return _not_now(now)


def _track_ended(now: CaseNow) -> Verdict:
    return Verdict.refuse(Refusal.NOT_NOW, state=now.track.label.lower())


def _taken(now: CaseNow) -> Verdict:
    """Work is done by whoever has taken the case and has neither closed nor returned it."""
    if now.track not in LIVE_TRACKS:
        return _track_ended(now)
    return Verdict.refuse(Refusal.NOT_ACCEPTED) if now.track == Track.OFFERED else ALLOWED


def _by_pathway(*acts: Act) -> Callable[[CaseNow], Verdict]:
    def rule(now: CaseNow) -> Verdict:
        if not (taken := _taken(now)):
            return taken
        return ALLOWED if any(is_possible(act, now.state) for act in acts) else _not_yet(now)

    return rule


def _while_open(now: CaseNow) -> Verdict:
    if not (taken := _taken(now)):
        return taken
    return ALLOWED if now.state in OPEN else _not_now(now)


def _at_once(now: CaseNow) -> Verdict:
    """What keeps people safe does not wait until somebody has acknowledged the case."""
    if now.track not in LIVE_TRACKS:
        return _track_ended(now)
    return ALLOWED if now.state in OPEN else _not_now(now)


def _acknowledge(now: CaseNow) -> Verdict:
    if now.track not in LIVE_TRACKS:
        return _track_ended(now)
    if now.track != Track.OFFERED:
        return Verdict.refuse(Refusal.ACKNOWLEDGED_ALREADY)
    return ALLOWED if is_possible(Act.ACKNOWLEDGE, now.state) else _not_now(now)


def _begin(now: CaseNow) -> Verdict:
    if now.track not in LIVE_TRACKS:
        return _track_ended(now)
    if now.state in (State.ACTIVE, State.INVESTIGATING, State.ANSWERED):
        return Verdict.refuse(Refusal.BEGUN_ALREADY)
    return _by_pathway(Act.BEGIN)(now)


def _investigate(now: CaseNow) -> Verdict:
    verdict = _by_pathway(Act.INVESTIGATE)(now)
    if verdict and Promise.INVESTIGATE in now.running:
        return Verdict.refuse(Refusal.BEGUN_ALREADY)
    return verdict


def _delay(now: CaseNow) -> Verdict:
    if not (taken := _taken(now)):
        return taken
    is_running = Promise.INVESTIGATE in now.running
    return ALLOWED if is_running else Verdict.refuse(Refusal.NOT_INVESTIGATING)


def _extend(now: CaseNow) -> Verdict:
    if not (taken := _taken(now)):
        return taken
    if Promise.FEEDBACK not in now.running:
        return Verdict.refuse(Refusal.CLOCKS_WAIT) if now.is_paused else _not_yet(now)
    return Verdict.refuse(Refusal.EXTENDED_ALREADY) if now.is_extended else ALLOWED


def _ask(now: CaseNow) -> Verdict:
    if not (verdict := _while_open(now)):
        return verdict
    if now.is_paused:
        return Verdict.refuse(Refusal.IS_PAUSED)
    return Verdict.refuse(Refusal.PAUSED_TWICE) if now.pause_count >= PAUSES_AT_MOST else ALLOWED


def _write(now: CaseNow) -> Verdict:
    if now.track != Track.CLOSED and not (taken := _taken(now)):
        return taken
    return _not_now(now) if now.state == State.WITHDRAWN else ALLOWED


def _return(now: CaseNow) -> Verdict:
    if now.track not in LIVE_TRACKS:
        return _track_ended(now)
    return ALLOWED if now.can_others_open else Verdict.refuse(Refusal.ONLY_TRACK)


def _other_way(now: CaseNow) -> Verdict:
    verdict = _by_pathway(Act.SIGNPOST, Act.REFER_OUT)(now)
    if verdict and now.has_other_tracks:
        return Verdict.refuse(Refusal.OTHER_SIDE_GOES_ON)
    return verdict


def _close(now: CaseNow) -> Verdict:
    if not (taken := _taken(now)):
        return taken
    if now.state not in OPEN:
        return _not_now(now)
    is_due = now.has_answered or now.is_left_without_reply
    if not is_due:
        return Verdict.refuse(Refusal.NO_FEEDBACK)
    return ALLOWED if now.has_other_tracks or is_possible(Act.CLOSE, now.state) else _not_yet(now)


def _identity(now: CaseNow) -> Verdict:
    return Verdict.refuse(Refusal.ANONYMOUS) if now.mode == Mode.ANONYMOUS else _taken(now)


def _always(now: CaseNow) -> Verdict:
    return ALLOWED


_RULES: Mapping[Step, Callable[[CaseNow], Verdict]] = {
    Step.ACKNOWLEDGE: _acknowledge,
    Step.SCREEN: _at_once,
    Step.TRIAGE: _by_pathway(Act.TRIAGE),
    Step.BEGIN: _begin,
    Step.INVESTIGATE: _investigate,
    Step.DELAY: _delay,
    Step.EXTEND: _extend,
    Step.ASK: _ask,
    Step.WRITE: _write,
    Step.NOTE: _always,
    Step.SAFETY: _at_once,
    Step.REFER: _while_open,
    Step.RETURN: _return,
    Step.ANSWER: _by_pathway(Act.ANSWER),
    Step.CLOSE: _close,
    Step.OTHER_WAY: _other_way,
    Step.KEEP_OUT: _always,
    Step.STEP_BACK: _always,
    Step.IDENTITY: _identity,
}
