"""Who may say by what a room is met, and which addresses and numbers are refused."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import ClassVar

from django.conf import settings

from accounts.models import User
from common.policy import ALLOWED, Refused, Verdict
from events.models import Room, RoomSource
from events.sources import Fault, Hosts, fault_of, number_fault, stage_of

NAMES = {
    "stage_address": "Stage address",
    "fallback_address": "Fallback address",
    "captions_address": "Live captions address",
    "call_address": "Call address",
    "dial_in_number": "Dial-in number",
    "dial_in_code": "Dial-in code",
    "call_words": "What to know",
}
"""What an organiser can change, and how it is called."""


class Sourcing(StrEnum):
    """Why it is not kept by what a room is met."""

    NOT_ORGANISER = "not_organiser"
    GONE = "gone"
    CHANGED = "changed"
    NO_STAGE = "no_stage"
    SIGNS = "signs"
    NOT_HTTPS = "not_https"
    CREDENTIALS = "credentials"
    NO_HOST = "no_host"
    HOST = "host"
    NOT_HLS = "not_hls"
    NOT_NUMBER = "not_number"
    NOT_CODE = "not_code"
    NO_NUMBER = "no_number"


class SourceRefused(Refused):
    """What was typed is not kept; ``field`` says what it is about, if it is one thing."""

    codes = Sourcing
    sentences: ClassVar[Mapping[Sourcing, str]] = {
        Sourcing.NOT_ORGANISER: "Only an organiser can change by what a room is met.",
        Sourcing.GONE: "The room was removed in another window.",
        Sourcing.CHANGED: (
            "{who} changed this at {time}, after you opened it here. What you typed is still here: compare, "
            "then save again to keep it."
        ),
        Sourcing.NO_STAGE: "Only a room that everybody fits in has a stage. This one is met in a call.",
        Sourcing.SIGNS: (
            "{what} must be one address without spaces, quotation marks or backslashes. Copy it again"
        ),
        Sourcing.NOT_HTTPS: "{what} must begin with https://",
        Sourcing.CREDENTIALS: "{what} must have no user name or password in it: the whole room reads it",
        Sourcing.NO_HOST: "{what} must name a host, like https://teams.microsoft.com/l/meetup-join/",
        Sourcing.HOST: (
            "{what} must be at one of these hosts: {hosts}. Ask whoever runs the portal to allow another"
        ),
        Sourcing.NOT_HLS: "{what} must be that of an HLS playlist, which ends in .m3u8",
        Sourcing.NOT_NUMBER: "{what} must be a telephone number, like 020 7946 0000 or +44 20 7946 0000",
        Sourcing.NOT_CODE: "{what} must have only digits, spaces, hyphens, * and #",
        Sourcing.NO_NUMBER: "Enter the dial-in number to which this code belongs",
    }

    @property
    def differences(self) -> Sequence[str]:
        """What stands there now, if somebody changed it meanwhile."""
        found = self.facts.get("differences", ())
        return found if isinstance(found, tuple) else ()


def can_run_rooms(actor: User) -> Verdict:
    """Whether the actor may say by what rooms are met."""
    return ALLOWED if actor.is_organiser else Verdict.refuse(Sourcing.NOT_ORGANISER)


def allowed_hosts() -> Hosts:
    """Whose streams and players the operator allows on a stage."""
    return Hosts(settings.STAGE_HLS_HOSTS, settings.EMBED_HOSTS)


def faults_in(source: RoomSource, room: Room) -> dict[str, Verdict]:
    """Return what is wrong with what was typed, by its field; forms ask this too.

    :refuses: any of the codes from ``no_stage`` on
    """
    found = _address_faults(source, room)
    found["dial_in_number"], found["dial_in_code"] = number_fault(source.dial_in_number, source.dial_in_code)
    refused = {field: _refuse(fault, field) for field, fault in found.items() if fault}
    if source.stage_address and not room.is_stage:
        refused["stage_address"] = Verdict.refuse(Sourcing.NO_STAGE, field="stage_address")
    return refused


def _address_faults(source: RoomSource, room: Room) -> dict[str, Fault | None]:
    stage = stage_of(source.stage_address, allowed_hosts())
    elsewhere = ("fallback_address", "captions_address", "call_address")
    faults = {field: fault_of(getattr(source, field)) for field in elsewhere}
    return {"stage_address": stage if isinstance(stage, Fault) else None, **faults}


def _refuse(fault: Fault, field: str) -> Verdict:
    return Verdict.refuse(Sourcing(fault), field=field, what=NAMES[field], hosts=allowed_hosts())
