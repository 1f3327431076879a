"""A whole portal in processes of its own, on a fresh database of the private servers: what journeys visit."""

import contextlib
import email
import email.policy
import http.client
import os
import re
import signal
import socket
import subprocess
import sys
from email.message import EmailMessage
from pathlib import Path

from assembly_portal.embedded import Servers
from assembly_portal.processes import Child, Processes, wait_until
from concerns.sealing.folder import write_new_key
from tests.calling import Calls
from tests.databases import address_of, make_copy

HOME = Path(__file__).resolve().parent.parent


class TestPortal:
    """A running portal. Its rows are made by commands and seen through pages, never by this process's ORM."""

    __test__ = False

    def __init__(self, servers: Servers, folder: Path, name: str) -> None:
        self.folder = folder
        self.mails = folder / "mail"
        self.logs = folder / "logs"
        self.logs.mkdir(parents=True)
        self.processes = Processes()
        self.database_url = address_of(servers, name)
        self._servers = servers
        self._name = name
        # The suite's own Valkey is emptied and stopped by other tests.
        self.valkey = Servers(
            folder=servers.folder / name, data=folder, logs=self.logs, processes=self.processes
        )
        self.environment = {
            **os.environ,
            "DATABASE_URL": self.database_url,
            "REDIS_URL": self.valkey.redis_url,
            "DJANGO_SETTINGS_MODULE": "assembly_portal.settings.development",
            "PORTAL_STATE_DIR": str(folder),
            "PYTHONUNBUFFERED": "1",
            "REDIS_PATIENCE_SECONDS": "",
            # One process for everybody: it serves reporters and handlers, and so holds the keys.
            "CONCERNS_KEY_FILE": str(folder / "concerns-key"),
            "CONCERNS_KEY_FOLDER": str(folder / "concerns-keys"),
        }
        self.base_url = ""
        self._rests = False
        self._calls: Calls | None = None

    def start(self) -> None:
        self.prepare()
        self.base_url = self.start_web()
        self.start_worker()

    def prepare(self) -> None:
        """Start its Valkey and make its database."""
        write_new_key(self.folder / "concerns-key")
        self.valkey.folder.mkdir()
        self.valkey.start_valkey()
        make_copy(self._servers, self._name)

    def start_web(self, name: str = "web") -> str:
        """Start a web process, perhaps one more, and return its address once it answers."""
        with contextlib.ExitStack() as stack:
            first = stack.enter_context(socket.socket())
            first.bind(("127.0.0.1", 0))
            port = first.getsockname()[1]
            lines = [first]
            with contextlib.suppress(OSError):  # a machine may have no IPv6
                lines.append(stack.enter_context(socket.socket(socket.AF_INET6)))
                lines[1].bind(("::1", port))
            fds = [line.fileno() for line in lines]
            arguments = [argument for fd in fds for argument in ("--fd", str(fd))]
            # Links in mails lead to the first process, those of the worker as well.
            self.environment.setdefault("PORTAL_ADDRESS", f"http://localhost:{port}")
            # Another website to a browser, and no machine needs the internet for it.
            self.environment.setdefault("CONCERNS_EXIT_ADDRESS", f"http://127.0.0.1:{port}/accessibility/")
            environment = {**self.environment, "PORTAL_DATABASE_POOL": "1"}
            web = self._spawn(
                name, "-m", "assembly_portal.serving", *arguments, environment=environment, pass_fds=fds
            )
        if not wait_until(lambda: _answers(port) or not web.is_alive, seconds=30) or not web.is_alive:
            raise RuntimeError(f"The web process did not come up:\n{web.log.read_text()[-4000:]}")
        return f"http://localhost:{port}"

    def start_worker(self) -> None:
        options = ["-P", "threads", "-c", "2", "-B", "-s", str(self.folder / "beat-schedule"), "-l", "INFO"]
        options += ["--without-gossip", "--without-mingle", "--without-heartbeat"]
        self._spawn("worker", "-m", "celery", "-q", "-A", "assembly_portal.celery", "worker", *options)

    def start_rehearsal(self) -> None:
        """Let demonstration people talk in the rooms that run."""
        self._spawn("rehearsal", "manage.py", "rehearsal", self.base_url)

    def kill(self, name: str, sign: signal.Signals = signal.SIGKILL) -> None:
        """End one of its processes without ceremony."""
        child = self.processes.children[name]
        child.process.send_signal(sign)
        child.process.wait()
        self.processes.stop(name)

    def rest(self, *, rests: bool = True) -> None:
        """Let its processes stand still, or go on: their clocks take an eighth of a core for nobody."""
        if rests != self._rests:
            for child in self.processes.children.values():
                os.killpg(child.process.pid, signal.SIGSTOP if rests else signal.SIGCONT)
        self._rests = rests

    def cpu_seconds(self) -> float:
        """What its web processes have used so far."""
        webs = [child for name, child in self.processes.children.items() if name.startswith("web")]
        return sum(cpu_seconds_of(child.process.pid) for child in webs)

    def stop(self) -> None:
        self.rest(rests=False)
        self._end_calls()
        self.processes.stop()

    def _end_calls(self) -> None:
        if self._calls is not None:
            self._calls.stop()
        self._calls = None

    def manage(self, *arguments: str) -> str:
        """Run one of Django's commands on its database and return what it printed."""
        return self._run("manage.py", *arguments)

    def call(self, function: str, **arguments: object) -> object:
        """Call ``tests.somewhere:function`` with Django on its database; arguments and answer are JSON."""
        # Settings are read once: whoever changes the environment gets a process that has read them anew.
        if self._calls is None or self._calls.environment != self.environment:
            self._end_calls()
            self._calls = Calls(self.environment, self.logs / "calls.log")
        return self._calls.call(function, arguments)

    def mail_to(
        self, address: str, *, subject: str = "", after: int = 0, seconds: float = 15
    ) -> EmailMessage:
        """Return the newest mail to this address, waiting for it; ``after`` as many as it had before."""
        found: list[EmailMessage] = []

        def has_come() -> bool:
            found[:] = [mail for mail in self.mail_of(address) if subject in mail["Subject"]]
            return len(found) > after

        assert wait_until(has_come, seconds=seconds, every=0.1), f"No mail {subject!r} came for {address}."
        return found[-1]

    def mail_of(self, address: str) -> list[EmailMessage]:
        """Return every mail to this address, the oldest first."""
        files = sorted(self.mails.glob("*.eml")) if self.mails.exists() else []
        mails = [email.message_from_bytes(file.read_bytes(), policy=email.policy.default) for file in files]
        return [mail for mail in mails if address.lower() in str(mail["To"]).lower()]

    def code_for(self, address: str, *, after: int = 0) -> str:
        """Return the six-digit code of the newest mail to this address."""
        body = self.mail_to(address, after=after).get_body(("plain",))
        assert body is not None
        match = re.search(r"\b\d{6}\b", body.get_content())
        assert match, body.get_content()
        return match[0]

    def _run(self, *arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, *arguments],
            cwd=HOME,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{arguments} failed:\n{done.stdout}\n{done.stderr}"
        return done.stdout

    def _spawn(self, name: str, *arguments: str, environment=None, pass_fds=()) -> Child:
        return self.processes.spawn(
            name,
            [sys.executable, *arguments],
            log=self.logs / f"{name}.log",
            environment=environment or self.environment,
            pass_fds=pass_fds,
        )


def cpu_seconds_of(pid: int) -> float:
    """What a process has used so far, by itself and in the kernel."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _answers(port: int) -> bool:
    with contextlib.suppress(OSError, http.client.HTTPException):
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        with contextlib.closing(line):
            line.request("GET", "/health/", headers={"Host": f"localhost:{port}"})
            return line.getresponse().status > 0
    return False
