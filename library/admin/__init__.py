"""The organisers' workplace of the library."""

from library.admin import documents, endings, format_requests, recordings

__all__ = ["documents", "endings", "format_requests", "recordings"]
