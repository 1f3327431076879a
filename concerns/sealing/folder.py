"""The private halves of group keys: each a file, sealed under a key that is read from a file elsewhere.

``CONCERNS_KEY_FILE`` names the key-encryption key, ``CONCERNS_KEY_FOLDER`` the folder of sealed halves.
Processes that serve the public have neither: they take a concern in and cannot read one. Both stay out of the
database, the settings and its backups.
"""

import hashlib
import os
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from django.conf import settings

from concerns.sealing.texts import KEY_BYTES, CannotOpen, open_bytes, seal_bytes


class KeysAbsent(Exception):
    """This process has no keys, or the key that is asked for is not among them."""


@dataclass(frozen=True, repr=False)
class KeyFolder:
    """A folder of sealed private halves, and the key that opens them."""

    folder: Path
    key: bytes

    @classmethod
    def at_hand(cls) -> "KeyFolder":
        """Return what the settings name, read anew: a rotation takes effect at once.

        :raises KeysAbsent: this process was given none, or the file is not there or not a key.
        """
        if not settings.CONCERNS_KEY_FILE or not settings.CONCERNS_KEY_FOLDER:
            raise KeysAbsent
        return cls(Path(settings.CONCERNS_KEY_FOLDER), read_key(Path(settings.CONCERNS_KEY_FILE)))

    @property
    def name_of_key(self) -> str:
        """What tells files under this key from those under another."""
        return hashlib.sha256(b"concerns key-encryption key|" + self.key).hexdigest()[:12]

    def keep(self, key_id: UUID, private: bytes) -> None:
        """Seal a private half into the folder; it is on the disk when this returns."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_private(self._path(key_id), seal_bytes(self.key, private, str(key_id).encode()))

    def private_half(self, key_id: UUID) -> bytes:
        """Return a private half.

        :raises KeysAbsent: it is not here, or not under this key.
        """
        try:
            return open_bytes(self.key, self._path(key_id).read_bytes(), str(key_id).encode())
        except (OSError, CannotOpen):
            raise KeysAbsent from None

    def kept(self) -> Iterator[UUID]:
        """Name every half that is sealed under this key."""
        for path in sorted(self.folder.glob(f"*.{self.name_of_key}")):
            yield UUID(path.stem)

    def sealed_under(self, key: bytes) -> "KeyFolder":
        """Seal every half once more under another key, beside what is there; return the folder under it."""
        other = KeyFolder(self.folder, key)
        for key_id in self.kept():
            other.keep(key_id, self.private_half(key_id))
        return other

    def is_overtaken(self) -> bool:
        """Whether a half was sealed under another key later than under this one."""
        return any(
            other.stat().st_mtime_ns > self._path(key_id).stat().st_mtime_ns
            for key_id in self.kept()
            for other in self.folder.glob(f"{key_id}.*")
        )

    def forget_others(self) -> int:
        """Remove every file that is sealed under another key; count them."""
        every = self.folder.glob("????????-????-????-????-????????????.*")
        others = [path for path in every if path.suffix != f".{self.name_of_key}"]
        for path in others:
            path.unlink()
        return len(others)

    def _path(self, key_id: UUID) -> Path:
        return self.folder / f"{key_id}.{self.name_of_key}"

    def __repr__(self) -> str:
        return f"KeyFolder({self.folder})"


def are_keys_at_hand() -> bool:
    """Whether this process can open what its groups were granted."""
    try:
        KeyFolder.at_hand()
    except KeysAbsent:
        return False
    return True


def read_key(path: Path) -> bytes:
    """Return the key-encryption key in a file of 64 hexadecimal digits.

    :raises KeysAbsent: it is not there, or not a key.
    """
    try:
        key = bytes.fromhex(path.read_text().strip())
    except (OSError, ValueError):
        raise KeysAbsent from None
    if len(key) != KEY_BYTES:
        raise KeysAbsent
    return key


def write_new_key(path: Path) -> bytes:
    """Draw a key-encryption key into a file that only its owner reads, and return it.

    :raises FileExistsError: there is such a file; a key that is written over is lost.
    """
    if path.exists():
        raise FileExistsError(path)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    key = secrets.token_bytes(KEY_BYTES)
    write_private(path, key.hex().encode() + b"\n")
    return key


def write_private(path: Path, content: bytes) -> None:
    """Write a file for its owner only; whoever looks sees all of it or none."""
    unfinished = path.with_name(f"{path.name}.part")
    with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    unfinished.rename(path)
