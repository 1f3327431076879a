"""A whole site of one test: a PostgreSQL, a Valkey and web processes of its own, to be killed and frozen."""

import asyncio
import random
import signal
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

from assembly_portal.embedded import Servers, new_socket_folder
from tests.portal import TestPortal
from tests.realtime.oracle import Person, judge

Fault = Callable[["Site", list[Person]], Awaitable[None]]


class Site:
    """Servers, web processes and their ports."""

    def __init__(self, folder: Path) -> None:
        self.servers = Servers(
            folder=new_socket_folder(), data=folder / "data", logs=folder / "logs", forgetful=True
        )
        self.servers.start()
        self.portal = TestPortal(self.servers, folder / "portal", "site")
        self.portal.environment["DJANGO_SETTINGS_MODULE"] = "assembly_portal.settings.test"
        self.ports: list[int] = []
        self._count = 0

    def start(self, webs: int = 2) -> None:
        self.portal.prepare()
        for _ in range(webs):
            self.add_web()

    def add_web(self) -> str:
        """Start one more web process; returns its name."""
        self._count += 1
        name = f"web{self._count}"
        self.ports.append(int(self.portal.start_web(name).rpartition(":")[2]))
        return name

    def stop(self) -> None:
        self.portal.stop()
        self.servers.stop()

    async def kill_web(self, number: int) -> None:
        """Kill a web process as the kernel would; its port is gone with it."""
        self.ports.pop(number)
        names = [name for name in self.portal.processes.children if name.startswith("web")]
        await asyncio.to_thread(self.portal.kill, names[number])

    def freeze(self, name: str, sign: signal.Signals) -> None:
        """Stop a process in its tracks, or let it go on."""
        self.portal.processes.children[name].process.send_signal(sign)

    async def without_database(self, seconds: float) -> None:
        """Stop PostgreSQL, and start it again after a while."""
        await asyncio.to_thread(self.servers.processes.stop, "postgres")
        await asyncio.sleep(seconds)
        # Here and not in a thread: a child goes with the thread that started it.
        self.servers.start_postgres()

    async def without_valkey(self, seconds: float) -> None:
        """Kill Valkey, which keeps nothing, and start it again after a while."""
        await asyncio.to_thread(self.portal.kill, "valkey")
        await asyncio.sleep(seconds)
        self.portal.valkey.start_valkey()

    async def crowd(self, people: int, chance: random.Random) -> tuple[str, list[Person]]:
        """Let so many people come to a room that runs; return when each of them sees everybody."""
        made = await asyncio.to_thread(self.portal.call, "tests.load.rows:a_crowd", people=people)
        stream = made["stream"]
        persons = [
            Person(made["ids"][number], cookie, stream, self.ports, random.Random(chance.random()))
            for number, cookie in enumerate(made["cookies"])
        ]
        await until(lambda: all(len(person.people) == people for person in persons), seconds=30)
        return stream, persons


async def until(is_true: Callable[[], bool], *, seconds: float) -> float:
    """Wait for what can be seen; returns how long it took."""
    began_at = time.monotonic()
    while not is_true():
        assert time.monotonic() - began_at < seconds, f"not so after {seconds} s"
        await asyncio.sleep(0.05)
    return time.monotonic() - began_at


async def storm(
    site: Site, faults: list[Fault], *, seed: int, people: int, per_second: float, seconds: float
) -> None:
    """Let people talk while faults happen one after the other; then hold all logs against the database."""
    print(f"seed {seed}: {people} people, {per_second} lines a second, {[each.__name__ for each in faults]}")
    chance = random.Random(seed)
    stream, persons = await site.crowd(people, chance)
    said: list[str] = []
    is_over = asyncio.Event()

    async def talk() -> None:
        began_at = time.monotonic()
        while not is_over.is_set() or time.monotonic() - began_at < seconds:
            body = f"{seed}.{len(said)}"
            said.append(body)
            await persons[len(said) % people].say(body)
            await asyncio.sleep(chance.expovariate(per_second))

    talking = asyncio.create_task(talk())
    for fault in faults:
        await asyncio.sleep(1)
        await fault(site, persons)
    is_over.set()
    await talking
    await until(
        lambda: all(person.is_connected.is_set() and person.has_sent_all for person in persons), seconds=60
    )
    await until(lambda: all(_present(person) == people for person in persons), seconds=60)
    stands = await asyncio.to_thread(site.portal.call, "tests.load.rows:lines_of", stream=stream)
    await until(lambda: all(stands[-1] in {body for _, body in p.log} for p in persons), seconds=20)
    judge(persons, said, stands)
    for person in persons:
        await person.go()


def _present(person: Person) -> int:
    return sum(not each.get("faint") for each in person.people.values())


# --- What befalls a site -----------------------------------------------------------------------


async def a_web_process_is_killed(site: Site, persons: list[Person]) -> None:
    site.add_web()
    await site.kill_web(0)
    await asyncio.sleep(2)


async def valkey_dies_for_three_seconds(site: Site, persons: list[Person]) -> None:
    await site.without_valkey(3)


async def valkey_is_frozen_for_four_seconds(site: Site, persons: list[Person]) -> None:
    site.freeze("valkey", signal.SIGSTOP)
    await asyncio.sleep(4)
    site.freeze("valkey", signal.SIGCONT)


async def the_database_is_away_for_five_seconds(site: Site, persons: list[Person]) -> None:
    await site.without_database(5)


async def a_third_loses_the_network(site: Site, persons: list[Person]) -> None:
    third = persons[:: max(1, len(persons) // (len(persons) // 3 or 1))]
    await asyncio.gather(*(person.offline(1 + number % 4) for number, person in enumerate(third)))


async def a_web_process_is_frozen_for_three_seconds(site: Site, persons: list[Person]) -> None:
    name = next(name for name in site.portal.processes.children if name.startswith("web"))
    site.freeze(name, signal.SIGSTOP)
    await asyncio.sleep(3)
    site.freeze(name, signal.SIGCONT)
