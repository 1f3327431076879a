"""What people are told who waited for a full room."""

from common.words import day, time_range, zone_in_words
from events.letters import questions_to
from events.models import Delegate, Room
from notices.letters import Button, Fact, Letter


def offered(delegate: Delegate, room: Room, until: str) -> Letter:
    """Say that a place in the room is kept, and until when. Load the room's session, assembly and theme."""
    return _letter(
        delegate,
        room,
        f"A place in {room.name} is free for you",
        f"You waited for a place in {room.name}, and now it is your turn.",
        f"We keep the place for you until {until}. Take it, or let it go.",
        button=Button("Take the place or let it go", room.address),
    )


def given(delegate: Delegate, room: Room) -> Letter:
    """Say that the room is theirs without an answer, and how to change that."""
    return _letter(
        delegate,
        room,
        f"You have a place in {room.name}",
        f"You waited for a place in {room.name}. One became free, and it is yours.",
        "You can choose another room on My day until the session ends.",
        button=Button("Open My day", room.session.assembly.my_day_address),
    )


def lapsed(delegate: Delegate, room: Room) -> Letter:
    """Say that the offer is over, and how to wait again."""
    return _letter(
        delegate,
        room,
        f"The place in {room.name} went to the next in line",
        f"We kept a place in {room.name} for you. You did not answer in time, so it went to the next.",
        "If you still want to go there, join the line again: you stand at its end.",
        button=Button("See the room", room.address),
    )


def _letter(delegate: Delegate, room: Room, headline: str, *introduction: str, button: Button) -> Letter:
    session, assembly = room.session, room.session.assembly
    hours = time_range(session.starts_at, session.ends_at, assembly.zone)
    when = f"{day(session.starts_at, assembly.zone)}, {hours} ({zone_in_words(assembly.zone)})"
    return Letter(
        headline=headline,
        introduction=introduction,
        name=delegate.name,
        facts=(
            Fact("Session", session.title),
            Fact("When", when),
            Fact("Your reference", delegate.reference),
        ),
        button=button,
        closing=questions_to(assembly),
        sender=assembly.name,
        organisation=assembly.organisation_name,
    )
