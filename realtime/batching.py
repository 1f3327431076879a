"""Questions that come close together are asked in one call: a crowd costs little more than one person."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Generic, TypeVar

Key = TypeVar("Key")
Answer = TypeVar("Answer")

MOST_AT_ONCE = 100


class Batcher(Generic[Key, Answer]):
    """Collects what is asked while an earlier call is under way, and asks it in the next.

    Nobody waits for company: whoever comes alone is asked for at once. The same key asked twice in one batch
    is asked once. A call that fails fails everybody in its batch, and nobody else.
    """

    def __init__(self, ask: Callable[[Sequence[Key]], Awaitable[Mapping[Key, Answer]]]) -> None:
        self._ask = ask
        self._waiting: dict[Key, asyncio.Future[Answer | None]] = {}
        self._worker: asyncio.Task[None] | None = None

    async def get(self, key: Key) -> Answer | None:
        """Return the answer for the key; None if the call had none."""
        loop = asyncio.get_running_loop()
        answer = self._waiting.get(key)
        if answer is None:
            answer = self._waiting[key] = loop.create_future()
        if self._worker is None:
            self._worker = loop.create_task(self._work())
        # Whoever is cancelled must not take the answer from others with the same question.
        return await asyncio.shield(answer)

    async def _work(self) -> None:
        try:
            while self._waiting:
                keys = list(self._waiting)[:MOST_AT_ONCE]
                await self._answer({key: self._waiting.pop(key) for key in keys})
        finally:
            self._worker = None

    async def _answer(self, batch: Mapping[Key, "asyncio.Future[Answer | None]"]) -> None:
        try:
            answers = await self._ask(list(batch))
        except Exception as trouble:
            for future in batch.values():
                future.set_exception(trouble)
                # Seen by those who still wait; if all have gone, nobody need hear of it.
                future.exception()
        else:
            for key, future in batch.items():
                future.set_result(answers.get(key))
