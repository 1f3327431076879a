"""Who may do what in networking, and what to tell those who may not."""

from networking.policies.part import can_look, can_take_part, has_joined, how_long

__all__ = ["can_look", "can_take_part", "has_joined", "how_long"]
