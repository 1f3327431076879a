"""Where an announcement can go from the day board, in words."""

from collections.abc import Sequence
from dataclasses import dataclass

from breakouts.board.rooms import reached
from breakouts.models import Broadcast
from events.models import Room

Reach = Broadcast.Reach


@dataclass(frozen=True)
class Target:
    """One choice: what the form sends, and what it is called."""

    value: str
    label: str


def targets_of(rooms: Sequence[Room]) -> list[Target]:
    """Offer these open rooms one by one, all of them, and the stage if something is on it."""
    if not rooms:
        return []
    every = "The one room that is open" if len(rooms) == 1 else f"All {len(rooms)} rooms that are open"
    found = [Target(Reach.RUNNING, every)]
    if stage := reached(rooms, Reach.STAGE):
        found.append(Target(Reach.STAGE, f"The stage: {stage[0].name}"))
    return found + [Target(f"{Reach.ROOM}:{room.code}", f"{room.name} ({room.place})") for room in rooms]


def read_target(value: str) -> tuple[str, str]:
    """Take a choice apart again: how far it reaches, and the code of the one room."""
    reach, _, code = value.partition(":")
    return reach, code


def readers_in_words(count: int | None, room_count: int) -> str:
    """Say how many read it: "312 people in 7 rooms read it"."""
    rooms = "1 room" if room_count == 1 else f"{room_count} rooms"
    if count is None:
        return f"It goes to {rooms}. How many people are there is not known now."
    people = "1 person" if count == 1 else f"{count:,} people"
    return f"It goes to {rooms}. {people} {'is' if count == 1 else 'are'} there now."
