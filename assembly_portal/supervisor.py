"""``make run``: starts every part of the portal, watches them, and stops them all together.

Standard library only. ``manage`` runs one of Django's commands against the portal that is running; ``reset``
throws its data away.
"""

import contextlib
import http.client
import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from types import FrameType

from assembly_portal.claims import CannotRun, is_held, listening, only_one, state_folder
from assembly_portal.embedded import Servers, ServersUnavailable, new_socket_folder
from assembly_portal.processes import Processes, wait_until

HOME = Path(__file__).resolve().parent.parent
TITLES = {"postgres": "PostgreSQL", "valkey": "Valkey"}
STOP_ORDER = ("web", "worker", "rehearsal", "valkey", "postgres")
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Stopped(BaseException):
    """Somebody asked the portal to stop."""


class Portal:
    """One running portal: its folder, its servers and its processes."""

    def __init__(self, state: Path, *, host: str, port: int) -> None:
        self.state = state
        self.host = host
        self.port = port
        self.address = f"http://{host or 'localhost'}:{port}"
        self.logs = state / "logs"
        self.processes = Processes(guarded=True)
        self.sockets = new_socket_folder()
        # The processes' words go to their logs; what a person waits for, mail, goes to the terminal.
        self.terminal = os.dup(1)
        self.environment: dict[str, str] = {}
        # An empty portal, for whoever wants to fill it: PORTAL_DEMONSTRATION=0.
        self.is_demonstration = os.environ.get("PORTAL_DEMONSTRATION") != "0"

    def run(self, lines: list[socket.socket]) -> None:
        """Start everything, stay until told to stop or until a part dies, and leave nothing running."""
        for sign in SIGNALS:
            signal.signal(sign, _stop_once)
        try:
            self._start(lines)
            self._watch()
        except Stopped:
            print("\nStopping ...", flush=True)
        finally:
            for sign in SIGNALS:
                signal.signal(sign, signal.SIG_IGN)
            self.processes.stop(*STOP_ORDER)
            self.processes.stop()
            shutil.rmtree(self.sockets, ignore_errors=True)
            _note_of(self.state).unlink(missing_ok=True)

    def _start(self, lines: list[socket.socket]) -> None:
        self.logs.mkdir(exist_ok=True)
        self._start_servers()
        log_ins = self._prepare()
        with step("Starting the web process and the worker"):
            self._start_web(lines)
            # One after the other: a person waits for the pages, and the two would share what cores there are.
            self._wait_for_web()
            self._start_worker()
        if self.is_demonstration:
            self._spawn("rehearsal", "manage.py", "rehearsal", self.address)
        print(f"\nThe portal is at {self.address}\n{log_ins}\nPress Ctrl-C to stop it.\n", flush=True)
        if self.host:
            print(
                f"Anybody who can reach {self.host} can use it: it is a demonstration without secrets.\n",
                flush=True,
            )

    def _start_servers(self) -> None:
        """Start what the environment does not name, and leave a note for other commands of where they are."""
        _clear_up_after_the_last(self.state)
        servers = Servers(
            folder=self.sockets, data=self.state / "data", logs=self.logs, processes=self.processes
        )
        named = {name: os.environ[name] for name in servers.environment if os.environ.get(name)}
        shared = {
            **servers.environment,
            **named,
            **self._keys_of_concerns(),
            "DJANGO_SETTINGS_MODULE": "assembly_portal.settings.development",
            "PORTAL_STATE_DIR": str(self.state),
            "PORTAL_HOST": self.host,
            "PORTAL_ADDRESS": self.address,
        }
        own = {"PORTAL_TERMINAL_FD": str(self.terminal), "PYTHONUNBUFFERED": "1"}
        self.environment = {**os.environ, **shared, **own}
        _note_of(self.state).touch(mode=0o600)
        _note_of(self.state).write_text(json.dumps({"folder": str(self.sockets), "environment": shared}))
        for name in named:
            print(f"  Using the server that {name} names", flush=True)
        if "REDIS_URL" not in named:
            with step("Starting Valkey"):
                servers.start_valkey()
        if "DATABASE_URL" not in named:
            with step("Starting PostgreSQL"):
                servers.start_postgres()

    def _keys_of_concerns(self) -> dict[str, str]:
        """Return where keys of handlers lie: those of the environment, else some for this machine only."""
        names = ("CONCERNS_KEY_FILE", "CONCERNS_KEY_FOLDER")
        if all(os.environ.get(name) for name in names):
            return {name: os.environ[name] for name in names}
        file = self.state / "concerns-key"
        if not file.exists():
            file.touch(mode=0o600)
            file.write_text(secrets.token_hex(32))
            print(f"  Made a key for concerns, for this machine only: {file}", flush=True)
        return {"CONCERNS_KEY_FILE": str(file), "CONCERNS_KEY_FOLDER": str(self.state / "concerns-keys")}

    def _start_web(self, lines: list[socket.socket]) -> None:
        fds = [line.fileno() for line in lines]
        arguments = [argument for fd in fds for argument in ("--fd", str(fd))]
        self._spawn("web", "-m", "assembly_portal.serving", *arguments, pooled=True, pass_fds=fds)

    def _start_worker(self) -> None:
        options = ["-P", "threads", "-c", "4", "-B", "-s", str(self.state / "beat-schedule"), "-l", "INFO"]
        # There is nobody to gossip with: one worker.
        options += ["--without-gossip", "--without-mingle", "--without-heartbeat"]
        self._spawn("worker", "-m", "celery", "-q", "-A", "assembly_portal.celery", "worker", *options)

    def _spawn(self, name: str, *arguments: str, pooled: bool = False, pass_fds: Sequence[int] = ()) -> None:
        """Start one of the portal's processes."""
        self.processes.spawn(
            name,
            [sys.executable, *arguments],
            log=self.logs / f"{name}.log",
            environment={**self.environment, "PORTAL_DATABASE_POOL": "1" if pooled else "0"},
            pass_fds=[self.terminal, *pass_fds],
        )

    def _prepare(self) -> str:
        """Bring the database up to date, and the demonstration if there is one; return its log-ins."""
        log = self.logs / "preparing.log"
        demonstration = ["seed_demo"] if self.is_demonstration else []
        words = "Preparing the database" + (" and the demonstration" if demonstration else "")
        with step(words) as tick:
            child = self.processes.spawn(
                "preparing",
                [sys.executable, "-m", "assembly_portal.preparing", *demonstration],
                log=log,
                environment=self.environment,
                stdout=subprocess.PIPE,
                pass_fds=[self.terminal],
            )
            while True:
                with contextlib.suppress(subprocess.TimeoutExpired):
                    said = child.process.communicate(timeout=5)[0].decode()
                    break
                tick()
            self.processes.stop("preparing")
            if child.process.returncode != 0:
                raise CannotRun(
                    f"The database could not be prepared: read {log}, or throw the data away and begin again "
                    "with 'make reset'."
                )
        return said

    def _wait_for_web(self) -> None:
        wait_until(lambda: self._answers() or self.processes.first_dead() is not None, seconds=60, every=0.1)
        self._complain_of_the_dead()

    def _answers(self) -> bool:
        line = http.client.HTTPConnection(self.host or "127.0.0.1", self.port, timeout=10)
        with contextlib.suppress(OSError, http.client.HTTPException), contextlib.closing(line):
            line.request("GET", "/health/", headers={"Host": f"localhost:{self.port}"})
            return bool(line.getresponse().status)
        return False

    def _watch(self) -> None:
        while True:
            self._complain_of_the_dead()
            time.sleep(0.2)

    def _complain_of_the_dead(self) -> None:
        if dead := self.processes.first_dead():
            title = TITLES.get(dead.name, f"The {dead.name} process")
            raise CannotRun(f"{title} stopped by itself, so everything was stopped: read {dead.log}.")
        if self.processes.has_lost_its_guardian:
            raise CannotRun(
                "The guardian process was killed, so everything was stopped: start again with 'make run'."
            )


@contextlib.contextmanager
def step(words: str) -> Iterator[Callable[[], None]]:
    """Print one line for a step, and how long it took; the caller ticks while it lasts."""
    started = time.monotonic()
    print(f"  {words} ...", end="", flush=True)
    try:
        yield lambda: print(f" {time.monotonic() - started:.0f} s ...", end="", flush=True)
    except BaseException:
        print(flush=True)
        raise
    print(f" done ({time.monotonic() - started:.1f} s)", flush=True)


def manage(arguments: list[str]) -> None:
    """Become one of Django's commands, run against the portal that is running.

    :raises CannotRun: none is.
    """
    state = state_folder()
    if not is_held(state) or not _note_of(state).exists():
        raise CannotRun("The portal is not running: start it with 'make run' first.")
    note = json.loads(_note_of(state).read_text())
    environment = {**os.environ, **note["environment"]}
    os.execve(sys.executable, [sys.executable, str(HOME / "manage.py"), *arguments], environment)


def reset() -> None:
    """Throw away this clone's data, mail and logs.

    :raises CannotRun: the portal is running.
    """
    state = state_folder()
    with only_one(state):
        _clear_up_after_the_last(state)
        servers = Servers(folder=state, data=state / "data", logs=state / "logs")
        servers.end_the_previous()
        for folder in (servers.data, state):
            shutil.rmtree(folder, ignore_errors=True)
    print(f"Thrown away: {state}. 'make run' begins again.")


def main(arguments: list[str]) -> int:
    """Run, reset, or manage; a start that cannot be made says so in one sentence."""
    os.chdir(HOME)
    try:
        if arguments[:1] == ["manage"]:
            manage(arguments[1:])
        elif arguments[:1] == ["reset"]:
            reset()
        else:
            port = os.environ.get("PORT") or "8000"
            if not port.isdigit() or not 0 < int(port) < 65536:
                raise CannotRun(f"PORT is a number from 1 to 65535, not '{port}'.")
            # HOST stands in the environment of many shells as the machine's name, so only the option counts.
            host = arguments[arguments.index("--host") + 1] if "--host" in arguments else ""
            with only_one(state_folder()), listening(host, int(port)) as lines:
                Portal(state_folder(), host=host, port=int(port)).run(lines)
    except (CannotRun, ServersUnavailable) as refusal:
        print(f"\n{refusal}", file=sys.stderr)
        return 1
    return 0


def _stop_once(_number: int, _frame: FrameType | None) -> None:
    for sign in SIGNALS:
        signal.signal(sign, signal.SIG_IGN)
    raise Stopped


def _note_of(state: Path) -> Path:
    """Return where a running portal notes its addresses."""
    return state / "running.json"


def _clear_up_after_the_last(state: Path) -> None:
    """Remove the sockets of a portal that was killed. The caller holds the lock, so none is running."""
    with contextlib.suppress(OSError, ValueError, KeyError):
        shutil.rmtree(json.loads(_note_of(state).read_text())["folder"], ignore_errors=True)
        _note_of(state).unlink()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
