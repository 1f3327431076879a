"""Starts the portal as ``make run`` does, in a state folder of its own, and looks at its processes."""

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

from assembly_portal.processes import wait_until

HOME = Path(__file__).resolve().parent.parent.parent


class Start:
    """One start of the supervisor."""

    def __init__(
        self, state: Path, *, port: int | None = None, demonstration: bool = False, **environment: str
    ) -> None:
        self.state = state
        self.port = port or free_port()
        self.said = state.parent / f"said-{self.port}"
        # The suite names its own servers, which this portal is not to use.
        suites = ("DATABASE_URL", "REDIS_URL", "REDIS_PATIENCE_SECONDS")
        inherited = {name: value for name, value in os.environ.items() if name not in suites}
        environment = {"PORTAL_DEMONSTRATION": "1" if demonstration else "0", **environment}
        with self.said.open("wb") as words:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "assembly_portal.supervisor", "run"],
                cwd=HOME,
                env={**inherited, "PORTAL_STATE_DIR": str(state), "PORT": str(self.port), **environment},
                stdin=subprocess.DEVNULL,
                stdout=words,
                stderr=words,
                start_new_session=True,
            )

    @property
    def words(self) -> str:
        return self.said.read_text()

    def wait_until_up(self) -> "Start":
        wait_until(lambda: "Press Ctrl-C" in self.words or self.process.poll() is not None, seconds=120)
        assert self.process.poll() is None, self.words + self.logs()
        return self

    def wait_until_over(self) -> int:
        return self.process.wait(60)

    def interrupt(self) -> int:
        """Press Ctrl-C, which the terminal sends to the whole group."""
        os.killpg(self.process.pid, signal.SIGINT)
        return self.wait_until_over()

    def family(self) -> list[int]:
        """Return the supervisor and everything that descends from it."""
        parents = {pid: parent for pid in all_processes() if (parent := parent_of(pid))}
        found = [self.process.pid]
        for pid in found:
            found += [child for child, parent in parents.items() if parent == pid]
        return found

    def logs(self) -> str:
        """Return the ends of its logs, for the message of a failed test."""
        return "\n".join(
            f"== {log.name}\n{log.read_text()[-1500:]}" for log in (self.state / "logs").glob("*.log")
        )


def left_of(family: list[int], *, seconds: float = 20) -> list[str]:
    """Return which of them still run after a while, in words."""
    wait_until(lambda: not any(is_running(pid) for pid in family), seconds=seconds)
    return [command_of(pid) for pid in family if is_running(pid)]


def all_processes() -> list[int]:
    return [int(folder.name) for folder in Path("/proc").iterdir() if folder.name.isdigit()]


def parent_of(pid: int) -> int | None:
    fields = _status(pid)
    return int(fields[1]) if fields else None


def is_running(pid: int) -> bool:
    """Whether it lives: one whose end nobody has asked for yet (a zombie) does not."""
    fields = _status(pid)
    return bool(fields) and fields[0] != "Z"


def command_of(pid: int) -> str:
    try:
        return f"{pid} " + Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")
    except OSError:
        return str(pid)


def _status(pid: int) -> list[str]:
    try:
        # The name stands in brackets and may hold anything; the state and the parent follow it.
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[:2]
    except OSError:
        return []


def free_port() -> int:
    with socket.socket() as line:
        line.bind(("127.0.0.1", 0))
        return line.getsockname()[1]
