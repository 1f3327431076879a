"""The ledger of what is sent, what people wish, what organisers hold back, and their words."""

from notices.models.control import Hold, Wording
from notices.models.notices import Notice, NoticeQuerySet, State
from notices.models.wishes import MailWish

__all__ = ["Hold", "MailWish", "Notice", "NoticeQuerySet", "State", "Wording"]
