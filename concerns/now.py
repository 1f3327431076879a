"""Where a case and one of its tracks stand: the rows behind what the rules look at."""

from collections.abc import Iterable
from datetime import date

from concerns.kinds import Mode, TextKind
from concerns.models import Clock, Referral
from concerns.obligations import CLOSE_WITHOUT_REPLY_AFTER, LONG_FEEDBACK, Promise
from concerns.pathway import State, Track
from concerns.policies import CaseNow


def case_now(own: Referral, referrals: Iterable[Referral], *, on: date) -> CaseNow:
    """Tell what the rules look at; ``referrals`` are all tracks of the case, ``own`` the handler's."""
    running = list(own.clocks.running().select_related("follows__follows__follows"))
    feedback = next((clock for clock in running if clock.promise == Promise.FEEDBACK), None)
    pauses = list(own.pauses.all())
    others = own.concern.referrals.live().exclude(pk=own.pk)
    return CaseNow(
        state=State(own.concern.state),
        track=Track(own.state),
        mode=Mode(own.concern.mode),
        running=frozenset(Promise(clock.promise) for clock in running),
        has_answered=own.answered_on is not None,
        is_left_without_reply=bool(pauses) and _is_left_without_reply(own, on=on),
        is_paused=any(pause.ended_on is None for pause in pauses),
        pause_count=len(pauses),
        is_extended=feedback is not None and feedback.due_on >= LONG_FEEDBACK.after(first_start(feedback)),
        has_other_tracks=any(each.is_live and each.pk != own.pk for each in referrals),
        can_others_open=own.concern.who_can_open(others.values("group")).exists(),
    )


def first_start(clock: Clock) -> date:
    """Return the day on which the first of the clocks that it follows was started."""
    while clock.follows is not None:
        clock = clock.follows
    return clock.started_on


def _is_left_without_reply(referral: Referral, *, on: date) -> bool:
    """Whether the last question was asked 30 days ago and the reporter has not written since."""
    asked = referral.pauses.order_by("-began_on").first()
    if asked is None or on < asked.began_on + CLOSE_WITHOUT_REPLY_AFTER:
        return False
    replies = referral.concern.texts.filter(kind=TextKind.FROM_REPORTER, written_on__gte=asked.began_on)
    return not replies.exists()
