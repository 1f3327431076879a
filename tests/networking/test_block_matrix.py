"""A block tells nothing: every surface answers alike about who is blocked and about who was never there.

``SURFACES`` is the table: each row asks one address. It is asked where a block stands, made by either of the
two, and where the other never made a profile, or left. Each part adds its rows here.

Answers are compared letter by letter. How long they take is compared by how they are found: the same
statements in the same order, which is what makes durations alike; a clock would only measure the machine.
"""

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import transaction
from django.utils import timezone

from networking.actions.telling import tell_of_conversations
from networking.models import Conversation, Mute
from tests.factories import make_live_assembly
from tests.networking.block_world import (
    Surface,
    World,
    ask,
    block_by_one_who_never_wrote,
    block_by_other,
    block_by_viewer,
    invite_to_group,
    left,
    let_notices_out,
    make_world,
    never_there,
    nothing,
)
from tests.networking.rows import make_line, make_profile
from tests.networking.steps import for_any_number

pytestmark = pytest.mark.django_db

SURFACES = (
    Surface("safety", "safety/"),
    Surface("block page", "people/{other}/block/"),
    Surface("blocking", "people/{other}/block/", "post"),
    Surface("muting", "people/{other}/mute/", "post"),
    Surface("unmuting", "people/{other}/mute/end/", "post"),
    Surface("report page", "people/{other}/report/"),
    Surface("reporting", "people/{other}/report/", "post", {"because": "Rude"}),
    Surface("reporting a request", "people/{other}/report/?request={request}", "post", {"because": "Rude"}),
    Surface(
        "reporting an invitation", "people/{other}/report/?invitation={invited}", "post", {"because": "Rude"}
    ),
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
    Surface("stop sharing", "contacts/{request}/keep/", "post"),
    Surface("page of ending a contact", "contacts/{request}/end/"),
    Surface("ending a contact", "contacts/{request}/end/", "post"),
    Surface("speaking", "conversations/{talk}/lines/", "post", {"body": "Hello", "cid": str(uuid4())}),
    Surface("begin a conversation", "people/{other}/conversation/", "post"),
    Surface("group's people", "conversations/{group}/people/"),
    Surface("inviting", "conversations/{group}/people/", "post", {"people": "{other}"}),
    Surface("new group", "conversations/new/"),
    Surface("beginning a group", "conversations/new/", "post", {"title": "New", "people": "{other}"}),
    Surface("joining", "conversations/{invited}/membership/", "post"),
    Surface("declining", "conversations/{invited}/membership/decline/", "post"),
    Surface("what one shows", "me/"),
    Surface("tables", "tables/", is_common_ground=True),
    # What somebody was told stands; what is told from now on: below.
    Surface("notices", "/notices/", is_common_ground=True),
    Surface("new notices", "/notices/?new", is_common_ground=True),
    Surface("count of notices", "/notices/count/", is_common_ground=True),
)


OWN_LIST = {"safety", "block page", "blocking", "unmuting"}
"""Where somebody who blocked or muted finds that they did: what they know already."""

OF_WHO_WROTE = {
    *("safety", "block page", "blocking", "muting", "unmuting"),
    *("report page", "reporting", "reporting a request", "reporting an invitation", "after reporting"),
}
"""Where whoever wrote to the viewer alone stays to be kept away and reported, whatever became of them."""

TAKEN_BACK = {"stop sharing", "page of ending a contact", "ending a contact"}
"""Where somebody takes back what is theirs, whatever became of the other."""


def compare(client, surface: Surface, change: Callable[[World], None], like: Callable[[World], None]) -> None:
    """Answer, words and statements are the same, whichever of the two happened."""
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
    is_far = like is never_there and surface.name in OF_WHO_WROTE
    compare(client, surface, block_by_one_who_never_wrote if is_far else block_by_other, like)


@pytest.mark.parametrize(
    "surface", [each for each in SURFACES if each.name not in OWN_LIST], ids=lambda surface: surface.name
)
def test_whoever_blocked_finds_nothing_of_the_other(client, surface):
    compare(client, surface, block_by_viewer, never_there)


@pytest.mark.parametrize(
    "surface", [each for each in SURFACES if each.is_common_ground], ids=lambda surface: surface.name
)
@pytest.mark.parametrize("block", [block_by_other, block_by_viewer])
def test_common_ground_is_as_it_was(client, surface, block):
    compare(client, surface, block, nothing)


@pytest.mark.parametrize(
    "surface", [each for each in SURFACES if "notices" in each.name], ids=lambda surface: surface.name
)
@pytest.mark.parametrize("block", [block_by_other, block_by_viewer])
def test_of_what_happens_from_now_on_only_the_third_is_told(client, surface, block):
    """What waits is asked again when it is sent: nothing is told of the other, as if they had left."""
    told = []
    for happened in (block, left):
        world = make_world()
        Mute.objects.all().delete()
        later = timezone.now() + timedelta(minutes=3)
        tell_of_conversations(at=later)
        happened(world)
        make_line(Conversation.objects.get(code=world.keys["talk"]), world.other.delegate, "Once more")
        tell_of_conversations(at=later)
        let_notices_out(later)
        told.append(ask(client, world, surface).in_any_world())

    assert told[0] == told[1]
    if surface.name == "notices":
        assert "Cat wrote to you: 1 new message" in told[0].words
        assert "Cat invited you to the group" in told[0].words
        assert "Bob wrote to you" not in told[0].words
        assert "Bob invited you" not in told[0].words


@pytest.mark.parametrize("block", [block_by_other, block_by_viewer])
@pytest.mark.parametrize(
    "surface",
    [each for each in SURFACES if each.name in {"conversations", "export"}],
    ids=lambda each: each.name,
)
def test_an_invitation_into_a_group_in_which_they_are_is_as_if_never_made(client, surface, block):
    def invited(world):
        invite_to_group(world.viewer, world.third, world.other)
        block(world)

    compare(client, surface, invited, block)


LISTS = (
    *("directory", "search by what is shown", "filter", "contacts", "conversations", "new group"),
    *("export", "what one shows", "tables", "notices", "count of notices"),
)


@pytest.mark.parametrize(
    "surface", [each for each in SURFACES if each.name in LISTS], ids=lambda surface: surface.name
)
@pytest.mark.parametrize("block", [block_by_other, block_by_viewer])
def test_a_list_with_a_stranger_and_without_takes_the_same_steps(client, surface, block):
    """Two strangers are there, and one keeps the viewer away or does not: the statements are the same."""
    assembly = make_live_assembly()
    viewer, other, third = (
        make_profile(assembly=assembly, name=name, offers=["mentoring"]) for name in ("Ann", "Bob", "Cat")
    )
    world = World(viewer, other, third, {"other": other.code})
    steps = []
    for happened in (nothing, block):
        with transaction.atomic():
            happened(world)
            steps.append(for_any_number(ask(client, world, surface).steps))
            transaction.set_rollback(True)

    assert steps[0] == steps[1]


def test_nobody_who_is_hidden_is_named(client):
    world = make_world()
    block_by_other(world)
    for surface in SURFACES:
        is_echo = "Bob" in surface.address
        is_hidden = not surface.is_common_ground and surface.name not in OF_WHO_WROTE | TAKEN_BACK
        if surface.method == "get" and is_hidden and not is_echo:
            assert "Bob" not in ask(client, world, surface).words, surface.name


def test_without_a_block_the_surfaces_do_show_the_other(client):
    world = make_world()
    for name in (
        *("safety", "block page", "report page", "export", "directory", "search by what is shown", "filter"),
        *("person", "contacts", "conversations", "conversation", "group's people", "new group", "notices"),
    ):
        surface = next(each for each in SURFACES if each.name == name)
        assert "Bob" in ask(client, world, surface).words, name
