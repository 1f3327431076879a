"""The use-cases of a room: seats, entering and leaving, chat."""

from breakouts.actions.chat import say
from breakouts.actions.entering import come_back, enter_room
from breakouts.actions.seats import leave_seat, take_seat

__all__ = ["come_back", "enter_room", "leave_seat", "say", "take_seat"]
