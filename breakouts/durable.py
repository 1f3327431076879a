"""The durable frames that the actions of this app append, so that nobody misses what they tell.

What a room's state says is made here as well, so that the state and its frames cannot come to differ.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from breakouts.models import (
    ANNOUNCEMENT_LIMIT,
    BECAUSE_LIMIT,
    LABEL_LIMIT,
    Act,
    Announcement,
    Conduct,
    Hand,
    Message,
    Report,
    Restriction,
    Wait,
)
from breakouts.queries import conduct_of
from breakouts.rules import is_locked
from events.models import Room, Session
from realtime.registry import FrameData, durable
from realtime.schema import Flag, ListOf, Maybe, OneOf, Record, Text, Whole

_NAME, _TIME, _REASON = Text(120), Text(40), Text(BECAUSE_LIMIT)
AUTHOR = Record({"id": Text(40), "name": _NAME, "role": Text(40)})
HAND = Record({"id": Text(40), "name": _NAME, "is_first": Flag()})

SEAT_MOVED = durable("seat.moved", {"session": Text(12), "room": Maybe(Text(12))})
SEAT_WAIT = durable("seat.wait", {"session": Text(12), "room": Maybe(Text(12)), "until": Maybe(_TIME)})
YOU_RESTRICTED = durable(
    "you.restricted",
    {
        "room": Text(12),
        "kind": OneOf(tuple(Restriction.Kind.values)),
        "because": _REASON,
        "until": Maybe(_TIME),
        "is_over": Flag(),
    },
)
CHAT_MSG = durable("chat.msg", {"id": Whole(), "by": AUTHOR, "body": Text(2000, least=1)})
CHAT_EDIT = durable("chat.edit", {"id": Whole(), "body": Text(2000, least=1)})
CHAT_HIDE = durable("chat.hide", {"id": Whole(), "body": Maybe(Text(2000, least=1))})
HAND_QUEUE = durable(
    "hand.queue", {"hands": ListOf(HAND, 2000), "given": Maybe(Record({"id": Text(40), "name": _NAME}))}
)
TIMER = durable("timer", {"ends_at": Maybe(_TIME), "label": Text(LABEL_LIMIT)})
ANNOUNCE = durable("announce", {"id": Whole(), "by": _NAME, "body": Text(ANNOUNCEMENT_LIMIT, least=1)})
ANNOUNCE_OFF = durable("announce.off", {"id": Whole()})
ROOM_STATE = durable("room.state", {"is_locked": Flag(), "slow_seconds": Whole(0, 60)})
RECALL = durable("recall", {"at": Maybe(_TIME), "to": Text(200)})
MOD_LOG = durable(
    "mod.log",
    {
        "id": Whole(),
        "verb": OneOf(tuple(Act.Verb.values)),
        "by": _NAME,
        "about": Maybe(_NAME),
        "because": _REASON,
        "detail": Text(BECAUSE_LIMIT),
    },
)
MOD_REPORT = durable(
    "mod.report",
    {"id": Whole(), "message": Whole(), "body": Text(2000, least=1), "author": _NAME, "because": _REASON},
)
MOD_HANDLED = durable("mod.handled", {"id": Whole()})

FRAMES = (
    SEAT_MOVED,
    SEAT_WAIT,
    YOU_RESTRICTED,
    CHAT_MSG,
    CHAT_EDIT,
    CHAT_HIDE,
    HAND_QUEUE,
    TIMER,
    ANNOUNCE,
    ANNOUNCE_OFF,
    ROOM_STATE,
    RECALL,
    MOD_LOG,
    MOD_REPORT,
    MOD_HANDLED,
)


def seat_moved(session: Session, room: Room | None) -> FrameData:
    """Tell a delegate's other pages in which room of the session their seat is now; none when given up."""
    return SEAT_MOVED.frame(session=session.code, room=room.code if room else None)


def seat_wait(session: Session, wait: Wait | None) -> FrameData:
    """Tell a delegate which room of the session they wait for, and until when a place there is kept."""
    told = told_wait(wait) if wait else {"room": None, "until": None}
    return SEAT_WAIT.frame(session=session.code, **told)


def you_restricted(restriction: Restriction, *, is_over: bool) -> FrameData:
    """Tell a delegate what they may not do in a room any more, or that they may again."""
    return YOU_RESTRICTED.frame(**told_restriction(restriction), is_over=is_over)


def chat_msg(message: Message, *, role: str) -> FrameData:
    """Tell the room what was said, by whom, and with what role they host it (empty for everybody else)."""
    by = {"id": str(message.author_id), "name": message.author_name, "role": role}
    return CHAT_MSG.frame(id=message.pk, by=by, body=message.body)


def chat_edit(message: Message) -> FrameData:
    """Tell the room what a message says now."""
    return CHAT_EDIT.frame(id=message.pk, body=message.body)


def chat_hide(message: Message) -> FrameData:
    """Tell the room that a message is hidden, or what it says when it is shown again."""
    return CHAT_HIDE.frame(id=message.pk, body=None if message.is_hidden else message.body)


def hand_queue(hands: Iterable[Hand], given: Hand | None = None) -> FrameData:
    """Tell the room who wants the word, in order, and who has just been given it."""
    speaker = {"id": str(given.user_id), "name": given.name} if given else None
    return HAND_QUEUE.frame(hands=told_hands(hands), given=speaker)


def timer(conduct: Conduct) -> FrameData:
    """Tell the room until when the timer runs; none when it was stopped."""
    return TIMER.frame(**told_timer(conduct))


def announce(announcement: Announcement) -> FrameData:
    """Tell the room what a host announces."""
    return ANNOUNCE.frame(id=announcement.pk, by=announcement.by_name, body=announcement.body)


def announce_off(announcement: Announcement) -> FrameData:
    """Tell the room that a host took an announcement back."""
    return ANNOUNCE_OFF.frame(id=announcement.pk)


def room_state(room: Room, at: datetime) -> FrameData:
    """Tell the room whether others may come in, how fast people may write, and when it ends."""
    return ROOM_STATE.frame(**told_room(room, at))


def recall(conduct: Conduct) -> FrameData:
    """Tell the room when everybody is expected back, and where; none when that was called off."""
    return RECALL.frame(**told_recall(conduct))


def mod_log(act: Act) -> FrameData:
    """Tell those who run the room what one of them did."""
    return MOD_LOG.frame(**told_act(act))


def mod_report(report: Report) -> FrameData:
    """Tell those who run the room what somebody reported, and not who did."""
    return MOD_REPORT.frame(**told_report(report))


def mod_handled(report: Report) -> FrameData:
    """Tell those who run the room that a report needs nobody any more."""
    return MOD_HANDLED.frame(id=report.pk)


def told_restriction(restriction: Restriction) -> dict[str, Any]:
    """Put a restriction as frames and states have it. Load ``room`` with it."""
    return {
        "room": restriction.room.code,
        "kind": restriction.kind,
        "because": restriction.because,
        "until": _told(restriction.until_at),
    }


def told_wait(wait: Wait) -> dict[str, Any]:
    """Put a wait as frames and states have it. Load ``room`` with it."""
    return {"room": wait.room.code, "until": _told(wait.offer_expires_at)}


def told_hands(hands: Iterable[Hand]) -> list[Mapping[str, Any]]:
    """Put the queue of hands as frames and states have it."""
    return [{"id": str(hand.user_id), "name": hand.name, "is_first": hand.is_first} for hand in hands]


def told_timer(conduct: Conduct) -> dict[str, Any]:
    """Put the timer as frames and states have it."""
    return {"ends_at": _told(conduct.timer_ends_at), "label": conduct.timer_label}


def told_room(room: Room, at: datetime) -> dict[str, Any]:
    """Put the room's doors and pace as frames and states have it."""
    return {"is_locked": is_locked(room.locked_at, at), "slow_seconds": conduct_of(room).slow_seconds}


def told_recall(conduct: Conduct) -> dict[str, Any]:
    """Put the return to the main stage as frames and states have it."""
    return {"at": _told(conduct.recall_due_at), "to": conduct.recall_to}


def told_act(act: Act) -> dict[str, Any]:
    """Put one line of the log as frames and states have it."""
    return {
        "id": act.pk,
        "verb": str(act.verb),
        "by": act.actor_name,
        "about": act.about_name or None,
        "because": act.because,
        "detail": act.detail,
    }


def told_report(report: Report) -> dict[str, Any]:
    """Put a report as frames and states have it. Load ``message`` with it."""
    return {
        "id": report.pk,
        "message": report.message_id,
        "body": report.body,
        "author": report.message.author_name,
        "because": report.because,
    }


def _told(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
