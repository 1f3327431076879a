"""Hands, edits, reports and what hosts tell, as somebody meets them in the room who uses no scripts."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from breakouts.actions import (
    announce,
    enter_room,
    hide_message,
    lock_room,
    mute,
    raise_hand,
    recall_room,
    remove,
    set_slow_mode,
    set_timer,
)
from breakouts.models import Conduct, Hand, Message, Report
from tests.breakouts.running import said
from tests.breakouts.test_room_page import guest, running_room, text_of, url
from tests.factories import log_in, make_organiser, make_place, make_room, make_session, make_user

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)


@pytest.fixture
def room():
    return running_room("Visas")


@pytest.fixture
def amara(client, room):
    """Somebody in the room who looks at its page."""
    delegate = guest(room, name="Dr Amara")
    enter_room(delegate=delegate, room=room, at=timezone.now())
    client.force_login(delegate.user)
    return delegate


@pytest.fixture
def joss(room):
    delegate = guest(room, name="Dr Joss")
    enter_room(delegate=delegate, room=room, at=timezone.now())
    return delegate


def about(name, message):
    room = message.room
    return reverse(name, args=[room.session.assembly.slug, room.code, message.pk])


def html_of(client, room):
    return client.get(url("room", room)).content.decode()


# --- Hands


def test_a_hand_is_raised_and_lowered_by_buttons(client, room, amara, joss):
    raise_hand(user=joss.user, room=room, at=timezone.now())

    page = text_of(client.post(url("hand", room), follow=True))
    assert "Hands raised 2" in page
    assert "Dr Joss First time Dr Amara (you) First time" in page
    html = html_of(client, room)
    assert "data-hand-up hidden" in html
    assert "data-hand-down hidden" not in html
    client.post(url("hand", room))
    assert Hand.objects.filter(lowered_at=None).count() == 2

    page = text_of(client.post(url("hand_lower", room), follow=True))
    assert "Hands raised 1" in page
    assert "Dr Amara (you) First time" not in page


def test_who_is_muted_reads_why_the_hand_stays_down(client, room, host, amara):
    mute(actor=host, room=room, person=amara.user_id, because="Shouting", at=timezone.now())

    page = text_of(client.post(url("hand", room), follow=True))

    assert "You are muted for the rest of this session, because: Shouting" in page
    assert not Hand.objects.exists()


def test_a_finger_that_does_not_rest_is_slowed_down(client, room, amara):
    with time_machine.travel(timezone.now(), tick=False):
        for _ in range(4):
            client.post(url("hand", room))
        page = text_of(client.post(url("hand", room), follow=True))

    assert "You are doing this too quickly. Wait a few seconds and try again." in page


@pytest.mark.parametrize("name", ["hand", "hand_lower"])
def test_the_addresses_of_the_buttons_lead_back_to_the_room(client, room, amara, name):
    assert client.get(url(name, room)).url == url("room", room)
    client.logout()
    assert client.post(url(name, room)).url.startswith(reverse("account_login"))


# --- Changing a message


def test_ones_own_message_is_changed_on_a_page_of_its_own(client, room, amara):
    message = said(amara.user, room, "Helo <all>", at=timezone.now())
    assert 'data-edit><button class="app-link-button">Edit' in html_of(client, room)

    page = client.get(about("message_edit", message))
    assert "Helo &lt;all&gt;</textarea>" in page.content.decode()
    response = client.post(about("message_edit", message), {"body": "Hello all"})

    assert response.url == f"{room.address}#message-{message.pk}"
    page = text_of(client.get(url("room", room)))
    assert "Edited Hello all" in page


def test_after_five_minutes_the_page_says_why_and_keeps_what_was_typed(client, room, amara):
    message = said(amara.user, room, at=timezone.now() - 5 * MINUTE)
    assert "data-edit" not in html_of(client, room)

    page = text_of(client.get(about("message_edit", message), follow=True))
    assert "A message can be changed for 5 minutes. This one was sent at" in page
    response = client.post(about("message_edit", message), {"body": "What I meant"})

    html = response.content.decode()
    assert "<title>Error: Change your message" in html
    assert "A message can be changed for 5 minutes." in html
    assert "What I meant</textarea>" in html
    assert Message.objects.get().body == "Hello"


@pytest.mark.parametrize(
    ("body", "error"),
    [("", "Enter a message"), ("x" * 2001, "Message must be 2,000 characters or fewer. It has 2,001.")],
)
def test_a_change_that_does_not_fit_is_refused_in_words(client, room, amara, body, error):
    message = said(amara.user, room, at=timezone.now())

    html = client.post(about("message_edit", message), {"body": body}).content.decode()

    assert error in html
    assert 'href="#id_body"' in html


@pytest.mark.parametrize("because", ["they logged out", "they were removed"])
def test_what_was_typed_outside_by_now_is_shown_at_the_door(client, room, host, amara, because):
    message = said(amara.user, room, at=timezone.now())
    if because == "they logged out":
        client.logout()
    else:
        remove(actor=host, room=room, person=amara.user_id, because="Shouting", at=timezone.now())

    page = text_of(client.post(about("message_edit", message), {"body": "What I meant"}))

    assert "Your message was not changed" in page
    assert "What I meant" in page


def test_nobody_changes_the_messages_of_others(client, room, amara, joss):
    message = said(joss.user, room, at=timezone.now())

    page = text_of(client.get(about("message_edit", message), follow=True))
    assert "You can change only your own messages." in page
    client.post(about("message_edit", message), {"body": "Ruder"})
    assert Message.objects.get().body == "Hello"


# --- Reporting


def test_a_message_is_reported_with_or_without_a_reason(client, room, amara, joss):
    message = said(joss.user, room, "Something rude", at=timezone.now())
    assert 'data-report><button class="app-link-button">Report' in html_of(client, room)

    page = text_of(client.get(about("message_report", message)))
    assert "Dr Joss" in page
    assert "Something rude" in page
    page = text_of(client.post(about("message_report", message), {"because": ""}, follow=True))

    assert "You reported the message. Those who run the room see it, and not who reported it." in page
    assert Report.objects.get().reporter == amara.user


def test_a_reason_that_is_too_long_is_kept(client, room, amara, joss):
    message = said(joss.user, room, at=timezone.now())

    html = client.post(about("message_report", message), {"because": "y" * 501}).content.decode()

    assert "Reason must be 500 characters or fewer. It has 501." in html
    assert "y" * 501 in html
    assert not Report.objects.exists()


def test_ones_own_message_is_not_reported(client, room, amara):
    message = said(amara.user, room, at=timezone.now())

    assert "data-report" not in html_of(client, room)
    page = text_of(client.get(about("message_report", message), follow=True))
    assert "You cannot report your own message." in page


# --- What hosts do, as the others see it


def test_timer_announcements_pace_and_lock_are_told_in_words(client, room, host, amara):
    now = timezone.now()
    set_timer(actor=host, room=room, minutes=10, label="Talk in pairs", at=now)
    announce(actor=host, room=room, body="Tea is <ready>", cid=uuid4(), at=now)
    set_slow_mode(actor=host, room=room, seconds=15, at=now)
    lock_room(actor=host, room=room, at=now)

    response = client.get(url("room", room))
    page = text_of(response)

    assert "Timer: ends" in page
    assert "( Talk in pairs )" in page
    assert "Professor Ada" in page
    assert "Tea is &lt;ready&gt;" in page
    assert "Slow mode: one message every 15 seconds." in page
    assert "Closed to more people" in page
    Conduct.objects.update(timer_ends_at=now - MINUTE)
    assert "Timer: ended at" in text_of(client.get(url("room", room)))


def test_a_recall_leads_to_the_main_stage_or_else_to_my_day(client, room, host, amara):
    recall_room(actor=host, room=room, at=timezone.now())
    page = client.get(url("room", room))
    assert "Everybody is expected on My day at" in text_of(page)

    Conduct.objects.update(recall_due_at=None)
    assembly = room.session.assembly
    session = make_session(assembly, starts_at=timezone.now() + MINUTE)
    stage = make_room(session, title="Stage", place=make_place(assembly, is_stage=True))
    recall_room(actor=host, room=room, at=timezone.now())
    page = client.get(url("room", room))
    assert "Everybody is expected back at the main stage at" in text_of(page)
    assert f'<a href="{stage.address}">Return to the main stage</a>' in page.content.decode()


def test_a_hidden_message_is_told_of_and_its_words_are_not_sent(client, room, host, amara, joss):
    message = said(joss.user, room, "Something rude", at=timezone.now())
    hide_message(actor=host, room=room, number=message.pk, because="Rude", at=timezone.now())

    response = client.get(url("room", room))

    assert "A facilitator hid this message." in text_of(response)
    assert "Something rude" not in response.content.decode()
    assert "data-report" not in response.content.decode()
    assert "Reason" not in text_of(response)
    client.force_login(joss.user)
    assert "A facilitator hid this message. Reason: Rude" in text_of(client.get(url("room", room)))


def test_who_is_muted_reads_it_above_the_box_and_what_they_typed_is_kept(client, room, host, amara):
    said(amara.user, room, at=timezone.now())
    mute(actor=host, room=room, person=amara.user_id, because="Shouting", minutes=5, at=timezone.now())

    page = client.get(url("room", room))
    assert "You are muted until" in text_of(page)
    assert "data-edit" not in page.content.decode()
    response = client.post(url("room_messages", room), {"body": "But I", "cid": str(uuid4())})

    html = response.content.decode()
    assert "because: Shouting" in html
    assert "But I</textarea>" in html
    assert Message.objects.count() == 1


def test_in_slow_mode_the_second_message_is_kept_in_the_box(client, room, host, amara):
    set_slow_mode(actor=host, room=room, seconds=60, at=timezone.now())
    client.post(url("room_messages", room), {"body": "First", "cid": str(uuid4())})

    html = client.post(url("room_messages", room), {"body": "Second", "cid": str(uuid4())}).content.decode()

    assert "Slow mode is on. You can write again in" in html
    assert "Second</textarea>" in html


def test_the_removed_find_the_door_with_the_reason_and_the_other_rooms(client, room, host, amara):
    other = running_room("Carers", session=room.session)
    remove(actor=host, room=room, person=amara.user_id, because="Shouting", at=timezone.now())

    page = text_of(client.get(url("room", room)))
    assert "You were removed from Visas, because: Shouting" in page
    assert "Join : Carers" in page
    assert "Join : Visas" not in page
    page = text_of(client.post(url("take_seat", room), {"next": url("room", room)}, follow=True))
    assert "You were removed from Visas, because: Shouting" in page
    sent = {"body": "What I wanted to say", "cid": str(uuid4())}
    page = text_of(client.post(url("room_messages", room), sent))
    assert "You were removed from Visas" in page
    assert "What I wanted to say" in page
    page = text_of(client.post(url("take_seat", other), {"next": url("room", other)}, follow=True))
    assert "Write a message" in page


def test_an_organiser_helps_in_a_full_room_under_that_name(client, room):
    room.capacity = 0
    room.save()
    organiser = make_organiser(name="Dr Orga")
    log_in(client, organiser)
    assert "Write a message" in text_of(client.get(url("room", room)))

    client.post(url("room_messages", room), {"body": "Do you need help?", "cid": str(uuid4())})

    assert "Dr Orga Organiser" in text_of(client.get(url("room", room)))


def test_only_those_who_run_the_room_see_its_tab(client, room, host, amara):
    html = html_of(client, room)
    assert "Run the room" not in html.partition('aria-label="Room"')[2].partition("</nav>")[0]
    assert "data-staff-stream" not in html
    said(amara.user, room, at=timezone.now())

    client.force_login(host)
    html = html_of(client, room)
    assert "Run the room" in html.partition('aria-label="Room"')[2].partition("</nav>")[0]
    assert f'data-staff-stream="{room.staff_stream}"' in html
    assert "data-hide" in html


# --- How much it asks of the database


@pytest.mark.parametrize("many", [1, 3])
def test_a_room_that_is_run_costs_the_same_with_one_hand_and_announcement_as_with_three(
    client, room, host, amara, django_assert_num_queries, many
):
    for number in range(many):
        delegate = guest(room)
        enter_room(delegate=delegate, room=room, at=timezone.now())
        raise_hand(user=delegate.user, room=room, at=timezone.now())
        announce(actor=host, room=room, body=f"{number}", cid=uuid4(), at=timezone.now())
    client.get(url("room", room))

    # Of a room that nobody runs: 18. Removed or not, hands, announcements, muted or not.
    with django_assert_num_queries(28):
        client.get(url("room", room))


@pytest.mark.parametrize("moment", [timedelta(), timedelta(hours=2)], ids=["while it runs", "after the end"])
@pytest.mark.parametrize("because", ["x", "y" * 501], ids=["a reason", "one that is too long"])
def test_who_may_not_report_a_message_is_not_shown_it(client, room, amara, joss, moment, because):
    message = said(joss.user, room, "For this room alone", at=timezone.now())
    client.force_login(make_user())

    with time_machine.travel(timezone.now() + moment, tick=False):
        answer = client.post(about("message_report", message), {"because": because}, follow=True)
        html = answer.content.decode()

    assert "For this room alone" not in html
    assert "Dr Joss" not in html
    assert not Report.objects.exists()
