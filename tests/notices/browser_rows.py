"""Rows for the notices centre in the browser: committed by a process of its own, sent by the worker."""

from datetime import timedelta

from django.utils import timezone

from common.codes import new_code
from events.models import Delegate
from events.notices import CONFIRMED
from notices.actions.telling import tell
from tests.factories import make_assembly, make_delegate, make_organiser, make_user
from tests.notices.rows import a_released_notice
from tests.realtime.harness import log_in

LONG = (
    "The session “What we learnt from a year of hearing” moved to Breakout room 12 and starts 15 minutes "
    "later. Your place in it stays yours; there is nothing to do.\n\n"
    "If you cannot come, choose another room on My day."
)


def a_person(read: int = 0, new: int = 0) -> dict:
    """A delegate of an assembly that is far off, so that nothing else is told to them meanwhile."""
    now = timezone.now()
    # A name that no other test gave.
    email = f"{new_code()}@example.org"
    assembly = make_assembly(slug=new_code(), name="Assembly", starts_at=now + timedelta(days=60))
    delegate = make_delegate(assembly, user=make_user(email))
    for number in range(read + new):
        a_released_notice(
            delegate.user,
            about=f"the change number {number + 1}",
            at=now - timedelta(days=9) + timedelta(hours=number),
            read_at=now if number < read else None,
            lead=LONG if number % 2 else "Choose your rooms from now on.",
            path="" if number % 3 == 2 else f"/{assembly.slug}/programme/",
        )
    key = log_in(delegate.user).partition("=")[2]
    return {"key": key, "reference": delegate.reference, "my_day": assembly.my_day_address}


def tell_again(reference: str, about: str) -> None:
    """Have the worker send something to a delegate, as a confirmation of their place does."""
    delegate = Delegate.objects.get(reference=reference)
    tell(
        kind=CONFIRMED,
        people=[delegate.user],
        about=f"{reference}@{about}",
        scope=delegate.assembly.slug,
        at=timezone.now(),
    )


def tell_in_room(name: str, code: str) -> None:
    """Have the worker send something to somebody in a live room."""
    delegate = Delegate.objects.get(name=name, assembly__sessions__rooms__code=code)
    tell_again(delegate.reference, "now")


def an_organiser() -> dict:
    """An organiser with many new notices: the longest header there is."""
    organiser = make_organiser()
    for number in range(12):
        a_released_notice(organiser, about=f"the change number {number}")
    return {"key": log_in(organiser).partition("=")[2]}
