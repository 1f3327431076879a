"""Plays the rehearsal: each part connects, follows its room, speaks now and then, and leaves when it ends."""

import asyncio
import logging
from collections.abc import Callable
from random import Random
from typing import TypeVar

from django.db import connection
from django.utils import timezone

from assembly_portal.rehearsal import cast
from assembly_portal.rehearsal.cast import Part
from assembly_portal.rehearsal.client import LineLost, LivePerson
from assembly_portal.rehearsal.lines import script

LOOK_AGAIN_SECONDS = 15
PAUSE_SECONDS = (20.0, 75.0)
HAND_SHARE = 0.2
MOST_REFUSALS = 3

Given = TypeVar("Given")
Answer = TypeVar("Answer")

log = logging.getLogger(__name__)


async def play(address: str) -> None:
    """Keep every running room of the demonstration alive until cancelled."""
    playing: dict[Part, asyncio.Task[None]] = {}
    while True:
        playing = {part: task for part, task in playing.items() if not task.done()}
        for part in await asyncio.to_thread(_in_database, cast.parts_at, timezone.now()):
            if part not in playing:
                playing[part] = asyncio.create_task(_play_part(address, part))
        await asyncio.sleep(LOOK_AGAIN_SECONDS)


async def _play_part(address: str, part: Part) -> None:
    cookie = await asyncio.to_thread(_in_database, cast.log_in, part.user_id)
    try:
        async with LivePerson(address, cookie) as person:
            if await person.follow(part.stream):
                await _talk(person, part)
    except LineLost as lost:
        log.info("A rehearsed person lost the line: %s", lost)
    finally:
        await asyncio.to_thread(_in_database, cast.log_out, cookie)


async def _talk(person: LivePerson, part: Part) -> None:
    """Speak now and then, and ask for the word; whoever is refused again and again has been sent away."""
    draw = Random(f"{part.user_id} {part.stream}")
    refused_count = 0
    for body in script(f"{part.user_id} {part.stream}", part.subject):
        await asyncio.sleep(draw.uniform(*PAUSE_SECONDS))
        if draw.random() < HAND_SHARE:
            await person.raise_hand(part.stream)
            await asyncio.sleep(draw.uniform(*PAUSE_SECONDS))
            await person.lower_hand(part.stream)
        refused_count = 0 if await person.say(part.stream, body) else refused_count + 1
        if timezone.now() >= part.ends_at or refused_count >= MOST_REFUSALS:
            return


def _in_database(job: Callable[[Given], Answer], given: Given) -> Answer:
    """Do a piece of database work in a thread, whose connection is handed back at its end."""
    try:
        return job(given)
    finally:
        connection.close()
