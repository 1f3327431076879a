"""What can be done to a case, and why not. No queries."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from concerns.obligations import Promise
from concerns.pathway import State, Track
from concerns.policies import CaseNow, Step, can_take
from concerns.refusals import SENTENCES


@dataclass(frozen=True)
class Offer:
    """One thing that can be done, or not, and then why."""

    step: Step
    words: str
    why_not: str


# In the order in which a case goes.
OFFERS: Mapping[Step, str] = {
    Step.ACKNOWLEDGE: "Acknowledge",
    Step.SCREEN: "Look whether anybody is at risk",
    Step.SAFETY: "Record a safety action",
    Step.TRIAGE: "Record the triage",
    Step.BEGIN: "Begin the work",
    Step.INVESTIGATE: "Open an investigation",
    Step.DELAY: "Explain a delay of the investigation",
    Step.EXTEND: "Extend the time for feedback",
    Step.ANSWER: "Give feedback",
    Step.CLOSE: "Close your side",
    Step.OTHER_WAY: "Show another way, or hand to an outside body",
    Step.REFER: "Refer to another group",
    Step.RETURN: "Return it",
    Step.IDENTITY: "Who raised it",
    Step.KEEP_OUT: "Keep somebody out",
    Step.STEP_BACK: "Step back: I know somebody in it",
}
# The one thing that is to be done next, where the case stands like this.
NEXT_BY_STATE: Mapping[State, Step] = {
    State.RECEIVED: Step.ACKNOWLEDGE,
    State.ACKNOWLEDGED: Step.TRIAGE,
    State.TRIAGED: Step.BEGIN,
    State.ACTIVE: Step.ANSWER,
    State.INVESTIGATING: Step.ANSWER,
    State.ANSWERED: Step.CLOSE,
}


def offers_of(now: CaseNow) -> list[Offer]:
    """Return everything that the page lists, with the reason where it cannot be done."""
    offers = []
    for step, words in OFFERS.items():
        verdict = can_take(step, now)
        why_not = "" if verdict.code is None else SENTENCES[verdict.code].format(**verdict.facts)  # type: ignore[index]
        offers.append(Offer(step, words, why_not))
    return offers


WRITE = Offer(Step.WRITE, "Write to the reporter", "")


# What keeps each promise.
KEPT_BY: Mapping[Promise, tuple[Step, ...]] = {
    Promise.ACKNOWLEDGE: (Step.ACKNOWLEDGE,),
    Promise.SCREEN: (Step.SCREEN,),
    Promise.TRIAGE: (Step.TRIAGE,),
    Promise.SAFETY: (Step.SAFETY,),
    Promise.INVESTIGATE: (Step.ANSWER, Step.DELAY),
    Promise.CONTACT: (Step.WRITE,),
    Promise.FEEDBACK: (Step.ANSWER,),
}


def next_offers(now: CaseNow, offers: Iterable[Offer], *, due: Promise | None) -> list[Offer]:
    """Return what is to be done next, if it can be: what keeps the promise that is due, then the usual."""
    usual = Step.ACKNOWLEDGE if now.track == Track.OFFERED else NEXT_BY_STATE.get(now.state)
    wanted = dict.fromkeys([*(KEPT_BY[due] if due else ()), *([usual] if usual else [])])
    can_be = {each.step: each for each in [*offers, WRITE] if can_take(each.step, now)}
    return [can_be[step] for step in wanted if step in can_be]
