"""The organisers' workplace: assemblies, programme, delegates and what they need."""

from events.admin import access, assembly, contributors, delegates, session, sources

__all__ = ["access", "assembly", "contributors", "delegates", "session", "sources"]
