"""Database work of the engine: in a bounded number of threads; connections are given back after each job."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

from django.db import connections

Arguments = ParamSpec("Arguments")
Answer = TypeVar("Answer")

# Together with what plain requests need this stays under the pool's 16 connections.
PEOPLES_THREADS = 7
ENGINES_THREADS = 2


class Lane:
    """Threads for one sort of work, so that people's slow commands never hold up the engine's own reads.

    ``database_sync_to_async`` would put all sockets of the process into one thread, one behind the other.
    """

    def __init__(self, name: str, threads: int) -> None:
        self._threads = ThreadPoolExecutor(max_workers=threads, thread_name_prefix=name)

    async def run(
        self, job: Callable[Arguments, Answer], *args: Arguments.args, **kwargs: Arguments.kwargs
    ) -> Answer:
        """Run the job in a thread and return what it returns."""
        return await asyncio.get_running_loop().run_in_executor(
            self._threads, lambda: _given_back(lambda: job(*args, **kwargs))
        )

    def close(self) -> None:
        """Start nothing more; do not wait."""
        self._threads.shutdown(wait=False, cancel_futures=True)


def _given_back(job: Callable[[], Answer]) -> Answer:
    try:
        return job()
    finally:
        connections.close_all()
