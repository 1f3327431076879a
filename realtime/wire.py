"""How frames look on the wire: JSON texts, serialised once. Nothing here reads or sends."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from realtime.models import Frame
    from realtime.streams import Head


def text(value: Mapping[str, Any]) -> str:
    """Write compact JSON."""
    return text_of(value)


def text_of(value: object) -> str:
    """Write any value as compact JSON."""
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


def durable(name: str, frame: "Frame") -> str:
    """Write a numbered frame. Who acted is the payload's to tell, because some frames must not."""
    told: dict[str, Any] = {"t": frame.type, "s": name, "n": frame.seq, "at": frame.at.isoformat()}
    if frame.cid:
        told["cid"] = str(frame.cid)
    return text({**told, "d": frame.payload})


def snap(name: str, head: "Head", state: Mapping[str, Any]) -> str:
    """Write a stream's state at its head."""
    return text({"t": "snap", "s": name, "n": head.seq, "d": {"epoch": head.epoch, "state": state}})


def reset(name: str, missed: int) -> str:
    """Tell that what the client holds of a stream is to be forgotten."""
    return text({"t": "reset", "s": name, "d": {"missed": missed}})


def roster(name: str, version: int, people: Iterable[str]) -> str:
    """Write who is there, each as JSON already."""
    return f'{{"t":"pres.snap","s":{json.dumps(name)},"v":{version},"d":{{"people":[{",".join(people)}]}}}}'


def roster_change(
    name: str,
    before: int,
    version: int,
    *,
    joined: Iterable[str],
    left: Iterable[str],
    changed: Iterable[str],
) -> str:
    """Write what has changed since a version: people as JSON already, and the keys of those who left."""
    told = (
        f'"v_from":{before},"joined":[{",".join(joined)}],"left":{text_of(list(left))},'
        f'"changed":[{",".join(changed)}]'
    )
    return f'{{"t":"pres.diff","s":{json.dumps(name)},"v":{version},"d":{{{told}}}}}'


def replaceable(type: str, name: str, version: int, data: Mapping[str, Any]) -> str:
    """Write a frame of which only the newest counts."""
    return text({"t": type, "s": name, "v": version, "d": data})


def answer(frames: Iterable[str], token: str) -> str:
    """Write what a polling client is answered: frames, JSON already, and the token for what it posts."""
    return f'{{"frames":[{",".join(frames)}],"csrf":{json.dumps(token)}}}'


def hello(user_id: int, at: datetime, limits: Mapping[str, int]) -> str:
    """Write what a client hears first."""
    return text({"t": "hello", "d": {"user": str(user_id), "now": at.isoformat(), "limits": limits}})


def ok(number: int | None, data: Mapping[str, Any] | None) -> str:
    """Write that a request was carried out."""
    return text({"t": "ok", "i": number, "d": data or {}})


def err(number: int | None, code: str, *, retry_ms: int | None = None, sentence: str | None = None) -> str:
    """Write that a request was refused: a code of a closed list and perhaps the app's sentence for it."""
    told: dict[str, Any] = {"code": code}
    if retry_ms is not None:
        told["retry_ms"] = retry_ms
    if sentence is not None:
        told["sentence"] = sentence
    return text({"t": "err", "i": number, "d": told})


def end(name: str) -> str:
    """Tell that the client no longer follows a stream."""
    return text({"t": "end", "s": name, "d": {}})


def restart(retry_ms: int) -> str:
    """Tell that this process goes; whoever reads it comes back within ``retry_ms``."""
    return text({"t": "restart", "d": {"retry_ms": retry_ms}})


def beat() -> str:
    """Write what tells a client that its line stands."""
    return text({"t": "beat", "d": {}})


def pong(number: int | None, at: datetime) -> str:
    """Answer a ping."""
    return text({"t": "pong", "i": number, "d": {"now": at.isoformat()}})
