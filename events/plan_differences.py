"""In what two plans of one session differ, in words: for who edits what somebody else has just changed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from common.words import day_and_clock, listed
from events.plans import RoomPlan, SessionPlan, TopicPlan

LONGEST_SHOWN = 80


@dataclass(frozen=True)
class Difference:
    """One thing that stands otherwise by now than somebody is about to save it."""

    what: str
    stored: str
    typed: str

    def __str__(self) -> str:
        return f"{self.what}: {self.stored} is saved now, {self.typed} stands here."


def differences(stored: SessionPlan, typed: SessionPlan, zone: ZoneInfo) -> list[Difference]:
    """List what saving ``typed`` would change in ``stored``, in the order of the form."""
    return compared(_told(stored, zone), _told(typed, zone))


def compared(before: Mapping[str, str], after: Mapping[str, str]) -> list[Difference]:
    """List what is told otherwise after than before."""
    return [
        Difference(what, _quoted(before[what]), _quoted(after[what]))
        for what in before
        if before[what] != after[what]
    ]


def _told(plan: SessionPlan, zone: ZoneInfo) -> dict[str, str]:
    session = plan.session
    return {
        "Kind": session.get_kind_display(),
        "Title": session.title,
        "Starts": day_and_clock(session.starts_at, zone),
        "Ends": day_and_clock(session.ends_at, zone),
        "Summary": " ".join(session.summary.split()),
        "Captions": "arranged" if session.has_captions else "not arranged",
        "Rooms": "; ".join(_room(room) for room in plan.rooms),
        "Speakers": listed(map(str, plan.speakers)),
        "Chairs": listed(map(str, plan.chairs)),
        "Topics": "; ".join(_topic(topic) for topic in plan.topics),
    }


def _room(room: RoomPlan) -> str:
    facts = [
        room.title,
        str(room.theme or ""),
        "no limit" if room.capacity is None else f"{room.capacity} places",
        _with(room.facilitators),
        f"deputies {listed(map(str, room.deputies))}" if room.deputies else "",
        f"brief: {' '.join(room.brief.split())}" if room.brief else "",
    ]
    return f"{room.place} ({', '.join(fact for fact in facts if fact)})"


def _topic(topic: TopicPlan) -> str:
    facts = [" ".join(topic.summary.split()), _with(topic.speakers), str(topic.question_room or "")]
    told = ", ".join(fact for fact in facts if fact)
    return f"{topic.title} ({told})" if told else topic.title


def _with(people: Iterable[object]) -> str:
    names = listed(map(str, people))
    return f"with {names}" if names else ""


def _quoted(text: str) -> str:
    if not text:
        return "nothing"
    return f"“{text if len(text) <= LONGEST_SHOWN else text[:LONGEST_SHOWN] + '…'}”"
