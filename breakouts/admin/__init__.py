"""What organisers do in the admin about what happens in rooms."""

from breakouts.admin import board, clearing, help, notes

__all__ = ["board", "clearing", "help", "notes"]
