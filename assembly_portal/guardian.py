"""Waits at the end of a pipe for its parent to go, then stops whatever the parent left running.

The parent writes a line ``<process group> <signal>`` for each child, and the same with 0 once the child was
stopped. The pipe closes with the parent, however it ended.
"""

import contextlib
import os
import signal
import sys
import time

PATIENCE_S = 10


def main() -> None:
    """Read the groups until the pipe closes; then signal each and, after a while, insist."""
    # A terminal's Ctrl-C is for the parent, which stops its children in order.
    for sign in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(sign, signal.SIG_IGN)
    groups: dict[int, int] = {}
    for line in sys.stdin:
        group, sign_number = line.split()
        groups[int(group)] = int(sign_number)
    groups = {group: number for group, number in groups.items() if number}
    for group, sign_number in groups.items():
        _signal(group, sign_number)
    deadline = time.monotonic() + PATIENCE_S
    while (left := [group for group in groups if _signal(group, 0)]) and time.monotonic() < deadline:
        time.sleep(0.05)
    for group in left:
        _signal(group, signal.SIGKILL)


def _signal(group: int, sign: int) -> bool:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(group, sign)
        return True
    return False


if __name__ == "__main__":
    main()
