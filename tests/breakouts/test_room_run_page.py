"""Run the room, as those who run it meet the page without scripts."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from breakouts.actions import (
    ask_for_help,
    enter_room,
    hold_questions,
    lock_room,
    look_after_room,
    mute,
    raise_hand,
    report_message,
    set_timer,
)
from breakouts.conduct.presenters import act_in_words
from breakouts.models import Act, Announcement, Conduct, Deputising, Hand, Message, Report, Restriction
from events.models import Deputy, Room
from tests.breakouts.running import make_host, note, question, said
from tests.breakouts.test_room_page import guest, running_room, text_of, url
from tests.factories import log_in, make_contributor, make_organiser, make_speaker, make_user

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)


@pytest.fixture
def room():
    return running_room("Visas")


@pytest.fixture
def host(client, room):
    """A facilitator, logged in."""
    host = make_host(room, name="Professor Ada")
    client.force_login(host)
    return host


@pytest.fixture
def joss(room):
    delegate = guest(room, name="Dr Joss")
    enter_room(delegate=delegate, room=room, at=timezone.now())
    return delegate


def about(name, room, key):
    return reverse(name, args=[room.session.assembly.slug, room.code, key])


def act(client, room, name, **data):
    """Post one of the page's forms and read the page that follows."""
    return client.post(about("run_act", room, name), data, follow=True)


# --- Who finds it


def test_those_who_run_the_room_find_the_page_and_nobody_else(client, room, joss):
    speaker = make_user()
    make_speaker(room.session, user=speaker)
    for user in (joss.user, speaker, make_user()):
        client.force_login(user)
        assert client.get(url("room_run", room)).status_code == 404
        assert client.post(about("run_act", room, "lock")).status_code == 404
        assert client.post(about("run_hand", room, joss.user_id)).status_code == 404
        assert client.post(about("run_report", room, 1)).status_code == 404
        assert client.get(about("run_message", room, 1)).status_code == 404
        assert client.post(about("run_person", room, joss.user_id), {"act": "mute"}).status_code == 404
    client.logout()
    assert client.get(url("room_run", room)).url.startswith(reverse("account_login"))
    assert not Act.objects.exists()


def test_a_facilitator_and_an_organiser_read_it(client, room, host):
    page = text_of(client.get(url("room_run", room)))
    assert "Run the room" in page
    assert "Nobody has reported a message" in page
    assert "Everything that you and others do here is kept in this list" in page

    log_in(client, make_organiser())
    assert client.get(url("room_run", room)).status_code == 200


def test_when_the_room_is_over_the_page_leads_to_its_door_and_what_was_typed_is_kept(client, room, host):
    room.session.ends_at = timezone.now()
    room.session.save()

    assert client.get(url("room_run", room)).url == url("room", room)
    html = act(client, room, "announcement", body="Thank you all", cid=str(uuid4())).content.decode()

    assert "Visas can be run from" in html
    assert "Thank you all</textarea>" in html


# --- The room


def test_the_timer_is_started_extended_once_and_stopped(client, room, host):
    page = text_of(act(client, room, "timer", minutes="10", label="Pairs"))
    assert "It ends" in page
    assert "Professor Ada set a timer for 10 minutes: Pairs" in page
    ends_at = Conduct.objects.get().timer_ends_at
    html = client.get(url("room_run", room)).content.decode()
    assert ends_at.isoformat() in html.replace("&#43;", "+")

    for _ in range(2):
        act(client, room, "timer-extension", minutes="5", seen_ends_at=ends_at.isoformat())
    assert Conduct.objects.get().timer_ends_at == ends_at + 5 * MINUTE
    page = text_of(act(client, room, "timer-stop"))
    assert "It ends" not in page
    assert Conduct.objects.get().timer_ends_at is None


@pytest.mark.parametrize(
    ("name", "data", "error", "field"),
    [
        ("timer", {"minutes": ""}, "Enter how many minutes", "timer-minutes"),
        ("timer", {"minutes": "ten"}, "Minutes must be a whole number, like 15", "timer-minutes"),
        ("timer", {"minutes": "181"}, "Minutes must be a whole number from 1 to 180", "timer-minutes"),
        ("timer", {"minutes": "5", "label": "z" * 61}, "60 characters or fewer", "timer-label"),
        ("announcement", {"body": " ", "cid": str(uuid4())}, "Enter an announcement", "announcement-body"),
        ("announcement", {"body": "z" * 501, "cid": str(uuid4())}, "It has 501.", "announcement-body"),
        ("slow-mode", {"seconds": "7"}, "Select an answer from the list", "slow-mode-seconds"),
    ],
)
def test_what_does_not_fit_stands_beside_its_field_as_it_was_typed(
    client, room, host, name, data, error, field
):
    html = act(client, room, name, **data).content.decode()

    assert "<title>Error: Run the room: Visas" in html
    assert error in html
    assert f'href="#{field}' in html
    assert all(value.strip() in html for value in data.values() if value != "7")
    assert not Act.objects.exists()


def test_there_is_no_timer_to_extend(client, room, host):
    set_timer(actor=host, room=room, minutes=5, at=timezone.now())
    Conduct.objects.update(timer_ends_at=None)

    assert (
        "There is no timer to extend." in act(client, room, "timer-extension", minutes="5").content.decode()
    )


def test_announcing_locking_slowing_and_recalling(client, room, host):
    sent = {"body": "Tea", "cid": str(uuid4())}
    for _ in range(2):
        page = text_of(act(client, room, "announcement", **sent))
    assert "announced: “Tea”" in page
    assert "Above the chat now" in page
    for number, words in ((Announcement.objects.get().pk, "took back the announcement “Tea”"), ("x", "")):
        page = text_of(act(client, room, "announcement-off", number=str(number)))
        assert "Above the chat now" not in page
        assert words in page
    assert Announcement.objects.count() == 1

    page = text_of(act(client, room, "lock"))
    assert "The room is locked" in page
    assert "It was so already" not in page
    assert "It was so already, so nothing has changed." in text_of(act(client, room, "lock"))
    page = text_of(act(client, room, "slow-mode", seconds="15"))
    assert "set slow mode: 15 seconds" in page
    page = text_of(act(client, room, "recall"))
    assert "Everybody is expected on My day at" in page

    page = text_of(client.get(url("room_run", room)))
    for undo in ("Unlock the room", "End slow mode", "Call it off"):
        assert undo in page
    act(client, room, "unlock")
    act(client, room, "slow-mode", seconds="0")
    page = text_of(act(client, room, "recall-off"))
    assert "End slow mode" not in page
    assert Room.objects.get(pk=room.pk).locked_at is None
    assert Conduct.objects.get().recall_due_at is None


def test_an_act_that_does_not_exist_is_no_page(client, room, host):
    assert client.post(about("run_act", room, "dance")).status_code == 404
    assert client.post(about("run_person", room, host.pk), {"act": "dance"}).status_code == 404


def test_the_addresses_of_the_forms_lead_back_to_the_page(client, room, host, joss):
    run = url("room_run", room)

    assert client.get(about("run_act", room, "lock")).url == run
    assert client.get(about("run_hand", room, joss.user_id)).url == f"{run}#hands"
    assert client.get(about("run_report", room, 1)).url == f"{run}#reports"
    assert not Act.objects.exists()


def test_many_acts_at_once_are_slowed_down(client, room, host):
    with time_machine.travel(timezone.now(), tick=False):
        for _ in range(10):
            act(client, room, "lock")
        page = text_of(act(client, room, "announcement", body="Too much", cid=str(uuid4())))

    assert "You are doing this too quickly" in page
    assert "Too much" in page


# --- Hands and reports


def test_giving_the_word_lowers_the_hand(client, room, host, joss):
    raise_hand(user=joss.user, room=room, at=timezone.now())
    page = text_of(client.get(url("room_run", room)))
    assert "Dr Joss First time Give the word" in page

    page = text_of(client.post(about("run_hand", room, joss.user_id), follow=True))

    assert "Professor Ada gave Dr Joss the word" in page
    assert Hand.objects.get().taken_at is not None


def test_reports_wait_until_somebody_sees_to_them(client, room, host, joss):
    reporter = guest(room, name="Dr Secret")
    enter_room(delegate=reporter, room=room, at=timezone.now())
    message = said(joss.user, room, "Something rude", at=timezone.now())
    report = report_message(
        reporter=reporter.user, room=room, number=message.pk, because="Rude", at=timezone.now()
    )

    page = client.get(url("room_run", room))
    assert "Reports 1" in text_of(page)
    assert "Reason: Rude" in text_of(page)
    assert about("run_message", room, message.pk) in page.content.decode()
    page = text_of(client.post(about("run_report", room, report.pk), follow=True))

    assert "Reports 0" in page
    assert "handled a report of a message from Dr Joss" in page
    assert Report.objects.get().handled_by == host
    assert "There is no such report in Visas." in text_of(client.post(about("run_report", room, 0)))


# --- Messages


def test_a_message_is_hidden_with_a_reason_and_shown_again_from_the_log(client, room, host, joss):
    message = said(joss.user, room, "Something rude", at=timezone.now())
    address = about("run_message", room, message.pk)
    assert address in client.get(url("room_run", room)).content.decode()

    html = client.post(address, {"act": "hide", "because": ""}).content.decode()
    assert "Enter a reason" in html
    assert not Message.objects.get().is_hidden
    page = text_of(client.post(address, {"act": "hide", "because": "Rude"}, follow=True))

    assert "hid a message from Dr Joss: “Something rude”. Reason: Rude" in page
    assert "Show it again" in page
    assert "It is hidden now" in text_of(client.get(address))
    page = text_of(client.post(address, {"act": "show"}, follow=True))
    assert "Show it again" not in page
    assert not Message.objects.get().is_hidden


# --- People


def test_somebody_is_muted_for_some_minutes_and_unmuted_from_the_log(client, room, host, joss):
    address = about("run_person", room, joss.user_id)
    assert address in client.get(url("room_run", room)).content.decode()
    assert "Mute or remove Dr Joss" in text_of(client.get(address))

    page = text_of(client.post(address, {"act": "mute", "because": "Shouting", "minutes": "5"}, follow=True))
    assert "Professor Ada muted Dr Joss for 5 minutes. Reason: Shouting" in page
    assert "Dr Joss Muted until" in page
    assert "They are muted until" in text_of(client.get(address))
    page = text_of(client.post(address, {"act": "unmute"}, follow=True))
    assert "Professor Ada unmuted Dr Joss" in page
    assert "Muted until" not in page


def test_somebody_is_removed_and_let_back_in(client, room, host, joss):
    address = about("run_person", room, joss.user_id)

    page = text_of(client.post(address, {"act": "remove", "because": "Shouting"}, follow=True))
    assert "Professor Ada removed Dr Joss. Reason: Shouting" in page
    assert "Dr Joss Removed" in page
    assert "Here now 0" in page
    assert "They were removed." in text_of(client.get(address))
    page = text_of(client.post(address, {"act": "readmit"}, follow=True))
    assert "Professor Ada let Dr Joss back in" in page
    enter_room(delegate=joss, room=room, at=timezone.now())


@pytest.mark.parametrize(
    ("data", "error"),
    [
        ({"act": "mute", "because": "", "minutes": "5"}, "Enter a reason"),
        ({"act": "mute", "because": "Shouting", "minutes": "181"}, "from 1 to 180"),
        ({"act": "mute", "because": "Shouting", "minutes": "x"}, "must be a whole number"),
        ({"act": "remove", "because": "y" * 501}, "Reason must be 500 characters or fewer. It has 501."),
    ],
)
def test_a_refusal_about_a_person_keeps_what_was_typed(client, room, host, joss, data, error):
    html = client.post(about("run_person", room, joss.user_id), data).content.decode()

    assert "<title>Error: Mute or remove Dr Joss" in html
    assert error in html
    assert data["because"] in html
    assert not Restriction.objects.exists()


def test_hosts_and_people_who_were_never_here_have_no_page(client, room, host):
    other = make_host(room)
    inside = guest(room, user=other, name="Dr Host")
    enter_room(delegate=inside, room=room, at=timezone.now())
    stranger = guest(room, name="Dr Stranger")

    page = text_of(client.get(about("run_person", room, other.pk), follow=True))
    assert "Dr Host hosts Visas, so they cannot be muted or removed." in page
    for person in (stranger.user_id, 0):
        page = text_of(client.get(about("run_person", room, person), follow=True))
        assert "There is no such person in Visas." in page
        assert "Dr Stranger" not in page
    html = client.post(
        about("run_person", room, stranger.user_id), {"act": "mute", "because": "x"}
    ).content.decode()
    assert "There is no such person in Visas." in html
    assert "Dr Stranger" not in html


# --- The log


@pytest.mark.parametrize("verb", Act.Verb)
def test_every_act_has_its_words(verb):
    row = Act(actor_name="Ada", verb=verb, about_name="{about}", detail="{x}", because="Why")

    assert act_in_words(row).startswith("Ada ")
    assert act_in_words(row).endswith(". Reason: Why")


def test_only_the_newest_act_of_what_still_holds_can_be_undone(client, room, host, joss):
    for _ in range(2):
        mute(actor=host, room=room, person=joss.user_id, because="Shouting", at=timezone.now())
        client.post(about("run_person", room, joss.user_id), {"act": "unmute"})
    mute(actor=host, room=room, person=joss.user_id, because="Shouting", at=timezone.now())

    html = client.get(url("room_run", room)).content.decode()

    assert html.count('name="act" value="unmute"') == 1


# --- How much it asks of the database


@pytest.mark.parametrize("many", [1, 3])
def test_the_page_costs_the_same_with_one_of_everything_as_with_three(
    client, room, host, joss, django_assert_num_queries, many
):
    for _ in range(many):
        delegate = guest(room)
        enter_room(delegate=delegate, room=room, at=timezone.now())
        raise_hand(user=delegate.user, room=room, at=timezone.now())
        message = said(delegate.user, room, at=timezone.now())
        report_message(reporter=joss.user, room=room, number=message.pk, at=timezone.now())
        mute(actor=host, room=room, person=delegate.user_id, because="Shouting", at=timezone.now())
    lock_room(actor=host, room=room, at=timezone.now())
    client.get(url("room_run", room))

    with django_assert_num_queries(24):
        client.get(url("room_run", room))


# --- What waits, and who runs it


def test_what_waits_is_counted_for_those_who_run_the_room_and_for_nobody_else(client, room, host, joss):
    amara = guest(room, name="Dr Amara")
    enter_room(delegate=amara, room=room, at=timezone.now())
    now = timezone.now()
    raise_hand(user=joss.user, room=room, at=now)
    hold_questions(actor=host, room=room, is_on=True, at=now)
    question(joss.user, room, at=now)
    report_message(reporter=amara.user, room=room, number=said(joss.user, room, at=now).pk, at=now)
    ask_for_help(user=amara.user, room=room, kind="facilitator", at=now)
    ask_for_help(user=amara.user, room=room, kind="technical", at=now)
    note(joss.user, room, at=now)

    page = client.get(url("room_run", room)).content.decode()
    for words in ("1 hand raised", "1 question to look at", "1 report", "1 call for help"):
        assert words in page, words
    assert "Notes to sign off" not in page
    assert "4 waiting" in text_of(client.get(url("room", room)))
    room.session.ends_at = now + 9 * MINUTE
    room.session.save()
    assert "Notes to sign off" in client.get(url("room_run", room)).content.decode()
    assert "5 waiting" in text_of(client.get(url("room", room)))

    client.force_login(amara.user)
    assert " waiting" not in text_of(client.get(url("room", room)))


def test_a_room_is_handed_over_taken_and_declined_by_forms(client, room, host):
    deputy = make_user(name="Dr Standby")
    contributor = make_contributor(room.session.assembly, user=deputy, name="Dr Standby")
    Deputy.objects.create(room=room, contributor=contributor)
    client.force_login(deputy)
    assert client.get(url("room_run", room)).status_code == 404
    client.force_login(host)

    page = text_of(client.post(about("run_deputy", room, deputy.pk), follow=True))
    assert "Professor Ada has handed the room to Dr Standby." in page
    assert "Take the room back" in page

    client.force_login(deputy)
    assert "Professor Ada has handed the room to you." in text_of(client.get(url("room", room)))
    assert "I cannot run the room" in text_of(client.get(url("room_run", room)))
    answer = act(client, room, "deputy-end")
    assert answer.redirect_chain[-1][0] == room.address
    assert client.get(url("room_run", room)).status_code == 404


@pytest.mark.parametrize("moment", [timedelta(), timedelta(hours=2)], ids=["while it runs", "after the end"])
def test_who_does_not_run_the_room_finds_neither_its_messages_nor_its_people(client, room, joss, moment):
    message = said(joss.user, room, "Something rude", at=timezone.now())
    pages = [about("run_message", room, message.pk), about("run_person", room, joss.user_id)]

    with time_machine.travel(timezone.now() + moment, tick=False):
        for user in (joss.user, make_user()):
            client.force_login(user)
            assert [client.get(page).status_code for page in pages] == [404, 404]


def test_an_old_page_of_a_message_leads_to_the_one_of_now(client, room, host, joss):
    message = said(joss.user, room, "Something rude", at=timezone.now())
    with time_machine.travel(timezone.now() + timedelta(hours=2), tick=False):
        page = client.post(about("run_message", room, message.pk), {"act": "show"}, follow=True)

    assert page.status_code == 200
    assert "Hide this message" in text_of(page)


def test_who_runs_the_room_without_scripts_is_not_missed(client, room, host):
    deputy = make_user(name="Dr Deputy")
    Deputy.objects.create(
        room=room, contributor=make_contributor(room.session.assembly, user=deputy, name="Dr Deputy")
    )
    there = {deputy.pk}
    now = timezone.now()
    with time_machine.travel(now, tick=False):
        client.get(url("room_run", room))

    assert not look_after_room(room=room, there=there, at=now + 5 * MINUTE - timedelta(seconds=1))
    assert look_after_room(room=room, there=there, at=now + 5 * MINUTE)
    with time_machine.travel(now + 6 * MINUTE, tick=False):
        client.get(url("room_run", room))
    assert look_after_room(room=room, there=there, at=now + 6 * MINUTE)
    assert not Deputising.objects.open().exists()
