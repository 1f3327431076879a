"""Wrapping a data key: to a public key (HPKE, RFC 9180), or by the secret of a reporter's code."""

from dataclasses import dataclass
from threading import BoundedSemaphore

from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from django.conf import settings

from concerns.sealing.texts import CannotOpen, open_bytes, seal_bytes

_SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
SALT_BYTES = 16
AT_ONCE = 2
PATIENCE_SECONDS = 4.0
_hashes = BoundedSemaphore(AT_ONCE)


@dataclass(frozen=True)
class Cost:
    """What stretching a secret takes (Argon2id). Kept with what was wrapped, so that it may rise later."""

    memory_kib: int
    passes: int

    @classmethod
    def today(cls) -> "Cost":
        """Return what new codes take."""
        return cls(settings.CONCERNS_CODE_MEMORY_KIB, settings.CONCERNS_CODE_PASSES)

    @classmethod
    def read(cls, written: str) -> "Cost":
        """Read what ``str`` wrote."""
        memory, passes = written.split(",")
        return cls(int(memory.removeprefix("m=")), int(passes.removeprefix("t=")))

    def __str__(self) -> str:
        return f"m={self.memory_kib},t={self.passes}"


class TooBusy(Exception):
    """Too many codes are being tried at this moment; nothing was tried."""


def new_pair() -> tuple[bytes, bytes]:
    """Draw a key pair: the private half, and the public one."""
    private = X25519PrivateKey.generate()
    return private.private_bytes_raw(), private.public_key().public_bytes_raw()


def public_of(private: bytes) -> bytes:
    """Return the public half."""
    return X25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()


def wrap(key: bytes, public: bytes, about: str) -> bytes:
    """Wrap a data key so that only the private half of ``public`` unwraps it, and only for ``about``."""
    return _SUITE.encrypt(key, X25519PublicKey.from_public_bytes(public), about.encode())


def unwrap(wrapped: bytes, private: bytes, about: str) -> bytes:
    """Return the data key.

    :raises CannotOpen: it was wrapped to another key or about something else, or was changed.
    """
    try:
        return _SUITE.decrypt(wrapped, X25519PrivateKey.from_private_bytes(private), about.encode())
    except (InvalidTag, ValueError):
        raise CannotOpen from None


def stretched(secret: str, salt: bytes, cost: Cost) -> bytes:
    """Make a key of the secret of a code; at most two at once in a process, because each takes 64 MiB.

    :raises TooBusy: no turn came within four seconds.
    """
    if not _hashes.acquire(timeout=PATIENCE_SECONDS):
        raise TooBusy
    try:
        return hash_secret_raw(secret.encode(), salt, cost.passes, cost.memory_kib, 1, 32, Type.ID)
    finally:
        _hashes.release()


def wrap_by_secret(key: bytes, stretched_secret: bytes, about: str) -> bytes:
    """Wrap a data key under a stretched secret."""
    return seal_bytes(stretched_secret, key, about.encode())


def unwrap_by_secret(wrapped: bytes, stretched_secret: bytes, about: str) -> bytes:
    """Return the data key.

    :raises CannotOpen: the secret is another.
    """
    return open_bytes(stretched_secret, wrapped, about.encode())
