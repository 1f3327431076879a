"""What a start claims before it starts anything: the folder of this clone, and the port.

Standard library only. A claim that fails raises CannotRun, whose message is one sentence for people.
"""

import contextlib
import errno
import fcntl
import os
import socket
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from assembly_portal.processes import wait_until


class CannotRun(Exception):
    """The portal cannot be started; the message is the one sentence that the person reads."""


def state_folder() -> Path:
    """Return where this clone keeps its data, mail and logs."""
    beside_the_code = Path(__file__).resolve().parent.parent / ".portal"
    return Path(os.environ.get("PORTAL_STATE_DIR") or beside_the_code).absolute()


@contextlib.contextmanager
def only_one(state: Path) -> Iterator[None]:
    """Hold the lock of the folder. The kernel lets go of it however the holder ends.

    :raises CannotRun: another start holds it, or the folder is not ours.
    """
    try:
        state.mkdir(parents=True, exist_ok=True)
        state.chmod(0o700)
        lock = (state / "lock").open("a+")
    except PermissionError:
        raise CannotRun(
            f"{state} belongs to somebody else (perhaps root ran 'make run'): remove it as that user."
        ) from None
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise CannotRun(
                "The portal already runs from this folder: use it, or stop it with Ctrl-C first."
            ) from None
        yield


def is_held(state: Path) -> bool:
    """Whether a running portal holds the lock of the folder."""
    if not (state / "lock").exists():
        return False
    with (state / "lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


@contextlib.contextmanager
def listening(host: str, port: int) -> Iterator[list[socket.socket]]:
    """Bind the port before anything is started: a taken one is found at once, and nobody takes it meanwhile.

    Without a host both loopbacks: browsers try either for "localhost", the name that passkeys insist on.

    :raises CannotRun: it is taken, or the machine has no such address.
    """
    with contextlib.ExitStack() as stack:
        lines: list[socket.socket] = []
        for address in (host,) if host else ("127.0.0.1", "::1"):
            # A second's grace: a web process that was killed this instant still holds it.
            wait_until(partial(_is_free, address, port), seconds=1)
            try:
                line = stack.enter_context(_bound(address, port))
            except OSError as error:
                if error.errno == errno.EADDRINUSE:
                    raise CannotRun(
                        f"Another program uses port {port}: choose another with 'make run PORT={port + 1}'."
                    ) from None
                if address != "::1":  # a machine may have no IPv6
                    raise CannotRun(
                        f"The portal cannot listen on {address} port {port}: {error.strerror}."
                    ) from None
            else:
                lines.append(line)
        yield lines


def _bound(address: str, port: int) -> socket.socket:
    line = socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET, socket.SOCK_STREAM)
    try:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        line.bind((address, port))
    except OSError:
        line.close()
        raise
    return line


def _is_free(address: str, port: int) -> bool:
    try:
        _bound(address, port).close()
    except OSError as error:
        return error.errno != errno.EADDRINUSE
    return True
