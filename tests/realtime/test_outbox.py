import asyncio

from realtime import outbox
from realtime.outbox import Outbox


class Reader:
    """The other end: reads while it may."""

    def __init__(self) -> None:
        self.read: list[str] = []
        self.may_read = asyncio.Event()
        self.may_read.set()
        self.choked = 0
        self.outbox = Outbox(self._take, self._choke)

    async def _take(self, text: str) -> None:
        await self.may_read.wait()
        self.read.append(text)

    def _choke(self) -> None:
        self.choked += 1
        self.outbox.close()


async def test_durable_texts_arrive_in_order_and_before_what_is_replaceable():
    reader = Reader()
    reader.may_read.clear()
    reader.outbox.put("1")
    reader.outbox.replace("count", "a")
    reader.outbox.put("2", "3")
    reader.outbox.replace("count", "b")
    reader.outbox.replace("people", "c")
    reader.may_read.set()
    await reader.outbox.flushed()

    assert reader.read == ["1", "2", "3", "b", "c"]


async def test_a_reader_who_is_256_texts_behind_is_given_up_and_a_resume_counts_as_one():
    reader = Reader()
    reader.may_read.clear()
    reader.outbox.put(*["missed"] * 500)
    for _ in range(outbox.MOST_TEXTS - 1):
        reader.outbox.put("x")
    assert reader.choked == 0

    reader.outbox.put("x")
    assert reader.choked == 1


async def test_a_reader_who_is_a_mebibyte_behind_is_given_up():
    reader = Reader()
    reader.may_read.clear()
    reader.outbox.put("x" * outbox.MOST_CHARACTERS)
    assert reader.choked == 0

    reader.outbox.put("x")
    assert reader.choked == 1


async def test_a_reader_who_is_seconds_behind_is_given_up(monkeypatch):
    reader = Reader()
    reader.may_read.clear()
    reader.outbox.put("x")
    reader.outbox.check()
    assert reader.choked == 0

    monkeypatch.setattr(outbox, "LONGEST_WAIT_SECONDS", 0.05)
    await asyncio.sleep(0.06)
    reader.outbox.check()
    assert reader.choked == 1


async def test_a_closed_outbox_takes_and_sends_nothing():
    reader = Reader()
    reader.outbox.close()
    reader.outbox.put("1")
    reader.outbox.replace("count", "a")
    await asyncio.sleep(0)

    assert reader.read == []


async def test_a_client_that_went_away_stops_its_outbox_quietly():
    async def gone(text: str) -> None:
        raise ConnectionResetError

    box = Outbox(gone, lambda: None)
    box.put("1")
    await box.flushed()
    box.put("2")
    await box.flushed()
