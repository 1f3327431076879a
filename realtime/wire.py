"""How frames look on the wire: JSON texts, serialised once. Nothing here reads or sends."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from realtime.models import Frame


def text(value: Mapping[str, Any]) -> str:
    """Write compact JSON."""
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


def durable(name: str, frame: Frame) -> str:
    """Write a numbered frame. Who acted is the payload's to tell, because some frames must not."""
    told: dict[str, Any] = {"t": frame.type, "s": name, "n": frame.seq, "at": frame.at.isoformat()}
    if frame.cid:
        told["cid"] = str(frame.cid)
    return text({**told, "d": frame.payload})


def roster(name: str, version: int, badges: Iterable[str]) -> str:
    """Write who is there from badges that are JSON already."""
    return f'{{"t":"pres.snap","s":{text_of(name)},"v":{version},"d":{{"people":[{",".join(badges)}]}}}}'


def text_of(value: str) -> str:
    """Write one JSON string."""
    return json.dumps(value, ensure_ascii=False)
