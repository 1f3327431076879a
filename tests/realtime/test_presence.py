"""The leases against a pure model: what Redis holds is what a dictionary of ends would hold."""

import asyncio
import json
import time
from collections import defaultdict

import pytest
from hypothesis import assume, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from realtime.presence import (
    FAINT_AFTER_SECONDS,
    LEASE_SECONDS,
    NOBODY,
    QUIET_SECONDS,
    Arrival,
    Departed,
    Glance,
    Held,
    Leases,
    Roster,
    glances,
    part,
    show,
)

STREAMS = st.sampled_from(["room:a", "room:b"])
PEOPLE = st.sampled_from([1, 2, 3])
TABS = st.sampled_from(["t1", "t2", "t3"])
# Pauses of three seconds and their multiples never add up to a limit of ten, of a lease or of fainting: each
# is at least a second away. A run that took longer itself, on a machine that stood still, tells nothing.
OWN_SECONDS = 0.9
LEASE = LEASE_SECONDS + 2.5
FAINT = LEASE_SECONDS - FAINT_AFTER_SECONDS
PAUSES = st.sampled_from([3, 6, 9, 18])


class Model:
    """What the five calls mean, with a clock of its own."""

    def __init__(self) -> None:
        self.now = 0.0
        self.ends: dict[tuple[str, str], float] = {}
        self.people: dict[tuple[str, str], int] = {}
        self.swept_at: float | None = None
        self.quiet_until = 0.0
        self.faint: set[tuple[str, int]] = set()

    def join(self, stream: str, tab: str, person: int) -> None:
        self.ends[stream, tab] = self.now + LEASE
        self.people[stream, tab] = person
        self.faint.discard((stream, person))

    def present(self, stream: str) -> set[int]:
        return {person for (name, _), person in self.people.items() if name == stream}

    def release(self, stream: str, tab: str) -> bool:
        self.ends.pop((stream, tab), None)
        person = self.people.pop((stream, tab), None)
        is_gone = person is not None and person not in self.present(stream)
        if is_gone:
            self.faint.discard((stream, person))
        return is_gone

    def sweep(self) -> list[Departed]:
        due = [held for held, end in self.ends.items() if end <= self.now]
        last = self.swept_at
        self.swept_at = self.now
        if due and (last is None or self.now - last > 10):
            self.quiet_until = self.now + QUIET_SECONDS
        if self.now < self.quiet_until:
            return []
        released = [(stream, self.people[stream, tab], self.release(stream, tab)) for stream, tab in due]
        best: dict[tuple[str, int], float] = {}
        for (stream, tab), end in self.ends.items():
            who = (stream, self.people[stream, tab])
            best[who] = max(end, best.get(who, 0.0))
        self.faint |= {who for who, end in best.items() if end <= self.now + FAINT}
        return [Departed(stream, person) for stream, person, is_gone in released if is_gone]


class Presence(RuleBasedStateMachine):
    """Random joins, touches, leaves, pauses and losses."""

    url = ""

    @initialize()
    def start(self) -> None:
        self.began_at = time.monotonic()
        self.loop = asyncio.new_event_loop()
        self.leases = Leases(self.url)
        self.redis = self.leases._client
        self.run(self.redis.flushall())
        self.model = Model()
        self.versions: dict[str, int] = defaultdict(int)
        self.rosters: dict[str, dict[str, str]] = {}
        self.known: dict[str, Roster] = {}

    def run(self, call):
        answer = self.loop.run_until_complete(call)
        assume(time.monotonic() - self.began_at < OWN_SECONDS)
        return answer

    def teardown(self) -> None:
        if hasattr(self, "loop"):
            self.loop.run_until_complete(self.leases.close())
            self.loop.close()

    @rule(stream=STREAMS, tab=TABS, person=PEOPLE)
    def join(self, stream, tab, person):
        tab = f"{person}{tab}"
        is_new = person not in self.model.present(stream)
        coming = Arrival(stream, tab, person, json.dumps({"id": person}), LEASE)
        assert self.run(self.leases.join([coming])) == [is_new]
        self.model.join(stream, tab, person)

    @rule(coming=st.lists(st.tuples(STREAMS, TABS, PEOPLE), min_size=2, max_size=6))
    def many_join_at_once(self, coming):
        told = []
        for stream, tab, person in coming:
            told.append(person not in self.model.present(stream))
            self.model.join(stream, f"{person}{tab}", person)
        arrivals = [
            Arrival(stream, f"{person}{tab}", person, json.dumps({"id": person}), LEASE)
            for stream, tab, person in coming
        ]
        assert self.run(self.leases.join(arrivals)) == told

    @rule(held=st.sets(st.tuples(STREAMS, st.builds("{}{}".format, PEOPLE, TABS)), min_size=1))
    def touch_never_resurrects(self, held):
        unknown = self.run(self.leases.touch([Held(stream, tab, LEASE) for stream, tab in held]))
        assert set(unknown) == held - self.model.ends.keys()
        for each in held & self.model.ends.keys():
            self.model.ends[each] = self.model.now + LEASE
            self.model.faint.discard((each[0], self.model.people[each]))

    @rule(stream=STREAMS, tab=TABS, person=PEOPLE)
    def leave(self, stream, tab, person):
        assert self.run(self.leases.leave(stream, f"{person}{tab}")) is self.model.release(
            stream, f"{person}{tab}"
        )

    @rule(stream=STREAMS, person=PEOPLE)
    def part(self, stream, person):
        part(stream, person)
        for name, tab in [held for held, who in self.model.people.items() if who == person]:
            if name == stream:
                self.model.release(name, tab)

    @rule()
    def sweep(self):
        # The lock keeps two processes from sweeping within two seconds; here each sweep is later than that.
        self.run(self.redis.delete("rt:sweeper"))
        assert sorted(self.run(self.leases.sweep())) == sorted(self.model.sweep())

    @rule(seconds=PAUSES)
    def time_passes(self, seconds):
        """Shift everything that Redis remembers into the past, which is what a pause looks like to it."""
        self.model.now += seconds
        for held in self.model.ends:
            self.run(self.redis.zincrby("rt:leases", -seconds * 1000, " ".join(held)))
        for key in ("rt:swept", "rt:quiet"):
            if value := self.run(self.redis.get(key)):
                self.run(self.redis.set(key, int(value) - seconds * 1000))

    @precondition(lambda self: self.model.ends)
    @rule()
    def everything_is_lost(self):
        self.run(self.redis.flushall())
        self.model.ends.clear()
        self.model.people.clear()
        self.model.faint.clear()
        self.model.swept_at, self.model.quiet_until = None, 0.0
        self.rosters.clear()

    @invariant()
    def the_roster_is_what_the_model_says_and_its_version_moves_with_it(self):
        if not hasattr(self, "model"):
            return
        for stream in ("room:a", "room:b"):
            roster = self.run(self.leases.snapshot(stream))
            # Whoever holds an older one, or one of before everything was lost, ends at the same.
            known = self.known.get(stream, NOBODY)
            assert self.run(self.leases.snapshot(stream, known)) == roster
            assert self.run(self.leases.snapshot(stream, roster)) is roster
            self.known[stream] = roster
            people = {int(person): json.loads(badge) for person, badge in roster.people.items()}
            assert {badge["id"] for badge in people.values()} == people.keys() == self.model.present(stream)
            faint = {person for person, badge in people.items() if badge.get("faint")}
            assert faint == {person for name, person in self.model.faint if name == stream}
            assert roster.version >= self.versions[stream]
            if stream in self.rosters and roster.people != self.rosters[stream]:
                assert roster.version > self.versions[stream]
            self.versions[stream], self.rosters[stream] = roster.version, roster.people


@pytest.fixture
def machine(monkeypatch, servers):
    monkeypatch.setattr(Presence, "url", servers.redis_url)
    return Presence.TestCase


def test_the_leases_are_what_a_pure_model_says(machine):
    machine.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
    machine().runTest()


async def test_leases_that_run_out_together_with_a_long_pause_wait_for_their_processes(servers):
    leases = Leases(servers.redis_url)
    await leases._client.flushall()
    await leases.join([Arrival("room:a", "t1", 1, '{"id":1}', LEASE_SECONDS)])
    await leases.sweep()
    await _into_the_past(leases, 30)

    assert await leases.sweep() == []
    assert await leases.touch([Held("room:a", "t1", LEASE_SECONDS)]) == []
    await leases.close()


async def test_a_page_without_a_line_loses_none(servers):
    leases = Leases(servers.redis_url)
    await leases._client.flushall()
    await leases.join(
        [
            Arrival("room:a", "page.1", 1, '{"id":1}', LEASE_SECONDS),
            Arrival("room:a", "t2", 2, '{"id":2}', LEASE_SECONDS),
        ]
    )
    await _into_the_past(leases, LEASE_SECONDS - FAINT + 1)

    await leases.sweep()

    people = (await leases.snapshot("room:a")).people
    assert {person: "faint" in badge for person, badge in people.items()} == {"1": False, "2": True}
    await leases.close()


async def test_a_glance_counts_people_by_their_best_way_and_names_only_those_asked_for(servers):
    leases = Leases(servers.redis_url)
    await leases._client.flushall()
    names = [("socket1", 1), ("1.poll", 1), ("2.poll", 2), ("socket3", 3), ("4.poll", 4)]
    await leases.join(
        [Arrival("room:a", name, who, f'{{"id":{who}}}', LEASE_SECONDS) for name, who in names[:3]]
    )
    show("room:a", 5, '{"id":5}')
    await leases._client.set("rt:swept", 1)
    await leases.join([Arrival("room:a", name, who, f'{{"id":{who}}}', 1) for name, who in names[3:]])
    await leases.sweep()

    assert glances({"room:a": [3, 9], "room:b": [1]}) == {
        # The first has a socket beside; the third and the fourth are coming back.
        "room:a": Glance(people=5, basic=2, faint=2, there=frozenset({3})),
        "room:b": Glance(people=0, basic=0, faint=0),
    }
    await leases.close()


async def test_two_processes_sweep_once_in_two_seconds(servers):
    leases = Leases(servers.redis_url)
    await leases._client.flushall()
    await leases.sweep()
    await leases.join([Arrival("room:a", "t1", 1, '{"id":1}', LEASE_SECONDS)])
    await leases._client.zincrby("rt:leases", -16_000, "room:a t1")

    assert await leases.sweep() == []
    await leases._client.delete("rt:sweeper")
    assert await leases.sweep() == [Departed("room:a", 1)]
    await leases.close()


async def _into_the_past(leases, seconds):
    for held in await leases._client.zrange("rt:leases", 0, -1):
        await leases._client.zincrby("rt:leases", -seconds * 1000, held)
    await leases._client.set("rt:swept", int(await leases._client.get("rt:swept") or 0) - seconds * 1000)
    await leases._client.delete("rt:sweeper")
