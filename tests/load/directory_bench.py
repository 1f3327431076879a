"""What ``make bench`` measures of the directory: one person after another among thousands, over HTTP."""

import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import urlencode

from tests.load.search_bench import AIM_MS, ROUNDS, ask_again, at_share
from tests.portal import TestPortal

PEOPLE = 5_000
CHANGING_S = 12.0


def print_directory(portal: TestPortal, people: int = PEOPLE) -> None:
    """Print how long each kind of search takes one person, and all of them mixed; and how long while people
    keep changing what they show, so that no page finds what the one before has read."""
    started = time.monotonic()
    made: Any = portal.call("tests.load.directory_rows:a_directory", people=people)
    took = time.monotonic() - started
    print(
        f"\nDirectory of {people} listed people at one assembly ({took:.0f} s to write), one person; "
        f"the aim is p95 under {AIM_MS} ms"
    )
    name = made["name"]
    asked = {
        "name": {"q": name},
        "misspelt": {"q": f"{name[:-3]}{name[-2:]}"},
        "part of one": {"q": name[:3]},
        "interest": {"q": "safety"},
        "two words": {"q": "mentoring london"},
        "filter": {"interest": made["interest"], "offers": "mentoring"},
        "page 9": {"page": 9},
        "nobody": {"q": "xylophone"},
        "everything": {},
    }
    paths = {title: f"{made['path']}?{urlencode(each)}" for title, each in asked.items()}
    counts: Any = portal.call(
        "tests.load.search_rows:queries", paths=list(paths.values()), cookie=made["cookie"]
    )
    print(f"  {'search':<12} {'queries':>7} {'KB':>6} {'p50':>7} {'p95':>7} {'CPU':>8}")
    everything: list[float] = []
    for (title, path), count in zip(paths.items(), counts, strict=True):
        everything += _print_one(portal, title, path, made["cookie"], count)
    print(f"  all of them {'':>15} {at_share(everything, 0.5):>5.0f}ms {at_share(everything, 0.95):>5.0f}ms")
    with ThreadPoolExecutor(1) as aside:
        keep_changing = "tests.load.directory_rows:keep_changing"
        changes = aside.submit(portal.call, keep_changing, slug=made["slug"], seconds=CHANGING_S)
        began = time.monotonic()
        _print_one(portal, "changing", paths["two words"], made["cookie"])
        asked_for = time.monotonic() - began
        changed: Any = changes.result()
    print(f"  {changed / CHANGING_S:.0f} people changed what they show each second, for {asked_for:.0f} s")


def _print_one(portal: TestPortal, title: str, path: str, cookie: str, count: int | str = "") -> list[float]:
    before = portal.cpu_seconds()
    seconds, size = ask_again(portal.base_url, path, cookie)
    cpu = (portal.cpu_seconds() - before) / (ROUNDS + 2) * 1000
    print(
        f"  {title:<12} {count:>7} {size / 1000:>6.1f} {at_share(seconds, 0.5):>5.0f}ms "
        f"{at_share(seconds, 0.95):>5.0f}ms {cpu:>6.1f}ms"
    )
    return seconds
