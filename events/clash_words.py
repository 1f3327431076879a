"""The sentences in which organisers read what clashes: with whom or what, in which session, and when."""

from zoneinfo import ZoneInfo

from common.words import day, time_range
from events.clashes import Clash, ClashKind

_SENTENCES = {
    ClashKind.OUTSIDE_DAY: "The session must lie within the assembly's day, {times} on {day}.",
    ClashKind.PERSON_TWICE: "{subject} is also {part} {other}, {times}.",
    ClashKind.TWO_ROOMS: "{subject} is facilitating two rooms of this session. Choose one of them.",
    ClashKind.PLACE_TWICE: "{subject} is taken by {other}, {times}.",
    ClashKind.NO_ROOMS: "No rooms yet: nobody can take part.",
    ClashKind.NO_PLACE: "No place yet: nobody can come in.",
    ClashKind.NO_SPEAKER: "No speaker yet.",
    ClashKind.NO_CHAIR: "No chair yet: a roundtable is led by a learner, who gives the word.",
    ClashKind.NO_FACILITATOR: "{subject} has no facilitator.",
    ClashKind.NO_CAPTIONS: "No captions are arranged.",
    ClashKind.PERSON_CHANGE_OVER: (
        "{subject} is also {part} {other}, {times}, in another place: the change-over is under 5 minutes."
    ),
    ClashKind.PLACE_CHANGE_OVER: (
        "{subject} is also used by {other}, {times}: the change-over is under 5 minutes."
    ),
}


def template_of(clash: Clash) -> str:
    """Return the sentence with ``{other}`` left open, for pages that put a link there."""
    return _SENTENCES[clash.kind]


def facts_of(clash: Clash, zone: ZoneInfo) -> dict[str, str]:
    """Return what stands in the sentence, times in the assembly's zone."""
    facts = {"subject": clash.subject, "part": clash.part or "", "other": f"“{clash.other_title}”"}
    if clash.period:
        start, end = clash.period.start, clash.period.end
        facts |= {"times": time_range(start, end, zone), "day": day(start, zone)}
    return facts


def sentence_of(clash: Clash, zone: ZoneInfo) -> str:
    """Say it in plain text."""
    return template_of(clash).format(**facts_of(clash, zone))
