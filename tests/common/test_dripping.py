"""Answers that are written while they are read, and the connection that they share."""

import asyncio

import pytest
from django.db import OperationalError, connection

from common.dripping import drip

pytestmark = pytest.mark.django_db(transaction=True)


def lines():
    with connection.cursor() as cursor:
        for number in range(3):
            cursor.execute("select pg_backend_pid()")
            yield f"{number} by {cursor.fetchone()[0]}\n"


def backend(line: str) -> int:
    return int(line.split()[-1])


def is_there(pid: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from pg_stat_activity where pid = %s", [pid])
        return cursor.fetchone()[0] > 0


def gone(pid: int) -> bool:
    return not is_there(pid)


async def until(condition, *arguments) -> None:
    async with asyncio.timeout(10):
        while not await asyncio.to_thread(condition, *arguments):
            await asyncio.sleep(0.02)


def end(pid: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select pg_terminate_backend(%s)", [pid])


async def everything() -> list[str]:
    return [line async for line in drip(lines())]


def closing(job):
    def closed(*arguments):
        try:
            return job(*arguments)
        finally:
            connection.close()

    return closed


async def test_all_lines_come_and_the_connection_is_given_back():
    read = await everything()

    assert [line[0] for line in read] == ["0", "1", "2"]
    await until(closing(gone), backend(read[0]))


async def test_who_reads_slowly_keeps_the_connection_that_all_share():
    slow = drip(lines())
    first = await anext(slow)

    others = [line for each in await asyncio.gather(everything(), everything()) for line in each]

    rest = [line async for line in slow]
    assert {backend(line) for line in (first, *others, *rest)} == {backend(first)}
    await until(closing(gone), backend(first))


async def test_who_goes_half_way_gives_it_back():
    reading = drip(lines())
    first = await anext(reading)

    await reading.aclose()

    await until(closing(gone), backend(first))


async def test_a_lost_connection_ends_what_was_under_way_and_nothing_after_it():
    one, other = drip(lines()), drip(lines())
    first, _ = await anext(one), await anext(other)
    await asyncio.to_thread(closing(end), backend(first))
    await until(closing(gone), backend(first))

    with pytest.raises(OperationalError):
        await anext(one)

    assert len(await everything()) == 3, "while the other has not noticed yet"
    await other.aclose()
    assert len(await everything()) == 3
