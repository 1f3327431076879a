"""A room that runs, with a facilitator and guests in it, and what its streams were told."""

from uuid import uuid4

from accounts.models import User
from breakouts.actions import add_note, ask_question, enter_room, make_poll, move_poll, say, vote_in_poll
from breakouts.models import Message, NoteBlock, Poll, PollVote, Question
from events.models import Delegate, Room
from realtime.models import Frame
from tests.breakouts.days import DOOR, STARTS, make_guest
from tests.factories import make_facilitator, make_user


def make_host(room: Room, **fields) -> User:
    """A facilitator of the room without a place at the assembly."""
    host = make_user(**fields)
    make_facilitator(room, user=host)
    return host


def guest_in(room: Room, **fields) -> Delegate:
    """A delegate who has entered the room."""
    delegate = make_guest(room, **fields)
    enter_room(delegate=delegate, room=room, at=DOOR)
    return delegate


def said(author: User, room: Room, body: str = "Hello", at=STARTS) -> Message:
    """Something that the person said in the room."""
    return say(author=author, room=room, body=body, cid=uuid4(), at=at)


def question(user: User, room: Room, body: str = "Who answers?", at=STARTS, **how) -> Question:
    """Something that the person asked in the room."""
    return ask_question(user=user, room=room, body=body, cid=uuid4(), at=at, **how)


def drafted(host: User, room: Room, options=("Yes", "No", "Not sure"), at=STARTS, **how) -> Poll:
    """A poll that the host has made."""
    fields = {"question": "Would you raise it?", "is_multiple": False} | how
    return make_poll(actor=host, room=room, options=options, cid=uuid4(), at=at, **fields)


def opened(host: User, room: Room, options=("Yes", "No", "Not sure"), at=STARTS, **how) -> Poll:
    """A poll that people can answer."""
    poll = drafted(host, room, options, at=at, **how)
    return move_poll(actor=host, room=room, poll=poll.pk, to=Poll.State.OPEN, at=at)


def answered(poll: Poll, counts) -> None:
    """Have so many people choose each option: rows as the action writes them, by people made at once."""
    people = User.objects.bulk_create(User(email=f"{uuid4()}@example.org") for _ in range(sum(counts)))
    choices = [place for place, count in enumerate(counts) for _ in range(count)]
    PollVote.objects.bulk_create(
        PollVote(poll=poll, user=user, choices=[place], cids=[uuid4()])
        for user, place in zip(people, choices, strict=True)
    )


def answer(user: User, poll: Poll, *choices: int, at=STARTS, cid=None) -> PollVote:
    """What the person answers."""
    return vote_in_poll(user=user, room=poll.room, poll=poll.pk, choices=choices, cid=cid or uuid4(), at=at)


def note(user: User, room: Room, body: str = "Nobody hears back.", at=STARTS, **how) -> NoteBlock:
    """Something that the person wrote into the notes of the room."""
    return add_note(user=user, room=room, body=body, cid=uuid4(), at=at, **how)


def told(stream: str) -> list[tuple[str, dict]]:
    """The frames of a stream, in order: type and payload."""
    return [
        (frame.type, frame.payload) for frame in Frame.objects.filter(stream__name=stream).order_by("seq")
    ]


def types_told(stream: str) -> list[str]:
    """The types of a stream's frames, in order."""
    return [type for type, _ in told(stream)]
