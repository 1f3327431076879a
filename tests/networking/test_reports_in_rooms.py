"""Reports of messages in rooms: who is told that they were looked at, once, and whoever did it."""

from datetime import time, timedelta

import pytest

from breakouts.actions import handle_report as settle_in_room
from breakouts.actions import hide_message, report_message
from common.words import day_and_clock
from networking.actions.handling import handle_report
from networking.actions.telling import tell_of_reports_in_rooms
from networking.models import SafetyAct
from notices.actions.sending import letters_of
from notices.models import Notice
from tests.breakouts.days import STARTS, make_day_room
from tests.breakouts.running import guest_in, make_host, said
from tests.factories import make_delegate, make_organiser
from tests.networking.rows import make_profile

pytestmark = pytest.mark.django_db


def reported_in_a_room():
    """A room, its host, and two who reported what a third said there."""
    room = make_day_room("Visas", capacity=5)
    joss, amara, kit = (guest_in(room, name=name) for name in ("Dr Joss", "Dr Amara", "Dr Kit"))
    message = said(joss.user, room, "Rude in the room")
    for each in (amara, kit):
        report_message(reporter=each.user, room=room, number=message.pk, at=STARTS)
    return room, make_host(room), message, amara, kit


def told_of_rooms() -> list[int]:
    told = Notice.objects.filter(kind="networking.handled").order_by("pk")
    return list(told.values_list("recipient", flat=True))


def test_what_hosts_put_aside_in_their_room_is_told_once_and_by_whom():
    room, host, message, amara, kit = reported_in_a_room()
    make_profile(kit, quiet_from=STARTS.astimezone(kit.assembly.zone).time(), quiet_until=time(23, 59))
    settle_in_room(actor=host, room=room, number=message.reports.get(reporter=amara.user).pk, at=STARTS)

    assert tell_of_reports_in_rooms(at=STARTS) == 1
    assert tell_of_reports_in_rooms(at=STARTS + timedelta(hours=1)) == 0
    assert told_of_rooms() == [amara.user_id]
    notice = Notice.objects.get(kind="networking.handled")
    letter = letters_of([notice])[notice.code]
    assert letter.headline == "Those who run the room have looked at what you reported"
    assert letter.button.path == f"/{amara.assembly.slug}/networking/safety/"
    words = " ".join([letter.headline, *letter.introduction, *letter.closing])
    when = day_and_clock(STARTS, amara.assembly.zone)
    assert f"You reported a message in a room at {amara.assembly.name}, at {when}." in words
    for kept in ("Joss", "Rude", "Visas"):
        assert kept not in words

    # A message that is hidden closes all reports of it; who wants quiet is told after it.
    hide_message(actor=host, room=room, number=message.pk, because="Rude", at=STARTS)
    assert tell_of_reports_in_rooms(at=STARTS) == 1
    assert told_of_rooms() == [amara.user_id, kit.user_id]
    assert Notice.objects.get(kind="networking.handled", recipient=kit.user).due_at > STARTS


def test_what_organisers_handle_in_their_queue_is_told_by_that_alone_to_all_whose_report_it_closed():
    _, _, message, amara, kit = reported_in_a_room()
    handle_report(
        actor=make_organiser(),
        source="room",
        number=message.reports.get(reporter=amara.user).pk,
        verb=SafetyAct.Verb.HIDDEN,
        because="Rude",
        at=STARTS,
    )

    assert tell_of_reports_in_rooms(at=STARTS) == 0
    assert sorted(told_of_rooms()) == sorted([amara.user_id, kit.user_id])


def test_whoever_handled_their_own_report_is_not_told_and_nobody_of_what_is_long_over():
    room, host, message, amara, _ = reported_in_a_room()
    own = report_message(reporter=host, room=room, number=said(amara.user, room, "Late").pk, at=STARTS)
    make_delegate(room.session.assembly, user=host)
    settle_in_room(actor=host, room=room, number=own.pk, at=STARTS)
    settle_in_room(actor=host, room=room, number=message.reports.get(reporter=amara.user).pk, at=STARTS)

    assert tell_of_reports_in_rooms(at=STARTS + timedelta(days=4)) == 0
    assert tell_of_reports_in_rooms(at=STARTS) == 1
    assert told_of_rooms() == [amara.user_id]
