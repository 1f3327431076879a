"""Who may do what in networking, and what to tell those who may not."""

from networking.policies.part import can_look, can_take_part, how_long

__all__ = ["can_look", "can_take_part", "how_long"]
