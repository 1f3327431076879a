"""The organisers' workplace: assemblies, programme, delegates and what they need."""

from events.admin import assembly, session

__all__ = ["assembly", "session"]
