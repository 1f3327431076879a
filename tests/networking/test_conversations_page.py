"""The pages of conversations without scripts: list, one conversation, groups; what is closed to whom."""

import re
import uuid
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from networking.actions.keeping_away import block_person
from networking.models import Conversation, Line, Member
from tests.networking.rows import make_block, make_contact, make_conversation, make_line, make_profile
from tests.networking.test_conversations import Circle, a_group, leave, suspend

pytestmark = pytest.mark.django_db


@pytest.fixture
def circle():
    return list(Circle("Anna", "Ben", "Cem"))


@pytest.fixture
def anna(circle, client):
    client.force_login(circle[0].user)
    # What every first page of a visit writes.
    client.get(list_of(circle[0]))
    return circle[0]


def list_of(delegate) -> str:
    return reverse("networking_conversations", args=[delegate.assembly.slug])


def talked(*people, title="", lines=3):
    talk = make_conversation(*people, title=title, last_at=timezone.now() - timedelta(hours=1))
    talk.members.update(since_at=timezone.now() - timedelta(days=2))
    for number in range(lines):
        author = people[number % len(people)]
        make_line(talk, author, f"Line {number}", sent_at=timezone.now() - timedelta(minutes=60 - number))
    return talk


def text(response) -> str:
    return response.content.decode()


def said(response) -> list[str]:
    """What the page says of what was just done."""
    return re.findall(r'<p class="nhsuk-notification-banner__heading">(.*?)</p>', text(response))


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_one_and_for_three(
    client, anna, circle, django_assert_num_queries, count
):
    for number in range(count):
        talked(anna, circle[1], title=f"Group {number}")

    with django_assert_num_queries(12):
        page = client.get(list_of(anna))

    assert text(page).count('class="app-talks__title"') == count
    assert text(page).count("1 new</strong>") == count
    assert f"Conversations ({count} new)" in text(page)


def test_the_list_shows_last_words_and_invitations(client, anna, circle):
    talked(anna, circle[1], lines=2)
    group = make_conversation(circle[2], title="Rural posts")
    Member.objects.create(
        conversation=group, delegate=anna, state="invited", invited_by=circle[2], since_at=timezone.now()
    )

    page = text(client.get(list_of(anna)))

    assert "Ben" in page
    assert "Line 1" in page
    assert "invited you to the group" in page


def test_a_pair_in_which_nothing_was_said_is_not_listed(client, anna, circle):
    talked(anna, circle[1], lines=0)

    assert "You have no conversations yet" in text(client.get(list_of(anna)))


@pytest.mark.parametrize("count", [1, 30])
def test_a_conversation_costs_the_same_for_one_line_and_for_thirty(
    client, anna, circle, django_assert_num_queries, count
):
    talk = talked(anna, circle[1], lines=count)
    client.get(talk.address)

    with django_assert_num_queries(15):
        page = client.get(talk.address)

    assert text(page).count("data-cid") == count


def test_what_is_new_is_marked_once_and_then_read(client, anna, circle):
    talk = talked(anna, circle[1], lines=4)

    first, again = text(client.get(talk.address)), text(client.get(talk.address))

    assert first.count("New since you were last here") == 1
    assert "New since" not in again
    client.force_login(circle[1].user)
    mine = text(client.get(talk.address))
    assert "New since you were last here" in mine


def test_of_two_each_sees_when_the_other_has_read(client, anna, circle):
    talk = talked(anna, circle[1], lines=1)
    assert "Read at" not in text(client.get(talk.address))

    client.force_login(circle[1].user)
    client.get(talk.address)
    client.force_login(anna.user)

    assert "Read at" in text(client.get(talk.address))


def test_nobody_reads_in_a_group_how_far_others_are(client, anna, circle):
    talk = talked(anna, circle[1], title="Rural posts", lines=1)
    client.force_login(circle[1].user)
    client.get(talk.address)
    client.force_login(anna.user)

    assert "Read at" not in text(client.get(talk.address))


def test_older_messages_come_in_pages(client, anna, circle):
    talk = talked(anna, circle[1], lines=53)

    page = text(client.get(talk.address))
    assert "Line 2<" not in page
    first = Line.objects.order_by("sent_at")[3]
    assert f"?before={first.pk}" in page

    older = client.get(f"{talk.address}?before={first.pk}")
    assert [line.body for line in older.context["lines"]] == ["Line 0", "Line 1", "Line 2"]
    assert "Show the newest messages" in text(older)


def test_a_message_is_sent_by_form_and_a_second_press_changes_nothing(client, anna, circle):
    talk = talked(anna, circle[1], lines=0)
    sent = {"body": "Hello Ben", "cid": str(uuid.uuid4())}

    for _ in range(2):
        answer = client.post(f"{talk.address}lines/", sent)
        assert answer.url == f"{talk.address}#latest"

    assert Line.objects.get().body == "Hello Ben"


def test_what_cannot_be_sent_is_kept_in_the_box(client, anna, circle):
    talk = talked(anna, circle[1], lines=0)

    page = client.post(f"{talk.address}lines/", {"body": "x" * 2001, "cid": str(uuid.uuid4())})

    assert "Message must be 2,000 characters or fewer. It has 2,001." in text(page)
    assert "x" * 2001 in text(page)


def test_an_own_message_is_changed_and_removed_by_form(client, anna, circle):
    talk = make_conversation(anna, circle[1])
    line = make_line(talk, anna, "Frist")
    at = f"{talk.address}lines/{line.pk}/"

    client.post(at, {"body": "First"})
    assert "Edited" in text(client.get(talk.address))
    assert "Remove your message?" in text(client.get(f"{at}remove/"))
    client.post(f"{at}remove/")

    page = text(client.get(talk.address))
    assert "Message removed" in page
    assert "First" not in page
    assert client.get(f"{at}remove/").status_code == 403
    assert client.get(at).status_code == 403


def test_a_hidden_message_tells_its_author_why_and_nobody_else(client, anna, circle):
    talk = make_conversation(anna, circle[1])
    make_line(talk, anna, "Rude", hidden_at=timezone.now(), hidden_because="It insults")

    mine = text(client.get(talk.address))
    client.force_login(circle[1].user)
    theirs = text(client.get(talk.address))

    assert "The organisers hid this message. Reason: <bdi>It insults</bdi>" in mine
    assert "The organisers hid this message." in theirs
    assert "It insults" not in theirs
    assert "Rude" not in mine + theirs


def test_who_may_not_read_a_conversation_finds_none_at_the_same_cost(
    client, anna, circle, django_assert_num_queries
):
    of_others = talked(circle[1], circle[2])
    blocked = talked(anna, circle[1])
    make_block(circle[1], anna)
    left = talked(anna, circle[2])
    leave(circle[2])
    unknown = blocked.address.replace(blocked.code, "aaaaaaaaaa")

    for address in (of_others.address, blocked.address, left.address, unknown):
        with django_assert_num_queries(8):
            assert client.get(address).status_code == 404
        assert client.post(f"{address}lines/", {"body": "?", "cid": str(uuid.uuid4())}).status_code == 404
        assert client.post(f"{address}notices/", {"is_on": "1"}).status_code == 404
    assert not Line.objects.filter(body="?").exists()


def test_who_is_suspended_reads_why(client, anna, circle):
    talk = talked(anna, circle[1])
    suspend(anna)

    page = client.get(talk.address)

    assert page.status_code == 403
    assert "suspended you" in text(page)
    assert "<p>Their reason: Rude.</p>" in text(page)
    for way in (reverse("networking_export", args=[anna.assembly.slug]), "/contact/"):
        assert f'<a href="{way}">' in text(page)
        assert client.get(way).status_code == 200


def test_a_conversation_is_begun_with_a_contact_and_with_nobody_else(client, anna, circle):
    stranger = make_profile(name="Dee", assembly=anna.assembly).delegate

    def begin(delegate):
        return client.post(
            reverse("networking_talk", args=[anna.assembly.slug, delegate.profile.code]), follow=True
        )

    page = begin(circle[1])
    assert page.status_code == 200
    assert "<bdi>Ben</bdi>" in text(page)
    assert begin(stranger).status_code == 403
    make_block(stranger, anna)
    assert begin(stranger).status_code == 404
    assert Conversation.objects.count() == 1


def test_a_group_is_begun_and_its_people_come_and_go(client, anna, circle):
    slug = anna.assembly.slug
    new = reverse("networking_group", args=[slug])
    codes = [each.profile.code for each in circle[1:]]
    refused = client.post(new, {"title": "", "people": codes})
    assert "Enter a name for the group" in text(refused)
    assert text(refused).count("checked") == 2

    client.post(new, {"title": "Rural posts", "people": codes})
    talk = Conversation.objects.get()
    people = f"{talk.address}people/"
    assert text(client.get(people)).count(">Invited<") == 2

    client.force_login(circle[1].user)
    assert client.get(talk.address).status_code == 404
    joined = client.post(f"{talk.address}membership/", follow=True)
    assert "With Anna" in text(joined)
    client.force_login(circle[2].user)
    client.post(f"{talk.address}membership/decline/")
    assert "invited you" not in text(client.get(list_of(anna)))

    client.force_login(anna.user)
    page = text(client.get(people))
    assert page.count(">Invited<") == 1, "who declined looks like one who waits"
    client.post(f"{talk.address}membership/leave/")
    assert client.get(talk.address).status_code == 404


def test_names_of_who_is_in_a_group_lead_to_their_pages_and_of_who_is_invited_do_not(client, anna, circle):
    ben, cem = circle[1:]
    stranger = make_profile(name="Dee", assembly=anna.assembly, is_listed=False).delegate
    talk = make_conversation(anna, ben, stranger, title="Rural posts")
    Member.objects.create(
        conversation=talk, delegate=cem, state="invited", invited_by=anna, since_at=timezone.now()
    )
    to = {
        each: reverse("networking_person", args=[anna.assembly.slug, each.profile.code])
        for each in (ben, stranger, cem)
    }

    page = text(client.get(f"{talk.address}people/"))

    assert f'<a href="{to[ben]}"><bdi>Ben</bdi></a>' in page
    assert to[cem] not in page
    assert "Report this person" in text(client.get(to[stranger]))


def test_whoever_invited_takes_it_back_by_a_button(client, anna, circle):
    slug = anna.assembly.slug
    codes = [each.profile.code for each in circle[1:]]
    client.post(reverse("networking_group", args=[slug]), {"title": "Rural posts", "people": codes})
    talk = Conversation.objects.get()
    people, act = f"{talk.address}people/", f"{talk.address}people/{codes[0]}/take-back/"
    assert act in text(client.get(people))

    client.force_login(circle[2].user)
    client.post(f"{talk.address}membership/")
    assert "take-back" not in text(client.get(people)), "only who invited takes back"
    client.post(act)
    client.force_login(anna.user)
    assert ">Invited<" in text(client.get(people))

    taken = client.post(act, follow=True)

    assert said(taken) == ["Ben is not invited any more. They are not told."]
    page = text(client.get(people))
    assert ">Invited<" not in page
    assert page.count("Ben") == 1, "offered to be invited again"
    assert client.get(act).headers["Location"] == people
    client.force_login(circle[1].user)
    assert "invited you" not in text(client.get(list_of(circle[1])))


def test_each_act_about_a_group_is_said_where_one_lands(client, anna, circle):
    ben, cem = circle[1:]
    talk = make_conversation(anna, title="Rural posts")
    people = f"{talk.address}people/"
    back = f"{people}{ben.profile.code}/take-back/"
    invite = {"people": [ben.profile.code, cem.profile.code]}

    assert said(client.post(people, invite, follow=True)) == ["You invited Ben and Cem."]
    taken = client.post(back, follow=True)
    assert said(taken) == ["Ben is not invited any more. They are not told."]
    assert 'role="alert"' in text(taken), "it takes the focus"
    assert said(client.post(back, follow=True)) == ["This invitation is not there any more."]
    client.post(people, {"people": [ben.profile.code]})
    client.get(people)

    client.force_login(ben.user)
    joined = client.post(f"{talk.address}membership/", follow=True)
    assert said(joined) == ["You are in the group. Its people see your name."]
    left = client.post(f"{talk.address}membership/leave/", follow=True)
    assert said(left) == ["You left the group “Rural posts”."]
    client.force_login(cem.user)
    declined = client.post(f"{talk.address}membership/decline/", follow=True)
    assert said(declined) == ["You declined the invitation. Nobody is told."]


@pytest.mark.parametrize("gone", ["left", "blocked", "taken back", "declined"])
def test_of_an_invitation_that_is_hidden_an_act_says_the_same_whatever_became_of_it(
    client, anna, circle, gone
):
    ben = circle[1]
    talk = a_group(ben, anna)
    become = {
        "left": lambda: leave(ben),
        "blocked": lambda: block_person(delegate=ben, profile=anna.profile, at=timezone.now()),
        "taken back": lambda: talk.members.filter(delegate=anna).update(state="left"),
        "declined": lambda: talk.members.filter(delegate=anna).update(state="declined"),
    }
    become[gone]()
    assert "invited you" not in text(client.get(list_of(anna)))

    declined = client.post(f"{talk.address}membership/decline/", follow=True)

    assert said(declined) == ["You declined the invitation. Nobody is told."]


@pytest.mark.parametrize("gone", ["left", "blocked"])
def test_whom_the_page_does_not_name_is_not_named_when_their_invitation_is_taken_back(
    client, anna, circle, gone
):
    ben = circle[1]
    talk = a_group(anna, ben)
    if gone == "left":
        leave(ben)
    else:
        block_person(delegate=ben, profile=anna.profile, at=timezone.now())

    taken = client.post(f"{talk.address}people/{ben.profile.code}/take-back/", follow=True)

    assert said(taken) == ["This invitation is not there any more."]


def test_who_is_in_the_group_is_told_so_when_declining_on_an_old_page(client, anna, circle):
    talk = a_group(circle[1], anna)
    client.post(f"{talk.address}membership/")
    client.get(talk.address)

    late = client.post(f"{talk.address}membership/decline/", follow=True)

    assert said(late) == ["You are in the group already. You can leave it on its page."]


def test_an_invitation_says_how_many_are_in_the_group_of_those_whom_one_may_meet(client, anna, circle):
    ben, cem = circle[1:]
    dee, eve = (make_profile(name=name, assembly=anna.assembly).delegate for name in ("Dee", "Eve"))
    talk = a_group(ben, anna)
    Member.objects.create(
        conversation=talk, delegate=dee, state="invited", invited_by=ben, since_at=timezone.now()
    )
    assert "1 person is in it now." in text(client.get(list_of(anna))), "who has not answered is not in it"

    for each in (cem, eve):
        Member.objects.create(conversation=talk, delegate=each, state="in", since_at=timezone.now())
    assert "3 people are in it now." in text(client.get(list_of(anna)))

    suspend(cem)
    assert "2 people are in it now." in text(client.get(list_of(anna)))


def test_muting_is_said_to_oneself_only(client, anna, circle):
    talk = talked(anna, circle[1])

    muted = client.post(f"{talk.address}notices/", {"is_on": "1"}, follow=True)

    assert said(muted) == ["You get no more notices of this conversation."]
    assert "You muted this conversation" in text(muted)
    heard = client.post(f"{talk.address}notices/", {"is_on": "0"}, follow=True)
    assert said(heard) == ["You get notices of this conversation again."]
    client.post(f"{talk.address}notices/", {"is_on": "1"})
    client.force_login(circle[1].user)
    assert "muted" not in text(client.get(talk.address))


def test_out_of_contact_the_page_says_so_and_offers_no_box(client, anna, circle):
    talk = talked(anna, circle[1])
    anna.contacts_asked.update(state="ended")

    page = text(client.get(talk.address))

    assert "You are not in contact with Ben any more" in page
    assert 'id="say"' not in page
    assert "Line 1" in page
    make_contact(anna, circle[1])
    assert 'id="say"' in text(client.get(talk.address))


@pytest.mark.parametrize("act", ["membership", "membership/decline", "notices"])
def test_whoever_comes_by_the_address_of_a_button_is_led_on(client, anna, circle, act):
    talk = talked(*circle[:2])

    answer = client.get(f"{talk.address}{act}/")

    assert answer.headers["Location"] == (talk.address if act == "notices" else list_of(anna))
