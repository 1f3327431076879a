"""Rows for registering in a browser: called in a process of its own, committed."""

from datetime import timedelta

from django.db.models import F
from django.utils import timezone

from common.codes import new_code
from events.models import Assembly, Session
from tests.events.registrations import make_employer
from tests.factories import (
    make_assembly,
    make_delegate,
    make_facilitator,
    make_place,
    make_room,
    make_session,
    make_theme,
    make_user,
)

THEMES = ("Raising concerns and hearing back", "Disability you cannot see", "Leadership")


def add_a_place(slug: str) -> None:
    """One more place, at a day that is ten days away by now: whoever waits is offered it."""
    later = {name: F(name) + timedelta(days=10) for name in ("starts_at", "ends_at", "closes_at")}
    later["registration_closes_at"] = F("registration_closes_at") + timedelta(days=10)
    Assembly.objects.filter(slug=slug).update(capacity=F("capacity") + 1, **later)


def an_assembly(capacity: int | None = None, admission: str = "anybody") -> str:
    """A day that runs: a keynote now, two sets of three rooms to come, one of which is full; its address."""
    now = timezone.now()
    assembly = make_assembly(
        slug=new_code(),
        name="2nd National Annual Learner Assembly",
        starts_at=now - timedelta(hours=1),
        contact_email="help@example.org",
        group_agreement="Listen to understand\nWhat is said here stays here",
        capacity=capacity,
        admission=admission,
        admitted_domains="nhs.net" if admission == "domains" else "",
    )
    stage = make_place(assembly, name="Main stage", is_stage=True)
    keynote = make_session(assembly, title="Keynote address", starts_at=now - timedelta(minutes=10))
    make_room(keynote, place=stage)
    places = [make_place(assembly, name=f"Breakout room {number}") for number in (1, 2, 3)]
    for number, letter in enumerate("AB", start=1):
        session = make_session(
            assembly,
            kind=Session.Kind.BREAKOUTS,
            title=f"Breakout rooms, set {letter}",
            starts_at=now + timedelta(hours=number),
        )
        for place, theme in zip(places, THEMES, strict=True):
            titled = make_theme(
                assembly, title=f"{theme} ({letter})", summary="What helps, and what does not."
            )
            room = make_room(session, place=place, theme=titled, capacity=0 if place == places[2] else 30)
            make_facilitator(room, name=f"Dr Facilitator {letter}{place.pk}", post="Head of school")
    employer = f"Demo NHS Trust {assembly.slug}"
    make_employer(employer)
    for _ in range(capacity or 0):
        user = make_user(f"{new_code()}@example.org")
        make_delegate(assembly, user=user)
    return assembly.slug
