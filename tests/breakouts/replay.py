"""What a client makes of a state and the durable frames after it: one reducer for each type, in Python."""

from copy import deepcopy


def _said(state, d, frame):
    state["messages"] = [
        *state["messages"],
        {**d, "at": frame["at"], "cid": frame["cid"], "is_edited": False},
    ]


def _message(state, number):
    return next((each for each in state["messages"] if each["id"] == number), {})


def _edited(state, d, frame):
    _message(state, d["id"]).update(body=d["body"], is_edited=True)


def _hidden(state, d, frame):
    _message(state, d["id"]).update(body=d["body"])


def _restricted(state, d, frame):
    told = {key: value for key, value in d.items() if key != "is_over"}
    others = [r for r in state["restrictions"] if (r["room"], r["kind"]) != (d["room"], d["kind"])]
    state["restrictions"] = others if d["is_over"] else [*others, told]


def _moved(state, d, frame):
    state["seats"].pop(d["session"], None)
    if d["room"]:
        state["seats"][d["session"]] = d["room"]


def _waits(state, d, frame):
    state["waits"].pop(d["session"], None)
    if d["room"]:
        state["waits"][d["session"]] = {"room": d["room"], "until": d["until"]}


def _logged(state, d, frame):
    state["log"] = [*state["log"], {**d, "at": frame["at"]}][-50:]


def _announced(state, d, frame):
    state["announcements"] = [*state["announcements"], {**d, "at": frame["at"]}][-10:]


def _asked(state, d, frame):
    state["questions"] = [each for each in state["questions"] if each["id"] != d["id"]] + [d]


def _became(state, d, frame):
    question = next(each for each in state["questions"] if each["id"] == d["id"])
    state["questions"].remove(question)
    if d["state"] in {"live", "answering", "answered", "later"}:
        state["questions"].append({**question, **d})


def _called(state, d, frame):
    known = [call for call in state["help"] if call["id"] != d["id"]]
    state["help"] = [*known, d] if d["state"] in {"open", "claimed"} else known


def _seen_to(state, d, frame):
    state["questions"] = [each for each in state["questions"] if each["id"] != d["id"]]


def _opened(state, d, frame):
    state["polls"] = [*state["polls"], {**d, "state": "open", "result": None}]


def _closed(state, d, frame):
    next(each for each in state["polls"] if each["id"] == d["id"])["state"] = "closed"


def _revealed(state, d, frame):
    poll = next(each for each in state["polls"] if each["id"] == d["id"])
    poll.update(state="revealed", result={"voters": d["voters"], "told": d["told"]})


def _noted(state, d, frame):
    block = {key: value for key, value in d.items() if key != "after"}
    others = [each for each in state["blocks"] if each["id"] != d["id"]]
    place = [each["id"] for each in others].index(d["after"]) + 1 if d["after"] else 0
    state["blocks"] = [*others[:place], block, *others[place:]]


def _unnoted(state, d, frame):
    state["blocks"] = [each for each in state["blocks"] if each["id"] != d["id"]]


REDUCERS = {
    "seat.moved": _moved,
    "seat.wait": _waits,
    "you.restricted": _restricted,
    "chat.msg": _said,
    "chat.edit": _edited,
    "chat.hide": _hidden,
    "hand.queue": lambda state, d, frame: state.update(hands=d["hands"]),
    "table.state": lambda state, d, frame: state.update(d),
    "room.away": lambda state, d, frame: state.update(away=d["people"]),
    "timer": lambda state, d, frame: state.update(timer=d),
    "announce": _announced,
    "announce.off": lambda state, d, frame: state.update(
        announcements=[each for each in state["announcements"] if each["id"] != d["id"]]
    ),
    "room.state": lambda state, d, frame: state.update(d),
    "room.source": lambda state, d, frame: state.update(d),
    "room.times": lambda state, d, frame: state.update(d),
    "recall": lambda state, d, frame: state.update(recall=d),
    "qa.item": _asked,
    "qa.state": _became,
    "qa.fate": lambda state, d, frame: None,
    "qa.conduct": lambda state, d, frame: state.update(d),
    "qa.held": _asked,
    "qa.looked": _seen_to,
    "poll.open": _opened,
    "poll.close": _closed,
    "poll.result": _revealed,
    "poll.draft": lambda state, d, frame: state.update(drafts=[*state["drafts"], d]),
    "poll.gone": lambda state, d, frame: state.update(
        drafts=[each for each in state["drafts"] if each["id"] != d["id"]]
    ),
    "note.block": _noted,
    "note.off": _unnoted,
    "note.state": lambda state, d, frame: state.update(d),
    "room.deputy": lambda state, d, frame: state.update(deputy=d["deputy"]),
    "help.call": _called,
    "help.state": _called,
    "mod.log": _logged,
    "mod.report": lambda state, d, frame: state.update(reports=[*state["reports"], d]),
    "mod.handled": lambda state, d, frame: state.update(
        reports=[each for each in state["reports"] if each["id"] != d["id"]]
    ),
}


def replay(state, frames):
    """Return the state after the frames, each ``{t, d, at, cid}``."""
    after = deepcopy(state)
    for frame in frames:
        REDUCERS[frame["t"]](after, frame["d"], frame)
    return after
