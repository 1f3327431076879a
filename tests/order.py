"""Another order of the same tests: what fails in it hangs on what ran before, and will fail in CI one day."""

import random
from collections.abc import Iterable
from pathlib import Path

import pytest


def shuffled(items: Iterable[pytest.Item], seed: str) -> list[pytest.Item]:
    """Shuffle the files, and the tests of each; a file that has a group of its own keeps its order."""
    files: dict[Path, list[pytest.Item]] = {}
    for item in items:
        files.setdefault(item.path, []).append(item)
    chance, drawn = random.Random(seed), list(files.values())
    chance.shuffle(drawn)
    for tests in drawn:
        if not any(test.get_closest_marker("xdist_group") for test in tests):
            chance.shuffle(tests)
    return [test for tests in drawn for test in tests]
