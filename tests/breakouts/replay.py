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


REDUCERS = {
    "seat.moved": _moved,
    "seat.wait": _waits,
    "you.restricted": _restricted,
    "chat.msg": _said,
    "chat.edit": _edited,
    "chat.hide": _hidden,
    "hand.queue": lambda state, d, frame: state.update(hands=d["hands"]),
    "timer": lambda state, d, frame: state.update(timer=d),
    "announce": _announced,
    "announce.off": lambda state, d, frame: state.update(
        announcements=[each for each in state["announcements"] if each["id"] != d["id"]]
    ),
    "room.state": lambda state, d, frame: state.update(d),
    "room.times": lambda state, d, frame: state.update(d),
    "recall": lambda state, d, frame: state.update(recall=d),
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
