"""Questions of a crowd: asked together, answered to each, and nobody takes the answer from anybody."""

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from realtime.batching import MOST_AT_ONCE, Batcher


class Asked:
    """What is asked of the far end, which answers when it is let."""

    def __init__(self, *, lets: bool = True) -> None:
        self.calls: list[list[int]] = []
        self.may_answer = asyncio.Event()
        if lets:
            self.may_answer.set()

    async def __call__(self, keys):
        self.calls.append(list(keys))
        await self.may_answer.wait()
        if -1 in keys:
            raise ValueError("away")
        return {key: key * 10 for key in keys if key % 7}


async def test_who_comes_alone_is_asked_for_at_once():
    asked = Asked()

    assert await Batcher(asked).get(3) == 30
    assert asked.calls == [[3]]


async def test_who_comes_while_a_call_is_under_way_is_asked_for_together_in_the_next():
    asked = Asked(lets=False)
    batcher = Batcher(asked)
    waiting = [asyncio.create_task(batcher.get(key)) for key in (1, 2, 3, 3, 4)]
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    late = [asyncio.create_task(batcher.get(key)) for key in (5, 3)]
    await asyncio.sleep(0)
    asked.may_answer.set()

    assert await asyncio.gather(*waiting, *late) == [10, 20, 30, 30, 40, 50, 30]
    assert sorted(key for call in asked.calls for key in call) == [1, 2, 3, 3, 4, 5]
    assert len(asked.calls) == 2


async def test_a_key_without_an_answer_gets_none():
    assert await Batcher(Asked()).get(7) is None


async def test_a_call_that_fails_fails_its_batch_and_nobody_else():
    asked = Asked()
    batcher = Batcher(asked)

    with pytest.raises(ValueError, match="away"):
        await batcher.get(-1)
    assert await batcher.get(2) == 20


async def test_who_goes_away_takes_the_answer_from_nobody():
    asked = Asked(lets=False)
    batcher = Batcher(asked)
    gone, stays = asyncio.create_task(batcher.get(1)), asyncio.create_task(batcher.get(1))
    await asyncio.sleep(0.01)
    gone.cancel()
    asked.may_answer.set()

    assert await stays == 10


@given(st.lists(st.integers(0, 400), max_size=400))
def test_everybody_gets_their_own_answer_and_no_call_is_larger_than_it_may_be(keys):
    async def run():
        asked = Asked()
        batcher = Batcher(asked)
        answers = await asyncio.gather(*(batcher.get(key) for key in keys))
        assert answers == [key * 10 if key % 7 else None for key in keys]
        assert all(len(call) <= MOST_AT_ONCE for call in asked.calls)

    asyncio.run(run())
