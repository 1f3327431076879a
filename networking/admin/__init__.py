"""What organisers do in the admin about networking."""

from networking.admin import clearing, interests, reports, tables

__all__ = ["clearing", "interests", "reports", "tables"]
