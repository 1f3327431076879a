"""Rows for one's own calendar in a browser: called in a process of its own, committed."""

from datetime import timedelta

from django.test import Client
from django.utils import timezone

from accounts.models import User
from breakouts.actions import take_seat
from common.codes import new_code
from events.actions.calendars import share_calendar
from events.actions.programme import cancel_session
from events.models import Session
from tests.factories import (
    log_in,
    make_assembly,
    make_delegate,
    make_facilitator,
    make_organiser,
    make_place,
    make_room,
    make_session,
    make_theme,
    make_user,
)


def a_day_with_changes() -> dict:
    """A day that runs, one session cancelled and one to come; the keys of a delegate and an organiser."""
    now = timezone.now()
    assembly = make_assembly(
        slug=new_code(), name="2nd National Annual Learner Assembly", starts_at=now - timedelta(hours=1)
    )
    delegate = make_delegate(
        assembly, user=make_user(f"{new_code()}@example.org"), registered_at=now - timedelta(days=1)
    )
    organiser = make_organiser(email=f"{new_code()}@example.org")
    stage = make_place(assembly, name="Main stage", is_stage=True, position=0)
    make_room(
        make_session(assembly, title="Keynote address", starts_at=now - timedelta(minutes=5)), place=stage
    )
    titles = ("Raising concerns and being heard when it matters", "Showcase of learner projects")
    sessions = [
        make_session(
            assembly,
            kind=Session.Kind.BREAKOUTS,
            title=title,
            summary="What helps, and what does not.",
            starts_at=now + timedelta(minutes=60 * number),
        )
        for number, title in enumerate(titles, start=1)
    ]
    for session in sessions:
        for position in (1, 2):
            place = make_place(assembly, name=f"Room {position}, {session.title[:8]}", position=position)
            theme = make_theme(assembly, title=f"Theme {position} of {session.title}")
            make_facilitator(make_room(session, place=place, theme=theme, capacity=30))
        take_seat(delegate=delegate, room=session.rooms.first(), at=now)
    cancel_session(session=sessions[0], actor=organiser, at=now)
    feed = share_calendar(user=delegate.user, assembly=assembly, at=now)
    return {
        "assembly": f"/{assembly.slug}/",
        "pk": assembly.pk,
        "feed": feed.address,
        "cancelled": sessions[0].address,
        "cancelled_pk": sessions[0].pk,
        "standing_pk": sessions[1].pk,
        "room": sessions[0].rooms.first().address,
        "delegate": _key(delegate.user),
        "organiser": _key(organiser),
    }


def _key(user: User) -> str:
    client = Client()
    log_in(client, user)
    return client.session.session_key
