"""Rows of networking for tests, made as shortly as the test needs."""

import itertools
import uuid
from datetime import timedelta

from django.utils import timezone

from common.codes import new_code
from events.models import Delegate, Room, Visit
from networking.models import Block, Contact, Conversation, Line, Member, Profile
from tests.factories import make_delegate, make_live_assembly, make_room, make_session, make_user

_numbers = itertools.count(1)


def make_profile(delegate: Delegate | None = None, **fields) -> Profile:
    """A delegate who joined and is listed, unless told otherwise; with ``name=`` a new one of that name."""
    if delegate is None:
        name = fields.pop("name", f"Networker {next(_numbers)}")
        # An address that no other process gave, either.
        user = make_user(f"{new_code()}@example.org", name=name)
        delegate = make_delegate(fields.pop("assembly", None) or make_live_assembly(), user=user)
    now = timezone.now()
    fields.setdefault("joined_at", now)
    fields.setdefault("is_listed", fields["joined_at"] is not None)
    fields.setdefault("changed_at", now)
    return Profile.objects.create(delegate=delegate, **fields)


def make_block(blocker: Delegate, blocked: Delegate) -> Block:
    """One person keeps another away."""
    return Block.objects.create(
        blocker=blocker.user, blocked=blocked.user, blocked_name=blocked.name, blocked_at=timezone.now()
    )


def make_contact(asker: Delegate, asked: Delegate, state=Contact.State.ACCEPTED, **fields) -> Contact:
    """Two people in contact, or on the way."""
    now = timezone.now()
    fields.setdefault("asked_at", now - timedelta(hours=1))
    if state != Contact.State.ASKED:
        fields.setdefault("answered_at", now)
    return Contact.objects.create(asker=asker, asked=asked, state=state, **fields)


def make_shared_room(*people: Delegate, minutes: float = 10, room: Room | None = None) -> Room:
    """A room in which these people were at once, for so many minutes until now."""
    room = room or make_room(make_session(people[0].assembly, kind="breakouts"))
    now = timezone.now()
    started = now - timedelta(minutes=minutes)
    Visit.objects.bulk_create(
        Visit(
            delegate=each,
            session=room.session,
            room=room,
            started_at=started,
            last_seen_at=now,
            ended_at=now,
        )
        for each in people
    )
    return room


def make_conversation(*people: Delegate, title: str = "", **fields) -> Conversation:
    """A conversation that everybody is in: of two people, or with a ``title`` a group."""
    now = timezone.now()
    pair = None if title else "-".join(str(key) for key in sorted(each.pk for each in people))
    kind = Conversation.Kind.GROUP if title else Conversation.Kind.PAIR
    fields.setdefault("started_at", now)
    fields.setdefault("last_at", now)
    talk = Conversation.objects.create(
        assembly=people[0].assembly, kind=kind, title=title, pair=pair, **fields
    )
    members = [
        Member(conversation=talk, delegate=each, state=Member.State.IN, since_at=now) for each in people
    ]
    Member.objects.bulk_create(members)
    return talk


def make_line(conversation: Conversation, author: Delegate, body: str = "Hello", **fields) -> Line:
    """Something that was said."""
    fields.setdefault("sent_at", timezone.now())
    fields.setdefault("cid", uuid.uuid4())
    line = Line.objects.create(conversation=conversation, author=author, body=body, **fields)
    later = Conversation.objects.filter(pk=conversation.pk, last_at__lt=line.sent_at)
    later.update(last_at=line.sent_at)
    return line
