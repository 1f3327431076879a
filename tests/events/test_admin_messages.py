"""Organisers' own messages: written, looked at, sent once to those who were read, and what became of them."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from breakouts.audiences import SEATED
from breakouts.models import Seat
from events.actions.messages import hold_message, release_message, save_message, send_message
from events.audiences import (
    AWAITING,
    EVERYBODY,
    GROUP,
    NOT_ARRIVED,
    OFFICE,
    WAITING,
    all_audiences,
    people_of,
)
from events.lifecycle import Phase
from events.models import Arrival, Delegate, Message
from events.notices import MESSAGE
from events.policies.messages import MessageRefused
from notices.actions.holding import hold, release
from notices.actions.sending import send_due
from notices.models import Notice, State
from tests.factories import (
    log_in,
    make_assembly,
    make_delegate,
    make_learner_group,
    make_local_office,
    make_organiser,
    make_room,
    make_session,
    make_user,
)
from tests.races import held_up

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def organiser(client):
    return log_in(client, make_organiser(name="Dr Own", email="own@example.org"))


@pytest.fixture
def assembly():
    return make_assembly(slug="2031", name="Second assembly")


def url(name, assembly, *args) -> str:
    return reverse(f"admin:events_assembly_{name}", args=[assembly.pk, *args])


def page_of(client, address, **fields) -> str:
    response = client.post(address, fields, follow=True) if fields else client.get(address)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def typed(**fields) -> dict:
    return {
        "subject": "Lunch is later",
        "introduction": "First.\r\n\r\nSecond.",
        "button": "",
        "path": "",
        "audience": EVERYBODY,
        "local_office": "",
        "learner_group": "",
        "seats": "",
        "due_at_day": "",
        "due_at_time": "",
        "seen_changed_at": "",
    } | fields


def draft(assembly, **fields) -> Message:
    """A message that nobody has sent."""
    fields.setdefault("subject", "Lunch is later")
    fields.setdefault("introduction", "First.\n\nSecond.")
    fields.setdefault("audience", EVERYBODY)
    message = Message(assembly=assembly, **fields)
    return save_message(message=message, actor=make_organiser(name="Dr Writer"), at=timezone.now())


def sent(assembly, **fields) -> Message:
    """A message that somebody has sent."""
    message = draft(assembly, **fields)
    return send_message(
        message=message,
        seen_changed_at=message.changed_at,
        actor=make_organiser(),
        at=timezone.now(),
    )


# --- Writing -----------------------------------------------------------------------------------


def test_a_subject_that_would_turn_the_text_around_it_is_kept_without_that(client, organiser, assembly):
    page_of(
        client, url("new_message", assembly), **typed(subject="\u202eLunch\u2067 is  later", preview="go")
    )

    assert Message.objects.get().subject == "Lunch is later"


def test_a_message_is_written_looked_at_and_sent_once(client, organiser, assembly, mailoutbox):
    delegates = [make_delegate(assembly, name=name) for name in ("Amara Example", "Ben Example")]
    make_delegate(assembly, name="Carol Gone", state=Delegate.State.CANCELLED)

    page = page_of(client, url("new_message", assembly), **typed(send="go"))
    message = Message.objects.get()
    assert "goes to <strong>2 people</strong>: Everybody who has a place." in page
    assert "Amara Example" in page
    assert "Carol Gone" not in page
    assert 'value="Send to 2 people"' in page
    assert not Notice.objects.exists()

    seen = re.search('name="seen_changed_at" value="([^"]+)"', page)[1]
    for _ in range(2):
        page = page_of(client, url("send_message", assembly, message.pk), seen_changed_at=seen)
    assert "to: Everybody who has a place." in page
    assert "by Dr Own" in page
    assert "Waiting: <strong>2</strong>" in page
    for _ in range(2):
        send_due(at=timezone.now())

    assert sorted(mail.to[0] for mail in mailoutbox) == sorted(each.user.email for each in delegates)
    assert mailoutbox[0].subject == "Lunch is later"
    assert "First.\n\nSecond.\n" in mailoutbox[0].body
    assert "List-Unsubscribe" in mailoutbox[0].extra_headers
    assert "Sent: <strong>2</strong>" in page_of(client, url("message", assembly, message.pk))
    assert "Nobody stands so." in page_of(client, url("message", assembly, message.pk) + "?state=failed")


def test_saving_sends_nothing_and_the_list_says_draft(client, organiser, assembly):
    make_delegate(assembly)
    page = page_of(client, url("new_message", assembly), **typed())
    assert "Nobody has got it yet." in page
    page = page_of(client, url("messages", assembly))
    assert "Draft" in page
    assert "of Dr Own" in page
    assert not Notice.objects.exists()


def test_without_messages_the_list_says_what_will_be_there(client, organiser, assembly):
    assert "No message yet." in page_of(client, url("messages", assembly))


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"subject": ""}, "Enter the subject"),
        ({"introduction": ""}, "Enter the message"),
        ({"introduction": "x" * 5001}, "Message must be 5000 characters or fewer. It has 5001"),
        ({"audience": ""}, "Select who gets it"),
        ({"audience": "nobody"}, "This is not offered here. Choose from the list"),
        ({"audience": OFFICE}, "Select the local office"),
        ({"audience": GROUP}, "Select the learner group"),
        ({"audience": SEATED}, "Select the session or room"),
        ({"button": "Go"}, "Enter where the button leads"),
        ({"path": "/2031/"}, "Enter the words on the button"),
        ({"button": "Go", "path": "https://evil.example.org/"}, "Enter an address of this portal"),
        ({"button": "Go", "path": "//evil.example.org/"}, "Enter an address of this portal"),
        ({"button": "Go", "path": "/\\evil.example.org/"}, "Enter an address of this portal"),
        ({"button": "Go", "path": "javascript:alert(1)"}, "Enter an address of this portal"),
        ({"due_at_day": "2031-05-27"}, "Enter the time at which it is to be sent"),
    ],
    ids=str,
)
def test_what_is_wrong_is_told_and_what_was_typed_stays(client, organiser, assembly, fields, words):
    page = page_of(client, url("new_message", assembly), **typed(**fields))

    assert "There is a problem" in page
    assert words in page
    assert "First." in page or "introduction" in fields
    assert not Message.objects.exists()


def test_an_address_that_was_copied_whole_is_taken(client, organiser, assembly, settings):
    settings.PORTAL_ADDRESS = "https://portal.example.org/"
    whole = typed(button="Go", path="https://portal.example.org/2031/my-day/")
    page_of(client, url("new_message", assembly), **whole)
    assert Message.objects.get().path == "/2031/my-day/"


def test_a_draft_that_somebody_changed_meanwhile_is_told_and_nothing_typed_is_lost(
    client, organiser, assembly
):
    message = draft(assembly)
    seen = message.changed_at.isoformat()
    message.subject, message.audience = "Theirs", WAITING
    save_message(message=message, actor=make_organiser(name="Dr Other"), at=timezone.now())

    page = page_of(
        client, url("message", assembly, message.pk), **typed(subject="Mine", seen_changed_at=seen)
    )

    assert "Dr Other changed this message at" in page
    assert "The subject is now “Theirs”." in page
    assert "The audience is now “Those who wait for a place”." in page
    assert 'value="Mine"' in page
    again = re.search('name="seen_changed_at" value="([^"]+)"', page)[1]
    page_of(client, url("message", assembly, message.pk), **typed(subject="Mine", seen_changed_at=again))
    message.refresh_from_db()
    assert message.subject == "Mine"


def test_a_draft_is_removed_and_a_sent_message_is_not(client, organiser, assembly):
    make_delegate(assembly)
    gone, kept = draft(assembly), sent(assembly)
    for number in (gone.pk, kept.pk):
        page_of(client, url("remove_message", assembly, number), post="yes")
    assert list(Message.objects.all()) == [kept]
    assert "removed in another window" in page_of(
        client, url("remove_message", assembly, gone.pk), post="yes"
    )


def test_what_is_sent_cannot_be_changed(client, organiser, assembly):
    make_delegate(assembly)
    message = sent(assembly)
    page = page_of(client, url("message", assembly, message.pk), **typed(subject="Later words"))
    assert "The message is sent, so it cannot be changed or removed." in page
    message.refresh_from_db()
    assert message.subject == "Lunch is later"
    with pytest.raises(MessageRefused, match="is sent"):
        save_message(message=message, actor=make_organiser(), at=timezone.now())


def test_a_message_of_another_assembly_is_not_found(client, organiser, assembly):
    message = draft(make_assembly())
    for name in ("message", "send_message"):
        assert client.get(url(name, assembly, message.pk)).status_code == 404


# --- Sending -----------------------------------------------------------------------------------


def test_what_was_changed_after_it_was_read_is_not_sent(client, organiser, assembly):
    make_delegate(assembly)
    message = draft(assembly)
    seen = message.changed_at.isoformat()
    message.subject = "Other words"
    save_message(message=message, actor=make_organiser(name="Dr Other"), at=timezone.now())

    page = page_of(client, url("send_message", assembly, message.pk), seen_changed_at=seen)

    assert "Dr Other changed this message at" in page
    assert "Other words" in page
    assert not Notice.objects.exists()
    page_of(client, url("send_message", assembly, message.pk), seen_changed_at="2031-99-99T00:00")
    assert not Notice.objects.exists()


def test_to_nobody_it_is_not_sent(client, organiser, assembly):
    message = draft(assembly)
    page = page_of(client, url("send_message", assembly, message.pk))
    assert "There is nobody to send it to now." in page
    assert "Send to" not in page
    seen = message.changed_at.isoformat()
    page_of(client, url("send_message", assembly, message.pk), seen_changed_at=seen)
    message.refresh_from_db()
    assert not message.is_sent


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"audience": OFFICE}, "Choose who gets it first"),
        ({"due_at": timezone.now() - HOUR}, "has passed"),
        ({"introduction": " "}, "Write a subject and a message first"),
    ],
)
def test_what_is_not_complete_is_not_sent(assembly, fields, words):
    make_delegate(assembly)
    with pytest.raises(MessageRefused, match=words):
        sent(assembly, **fields)
    assert not Notice.objects.exists()


def test_only_an_organiser_sends(assembly):
    make_delegate(assembly)
    message = draft(assembly)
    with pytest.raises(MessageRefused, match="Only an organiser"):
        send_message(
            message=message, seen_changed_at=message.changed_at, actor=make_user(), at=timezone.now()
        )


def test_who_registers_afterwards_is_not_told_even_when_it_is_sent_twice(assembly):
    make_delegate(assembly)
    message = sent(assembly)
    make_delegate(assembly)
    send_message(
        message=message, seen_changed_at=message.changed_at, actor=make_organiser(), at=timezone.now()
    )
    assert Notice.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_organisers_who_send_at_one_instant_tell_each_person_once():
    assembly = make_assembly()
    make_delegate(assembly)
    message, at = draft(assembly), timezone.now()
    one, other = make_organiser(name="Dr First"), make_organiser(name="Dr Second")

    def send(actor):
        send_message(message=message, seen_changed_at=message.changed_at, actor=actor, at=at)

    def send_first_and_let_somebody_register():
        send(one)
        make_delegate(assembly)

    with held_up(Message.objects.filter(pk=message.pk), send_first_and_let_somebody_register):
        send(other)

    message.refresh_from_db()
    assert message.sent_by == one
    assert Notice.objects.count() == 1


def test_it_waits_for_its_time(assembly, mailoutbox):
    make_delegate(assembly)
    at = timezone.now()
    sent(assembly, due_at=at + HOUR)
    send_due(at=at + HOUR - timedelta.resolution)
    assert mailoutbox == []
    send_due(at=at + HOUR)
    assert len(mailoutbox) == 1


def test_who_cancelled_before_it_left_is_not_told(assembly, mailoutbox):
    stays, goes = make_delegate(assembly), make_delegate(assembly)
    sent(assembly)
    Delegate.objects.filter(pk=goes.pk).update(state=Delegate.State.CANCELLED)
    send_due(at=timezone.now())
    assert [mail.to for mail in mailoutbox] == [[stays.user.email]]
    assert Notice.objects.get(recipient=goes.user).state == State.WITHDRAWN


def test_messages_can_be_held(client, organiser, assembly, mailoutbox):
    make_delegate(assembly)
    message = sent(assembly)
    page = page_of(client, url("hold_notices", assembly), kind="news.message")
    assert "Every message has been held since" in page
    send_due(at=timezone.now())
    assert mailoutbox == []
    assert "Every message has been held since" in page_of(client, url("message", assembly, message.pk))
    page_of(client, url("release_notices", assembly), kind="news.message")
    send_due(at=timezone.now())
    assert len(mailoutbox) == 1


def test_one_of_two_messages_is_held_alone_and_let_go(client, organiser, assembly, mailoutbox):
    make_delegate(assembly)
    at = timezone.now()
    one = sent(assembly, subject="Lunch is later", due_at=at + HOUR)
    other = sent(assembly, subject="The lift is broken", due_at=at + HOUR)

    page = page_of(client, url("hold_message", assembly, one.pk), now="1")
    assert "“Lunch is later” is held. Nothing of it leaves until somebody lets it go." in page
    assert "This message has been held since" in page
    listed = page_of(client, url("messages", assembly))
    assert listed.count('<span class="tag tag--red">Held</span>') == 1
    assert listed.index("The lift is broken") < listed.index("Lunch is later") < listed.index(">Held<")
    assert "Hold this message" in page_of(client, url("message", assembly, other.pk))
    send_due(at=at + 2 * HOUR)
    assert [mail.subject for mail in mailoutbox] == ["The lift is broken"]
    assert "Hold this message" not in page_of(client, url("message", assembly, other.pk))

    assert "1</strong> email or notice" not in page_of(client, url("release_message", assembly, one.pk))
    Notice.objects.filter(about=one.about).update(not_before=at)
    asked = page_of(client, url("release_message", assembly, one.pk))
    assert "“Lunch is later”" in asked
    assert "<strong>1 email or notice</strong> leaves now" in asked
    let_go = page_of(client, url("release_message", assembly, one.pk), now="1")
    assert "Let go. 1 email or notice leaves within a few minutes." in let_go
    send_due(at=at + 2 * HOUR)
    assert [mail.subject for mail in mailoutbox] == ["The lift is broken", "Lunch is later"]
    assert "It is not held any more." in page_of(client, url("release_message", assembly, one.pk), follow="x")


def test_who_is_held_alone_stays_so_when_all_messages_are_let_go(assembly, mailoutbox):
    make_delegate(assembly)
    one, actor, at = sent(assembly), make_organiser(), timezone.now()
    for _ in range(2):
        hold_message(message=one, actor=actor, at=at)
    hold(scope=assembly.slug, kind=MESSAGE, actor=actor, at=at)
    release(scope=assembly.slug, kind=MESSAGE, actor=actor, at=at)
    send_due(at=at + HOUR)
    assert mailoutbox == []
    for _ in range(2):
        release_message(message=one, actor=actor, at=at)
    send_due(at=at + HOUR)
    assert len(mailoutbox) == 1


@pytest.mark.parametrize("act", [hold_message, release_message])
def test_only_an_organiser_holds_and_only_what_is_sent(assembly, act):
    make_delegate(assembly)
    with pytest.raises(MessageRefused, match="Only an organiser"):
        act(message=sent(assembly), actor=make_user(), at=timezone.now())
    with pytest.raises(MessageRefused, match="The message is a draft"):
        act(message=draft(assembly), actor=make_organiser(), at=timezone.now())


def test_a_wider_hold_is_told_where_messages_are_sent(client, organiser, assembly):
    hold(scope=assembly.slug, kind="", actor=organiser, at=timezone.now())
    page = page_of(client, url("send_message", assembly, draft(assembly).pk))
    assert "Everything at this assembly is held." in page


def test_a_button_of_their_own_leads_where_they_say(assembly, mailoutbox, settings):
    settings.PORTAL_ADDRESS = "https://portal.example.org"
    make_delegate(assembly)
    sent(assembly, button="Open My day", path="/2031/my-day/")
    send_due(at=timezone.now())
    assert "Open My day: https://portal.example.org/2031/my-day/" in mailoutbox[0].body


def test_it_is_looked_at_and_tried_out_before_it_is_sent(client, organiser, assembly, mailoutbox):
    make_delegate(assembly, name="Amara Example")
    response = client.post(url("new_message", assembly), typed(preview="go"))
    page = page_of(client, response.url)
    assert "<strong>Amara Example</strong>" in page
    assert "Subject: <strong>Lunch is later</strong>" in page
    assert "Not saved" not in page

    page_of(client, f"{response.url}test/", post="yes")
    assert [(mail.to, mail.subject) for mail in mailoutbox] == [(["own@example.org"], "Test: Lunch is later")]
    assert not Notice.objects.exists()


def test_the_row_of_messages_leads_to_them(client, organiser, assembly):
    response = client.get(url("notice", assembly, "news.message"))
    assert response.url == url("messages", assembly)


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_messages_costs_the_same(client, organiser, assembly, count, django_assert_num_queries):
    make_delegate(assembly)
    for _ in range(count):
        sent(assembly), draft(assembly)
    with django_assert_num_queries(8):
        client.get(url("messages", assembly))


@pytest.mark.parametrize("count", [1, 3])
def test_a_sent_message_costs_the_same_however_many_were_told(
    client, organiser, assembly, count, django_assert_num_queries
):
    for _ in range(count):
        make_delegate(assembly)
    message = sent(assembly)
    with django_assert_num_queries(9):
        client.get(url("message", assembly, message.pk))


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_that_sends_costs_the_same_however_many_get_it(
    client, organiser, assembly, count, django_assert_num_queries
):
    for _ in range(count):
        make_delegate(assembly)
    message = draft(assembly)
    with django_assert_num_queries(6):
        client.get(url("send_message", assembly, message.pk))


# --- Who ---------------------------------------------------------------------------------------


def test_each_audience_is_who_its_name_says(assembly):
    at = timezone.now()
    wessex, nursing = make_local_office("Wessex"), make_learner_group("Nursing")
    everyone = {
        "placed": make_delegate(assembly),
        "of the office": make_delegate(assembly, local_office=wessex),
        "of the group": make_delegate(assembly, learner_group=nursing),
        "came": make_delegate(assembly),
        "in the room": make_delegate(assembly, registered_at=at - HOUR),
        "in the other room": make_delegate(assembly, registered_at=at - HOUR),
        "waits": make_delegate(assembly, state="waiting", local_office=wessex),
        "awaits": make_delegate(assembly, state="awaiting_approval"),
        "gone": make_delegate(assembly, state="cancelled"),
        "declined": make_delegate(assembly, state="declined"),
    }
    make_delegate(make_assembly(), local_office=wessex, learner_group=nursing)
    Arrival.objects.create(delegate=everyone["came"], phase=Phase.LIVE.value, arrived_at=at)
    Arrival.objects.create(delegate=everyone["placed"], phase=Phase.OPEN.value, arrived_at=at)
    room = make_room(make_session(assembly, kind="breakouts"))
    other = make_room(room.session)
    for name, taken in (("in the room", room), ("in the other room", other), ("gone", room)):
        Seat.objects.create(delegate=everyone[name], session=room.session, room=taken, taken_at=at)
    placed = ["placed", "of the office", "of the group", "came", "in the room", "in the other room"]
    expected = [
        (EVERYBODY, {}, placed),
        (OFFICE, {"local_office": wessex}, ["of the office"]),
        (OFFICE, {}, []),
        (GROUP, {"learner_group": nursing}, ["of the group"]),
        (NOT_ARRIVED, {}, [name for name in placed if name != "came"]),
        (WAITING, {}, ["waits"]),
        (AWAITING, {}, ["awaits"]),
        (SEATED, {"session": room.session}, ["in the room", "in the other room"]),
        (SEATED, {"room": room}, ["in the room"]),
        (SEATED, {}, []),
        ("of an older version", {}, []),
    ]
    names = {each.pk: name for name, each in everyone.items()}
    for key, chosen, people in expected:
        message = Message(assembly=assembly, audience=key, **chosen)
        assert sorted(names.get(each.pk, "a stranger") for each in people_of(message, at)) == sorted(people)
    assert {each.key for each in all_audiences()} == {key for key, _, _ in expected[:-1]}


def test_a_room_is_chosen_and_named(client, organiser, assembly):
    room = make_room(make_session(assembly, kind="breakouts", title="Set A"), title="Leadership")
    delegate = make_delegate(assembly, registered_at=timezone.now() - HOUR)
    Seat.objects.create(delegate=delegate, session=room.session, room=room, taken_at=timezone.now())

    fields = typed(audience=SEATED, seats=f"room-{room.pk}", send="go")
    page = page_of(client, url("new_message", assembly), **fields)

    assert "<strong>1 person</strong>: Those who have chosen “Set A: Leadership”." in page
    message = Message.objects.get()
    assert f'value="room-{room.pk}" selected' in page_of(client, url("message", assembly, message.pk))
    assert 'value="room-999"' not in page_of(client, url("message", assembly, message.pk))
    page = page_of(client, url("message", assembly, message.pk), **typed(audience=SEATED, seats="room-999"))
    assert "This is not offered here. Choose from the list" in page
