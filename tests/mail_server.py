"""A real mail server on this machine, which can be told to refuse, to hang and to drop the line."""

import asyncio
import email
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email import policy
from email.message import EmailMessage

import pytest
from aiosmtpd.controller import Controller

Answer = str | None


class MailServer:
    """What came in, and what it answers: nothing to take it, ``DROP`` to cut the line, or ``HANG``."""

    DROP, HANG = "drop", "hang"

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.written: list[bytes] = []
        self.tries: list[str] = []
        self.at_recipient: Callable[[str], Answer] = lambda address: None
        self.after_text: Callable[[str], Answer] = lambda address: None

    async def handle_RCPT(self, server, session, envelope, address, options) -> str:  # noqa: N802
        self.tries.append(address)
        answer = await self._play(self.at_recipient(address), server)
        if answer is None:
            envelope.rcpt_tos.append(address)
        return answer or "250 OK"

    async def handle_DATA(self, server, session, envelope) -> str:  # noqa: N802
        answer = await self._play(self.after_text(envelope.rcpt_tos[0]), server)
        if answer is None or answer == "kept":
            self.written.append(envelope.content)
            self.mails.append(email.message_from_bytes(envelope.content, policy=policy.default))
        return "250 OK" if answer in (None, "kept") else answer

    async def _play(self, answer: Answer, server) -> Answer:
        if answer == self.DROP:
            server.transport.abort()
            return "421 dropped"
        if answer == self.HANG:
            await asyncio.sleep(3600)
        return answer

    @property
    def recipients(self) -> list[str]:
        return [str(mail["To"]) for mail in self.mails]


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


@contextmanager
def running(server: MailServer, port: int) -> Iterator[None]:
    controller = Controller(server, hostname="127.0.0.1", port=port, ready_timeout=20)
    controller.start()
    try:
        yield
    finally:
        controller.stop()


@pytest.fixture
def mail_server(settings) -> Iterator[MailServer]:
    """The server, and the portal set up to use it as production does."""
    server, port = MailServer(), free_port()
    settings.EMAIL_BACKEND = "notices.transport.Backend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    settings.EMAIL_USE_TLS, settings.EMAIL_TIMEOUT = False, 1
    with running(server, port):
        yield server


@pytest.fixture
def no_mail_server(settings) -> int:
    """Nobody listens: the port that a server could be started on later."""
    settings.EMAIL_BACKEND = "notices.transport.Backend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
    settings.EMAIL_USE_TLS, settings.EMAIL_TIMEOUT = False, 1
    return settings.EMAIL_PORT
