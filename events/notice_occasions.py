"""When each kind of notice is due, in words for organisers; instants only for the rounds."""

from datetime import datetime

from common.words import day_and_clock, zone_in_words
from events import notices
from events.actions.rounds import was_public
from events.models import Assembly, Delegate
from events.rounds import Round
from notices.kinds import Kind, Topic

# Whoever stands so is, or was, told this.
STATES: dict[str, Delegate.State] = {
    notices.CONFIRMED: Delegate.State.REGISTERED,
    notices.APPROVED: Delegate.State.REGISTERED,
    notices.GIVEN: Delegate.State.REGISTERED,
    notices.OFFERED: Delegate.State.OFFERED,
    notices.LAPSED: Delegate.State.LAPSED,
    notices.WAITING: Delegate.State.WAITING,
    notices.AWAITING: Delegate.State.AWAITING_APPROVAL,
    notices.DECLINED: Delegate.State.DECLINED,
    notices.CANCELLED: Delegate.State.CANCELLED,
}
_WHEN = {
    notices.CONFIRMED: "When somebody registers and gets a place",
    notices.APPROVED: "When an organiser approves a registration",
    notices.GIVEN: "When somebody who waited takes a place, or gets it outright",
    notices.OFFERED: "When a place is free for the first on the waiting list",
    notices.LAPSED: "When an offered place is not taken in time",
    notices.WAITING: "When somebody registers and all places are taken",
    notices.AWAITING: "When somebody registers and an organiser decides",
    notices.DECLINED: "When an organiser declines a registration",
    notices.CANCELLED: "When a place is cancelled",
    notices.MOVED: "15 minutes after the last change of the day's date or times",
}
_OF_TOPIC = {
    Topic.PLACE: "When somebody's place changes",
    Topic.CHANGES: "When a session or a room changes",
    Topic.REMINDERS: "Before the day",
    Topic.TURNS: "When a place in a full room becomes free for somebody who waits",
    Topic.ROOMS: "Shortly before a room starts",
    Topic.AFTERWARDS: "After the day",
    Topic.NEWS: "When an organiser sends a message",
}


def occasion_of(kind: Kind) -> str:
    """Say what makes somebody be told this."""
    return kind.occasion or _WHEN.get(kind.key) or _OF_TOPIC[kind.topic]


def instant_of(assembly: Assembly, each: Round | None, at: datetime) -> str:
    """Say when a round is due, was due, or why it is not."""
    if each is None:
        return "Not sent: it would come too late on these dates"
    when = f"{day_and_clock(each.due_at, assembly.zone)} ({zone_in_words(assembly.zone)})"
    if each.due_at > at:
        return when
    if not was_public(assembly, each):
        return f"Not sent: the assembly was not public when it was due, {when}"
    return f"Was due {when}"
