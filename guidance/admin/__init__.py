"""The organisers' workplace of guidance: contacts, pages with their versions, and what is to be checked."""

from guidance.admin import contacts, pages, versions

__all__ = ["contacts", "pages", "versions"]
