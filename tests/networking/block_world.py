"""Two people who did everything with each other, one of whom keeps the other away: what a viewer can tell."""

import re
from dataclasses import dataclass, replace
from datetime import datetime, time

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from breakouts.models import Seat
from events.models import Session
from networking.models import Contact, Conversation, Line, Member, Mute, Profile, Wish, pair_of
from networking.notices.contacts import tell_of_meeting_again
from notices.actions.sending import send_due
from tests.factories import log_in, make_live_assembly, make_room, make_session
from tests.networking.rows import (
    make_block,
    make_contact,
    make_conversation,
    make_line,
    make_profile,
    make_shared_room,
)
from tests.networking.steps import same_steps

VARYING = (
    (re.compile(r'name="csrfmiddlewaretoken" value="[^"]*"'), "token"),
    (re.compile(r'nonce="[^"]*"'), "nonce"),
    (re.compile(r"Made at [^.]* for "), "made for "),
    (re.compile(r"\d{1,2}(:\d\d)?(am|pm)"), "time"),
    (re.compile(r'name="cid" value="[^"]*"'), "cid"),
    (re.compile(r'datetime="[^"]*"'), "when"),
)
AROUND = (
    # How much is new in conversations is no part of a common ground.
    (re.compile(r'<nav class="app-parts".*?</nav>', re.DOTALL), "menu"),
)
OF_A_WORLD = (
    (re.compile(r"/notices/[0-9a-f-]{36}/"), "/notices/code/"),
    (re.compile(r"notices:\d+"), "notices:own"),
    (re.compile(r"\d{4}-\d\d-\d\dT[^\"]*"), "instant"),
)


@dataclass(frozen=True)
class World:
    """One viewer, the other person, and what a third says to the viewer in both worlds."""

    viewer: Profile
    other: Profile
    third: Profile
    keys: dict[str, str]


@dataclass(frozen=True)
class Surface:
    """One question that the viewer asks: where, how, and what has to be there for it to be a test.

    An address that begins with a stroke is of the whole portal, any other one of networking.
    """

    name: str
    address: str
    method: str = "get"
    data: dict[str, str] | None = None
    is_common_ground: bool = False
    """Whether the other may be seen there: then a block changes nothing, instead of hiding everything."""


@dataclass(frozen=True)
class Told:
    """All that an asker can tell of an answer, and by which steps it was found: hence how long it takes."""

    status: int
    words: str
    steps: list[str]

    def in_any_world(self) -> "Told":
        """The same without what differs between two worlds in which the same happened."""
        words = self.words
        for pattern, sign in OF_A_WORLD:
            words = pattern.sub(sign, words)
        return replace(self, words=words)


def make_world() -> World:
    """Two people who did everything with each other, and a third who did so with the viewer alone."""
    assembly, now = make_live_assembly(), timezone.now()
    facts = {"interests": ["patient-safety"], "offers": ["mentoring"], "seeks": ["mentoring"]}
    viewer, other, third = (
        # Nobody has quiet hours: what is due is told, whenever this runs.
        make_profile(
            assembly=assembly, name=name, meets_again=True, quiet_from=time(7), quiet_until=time(7), **facts
        )
        for name in ("Ann", "Bob", "Cat")
    )
    one, two, three = viewer.delegate, other.delegate, third.delegate
    for person in (two, three):
        contact = make_contact(person, one, state=Contact.State.ACCEPTED, note="Hello", asked_shares_at=now)
        make_line(make_conversation(one, person), person, f"from {person.name}")
        make_shared_room(one, person)
        Wish.objects.create(by=one, about=person, wished_at=now)
        tell_of_meeting_again(contact, at=now)
    let_notices_out(now)
    for person in (two, three):
        Mute.objects.create(by=one, about=person, muted_at=now)
    group = make_conversation(one, two, three, title="Leaders")
    make_line(group, two, "Bob in the group")
    make_line(group, three, "Cat in the group")
    lunch = make_session(assembly, kind=Session.Kind.NETWORKING, published_at=assembly.published_at)
    table = make_room(lunch, title="Table", capacity=9)
    Seat.objects.create(delegate=two, room=table, session=lunch, taken_at=now)
    return World(
        viewer,
        other,
        third,
        {
            "other": other.code,
            "third": third.code,
            "request": Contact.objects.get(asker=two).code,
            "talk": Conversation.objects.get(pair=pair_of(one.pk, two.pk)).code,
            "group": group.code,
            "invited": invite_to_group(viewer, other).code,
            "asked": invite_to_group(viewer, third).code,
        },
    )


def invite_to_group(invited: Profile, by: Profile, *beside: Profile) -> Conversation:
    """Somebody's group into which they invited another; more people may be in it."""
    group = make_conversation(
        by.delegate, *(each.delegate for each in beside), title=f"Group of {by.delegate.name}"
    )
    Member.objects.create(
        conversation=group,
        delegate=invited.delegate,
        state=Member.State.INVITED,
        invited_by=by.delegate,
        since_at=timezone.now(),
    )
    return group


def let_notices_out(at: datetime) -> None:
    """Send what is due: what is told stands in the notices centre from now on."""
    while send_due(at=at):
        pass


def block_by_other(world: World) -> None:
    """The other keeps the viewer away: the viewer must not learn of it."""
    make_block(world.other.delegate, world.viewer.delegate)


def block_by_one_who_never_wrote(world: World) -> None:
    """The other keeps the viewer away, wrote to them in the group alone, and was not muted."""
    Line.objects.filter(author=world.other.delegate, conversation__kind="pair").delete()
    Mute.objects.filter(about=world.other.delegate).delete()
    block_by_other(world)


def block_by_viewer(world: World) -> None:
    """The viewer keeps the other away; their own list tells them, and nothing else does."""
    make_block(world.viewer.delegate, world.other.delegate)


def never_there(world: World) -> None:
    """The other has no profile: as if they had never joined."""
    Profile.objects.filter(pk=world.other.pk).delete()


def left(world: World) -> None:
    """The other left networking."""
    Profile.objects.filter(pk=world.other.pk).update(joined_at=None, is_listed=False, meets_again=False)


def nothing(world: World) -> None:
    """All is as it was."""


def ask(client: Client, world: World, surface: Surface) -> Told:
    """Ask after the arrival was noted and the directory read; return all that an asker can tell."""
    log_in(client, world.viewer.delegate.user)
    slug = world.viewer.delegate.assembly.slug
    client.get(f"/{slug}/networking/")
    path = surface.address.format(**world.keys)
    address = path if path.startswith("/") else f"/{slug}/networking/{path}"
    data = {name: value.format(**world.keys) for name, value in (surface.data or {}).items()}
    with CaptureQueriesContext(connection) as asked:
        answer = getattr(client, surface.method)(address, data)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    words = body.decode()
    for pattern, sign in (*VARYING, *(AROUND if surface.is_common_ground else ())):
        words = pattern.sub(sign, words)
    words += answer.headers.get("Location", "")
    for key in world.keys.values():
        words = words.replace(key, "key")
    return Told(answer.status_code, words.replace(slug, "slug"), same_steps(asked))
