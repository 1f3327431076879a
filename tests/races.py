"""Two people at one instant, for real: one holds a lock until others wait for it, and changes something."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Thread

from django.db import connection, transaction
from django.db.models import QuerySet

POLLS, POLL_SECONDS = 500, 0.02
# Whoever waits for this connection, or stands in line behind one who does.
WAITING = """
with waiting as (select pid, pg_blocking_pids(pid) as behind from pg_locks where not granted),
    first as (select array_agg(pid) as pids from waiting where pg_backend_pid() = any(behind))
select count(distinct pid) from waiting, first where pg_backend_pid() = any(behind) or behind && pids
"""


@contextmanager
def held_up(
    rows: QuerySet, change: Callable[[], object] = lambda: None, *, waiters: int = 1
) -> Iterator[None]:
    """Hold the rows' lock in a connection of its own until so many wait for it, then ``change`` and commit.

    Fails if nobody comes to wait: what the test is about then takes no lock. Needs a test that commits.
    """
    locked, faults = Event(), []

    def hold() -> None:
        try:
            with transaction.atomic():
                list(rows.select_for_update(no_key=True))
                locked.set()
                _wait_for(waiters)
                change()
        except BaseException as fault:
            faults.append(fault)
            locked.set()
        finally:
            connection.close()

    thread = Thread(target=hold)
    thread.start()
    locked.wait()
    yield
    thread.join()
    assert not faults, faults


def _wait_for(waiters: int) -> None:
    # Counted and not timed: a test may have stopped the clock.
    for _ in range(POLLS):
        with connection.cursor() as cursor:
            cursor.execute(WAITING)
            if cursor.fetchone()[0] >= waiters:
                return
        time.sleep(POLL_SECONDS)
    raise AssertionError(f"{waiters} did not come to wait for the lock.")
