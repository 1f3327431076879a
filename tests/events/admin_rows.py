"""Rows for the organisers' pages in a browser: called in a process of its own, committed."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.test import Client
from django.utils import timezone

from accounts.models import User
from common.codes import new_code
from events.actions.messages import save_message, send_message
from events.audiences import EVERYBODY
from events.models import AccessRequest, Assembly, Delegate, Message, Session
from events.notices import CONFIRMED
from notices.actions.telling import tell
from notices.models import Notice, State
from tests.factories import (
    log_in,
    make_assembly,
    make_contributor,
    make_delegate,
    make_facilitator,
    make_organiser,
    make_place,
    make_room,
    make_session,
    make_speaker,
    make_theme,
    make_topic,
    make_user,
)

LONDON = ZoneInfo("Europe/London")


def somebody() -> User:
    """Every call is a process of its own, which numbers people anew."""
    return make_user(f"{new_code()}@example.org", name="Dr Ada Example")


def a_superuser() -> dict:
    """The log-in of somebody to whom no page is closed, and somebody with a duty."""
    client = Client()
    log_in(client, make_user(f"{new_code()}@example.org", is_superuser=True))
    appointment = make_organiser(email=f"{new_code()}@example.org").appointments.get()
    return {"key": client.session.session_key, "appointment": appointment.pk}


def many_places(assembly: int) -> None:
    """A day with more places than a screen is wide."""
    for number in range(3, 12):
        make_place(Assembly.objects.get(pk=assembly), name=f"Room {number}", position=number)


def a_day_to_run() -> dict:
    """A day in 2031 with three sessions, two delegates, and the log-in of an organiser."""
    client = Client()
    log_in(client, make_organiser(email=f"{new_code()}@example.org"))
    starts_at = datetime(2031, 5, 27, 8, 45, tzinfo=LONDON)
    assembly = make_assembly(
        slug=new_code(), name="Third assembly", starts_at=starts_at, summary="A day of learning."
    )
    stage = make_place(assembly, name="Main stage", is_stage=True, position=0)
    rooms = [make_place(assembly, name=f"Room {number}", position=number) for number in (1, 2)]
    keynote = make_session(assembly, title="Keynote address", starts_at=starts_at + timedelta(hours=1))
    on_stage = make_room(keynote, place=stage)
    make_speaker(keynote, name="Dr Amara Fernhollow")
    for number in range(30):
        make_contributor(assembly, name=f"Dr Number {number:02}")
    showcase = make_session(
        assembly,
        kind=Session.Kind.SHOWCASE,
        title="Showcase",
        starts_at=starts_at + timedelta(hours=3),
        published_at=None,
        has_captions=True,
    )
    draft = make_room(showcase, place=stage)
    make_speaker(showcase, make_topic(showcase, title="First Week Friend"))
    breakouts = make_session(
        assembly,
        kind=Session.Kind.BREAKOUTS,
        title="Breakout rooms",
        starts_at=starts_at + timedelta(hours=2),
    )
    for place, title in zip(rooms, ("Raising concerns", "Flexible training"), strict=True):
        make_facilitator(
            make_room(breakouts, place=place, theme=make_theme(assembly, title=title), capacity=30)
        )
    delegate = make_delegate(assembly, user=somebody())
    make_delegate(assembly, user=somebody(), state=Delegate.State.AWAITING_APPROVAL)
    request = AccessRequest.objects.create(delegate=delegate, kind="captions", asked_at=timezone.now())
    return {
        "key": client.session.session_key,
        "assembly": assembly.pk,
        "keynote": keynote.pk,
        "keynote_card": f"card-{on_stage.code}",
        "showcase": showcase.pk,
        "draft_card": f"card-{draft.code}",
        "delegate": delegate.pk,
        "request": request.pk,
    }


def many_told(assembly: int) -> None:
    """Fifty people who were told that they have a place."""
    day = Assembly.objects.get(pk=assembly)
    at = timezone.now()
    for number in range(50):
        delegate = make_delegate(day, user=somebody(), name=f"Dr Fiftieth Learner {number:02}")
        tell(kind=CONFIRMED, people=[delegate.user], about=f"{delegate.reference}@1", scope=day.slug, at=at)
    Notice.objects.filter(scope=day.slug).update(state=State.SENT, handed_at=at, settled_at=at)


def notices_to_look_at(assembly: int) -> dict:
    """What became of some notices, words of their own, and a draft and a sent message."""
    day = Assembly.objects.get(pk=assembly)
    at = timezone.now()
    states = [State.SENT, State.SENT, State.FAILED, State.UNKNOWN, State.PORTAL, State.MISSED, State.DUE]
    for number, state in enumerate(states):
        delegate = make_delegate(day, user=somebody(), name=f"Dr Learner Number {number}")
        tell(kind=CONFIRMED, people=[delegate.user], about=f"{delegate.reference}@1", scope=day.slug, at=at)
        settled_at = None if state == State.DUE else at
        Notice.objects.filter(recipient=delegate.user).update(
            state=state,
            trouble="550 5.1.1 no such person here" if state == State.FAILED else "",
            handed_at=settled_at,
            settled_at=settled_at,
        )
    writer = make_organiser(email=f"{new_code()}@example.org", name="Dr Writer")
    messages = [
        save_message(
            message=Message(
                assembly=day, subject=subject, introduction="Come to the main stage.", audience=EVERYBODY
            ),
            actor=writer,
            at=at,
        )
        for subject in ("Lunch is half an hour later", "A question for you")
    ]
    sent = send_message(message=messages[0], seen_changed_at=messages[0].changed_at, actor=writer, at=at)
    unknown = Notice.objects.get(scope=day.slug, state=State.UNKNOWN)
    return {"sent": sent.pk, "draft": messages[1].pk, "unknown": unknown.pk}
