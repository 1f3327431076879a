"""What ``make bench`` measures of the directory: one person after another among thousands, over HTTP."""

import time
from urllib.parse import urlencode

from tests.load.search_bench import AIM_MS, ROUNDS, ask_again, at_share
from tests.portal import TestPortal

PEOPLE = 5_000


def print_directory(portal: TestPortal, people: int = PEOPLE) -> None:
    """Print how long each kind of search takes one person, and all of them mixed."""
    started = time.monotonic()
    made = portal.call("tests.load.directory_rows:a_directory", people=people)
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
    paths = [f"{made['path']}?{urlencode(each)}" for each in asked.values()]
    counts = portal.call("tests.load.search_rows:queries", paths=paths, cookie=made["cookie"])
    everything: list[float] = []
    print(f"  {'search':<12} {'queries':>7} {'KB':>6} {'p50':>7} {'p95':>7} {'CPU':>8}")
    for title, path, count in zip(asked, paths, counts, strict=True):
        before = portal.cpu_seconds()
        seconds, size = ask_again(portal.base_url, path, made["cookie"])
        cpu = (portal.cpu_seconds() - before) / (ROUNDS + 2) * 1000
        everything += seconds
        print(
            f"  {title:<12} {count:>7} {size / 1000:>6.1f} {at_share(seconds, 0.5):>5.0f}ms "
            f"{at_share(seconds, 0.95):>5.0f}ms {cpu:>6.1f}ms"
        )
    print(f"  all of them {'':>15} {at_share(everything, 0.5):>5.0f}ms {at_share(everything, 0.95):>5.0f}ms")
