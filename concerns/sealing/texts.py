"""Sealing one text with the data key of its concern: AES-256-GCM, bound to its place, and padded."""

import secrets
from dataclasses import dataclass
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

VERSION = 1
KEY_BYTES, NONCE_BYTES, BLOCK = 32, 12, 512
END_OF_TEXT = b"\x80"


class CannotOpen(Exception):
    """What is sealed does not open: another key, another place, or it was changed."""


@dataclass(frozen=True)
class Place:
    """Where a sealed text belongs. Moved anywhere else it fails to open."""

    concern: UUID
    row: UUID
    kind: str

    @property
    def as_bytes(self) -> bytes:
        """What is authenticated with the text."""
        return f"concerns v{VERSION}|{self.concern}|{self.row}|{self.kind}".encode()


def new_key() -> bytes:
    """Draw a data key."""
    return secrets.token_bytes(KEY_BYTES)


def seal(key: bytes, text: str, place: Place) -> bytes:
    """Return nonce and sealed text; its length tells no more than how many 512-byte blocks it fills."""
    return seal_bytes(key, _padded(text.encode()), place.as_bytes)


def open_sealed(key: bytes, sealed: bytes, place: Place) -> str:
    """Return the text.

    :raises CannotOpen: the key or the place is another, or something was changed.
    """
    padded = open_bytes(key, sealed, place.as_bytes)
    return padded[: padded.rindex(END_OF_TEXT)].decode()


def seal_bytes(key: bytes, plain: bytes, about: bytes) -> bytes:
    """Return a fresh nonce and the sealed bytes."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, plain, about)


def open_bytes(key: bytes, sealed: bytes, about: bytes) -> bytes:
    """Return what was sealed.

    :raises CannotOpen: the key or what it is about is another, or something was changed.
    """
    try:
        return AESGCM(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], about)
    except (InvalidTag, ValueError):
        raise CannotOpen from None


def _padded(plain: bytes) -> bytes:
    """Fill up the last block as ISO/IEC 7816-4 does: one marked byte, then zeros."""
    marked = plain + END_OF_TEXT
    return marked + b"\0" * (-len(marked) % BLOCK)
