"""What people are told of in networking, outside of their quiet hours; loading this declares the kinds."""

from networking.notices import contacts, conversations, safety

__all__ = ["contacts", "conversations", "safety"]
