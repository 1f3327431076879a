"""The page inside: both sides, the reporter's own words and what is said of them, messages, readings."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from concerns import vault
from concerns.kinds import Found, Mode, Recognised, Side, TextKind
from concerns.letterbox_presenters.promises import Promised
from concerns.letterbox_queries import Case, Opening
from concerns.models import Clock, IdentityRequest, Label, Pause, Referral, SealedText, SightedNotice
from concerns.obligations import REOPEN_WITHIN, Promise
from concerns.pathway import OPEN, Act, State, Track, is_possible
from concerns.refusals import ConcernRefused

STATES = {
    State.RECEIVED: "It has arrived. Nobody has taken it yet.",
    State.ACKNOWLEDGED: "A person has it and has written to you.",
    State.TRIAGED: "They have told you how they see it and what happens next.",
    State.ACTIVE: "They are working on it.",
    State.INVESTIGATING: "They are finding out what happened.",
    State.ANSWERED: "You have a full answer.",
    State.CLOSED: "Nobody works on it any more.",
    State.WITHDRAWN: "Nobody works on it any more.",
    State.SIGNPOSTED: "Somebody else is better placed. Read the last message.",
    State.REFERRED_OUT: "It was handed to an outside body. Read the last message.",
}
# What ends without a finding leaves what was said of each word; the page says where it stands.
WITHOUT_ANSWER = {
    State.SIGNPOSTED: "They showed you who is better placed, and did not look into it further.",
    State.REFERRED_OUT: "They handed it to an outside body, and give no answer of their own.",
    State.CLOSED: "It was closed without a full answer.",
}
# The case is answered as soon as one track has answered; the other still owes what it promised.
ONE_SIDE = ("Answered by one side", "You have an answer from one side. The other has not answered yet.")
COLOURS = {State.ANSWERED: "green", State.CLOSED: "grey", State.WITHDRAWN: "grey", State.RECEIVED: "blue"}


@dataclass(frozen=True, repr=False)
class Said:
    """Words as they were opened; None where they do not open any more."""

    words: str | None
    who: str = ""
    on: date | None = None
    is_own: bool = False
    heading: str = ""


@dataclass(frozen=True, repr=False)
class TrackShown:
    """One group that has it, or had it."""

    referral: Referral
    promises: Sequence[Promised]
    pause: Pause | None
    because: Said | None
    is_without_reader: bool
    """Whether nobody of the group can open it any more."""
    kept: Sequence[Promised] = ()

    @property
    def late(self) -> list[Promised]:
        """Promises whose day has passed."""
        return [each for each in self.promises if each.is_late]

    @property
    def next(self) -> Promised | None:
        """The promise whose day comes next."""
        return next((each for each in self.promises if not each.is_late), None)

    @property
    def later(self) -> list[Promised]:
        """Those after it."""
        return [each for each in self.promises if not each.is_late][1:]


@dataclass(frozen=True)
class NoticeShown:
    """That the dean's office was told, and until when it should look."""

    notice: SightedNotice
    promise: Promised | None


@dataclass(frozen=True, repr=False)
class Lane:
    """One of the two sides."""

    side: Side
    tracks: Sequence[TrackShown]
    notices: Sequence[NoticeShown] = ()


@dataclass(frozen=True, repr=False)
class Answer:
    """What a group says of a label: recognised or not, or what it found."""

    words: str
    colour: str
    because: Said


@dataclass(frozen=True, repr=False)
class LabelShown:
    """One of the reporter's own words, and what each group says of it."""

    words: str | None
    recognitions: Sequence[Answer]
    findings: Sequence[Answer]


@dataclass(frozen=True, repr=False)
class Inside:
    """Everything of the page inside."""

    state: State
    label: str
    words: str
    colour: str
    received_on: date | None
    closed_on: date | None
    lanes: Sequence[Lane]
    labels: Sequence[LabelShown]
    messages: Sequence[Said]
    openings: Sequence[Opening]
    requests: Sequence[IdentityRequest]
    mode: Mode
    reopen_until: date | None
    answered: Sequence[Referral]
    """The tracks whose answer can be said to be not enough."""
    without_answer: str
    """How it ended, where there is no answer."""

    @property
    def is_open(self) -> bool:
        """Whether messages are read and it can be withdrawn."""
        return self.state in OPEN

    @property
    def late_count(self) -> int:
        """How many promises are late."""
        of_tracks = sum(len(track.late) for lane in self.lanes for track in lane.tracks)
        looks = [each.promise for lane in self.lanes for each in lane.notices if each.promise]
        return of_tracks + sum(look.is_late for look in looks)


@dataclass(frozen=True, repr=False)
class OwnWords:
    """What the reporter wrote."""

    narrative: Said
    labels: Sequence[Said]
    people: Said | None


def inside_shown(case: Case, key: bytes, *, today: date) -> Inside:
    """Open with the reporter's key what the page inside shows; what does not open says so, the rest stays."""
    concern = case.concern
    state = State(concern.state)
    may_reopen = is_possible(Act.REOPEN, state)
    is_one_sided = state is State.ANSWERED and any(
        each.is_live and not each.answered_on for each in case.referrals
    )
    answered = [each for each in case.referrals if each.answered_on and each.state != Track.RETURNED]
    until = concern.closed_on + REOPEN_WITHIN if concern.closed_on else None
    return Inside(
        state=state,
        label=ONE_SIDE[0] if is_one_sided else state.label,
        words=ONE_SIDE[1] if is_one_sided else STATES[state],
        colour=COLOURS.get(state, ""),
        received_on=concern.received_on,
        closed_on=concern.closed_on,
        lanes=[_lane(side, case, key, today) for side in Side],
        labels=[_label(label, key) for label in case.labels],
        messages=[_said(text, key) for text in case.messages],
        openings=case.openings,
        requests=case.requests,
        mode=Mode(concern.mode),
        reopen_until=(until or date.max) if may_reopen and (until is None or today <= until) else None,
        answered=answered,
        without_answer="" if answered else WITHOUT_ANSWER.get(state, ""),
    )


def own_words_shown(texts: Iterable[SealedText], key: bytes) -> OwnWords:
    """Open what the reporter wrote when it was sent."""
    by_kind: dict[str, list[Said]] = {}
    for text in texts:
        by_kind.setdefault(text.kind, []).append(_said(text, key))
    return OwnWords(
        narrative=next(iter(by_kind.get(TextKind.NARRATIVE, [])), Said(None)),
        labels=by_kind.get(TextKind.LABEL, []),
        people=next(iter(by_kind.get(TextKind.PEOPLE, [])), None),
    )


def _lane(side: Side, case: Case, key: bytes, today: date) -> Lane:
    tracks = [_track(each, case, key, today) for each in case.referrals if each.side == side]
    if side is Side.EMPLOYER:
        return Lane(side, tracks)
    # The clock runs on the employer's track; the reporter reads of it where the dean's office stands.
    clocks = (clock for referral in case.referrals for clock in referral.clocks.all())
    look = next(
        (
            _promised(clock, today)
            for clock in clocks
            if clock.promise == Promise.SIGHT and not clock.ended_on and not case.concern.is_ended
        ),
        None,
    )
    return Lane(side, tracks, [NoticeShown(notice, look) for notice in case.notices])


def _track(referral: Referral, case: Case, key: bytes, today: date) -> TrackShown:
    return TrackShown(
        referral=referral,
        promises=[
            _promised(clock, today)
            for clock in referral.clocks.all()
            if clock.promise != Promise.SIGHT and not clock.ended_on
        ],
        kept=_kept(referral),
        pause=next(iter(referral.pauses.all()), None) if referral.is_live else None,
        because=_said(referral.because, key) if referral.because else None,
        is_without_reader=referral.group_id not in case.able,
    )


def _kept(referral: Referral) -> list[Promised]:
    """Return what was done, each promise once; what they wrote stands under Messages anyhow."""
    latest = {
        clock.promise: Promised(
            Promise(clock.promise).label, clock.due_on, is_late=clock.was_late, kept_on=clock.ended_on
        )
        for clock in referral.clocks.all()
        if clock.ended_on and clock.promise not in (Promise.SIGHT, Promise.CONTACT)
    }
    return sorted(latest.values(), key=lambda each: each.kept_on or each.by)


def _promised(clock: Clock, today: date) -> Promised:
    return Promised(Promise(clock.promise).label, clock.due_on, is_late=clock.due_on < today)


def _label(label: Label, key: bytes) -> LabelShown:
    latest = {each.referral_id: each for each in label.recognitions.all()}
    found = {each.referral_id: each for each in label.findings.all()}
    return LabelShown(
        words=_said(label.text, key).words,
        recognitions=[
            Answer(
                Recognised(each.answer).label,
                RECOGNISED_COLOURS[each.answer],
                _why(each.because, each.referral, key),
            )
            for each in latest.values()
        ],
        findings=[
            Answer(Found(each.found).label, "", _why(each.because, each.referral, key))
            for each in found.values()
        ],
    )


RECOGNISED_COLOURS: dict[str, str] = {
    Recognised.YES: "green",
    Recognised.NOT_YET: "yellow",
    Recognised.NO: "red",
}


def _why(text: SealedText, referral: Referral, key: bytes) -> Said:
    return Said(_words(text, key), who=str(referral.group), on=text.written_on)


def _said(text: SealedText, key: bytes) -> Said:
    is_own = text.kind == TextKind.FROM_REPORTER
    who = str(text.group) if text.kind == TextKind.TO_REPORTER and text.group else ""
    return Said(_words(text, key), who=who, on=text.written_on, is_own=is_own)


def _words(text: SealedText, key: bytes) -> str | None:
    try:
        return vault.read_text(text, key)
    except ConcernRefused:
        return None
