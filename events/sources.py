"""By what a room is met besides its page: which addresses and numbers can be kept, and what each is. Pure."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import SplitResult, urlsplit

from common.embeds import embed_of, host_of, is_allowed

# What stands in an address as RFC 3986 writes it. Browsers read a backslash as a slash, so it moves the host.
WRITTEN = re.compile(r"[!#-;=?-\[\]_a-z~]+", re.ASCII)
HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]", re.ASCII)
NUMBER = re.compile(r"\+?[0-9 ()-]{5,30}", re.ASCII)
DIGITS = re.compile(r"[0-9 *#-]{1,30}", re.ASCII)
OWN = re.compile(r"/static/stage/[a-z0-9-]+/[a-z0-9-]+\.m3u8", re.ASCII)
"""A film among the portal's own files: a test card, to rehearse with."""

CALLS = {
    "teams.microsoft.com": "Teams",
    "teams.live.com": "Teams",
    "zoom.us": "Zoom",
    "meet.google.com": "Google Meet",
    "webex.com": "Webex",
}


class Fault(StrEnum):
    """Why an address or a number is not kept."""

    SIGNS = "signs"
    NOT_HTTPS = "not_https"
    CREDENTIALS = "credentials"
    NO_HOST = "no_host"
    HOST = "host"
    NOT_HLS = "not_hls"
    NOT_NUMBER = "not_number"
    NOT_CODE = "not_code"
    NO_NUMBER = "no_number"


@dataclass(frozen=True)
class Hosts:
    """Whose streams and players the operator allows on a stage."""

    hls: Collection[str]
    embeds: Collection[str]

    def __str__(self) -> str:
        return ", ".join([*self.hls, *self.embeds])


@dataclass(frozen=True)
class Stage:
    """What the stage plays; ``host`` is empty for a film of our own."""

    address: str
    is_embed: bool = False

    @property
    def host(self) -> str:
        """Who is asked for it."""
        return host_of(self.address)


def stage_of(address: str, hosts: Hosts) -> Stage | Fault | None:
    """Read what was typed as the address of a stage; none for nothing.

    What stands in the table already is read again each time: a host that the operator has taken off the list
    is asked for nothing any more.
    """
    if not address:
        return None
    if OWN.fullmatch(address):
        return Stage(address)
    if fault := fault_of(address):
        return fault
    if player := embed_of(address, hosts.embeds):
        return Stage(player, is_embed=True)
    parts = urlsplit(address)
    # With a port it is not the host that was allowed.
    if not is_allowed(parts.netloc.lower(), hosts.hls):
        return Fault.HOST
    return Stage(address) if parts.path.lower().endswith(".m3u8") else Fault.NOT_HLS


def fault_of(address: str) -> Fault | None:
    """Tell what is wrong with an address that people are to open elsewhere; nothing for an empty one."""
    if not address:
        return None
    if not WRITTEN.fullmatch(address):
        return Fault.SIGNS
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return Fault.NO_HOST
    if parts.scheme != "https":
        return Fault.NOT_HTTPS
    if "@" in parts.netloc:
        return Fault.CREDENTIALS
    return None if _is_host(parts, host) else Fault.NO_HOST


def number_fault(number: str, code: str) -> tuple[Fault | None, Fault | None]:
    """Tell what is wrong with a telephone number and with the code that is typed once it answers."""
    of_number = Fault.NOT_NUMBER if number and not _is_number(number) else None
    if code and not DIGITS.fullmatch(code):
        return of_number, Fault.NOT_CODE
    return of_number, Fault.NO_NUMBER if code and not number else None


def call_name(address: str) -> str:
    """Name what a call is made with, as people know it; its host where we do not know it."""
    host = host_of(address)
    return next((name for end, name in CALLS.items() if host == end or host.endswith(f".{end}")), host)


def _is_host(parts: SplitResult, host: str) -> bool:
    return bool(HOST.fullmatch(host)) and len(host) <= 253


def _is_number(number: str) -> bool:
    return bool(NUMBER.fullmatch(number)) and sum(sign.isdigit() for sign in number) >= 5
