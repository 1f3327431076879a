"""What ``make bench`` measures of notices: ten thousand mails through a mail server on this machine."""

from aiosmtpd.controller import Controller

from tests.mail_server import free_port
from tests.portal import TestPortal

PEOPLE = 10_000


class Sink:
    """Takes every mail and keeps only their number: reading them would be measured too."""

    def __init__(self) -> None:
        self.count = 0

    async def handle_DATA(self, server, session, envelope) -> str:  # noqa: N802
        self.count += 1
        return "250 OK"


def print_notices(portal: TestPortal) -> None:
    """Print how fast a round of 10,000 is called and sent by one worker, and what that takes."""
    called = portal.call("tests.load.notice_rows:a_crowd", count=PEOPLE)
    sink, port = Sink(), free_port()
    controller = Controller(sink, hostname="127.0.0.1", port=port, ready_timeout=20)
    controller.start()
    try:
        sent = portal.call("tests.load.notice_rows:send_all", port=port)
    finally:
        controller.stop()
    print(
        f"\nA round for {PEOPLE} people: written in {called['seconds']:.1f} s ({called['notices']} notices); "
        f"sent by one worker in {sent['seconds']:.0f} s: {sent['sent'] / sent['seconds']:.0f} per s, "
        f"{sent['cpu_ms']:.1f} ms of CPU each, {sent['statements']:.0f} statements per 100, "
        f"peak {sent['peak_mb']:.0f} MB ({sent['grown_mb']:.0f} MB more than before), "
        f"{sink.count} taken by the mail server"
    )
