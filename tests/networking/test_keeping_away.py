"""Blocking and muting: what they end, what they hide, and what does not come back."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from accounts.actions import record_proof
from accounts.models import User
from assembly_portal.celery import app
from events.actions.delegates import cancel_delegate, register_delegate
from events.models import Delegate
from networking.actions.groups import invite
from networking.actions.handling import end_suspension, handle_report
from networking.actions.keeping_away import block_person, mute_person, unblock_person, unmute_person
from networking.actions.profiles import Choices, join, leave
from networking.actions.reporting import report_person
from networking.actions.telling import tell_of_conversations
from networking.conversation_queries import talks_of
from networking.keeping_away import has_muted
from networking.models import (
    Block,
    Contact,
    Member,
    Mute,
    Profile,
    SafetyAct,
    Wish,
)
from networking.notices.keeping_away import BLOCKED
from networking.quoting import quote_person
from networking.refusals import PartRefused
from networking.tasks import let_the_gone_leave_groups
from notices.models import Notice
from tests.events.registrations import answers
from tests.factories import log_in, make_delegate, make_live_assembly, make_organiser
from tests.networking.block_world import let_notices_out, make_world
from tests.networking.rows import make_block, make_contact, make_conversation, make_line, make_profile
from tests.races import held_up

pytestmark = pytest.mark.django_db
State = Contact.State


def at_another(profile: Profile) -> Profile:
    """The same person at an assembly of another year."""
    delegate = make_delegate(make_live_assembly(slug="another"), user=profile.delegate.user)
    return make_profile(delegate)


def block(one: Profile, other: Profile) -> Block:
    return block_person(delegate=one.delegate, profile=other, at=timezone.now())


def meets(one: Profile, other: Profile) -> bool:
    return Profile.objects.meeting(one.delegate, timezone.now()).filter(pk=other.pk).exists()


def test_a_block_holds_in_both_directions_at_every_assembly_until_it_is_taken_back(ann, bob):
    made = block(ann, bob)
    other_ann = at_another(ann)
    other_bob = make_profile(make_delegate(other_ann.delegate.assembly, user=bob.delegate.user))

    assert not meets(ann, bob)
    assert not meets(bob, ann)
    assert not meets(other_ann, other_bob)
    assert not meets(other_bob, other_ann)

    assert unblock_person(user=bob.delegate.user, code=made.code) == ""
    assert not meets(ann, bob)
    assert unblock_person(user=ann.delegate.user, code=made.code) == "Bob"
    assert meets(ann, bob)
    assert meets(bob, ann)


@pytest.mark.parametrize(
    ("is_own", "stood", "stands"),
    [
        (True, State.ASKED, State.WITHDRAWN),
        (False, State.ASKED, State.DECLINED),
        (True, State.ACCEPTED, State.ENDED),
        (False, State.ACCEPTED, State.ENDED),
        (True, State.DECLINED, State.WITHDRAWN),
        (False, State.DECLINED, State.DECLINED),
    ],
)
def test_what_stood_open_between_the_two_ends_and_does_not_come_back(ann, bob, is_own, stood, stands):
    pair = (ann.delegate, bob.delegate) if is_own else (bob.delegate, ann.delegate)
    contact = make_contact(*pair, state=stood)

    unblock_person(user=ann.delegate.user, code=block(ann, bob).code)

    contact.refresh_from_db()
    assert contact.state == stands


def test_own_wishes_are_forgotten_and_shared_groups_are_left_by_the_blocker_alone(ann, bob, assembly):
    cat = make_profile(assembly=assembly, name="Cat")
    now = timezone.now()
    for by, about in ((ann, bob), (bob, ann), (ann, cat)):
        Wish.objects.create(by=by.delegate, about=about.delegate, wished_at=now)
    shared = make_conversation(ann.delegate, bob.delegate, cat.delegate, title="Leaders")
    apart = make_conversation(ann.delegate, cat.delegate, title="Readers")

    block(ann, bob)

    wishes = {(wish.by, wish.about) for wish in Wish.objects.all()}
    # That of the other stays: it would vanish from their page, which leaving does not bring about.
    assert wishes == {(bob.delegate, ann.delegate), (ann.delegate, cat.delegate)}
    states = {
        (each.conversation_id, each.delegate.name): each.state
        for each in Member.objects.select_related("delegate")
    }
    assert states[shared.pk, "Ann"] == Member.State.LEFT
    assert states[shared.pk, "Bob"] == states[shared.pk, "Cat"] == Member.State.IN
    assert states[apart.pk, "Ann"] == Member.State.IN


@pytest.mark.parametrize("is_own", [True, False], ids=["blocker invited", "blocked invited"])
def test_an_open_invitation_between_the_two_waits_to_its_inviter_and_does_not_come_back(
    client, ann, bob, assembly, is_own
):
    cat = make_profile(assembly=assembly, name="Cat")
    inviter, invited = (ann, bob) if is_own else (bob, ann)
    group = make_conversation(inviter.delegate, cat.delegate, title="Leaders")
    facts = {"state": Member.State.INVITED, "since_at": timezone.now()}
    Member.objects.create(conversation=group, delegate=invited.delegate, invited_by=inviter.delegate, **facts)
    by_cat = make_conversation(cat.delegate, title="Readers")
    Member.objects.create(conversation=by_cat, delegate=invited.delegate, invited_by=cat.delegate, **facts)

    unblock_person(user=ann.delegate.user, code=block(ann, bob).code)

    log_in(client, invited.delegate.user)
    base = f"/{assembly.slug}/networking/conversations/"
    page = client.get(base).content.decode()
    assert "Readers" in page
    assert "Leaders" not in page
    assert client.post(f"{base}{group.code}/membership/").status_code == 404
    log_in(client, inviter.delegate.user)
    people = client.get(f"{base}{group.code}/people/").content.decode()
    assert invited.delegate.name in people
    assert "Invited</strong>" in people


def test_the_page_says_what_will_happen_before_it_does(client, ann, bob):
    make_conversation(ann.delegate, bob.delegate, title="Leaders & learners")
    log_in(client, ann.delegate.user)
    address = f"/{ann.delegate.assembly.slug}/networking/people/{bob.code}/block/"

    page = client.get(address).content.decode()
    assert "Leaders &amp; learners" in page
    assert "common ground" in page
    assert "They are not told" not in page or not Block.objects.exists()
    assert not Block.objects.exists()

    done = client.post(address, follow=True).content.decode()
    assert "You block Bob. They are not told." in done
    assert client.post(address).status_code == 302  # pressed twice
    assert Block.objects.count() == 1
    assert client.get(f"/{ann.delegate.assembly.slug}/networking/people/nobody/block/").status_code == 404

    block = Block.objects.get()
    freed = client.post(
        f"/{ann.delegate.assembly.slug}/networking/safety/blocks/{block.code}/end/", follow=True
    )
    assert "You no longer block Bob." in freed.content.decode()
    assert not Block.objects.exists()


@pytest.mark.parametrize("stood", [None, State.ASKED, State.ACCEPTED, State.DECLINED])
def test_the_page_says_of_everybody_alike_what_comes_back_and_so_it_does(client, ann, bob, stood):
    talk = make_conversation(ann.delegate, bob.delegate)
    make_line(talk, bob.delegate, "Old words")
    contact = make_contact(bob.delegate, ann.delegate, state=stood) if stood else None
    log_in(client, ann.delegate.user)
    base = f"/{ann.delegate.assembly.slug}/networking/"

    page = client.get(f"{base}people/{bob.code}/block/").content.decode()
    assert "one of theirs that waits for your answer counts as declined" in page
    assert "you may see each other again, with what you wrote to each other" in page
    assert "Contact, what you shared and groups that you left do not come back" in page

    client.post(f"{base}people/{bob.code}/block/")
    assert client.get(talk.address).status_code == 404
    unblock_person(user=ann.delegate.user, code=Block.objects.get().code)
    assert "Old words" in client.get(talk.address).content.decode()
    contacts = client.get(f"{base}contacts/").context["page"]
    assert not any((contacts.received, contacts.contacts, contacts.sent))
    assert len(contacts.declined) == (stood in (State.ASKED, State.DECLINED))
    if contact:
        contact.refresh_from_db()
        assert not contact.is_shared_by(ann.delegate)


def test_whoever_was_blocked_finds_neither_the_page_nor_the_block(client, ann, bob):
    made = make_block(bob.delegate, ann.delegate)
    log_in(client, ann.delegate.user)
    base = f"/{ann.delegate.assembly.slug}/networking/"

    for act in ("block", "report"):
        assert client.get(f"{base}people/{bob.code}/{act}/").status_code == 404
    for act in ("block", "mute"):
        assert client.post(f"{base}people/{bob.code}/{act}/").status_code == 404
    for code in (bob.code, "nobody"):
        ended = client.post(f"{base}people/{code}/mute/end/", follow=True)
        assert (ended.request["PATH_INFO"], b"get notices" in ended.content) == (f"{base}safety/", False)
    client.post(f"{base}safety/blocks/{made.code}/end/")
    assert Block.objects.count() == 1
    assert "Bob" not in client.get(f"{base}safety/").content.decode()


def test_muting_is_for_oneself_and_taken_back(client, ann, bob):
    log_in(client, ann.delegate.user)
    base = f"/{ann.delegate.assembly.slug}/networking/"

    for _ in range(2):
        client.post(f"{base}people/{bob.code}/mute/")
    assert has_muted(ann.delegate, bob.delegate)
    assert meets(bob, ann)
    assert "Unmute" in client.get(f"{base}safety/").content.decode()
    for _ in range(2):
        client.post(f"{base}people/{bob.code}/mute/end/")
    assert not Mute.objects.exists()


@pytest.mark.parametrize("became", ["left", "suspended"])
def test_who_has_no_part_any_more_can_still_unmute(client, ann, bob, became):
    mute_person(delegate=ann.delegate, profile=bob, at=timezone.now())
    if became == "left":
        leave(delegate=ann.delegate, at=timezone.now())
    else:
        is_suspended(ann)
    log_in(client, ann.delegate.user)
    base = f"/{ann.delegate.assembly.slug}/networking/"
    assert "Unmute" in client.get(f"{base}safety/").content.decode()

    page = client.post(f"{base}people/{bob.code}/mute/end/", follow=True).content.decode()

    assert "You get notices of what Bob says again." in page
    assert not Mute.objects.exists()


def test_who_has_not_joined_is_told_that_first_and_offered_no_button(client, ann, bob):
    Profile.objects.filter(pk=ann.pk).update(joined_at=None, is_listed=False)
    log_in(client, ann.delegate.user)
    base = f"/{ann.delegate.assembly.slug}/networking/"

    page = client.get(f"{base}people/{bob.code}/").content.decode()
    first = f'<a href="{base}me/">join networking</a> first.'
    assert f"To mute, block or report <bdi>Bob</bdi>, {first}" in page
    for act in ("block", "mute", "report"):
        assert f"{base}people/{bob.code}/{act}/" not in page
    safety = client.get(f"{base}safety/").content.decode()
    assert f"To mute, block or report somebody, {first}" in safety
    assert "on the page of each person" not in safety
    assert "Report a person on their page" not in safety

    Profile.objects.filter(pk=ann.pk).update(joined_at=timezone.now())
    for joined in (f"{base}people/{bob.code}/", f"{base}safety/"):
        assert "To mute, block or report" not in client.get(joined).content.decode()
    assert f"{base}people/{bob.code}/block/" in client.get(f"{base}people/{bob.code}/").content.decode()


def test_whoever_has_no_part_blocks_and_mutes_nobody(ann, bob):
    Profile.objects.filter(pk=ann.pk).update(joined_at=None, is_listed=False)

    with pytest.raises(PartRefused):
        block(ann, bob)
    with pytest.raises(PartRefused):
        mute_person(delegate=ann.delegate, profile=bob, at=timezone.now())
    unmute_person(delegate=ann.delegate, profile=bob)


def gives_up(bob: Profile) -> None:
    user, at = bob.delegate.user, timezone.now()
    cancel_delegate(delegate=bob.delegate, actor=user, at=at)


def registers_again(bob: Profile) -> None:
    delegate, at = bob.delegate, timezone.now()
    record_proof(user=delegate.user, email=delegate.user.email)
    register_delegate(user=delegate.user, assembly=delegate.assembly, answers=answers(), at=at)


def is_suspended(bob: Profile) -> None:
    teller, at = make_profile(assembly=bob.delegate.assembly).delegate, timezone.now()
    quoted = quote_person(teller, bob.code, at)
    report = report_person(reporter=teller, quoted=quoted, because="Rude", at=at)
    handle_report(
        actor=make_organiser(),
        source="networking",
        number=report.pk,
        verb=SafetyAct.Verb.SUSPENDED,
        because="Rude",
        at=at,
    )


def is_readmitted(bob: Profile) -> None:
    end_suspension(actor=make_organiser(), delegate=bob.delegate, because="Sorry", at=timezone.now())


def is_shut_out(bob: Profile) -> None:
    User.objects.filter(pk=bob.delegate.user_id).update(is_active=False)


def is_let_in(bob: Profile) -> None:
    User.objects.filter(pk=bob.delegate.user_id).update(is_active=True)


def test_whoever_is_gone_leaves_their_groups_within_a_minute_and_is_told_of_the_next(ann, bob, assembly):
    talk = make_conversation(ann.delegate, bob.delegate, title="Rural posts")
    make_contact(ann.delegate, bob.delegate)
    is_suspended(bob)
    bob_there = talk.members.filter(delegate=bob.delegate)
    assert bob_there.get().state == Member.State.LEFT
    is_readmitted(bob)
    invite(by=ann.delegate, conversation=talk, invited=[bob.code], at=timezone.now())
    assert bob_there.unheard(timezone.now()).get().told_line is None

    gives_up(ann)
    let_the_gone_leave_groups()
    let_the_gone_leave_groups()

    assert talk.members.get(delegate=ann.delegate).state == Member.State.LEFT
    assert bob_there.get().state == Member.State.INVITED
    assert any(row["task"] == let_the_gone_leave_groups.name for row in app.conf.beat_schedule.values())


def test_whoever_does_not_join_anew_can_delete_what_they_chose_before(client, bob):
    Profile.objects.filter(pk=bob.pk).update(contact_details="07700 900123")
    gives_up(bob)
    registers_again(bob)
    log_in(client, bob.delegate.user)
    base = f"/{bob.delegate.assembly.slug}/networking/me/"
    assert (
        f'<a href="{base}leave/">leave networking</a>, which deletes it' in client.get(base).content.decode()
    )

    client.post(f"{base}leave/")

    bob.refresh_from_db()
    assert (bob.contact_details, bob.joined_at) == ("", None)
    assert "which deletes it" not in client.get(base).content.decode()


def test_whoever_gave_up_their_place_is_met_by_nobody_until_they_join_anew(client, ann, bob):
    Profile.objects.filter(pk=bob.pk).update(contact_details="07700 900123", meets_again=True)
    gives_up(bob)
    assert not meets(ann, bob)
    registers_again(bob)
    assert not meets(ann, bob)
    log_in(client, bob.delegate.user)
    page = client.get(f"/{bob.delegate.assembly.slug}/networking/me/").content.decode()
    assert "Join networking" in page
    assert "07700" not in page

    delegate = Delegate.objects.get(pk=bob.delegate_id)
    joined = join(delegate=delegate, choices=Choices(is_listed=True), at=timezone.now())

    assert meets(ann, bob)
    assert (joined.code, joined.contact_details, joined.meets_again) == (bob.code, "", False)


@pytest.mark.parametrize("is_blocked", [False, True], ids=["not", "blocked"])
@pytest.mark.parametrize(
    ("goes", "comes_back"),
    [(gives_up, registers_again), (is_suspended, is_readmitted), (is_shut_out, is_let_in)],
    ids=["place", "suspension", "log-in"],
)
def test_whoever_was_away_finds_no_group_again_whether_they_were_blocked_or_not(
    ann, bob, goes, comes_back, is_blocked
):
    """One that is gone only then would tell that somebody in it had blocked them meanwhile."""
    talk = make_conversation(ann.delegate, bob.delegate, title="Rural posts")
    goes(bob)
    let_the_gone_leave_groups()
    if is_blocked:
        block(ann, bob)
    comes_back(bob)
    delegate = Delegate.objects.get(pk=bob.delegate_id)
    join(delegate=delegate, choices=Choices(), at=timezone.now())

    assert not talks_of(delegate, timezone.now()).exists()
    assert talk.members.get(delegate=ann.delegate).state == Member.State.IN


def test_an_account_that_is_deleted_takes_all_of_its_networking_with_it(ann, bob, assembly):
    make_block(ann.delegate, bob.delegate)
    make_contact(ann.delegate, bob.delegate)
    talk = make_conversation(ann.delegate, bob.delegate)
    mute_person(delegate=bob.delegate, profile=ann, at=timezone.now())

    ann.delegate.user.delete()

    assert not any(model.objects.exists() for model in (Block, Contact, Mute))
    assert [each.delegate.name for each in talk.members.all()] == ["Bob"]


@pytest.mark.django_db(transaction=True)
def test_two_who_block_each_other_at_one_instant_both_do(ann, bob):
    make_contact(ann.delegate, bob.delegate, state=State.ASKED)

    def alone(pair):
        try:
            return block(*pair)
        finally:
            connection.close()

    first = Delegate.objects.filter(pk=min(ann.delegate_id, bob.delegate_id))
    with held_up(first, waiters=2), ThreadPoolExecutor(2) as pool:
        list(pool.map(alone, ((ann, bob), (bob, ann))))

    assert Block.objects.count() == 2
    assert Contact.objects.get().state in (State.WITHDRAWN, State.DECLINED)


def test_what_the_blocker_was_told_before_is_no_longer_new_and_leads_nowhere(client):
    world = make_world()
    ann, bob, at = world.viewer.delegate, world.other.delegate, timezone.now()
    Mute.objects.all().delete()
    tell_of_conversations(at=at + timedelta(minutes=3))
    let_notices_out(at + timedelta(minutes=3))
    of_bob = Notice.objects.filter(recipient=ann.user, headline__contains="Bob")
    of_others = Notice.objects.exclude(pk__in=of_bob.values("pk")).order_by("pk")
    assert {each.kind.partition(".")[2] for each in of_bob} == {"met_again", "messages", "invited"}
    before, keys = list(of_others.values()), list(of_bob.values_list("pk", flat=True))

    block_person(delegate=ann, profile=world.other, at=at)

    told = Notice.objects.filter(pk__in=keys)
    assert {(each.path, each.outcome, each.read_at) for each in told} == {("", BLOCKED, at)}
    assert list(Notice.objects.exclude(pk__in=keys).order_by("pk").values()) == before
    log_in(client, ann.user)
    page = client.get("/notices/").content.decode()
    assert page.count(BLOCKED) == len(keys)
    assert Notice.objects.filter(recipient=bob.user).exclude(outcome="").count() == 0
