"""The states of a concern and of its tracks, and which act leads from which to which. Pure."""

from collections.abc import Mapping

from django.db.models import TextChoices


class State(TextChoices):
    """Where a concern stands, in the words of the reporter's page."""

    DRAFT = "draft", "Being written"
    RECEIVED = "received", "Received"
    ACKNOWLEDGED = "acknowledged", "Acknowledged"
    TRIAGED = "triaged", "Looked through"
    ACTIVE = "active", "Being worked on"
    INVESTIGATING = "investigating", "Being investigated"
    ANSWERED = "answered", "Answered"
    CLOSED = "closed", "Closed"
    WITHDRAWN = "withdrawn", "Withdrawn by you"
    SIGNPOSTED = "signposted", "Shown another way"
    REFERRED_OUT = "referred_out", "Handed to an outside body"


class Track(TextChoices):
    """Where one referral stands."""

    OFFERED = "offered", "Waiting for somebody to take it"
    ACCEPTED = "accepted", "Taken"
    RETURNED = "returned", "Returned"
    CLOSED = "closed", "Closed"


class Act(TextChoices):
    """What can be done to a concern as a whole."""

    SEND = "send", "Send"
    ACKNOWLEDGE = "acknowledge", "Acknowledge"
    TRIAGE = "triage", "Record the triage"
    BEGIN = "begin", "Start the work"
    INVESTIGATE = "investigate", "Open an investigation"
    ANSWER = "answer", "Give feedback"
    CLOSE = "close", "Close"
    REOPEN = "reopen", "Reopen"
    WITHDRAW = "withdraw", "Withdraw"
    SIGNPOST = "signpost", "Show another way"
    REFER_OUT = "refer_out", "Hand to an outside body"


WORKED_ON = (State.TRIAGED, State.ACTIVE, State.INVESTIGATING)
OPEN = (State.RECEIVED, State.ACKNOWLEDGED, *WORKED_ON, State.ANSWERED)
ENDED = (State.CLOSED, State.WITHDRAWN, State.SIGNPOSTED, State.REFERRED_OUT)
LIVE_TRACKS = (Track.OFFERED, Track.ACCEPTED)

MOVES: Mapping[Act, Mapping[State, State]] = {
    Act.SEND: {State.DRAFT: State.RECEIVED},
    # Acknowledging again is allowed to the second track, and changes nothing of the concern.
    Act.ACKNOWLEDGE: {
        State.RECEIVED: State.ACKNOWLEDGED,
        **{state: state for state in OPEN if state is not State.RECEIVED},
    },
    # The other track may judge later, and says what it recognises for itself.
    Act.TRIAGE: {
        State.ACKNOWLEDGED: State.TRIAGED,
        **{state: state for state in (*WORKED_ON, State.ANSWERED)},
    },
    Act.BEGIN: {State.TRIAGED: State.ACTIVE},
    Act.INVESTIGATE: {
        State.TRIAGED: State.INVESTIGATING,
        State.ACTIVE: State.INVESTIGATING,
        # The other track may investigate too.
        State.INVESTIGATING: State.INVESTIGATING,
        State.ANSWERED: State.INVESTIGATING,
    },
    Act.ANSWER: {**dict.fromkeys(WORKED_ON, State.ANSWERED), State.ANSWERED: State.ANSWERED},
    Act.CLOSE: dict.fromkeys((*WORKED_ON, State.ANSWERED), State.CLOSED),
    Act.REOPEN: dict.fromkeys(
        (State.ANSWERED, State.CLOSED, State.SIGNPOSTED, State.REFERRED_OUT), State.ACTIVE
    ),
    Act.WITHDRAW: dict.fromkeys(OPEN, State.WITHDRAWN),
    Act.SIGNPOST: {State.ACKNOWLEDGED: State.SIGNPOSTED, State.TRIAGED: State.SIGNPOSTED},
    Act.REFER_OUT: dict.fromkeys((State.ACKNOWLEDGED, *WORKED_ON), State.REFERRED_OUT),
}


# Where a label speaks to the reporter, handlers read this instead.
_FOR_HANDLERS = {State.WITHDRAWN: "Withdrawn by the reporter"}


def words_for_handlers(state: State) -> str:
    """Return where a concern stands, in the words of the casework pages."""
    return _FOR_HANDLERS.get(state, str(state.label))


def after(act: Act, state: State) -> State | None:
    """Return the state that the act leads to; None where it is not possible."""
    return MOVES[act].get(state)


def is_possible(act: Act, state: State) -> bool:
    """Whether the pathway has this step."""
    return state in MOVES[act]
