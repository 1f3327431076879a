"""Child processes that never outlive the one that started them, not even after ``kill -9``.

Standard library only. Two things hold them: the kernel's parent-death signal (Linux), and a guardian process
at the other end of a pipe, which also reaches the children's own children and works where the kernel has no
such signal.
"""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

PR_SET_PDEATHSIG = 1
# Loaded before any fork: a child between fork and exec must not take the loader's locks.
_LIBC = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


def dies_with_parent(sign: signal.Signals = signal.SIGKILL) -> Callable[[], None]:
    """Return what a child calls before exec, so that the kernel sends it ``sign`` when its parent goes.

    The kernel means the thread that forked: spawn from one that lasts, the main one.
    """
    parent = os.getpid()

    def ask_the_kernel() -> None:
        if _LIBC is not None:
            _LIBC.prctl(PR_SET_PDEATHSIG, int(sign))
            if os.getppid() != parent:  # it went before we asked
                os._exit(1)

    return ask_the_kernel


def end_with_parent() -> None:
    """Ask the kernel to kill this process when its parent goes: for a child that a library forked."""
    if _LIBC is not None:
        _LIBC.prctl(PR_SET_PDEATHSIG, int(signal.SIGKILL))


@dataclass
class Child:
    """One child, in a session of its own, and how it likes to be stopped."""

    name: str
    process: subprocess.Popen[bytes]
    log: Path
    stop_signal: signal.Signals
    patience: float
    """Seconds between the polite signal and the last one."""

    @property
    def is_alive(self) -> bool:
        """Whether it still runs."""
        return self.process.poll() is None

    def stop(self) -> None:
        """Ask, wait, insist; then clear away what it started itself."""
        if self.is_alive:
            self.process.send_signal(self.stop_signal)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(self.patience)
        # Its session outlives it if it had children: Celery's beat does not notice that its parent has gone.
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


@dataclass
class Processes:
    """The children of this process, in the order in which they were started."""

    guarded: bool = False
    children: dict[str, Child] = field(default_factory=dict)
    guardian: subprocess.Popen[bytes] | None = None

    def spawn(
        self,
        name: str,
        command: Sequence[str],
        *,
        log: Path,
        environment: Mapping[str, str] | None = None,
        stdout: int | None = None,
        stop_signal: signal.Signals = signal.SIGTERM,
        orphan_signal: signal.Signals = signal.SIGKILL,
        patience: float = 10,
        pass_fds: Sequence[int] = (),
        user: int | None = None,
    ) -> Child:
        """Start a child whose words go to ``log``; without its parent it gets ``orphan_signal``."""
        if self.guarded and self.guardian is None:
            self._start_guardian()
        with log.open("ab") as words:
            process = subprocess.Popen(
                list(command),
                stdin=subprocess.DEVNULL,
                stdout=stdout or words,
                stderr=words,
                env=None if environment is None else dict(environment),
                start_new_session=True,
                preexec_fn=dies_with_parent(orphan_signal),
                pass_fds=pass_fds,
                user=user,
                group=user,
                extra_groups=None if user is None else [],
            )
        self._tell_guardian(process.pid, orphan_signal)
        child = Child(name, process, log, stop_signal, patience)
        self.children[name] = child
        return child

    def first_dead(self) -> Child | None:
        """Return a child that stopped by itself, if any."""
        return next((child for child in self.children.values() if not child.is_alive), None)

    @property
    def has_lost_its_guardian(self) -> bool:
        """Whether the guardian was started and has gone."""
        return self.guardian is not None and self.guardian.poll() is not None

    def stop(self, *names: str) -> None:
        """Stop the named children, in this order; all of them, the youngest first, if none is named."""
        for name in names or tuple(reversed(self.children)):
            if child := self.children.pop(name, None):
                child.stop()
                self._tell_guardian(child.process.pid, 0)
        if not self.children:
            self._dismiss_guardian()

    def _start_guardian(self) -> None:
        self.guardian = subprocess.Popen(
            [sys.executable, "-I", str(Path(__file__).with_name("guardian.py"))],
            stdin=subprocess.PIPE,
            start_new_session=True,
        )

    def _tell_guardian(self, group: int, sign: int) -> None:
        if self.guardian and self.guardian.stdin:
            with contextlib.suppress(BrokenPipeError):
                self.guardian.stdin.write(f"{group} {int(sign)}\n".encode())
                self.guardian.stdin.flush()

    def _dismiss_guardian(self) -> None:
        if self.guardian and self.guardian.stdin:
            with contextlib.suppress(BrokenPipeError):
                self.guardian.stdin.close()
            self.guardian.wait()
            self.guardian = None


def wait_until(is_true: Callable[[], bool], *, seconds: float, every: float = 0.03) -> bool:
    """Ask again and again; return whether it came true in time."""
    deadline = time.monotonic() + seconds
    while not is_true():
        if time.monotonic() > deadline:
            return False
        time.sleep(every)
    return True
