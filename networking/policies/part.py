"""Who may look at networking, and who takes part in it."""

from datetime import datetime

from common.policy import ALLOWED, Verdict
from common.words import day_and_clock
from events.models import Assembly, Delegate
from networking.models import Profile, Suspension
from networking.refusals import PartCode


def can_look(delegate: Delegate, *, at: datetime) -> Verdict:
    """Whether somebody may see who is there: with a place, from the doors until the end, not suspended."""
    assembly = delegate.assembly
    if not delegate.has_place:
        return Verdict.refuse(PartCode.NO_PLACE)
    if at < assembly.opens_at:
        return Verdict.refuse(PartCode.NOT_OPEN, opens=day_and_clock(assembly.opens_at, assembly.zone))
    if at >= assembly.closes_at:
        return Verdict.refuse(PartCode.OVER)
    suspension = Suspension.objects.in_force(at).filter(delegate=delegate).first()
    if suspension:
        facts = {"because": _with_stop(suspension.because), "until": how_long(suspension, assembly)}
        return Verdict.refuse(PartCode.SUSPENDED, **facts)
    return ALLOWED


def can_take_part(delegate: Delegate, profile: Profile | None, *, at: datetime) -> Verdict:
    """Whether somebody may ask, answer and speak: who may look, and has joined."""
    looking = can_look(delegate, at=at)
    return has_joined(profile) if looking else looking


def has_joined(profile: Profile | None) -> Verdict:
    """Whether somebody who may look has a part as well: for whoever has asked ``can_look`` already."""
    if profile is None or not profile.is_joined:
        return Verdict.refuse(PartCode.NOT_JOINED)
    return ALLOWED


def _with_stop(reason: str) -> str:
    return reason if reason.endswith((".", "!", "?", "…")) else f"{reason}."


def how_long(suspension: Suspension, assembly: Assembly) -> str:
    """Say until when somebody is suspended."""
    if suspension.until_at is None:
        return "until they end it"
    return f"until {day_and_clock(suspension.until_at, assembly.zone)}"
