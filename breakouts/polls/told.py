"""Having the turnout of a poll, and what the tabs count, told again once it stands."""

from functools import partial

from django.db import transaction

from breakouts.polls.durable import polls_stream
from events.models import Room
from realtime import doorbell


def turnout_changed(room: Room) -> None:
    """Have it told how many have answered: at most once a second."""
    transaction.on_commit(partial(doorbell.mark, polls_stream(room)), robust=True)


def open_polls_changed(room: Room) -> None:
    """Have it told in the tabs whether a poll is open, and for which one the turnout counts."""
    transaction.on_commit(partial(doorbell.mark, room.stream), robust=True)
    turnout_changed(room)
