"""Who may hold, reword and send again what the people of an assembly are told."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import ClassVar

from accounts.models import User
from common.policy import ALLOWED, Refused, Verdict
from events.models import Assembly
from notices.models import Notice, State

# Enough to try words out, too few to fill a mailbox by leaning on a button.
TESTS_AT_MOST = 10


class Telling(StrEnum):
    """Why something about notices is refused."""

    NOT_ORGANISER = "not_organiser"
    CHANGED = "changed"
    ELSEWHERE = "elsewhere"
    SETTLED = "settled"
    UNSURE = "unsure"
    TOO_OFTEN = "too_often"
    NOBODY = "nobody"
    UNKNOWN = "unknown"


class TellingRefused(Refused):
    """Something about notices was refused."""

    codes = Telling
    sentences: ClassVar[Mapping[Telling, str]] = {
        Telling.NOT_ORGANISER: "Only an organiser can decide what is sent.",
        Telling.CHANGED: (
            "{who} changed these words at {time}, after you opened them here. What you typed is still here: "
            "compare, then save again to keep it."
        ),
        Telling.ELSEWHERE: "This is about another assembly.",
        Telling.SETTLED: "It is sent, or waits to be sent, already.",
        Telling.UNSURE: "It may have arrived. Ask {name} first, then say that it is to be sent again.",
        Telling.TOO_OFTEN: (
            "You have sent yourself {count} tests within 10 minutes. Wait a little, then try again."
        ),
        Telling.NOBODY: "There is nobody as whom this can be shown.",
        Telling.UNKNOWN: "Nobody with that reference ({reference}) gets this, so no test was sent.",
    }

    @property
    def differences(self) -> Sequence[str]:
        """What stands there now, if somebody changed it meanwhile."""
        found = self.facts.get("differences", ())
        return found if isinstance(found, tuple) else ()


def can_decide_what_is_sent(actor: User) -> Verdict:
    """Whether the actor may hold, release, reword and try out what is sent."""
    return ALLOWED if actor.is_organiser else Verdict.refuse(Telling.NOT_ORGANISER)


def can_send_again(actor: User, assembly: Assembly, notice: Notice, *, is_confirmed: bool) -> Verdict:
    """Whether a notice may be sent once more: one that was refused, or of which nobody knows after asking."""
    if not (allowed := can_decide_what_is_sent(actor)):
        return allowed
    if notice.scope != assembly.slug:
        return Verdict.refuse(Telling.ELSEWHERE)
    if notice.state not in (State.FAILED, State.UNKNOWN):
        return Verdict.refuse(Telling.SETTLED)
    if notice.state == State.UNKNOWN and not is_confirmed:
        return Verdict.refuse(Telling.UNSURE, name=str(notice.recipient))
    return ALLOWED
