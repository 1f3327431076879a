"""What ``make bench`` measures of search: one person after another in a library of thousands, over HTTP."""

import time
from urllib.parse import urlencode

import httpx

from tests.portal import TestPortal

DOCUMENTS, RECORDINGS = 5_000, 200
ROUNDS = 40
AIM_MS = 150


def print_search(portal: TestPortal, documents: int = DOCUMENTS, recordings: int = RECORDINGS) -> None:
    """Print how long each kind of search takes one person, and all of them mixed."""
    started = time.monotonic()
    made = portal.call("tests.load.search_rows:a_library", documents=documents, recordings=recordings)
    took = time.monotonic() - started
    print(
        f"\nSearch over {documents} documents of 20 pages and {recordings} recordings of 300 captions "
        f"({took:.0f} s to write, {made['bytes'] / 1e6:.0f} MB), one person; the aim is p95 under {AIM_MS} ms"
    )
    asked = {
        "common word": {"q": "escalation"},
        "rare word": {"q": made["rare"]},
        "two words": {"q": "escalation supervisor"},
        "phrase": {"q": '"escalation supervisor"'},
        "misspelt": {"q": "escalatoin"},
        "filters": {"q": "escalation", "theme": made["theme"], "kind": "pdf"},
        "page 9": {"q": "escalation", "page": 9},
        "everything": {},
    }
    paths = [f"/library/?{urlencode(each)}" for each in asked.values()]
    counts = portal.call("tests.load.search_rows:queries", paths=paths, cookie=made["cookie"])
    everything: list[float] = []
    print(f"  {'search':<12} {'queries':>7} {'KB':>6} {'p50':>7} {'p95':>7} {'CPU':>8}")
    for name, path, count in zip(asked, paths, counts, strict=True):
        before = portal.cpu_seconds()
        seconds, size = ask_again(portal.base_url, path, made["cookie"])
        cpu = (portal.cpu_seconds() - before) / (ROUNDS + 2) * 1000
        everything += seconds
        print(
            f"  {name:<12} {count:>7} {size / 1000:>6.1f} {at_share(seconds, 0.5):>5.0f}ms "
            f"{at_share(seconds, 0.95):>5.0f}ms {cpu:>6.1f}ms"
        )
    print(f"  all of them {'':>15} {at_share(everything, 0.5):>5.0f}ms {at_share(everything, 0.95):>5.0f}ms")


def ask_again(base_url: str, path: str, cookie: str) -> tuple[list[float], int]:
    """Ask for a page again and again; the first two answers warm up."""
    seconds = []
    with httpx.Client(base_url=base_url, headers={"Cookie": cookie}, timeout=60) as client:
        for _ in range(ROUNDS + 2):
            started = time.perf_counter()
            answer = client.get(path)
            seconds.append(time.perf_counter() - started)
            assert answer.status_code == 200, answer.status_code
    return seconds[2:], len(answer.content)


def at_share(seconds: list[float], share: float) -> float:
    ordered = sorted(seconds)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] * 1000
