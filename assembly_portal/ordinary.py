"""As whom PostgreSQL runs: it refuses root, and users whom the machine does not know (a bare number)."""

import functools
import hashlib
import os
import pwd
import subprocess
from pathlib import Path


def is_ordinary(user: int) -> bool:
    """Whether PostgreSQL would run as this user."""
    try:
        return pwd.getpwuid(user).pw_uid != 0
    except KeyError:
        return False


@functools.cache
def somebody_else() -> int:
    """Return the number of an ordinary user whom this machine knows: nobody, or whoever there is."""
    try:
        return pwd.getpwnam("nobody").pw_uid
    except KeyError:
        return min(person.pw_uid for person in pwd.getpwall() if person.pw_uid)


@functools.cache
def stepping_aside() -> tuple[str, ...]:
    """Return the command that steps into a user namespace as somebody else; empty where that is forbidden.

    There one is that user to PostgreSQL and oneself to the files, and nothing on the machine changes.
    """
    command = ("unshare", "--user", f"--map-user={somebody_else()}", f"--map-group={somebody_else()}")
    try:
        allowed = subprocess.run([*command, "true"], capture_output=True, check=False).returncode == 0
    except OSError:
        allowed = False
    return command if allowed else ()


def within_reach_of_others(data: Path) -> Path:
    """Return the data folder, or one in /var/tmp if a folder above it is closed to others (as /root is)."""
    if all(folder.stat().st_mode & 0o001 for folder in data.absolute().parents if folder.exists()):
        return data
    name = hashlib.sha256(str(data.absolute()).encode()).hexdigest()[:12]
    return Path("/var/tmp") / f"assembly-portal.{name}"  # noqa: S108 - mode 700, and kept over a restart


def hand_over(folder: Path, user: int) -> None:
    """Give a folder to the other user."""
    os.chown(folder, user, user)
