"""A block tells nothing: every surface answers alike about who is blocked and about who was never there.

``SURFACES`` is the table: each row asks one address. It is asked where a block stands, made by either of the
two, and where the other never made a profile, or left. Each part adds its rows here.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from breakouts.models import Seat
from events.models import Session
from networking.models import Contact, Conversation, Mute, Profile, Wish, pair_of
from tests.factories import log_in, make_live_assembly, make_room, make_session
from tests.networking.rows import (
    make_block,
    make_contact,
    make_conversation,
    make_line,
    make_profile,
    make_shared_room,
)

pytestmark = pytest.mark.django_db

VARYING = (
    (re.compile(r'name="csrfmiddlewaretoken" value="[^"]*"'), "token"),
    (re.compile(r'nonce="[^"]*"'), "nonce"),
    (re.compile(r"Made on [^.]* for "), "made for "),
    (re.compile(r"\d{1,2}(:\d\d)?(am|pm)"), "time"),
    (re.compile(r'name="cid" value="[^"]*"'), "cid"),
    (re.compile(r'datetime="[^"]*"'), "when"),
)
AROUND = (
    # How much is new in conversations is no part of a common ground.
    (re.compile(r'<nav class="app-parts".*?</nav>', re.DOTALL), "menu"),
)


@dataclass(frozen=True)
class World:
    """One viewer, the other person, and what a third says to the viewer in both worlds."""

    viewer: Profile
    other: Profile
    third: Profile
    keys: dict[str, object]


@dataclass(frozen=True)
class Surface:
    """One question that the viewer asks: where, how, and what has to be there for it to be a test."""

    name: str
    address: str
    method: str = "get"
    data: dict[str, str] | None = None
    is_common_ground: bool = False
    """Whether the other may be seen there: then a block changes nothing, instead of hiding everything."""


SURFACES = (
    Surface("safety", "safety/"),
    Surface("block page", "people/{other}/block/"),
    Surface("blocking", "people/{other}/block/", "post"),
    Surface("muting", "people/{other}/mute/", "post"),
    Surface("unmuting", "people/{other}/mute/end/", "post"),
    Surface("report page", "people/{other}/report/"),
    Surface("reporting", "people/{other}/report/", "post", {"because": "Rude"}),
    Surface("reporting a request", "people/{other}/report/?request={request}", "post", {"because": "Rude"}),
    Surface("after reporting", "people/{other}/report/sent/"),
    Surface("export", "export/"),
    Surface("directory", ""),
    Surface("search", "?q=Bob"),
    Surface("search, misspelt", "?q=Bobb"),
    Surface("search by what is shown", "?q=mentoring"),
    Surface("filter", "?offers=mentoring"),
    Surface("person", "people/{other}/"),
    Surface("ask page", "people/{other}/ask/"),
    Surface("asking", "people/{other}/ask/", "post", {"note": "Hello"}),
    Surface("contacts", "contacts/"),
    Surface("conversations", "conversations/"),
    Surface("conversation", "conversations/{talk}/"),
    Surface("speaking", "conversations/{talk}/", "post", {"body": "Hello", "cid": str(uuid4())}),
    Surface("what one shows", "me/"),
    Surface("tables", "tables/", is_common_ground=True),
)


def make_world() -> World:
    """Two people who did everything with each other, and a third who did so with the viewer alone."""
    assembly, now = make_live_assembly(), timezone.now()
    facts = {"interests": ["patient-safety"], "offers": ["mentoring"], "seeks": ["mentoring"]}
    viewer, other, third = (
        make_profile(assembly=assembly, name=name, meets_again=True, **facts)
        for name in ("Ann", "Bob", "Cat")
    )
    one, two, three = viewer.delegate, other.delegate, third.delegate
    for person in (two, three):
        make_contact(person, one, state=Contact.State.ACCEPTED, note="Hello")
        make_line(make_conversation(one, person), person, f"from {person.name}")
        make_shared_room(one, person)
        Mute.objects.create(by=one, about=person, muted_at=now)
        Wish.objects.create(by=one, about=person, wished_at=now)
    group = make_conversation(one, two, three, title="Leaders")
    make_line(group, two, "Bob in the group")
    make_line(group, three, "Cat in the group")
    lunch = make_session(assembly, kind=Session.Kind.NETWORKING, published_at=assembly.published_at)
    table = make_room(lunch, title="Table", capacity=9)
    Seat.objects.create(delegate=two, room=table, session=lunch, taken_at=now)
    request = Contact.objects.get(asker=two).code
    talk = Conversation.objects.get(pair=pair_of(one.pk, two.pk)).code
    return World(viewer, other, third, {"other": other.code, "request": request, "talk": talk})


def block_by_other(world: World) -> None:
    """The other keeps the viewer away: the viewer must not learn of it."""
    make_block(world.other.delegate, world.viewer.delegate)


def block_by_viewer(world: World) -> None:
    """The viewer keeps the other away; their own list tells them, and nothing else does."""
    make_block(world.viewer.delegate, world.other.delegate)


def never_there(world: World) -> None:
    """The other has no profile: as if they had never joined."""
    Profile.objects.filter(pk=world.other.pk).delete()


def left(world: World) -> None:
    """The other left networking."""
    Profile.objects.filter(pk=world.other.pk).update(joined_at=None, is_listed=False, meets_again=False)


OWN_LIST = {"safety", "block page", "blocking"}
"""Where somebody who blocked finds that they did: what they know already."""


def ask(client, world: World, surface: Surface) -> tuple[int, str, int]:
    """Ask after the arrival was noted; return all that an asker can tell."""
    log_in(client, world.viewer.delegate.user)
    slug = world.viewer.delegate.assembly.slug
    client.get(f"/{slug}/networking/safety/")
    address = f"/{slug}/networking/{surface.address.format(**world.keys)}"
    with CaptureQueriesContext(connection) as asked:
        answer = getattr(client, surface.method)(address, surface.data or {})
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    words = body.decode()
    for pattern, sign in (*VARYING, *(AROUND if surface.is_common_ground else ())):
        words = pattern.sub(sign, words)
    for key in world.keys.values():
        words = words.replace(str(key), "key")
    location = answer.headers.get("Location", "")
    return answer.status_code, words.replace(slug, "slug") + location.replace(slug, "slug"), len(asked)


def compare(client, surface: Surface, change: Callable[[World], None], like: Callable[[World], None]) -> None:
    """Answer, words and number of queries are the same, whichever of the two happened."""
    world = make_world()
    seen = None
    for happened in (change, like):
        with transaction.atomic():
            happened(world)
            told = ask(client, world, surface)
            transaction.set_rollback(True)
        if seen is None:
            seen = told
    assert seen == told


@pytest.mark.parametrize("surface", SURFACES, ids=lambda surface: surface.name)
@pytest.mark.parametrize("like", [never_there, left], ids=["never there", "left"])
def test_whoever_was_blocked_learns_nothing(client, surface, like):
    compare(client, surface, block_by_other, like)


@pytest.mark.parametrize(
    "surface", [each for each in SURFACES if each.name not in OWN_LIST], ids=lambda surface: surface.name
)
def test_whoever_blocked_finds_nothing_of_the_other(client, surface):
    compare(client, surface, block_by_viewer, never_there)


@pytest.mark.parametrize(
    "surface", [each for each in SURFACES if each.is_common_ground], ids=lambda surface: surface.name
)
def test_common_ground_is_as_it_was(client, surface):
    compare(client, surface, block_by_other, lambda world: None)


def test_nobody_who_is_hidden_is_named(client):
    world = make_world()
    block_by_other(world)
    for surface in SURFACES:
        is_echo = "Bob" in surface.address
        if surface.method == "get" and not surface.is_common_ground and not is_echo:
            assert "Bob" not in ask(client, world, surface)[1], surface.name


def test_without_a_block_the_surfaces_do_show_the_other(client):
    world = make_world()
    for name in (
        *("safety", "block page", "report page", "export", "directory", "search by what is shown", "filter"),
        *("person", "contacts", "conversations", "conversation"),
    ):
        surface = next(each for each in SURFACES if each.name == name)
        assert "Bob" in ask(client, world, surface)[1], name
