"""What ties an anonymous question to its author, without the database telling anybody whose it is."""

import hashlib
import hmac
from uuid import UUID

from django.conf import settings


def seal_of(user_id: int, question_id: UUID) -> str:
    """Make the seal that this person's questions bear: an HMAC-SHA-256 under the portal's secret key.

    Whoever has the database alone can try every person and learns nothing. Whoever has the key as well can
    find out: the page on which people ask says so.
    """
    told = f"{user_id}:{question_id}".encode()
    return hmac.new(_key(), told, hashlib.sha256).hexdigest()


def is_author(user_id: int, question_id: UUID, seal: str) -> bool:
    """Whether the seal is this person's."""
    return hmac.compare_digest(seal_of(user_id, question_id), seal)


def _key() -> bytes:
    return hashlib.sha256(b"breakouts.seals:" + settings.SECRET_KEY.encode()).digest()
