"""What running a room adds to the tables of the realtime engine: hands, edits, reports, the staff stream."""

from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from functools import partial
from typing import Any

from breakouts import actions, durable
from breakouts.absences.durable import told_away
from breakouts.absences.queries import people_away
from breakouts.conduct import counts
from breakouts.conduct.queries import (
    allowed_to_run,
    latest_acts,
    latest_announcements,
    open_hands,
    open_reports,
    restrictions_in,
)
from breakouts.help.durable import told_calls
from breakouts.help.queries import calls_to_facilitators
from breakouts.models import Restriction
from breakouts.polls.durable import told_draft
from breakouts.polls.queries import draft_polls
from breakouts.queries import conduct_of
from breakouts.questions.durable import told_question
from breakouts.questions.queries import held_questions
from breakouts.rules import SLOW_SECONDS
from common.keys import key_sent
from events.frames import told_source, told_times
from events.models import Room
from realtime import limits
from realtime.limits import Allowance
from realtime.registry import Command, FrameKind, Pair, StreamKind, command
from realtime.schema import Field, Flag, Identifier, Maybe, Text, Whole

STAFF_SUFFIX = ".staff"
# More than may be said, so that what is a little too long is refused in words.
_BODY, _REASON, _LABEL = Text(4000), Text(1000), Text(200)
_PERSON = Text(18, least=1)


def find_room(name: str) -> Room | None:
    """Return the room of a stream, its staff's too."""
    rooms = Room.objects.select_related("theme", "session__assembly", "conduct")
    return rooms.filter(code=_code(name)).first()


def conduct_state(room: Room, at: datetime) -> dict[str, Any]:
    """Return how the room is run, the same for everybody who follows it.

    Load ``session``, ``conduct`` and ``source`` with it.
    """
    conduct = conduct_of(room)
    announcements = [
        {**durable.announce(each).payload, "at": each.announced_at.isoformat()}
        for each in latest_announcements(room)
    ]
    return {
        **durable.told_room(room, at),
        **told_times(room.session),
        **told_source(getattr(room, "source", None)),
        "hands": durable.told_hands(open_hands(room)),
        "timer": durable.told_timer(conduct),
        "announcements": announcements,
        "recall": durable.told_recall(conduct),
        "away": told_away(people_away(room, at)) if conduct.is_written else [],
    }


def restrictions_state(reference: str, at: datetime) -> dict[str, Any]:
    """Return what is forbidden to a delegate anywhere."""
    restrictions = Restriction.objects.in_force(at).filter(user__delegates__reference=reference)
    restrictions = restrictions.select_related("room")
    return {"restrictions": [durable.told_restriction(each) for each in restrictions]}


def _staff_state(name: str, at: datetime) -> Mapping[str, Any]:
    room = Room.objects.get(code=_code(name))
    restrictions = restrictions_in(room, at)
    return {
        "log": [{**durable.told_act(act), "at": act.at.isoformat()} for act in latest_acts(room)],
        "questions": [told_question(question) for question in held_questions(room)],
        "drafts": [told_draft(poll) for poll in draft_polls(room)],
        "help": told_calls(calls_to_facilitators(room)),
        "reports": [durable.told_report(report) for report in open_reports(room)],
        "muted": _people(restrictions, Restriction.Kind.MUTED),
        "removed": _people(restrictions, Restriction.Kind.REMOVED),
    }


def _people(restrictions: Collection[Restriction], kind: Restriction.Kind) -> list[dict[str, str]]:
    return [{"id": str(each.user_id), "name": each.name} for each in restrictions if each.kind == kind]


def _runners(pairs: Collection[Pair], at: datetime) -> Collection[Pair]:
    asked: dict[str, set[int]] = {}
    for user_id, name in pairs:
        asked.setdefault(_code(name), set()).add(user_id)
    return {(user_id, f"room:{code}{STAFF_SUFFIX}") for user_id, code in allowed_to_run(asked, at)}


def _code(name: str) -> str:
    return name.partition(":")[2].removesuffix(STAFF_SUFFIX)


def _room_of(sent: Command) -> Room:
    room = find_room(sent.stream)
    assert room is not None, "the engine has just asked whether it may be followed"
    return room


def _edit(sent: Command) -> None:
    actions.edit_message(
        author=sent.user, room=_room_of(sent), number=sent.data["id"], body=sent.data["body"], at=sent.at
    )


def _report(sent: Command) -> None:
    because = sent.data["because"] or ""
    actions.report_message(
        reporter=sent.user, room=_room_of(sent), number=sent.data["id"], because=because, at=sent.at
    )


def _raise(sent: Command) -> None:
    actions.raise_hand(user=sent.user, room=_room_of(sent), at=sent.at)


def _lower(sent: Command) -> None:
    actions.lower_hand(user=sent.user, room=_room_of(sent), at=sent.at)


def _step_away(sent: Command) -> None:
    actions.step_away(user=sent.user, room=_room_of(sent), at=sent.at)


def _come_back(sent: Command) -> None:
    actions.come_back_to(user=sent.user, room=_room_of(sent), at=sent.at)


def _act(sent: Command) -> dict[str, Any]:
    """Return what every act of a host takes."""
    return {"actor": sent.user, "room": _room_of(sent), "at": sent.at}


def _person(sent: Command) -> int:
    """Read whom a badge names; what is no key of anybody finds nobody."""
    return key_sent(sent.data["person"])


def _timer(sent: Command) -> None:
    if sent.data["minutes"] is None:
        actions.stop_timer(**_act(sent))
    else:
        actions.set_timer(**_act(sent), minutes=sent.data["minutes"], label=sent.data["label"] or "")


def _extend(sent: Command) -> None:
    actions.extend_timer(**_act(sent), minutes=sent.data["minutes"])


def _announce(sent: Command) -> None:
    actions.announce(**_act(sent), body=sent.data["body"], cid=sent.data["cid"])


def _withdraw(sent: Command) -> None:
    actions.withdraw_announcement(**_act(sent), number=sent.data["id"])


def _lock(sent: Command) -> None:
    (actions.lock_room if sent.data["is_locked"] else actions.unlock_room)(**_act(sent))


def _slow(sent: Command) -> None:
    actions.set_slow_mode(**_act(sent), seconds=sent.data["seconds"])


def _recall(sent: Command) -> None:
    (actions.recall_room if sent.data["is_on"] else actions.call_off_recall)(**_act(sent))


def _hide(sent: Command) -> None:
    act = actions.hide_message if sent.data["is_hidden"] else actions.show_message
    act(**_act(sent), number=sent.data["id"], because=sent.data["because"] or "")


def _mute(sent: Command) -> None:
    person, because = _person(sent), sent.data["because"] or ""
    if sent.data["is_on"]:
        actions.mute(**_act(sent), person=person, because=because, minutes=sent.data["minutes"])
    else:
        actions.unmute(**_act(sent), person=person, because=because)


def _remove(sent: Command) -> None:
    act = actions.remove if sent.data["is_on"] else actions.readmit
    act(**_act(sent), person=_person(sent), because=sent.data["because"] or "")


def _give_word(sent: Command) -> None:
    actions.take_hand(**_act(sent), person=_person(sent))


def _handled(sent: Command) -> None:
    actions.handle_report(**_act(sent), number=sent.data["id"])


def _on_room(
    type: str, fields: Mapping[str, Field], action: Callable[[Command], None], allowance: Allowance
) -> FrameKind:
    return command(type, fields, on="room", action=action, allowance=allowance)


_of_a_host = partial(_on_room, allowance=limits.ACT)

STAFF = StreamKind("room.staff", _runners, _staff_state, tally=counts.TALLY)
FRAMES = (
    counts.RUN_COUNTS,
    _on_room("chat.edit", {"id": Whole(), "body": _BODY}, _edit, limits.CHAT),
    _on_room("chat.report", {"id": Whole(), "because": Maybe(_REASON)}, _report, limits.REPORT),
    _on_room("hand.up", {}, _raise, limits.HAND),
    _on_room("hand.down", {}, _lower, limits.HAND),
    _on_room("away", {}, _step_away, limits.HAND),
    _on_room("back", {}, _come_back, limits.HAND),
    _of_a_host("fac.timer", {"minutes": Maybe(Whole(1, 180)), "label": Maybe(_LABEL)}, _timer),
    _of_a_host("fac.extend", {"minutes": Whole(1, 60)}, _extend),
    _of_a_host("fac.announce", {"cid": Identifier(), "body": _BODY}, _announce),
    _of_a_host("fac.withdraw", {"id": Whole()}, _withdraw),
    _of_a_host("fac.lock", {"is_locked": Flag()}, _lock),
    _of_a_host("fac.slow", {"seconds": Whole(0, max(SLOW_SECONDS))}, _slow),
    _of_a_host("fac.recall", {"is_on": Flag()}, _recall),
    _of_a_host("fac.hide", {"id": Whole(), "is_hidden": Flag(), "because": Maybe(_REASON)}, _hide),
    _of_a_host(
        "fac.mute",
        {"person": _PERSON, "is_on": Flag(), "because": Maybe(_REASON), "minutes": Maybe(Whole(1, 180))},
        _mute,
    ),
    _of_a_host("fac.remove", {"person": _PERSON, "is_on": Flag(), "because": Maybe(_REASON)}, _remove),
    _of_a_host("fac.hand", {"person": _PERSON}, _give_word),
    _of_a_host("fac.report", {"id": Whole()}, _handled),
)
