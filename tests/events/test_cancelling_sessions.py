"""A published session is called off and restored: by whom, until when, and what organisers read."""

from datetime import timedelta

import pytest
from django.db import IntegrityError
from django.urls import reverse
from django.utils import timezone

from breakouts.models import Seat
from events.actions.programme import (
    cancel_session,
    move_session,
    publish_programme,
    remove_session,
    restore_session,
    schedule_session,
)
from events.models import Session
from events.plans import RoomPlan
from events.policies.programme import ScheduleRefused, Scheduling
from tests.factories import (
    log_in,
    make_assembly,
    make_delegate,
    make_organiser,
    make_place,
    make_room,
    make_session,
    make_user,
)

pytestmark = pytest.mark.django_db

TICK = timedelta(microseconds=1)


def refusal(act, session, *, actor=None, at=None) -> ScheduleRefused:
    with pytest.raises(ScheduleRefused) as refused:
        act(session=session, actor=actor or make_organiser(), at=at or timezone.now())
    return refused.value


def cancelled(**fields) -> Session:
    return make_session(cancelled_at=timezone.now(), **fields)


# --- Actions -----------------------------------------------------------------------------------


def test_cancelling_twice_is_cancelling_once():
    session, actor, at = make_session(), make_organiser(), timezone.now()

    first = cancel_session(session=session, actor=actor, at=at)
    second = cancel_session(session=session, actor=make_organiser(), at=at + timedelta(minutes=1))

    assert (first.cancelled_at, first.changed_by, first.revision) == (at, actor, 1)
    assert (second.cancelled_at, second.changed_by, second.revision) == (at, actor, 1)


def test_restoring_twice_is_restoring_once_and_everybody_has_their_seat():
    session, actor, at = cancelled(kind="breakouts"), make_organiser(), timezone.now()
    room = make_room(session, capacity=9)
    Seat.objects.create(delegate=make_delegate(session.assembly), session=session, room=room, taken_at=at)

    for _ in range(2):
        restored = restore_session(session=session, actor=actor, at=at)

    assert (restored.cancelled_at, restored.revision, restored.revised_at) == (None, 1, at)
    assert Seat.objects.get().room == room


def test_every_change_counts_up_however_fast_they_follow():
    assembly, actor, at = make_assembly(), make_organiser(), timezone.now()
    session = make_session(assembly, published_at=None, has_captions=True)
    make_room(session)
    seen = []

    def count():
        seen.append(Session.objects.get().revision)

    count()
    publish_programme(assembly=assembly, actor=actor, at=at)
    count()
    for minutes in (10, 20):
        move_session(
            session=session,
            starts_at=assembly.starts_at + timedelta(minutes=minutes),
            actor=actor,
            at=at,
            confirmed_warnings=True,
        )
        count()
    for act in (cancel_session, restore_session, cancel_session):
        act(session=session, actor=actor, at=at)
        count()

    assert seen == [0, 1, 2, 3, 4, 5, 6]


@pytest.mark.parametrize("act", [cancel_session, restore_session])
def test_only_organisers_cancel_and_restore(act):
    session = make_session() if act is cancel_session else cancelled()

    assert refusal(act, session, actor=make_user()).code == Scheduling.NOT_ORGANISER


@pytest.mark.parametrize("act", [cancel_session, restore_session])
def test_what_is_over_stays_as_it_was(act):
    session = make_session() if act is cancel_session else cancelled()

    assert refusal(act, session, at=session.ends_at).code == Scheduling.OVER
    assert act(session=session, actor=make_organiser(), at=session.ends_at - TICK)


def test_a_draft_is_removed_and_not_cancelled():
    session = make_session(title="Keynote address", published_at=None)

    refused = refusal(cancel_session, session)

    assert str(refused) == "“Keynote address” is a draft that nobody has seen. Remove it instead."
    with pytest.raises(IntegrityError):
        Session.objects.update(cancelled_at=timezone.now())


@pytest.mark.parametrize("act", [cancel_session, restore_session])
def test_a_session_that_is_gone_is_refused(act):
    session = make_session()
    Session.objects.all().delete()

    assert refusal(act, session).code == Scheduling.GONE


def test_a_public_session_is_not_removed():
    assert refusal(remove_session, make_session()).code == Scheduling.PUBLISHED
    assert refusal(remove_session, cancelled()).code == Scheduling.PUBLISHED


def test_a_session_of_an_assembly_that_nobody_sees_can_be_removed():
    session = make_session(make_assembly(published_at=None), published_at=timezone.now())

    remove_session(session=session, actor=make_organiser(), at=timezone.now())

    assert not Session.objects.exists()


def test_its_place_is_free_for_others_and_then_it_cannot_be_restored():
    assembly, actor, at = make_assembly(), make_organiser(), timezone.now()
    stage = make_place(assembly)
    session = cancelled(assembly=assembly, title="Keynote address")
    make_room(session, place=stage)
    other = Session(
        assembly=assembly,
        kind=Session.Kind.PLENARY,
        title="Welcome",
        starts_at=session.starts_at,
        ends_at=session.ends_at,
    )

    schedule_session(session=other, rooms=[RoomPlan(stage)], actor=actor, at=at, confirmed_warnings=True)
    refused = refusal(restore_session, session)

    assert refused.code == Scheduling.CLASH
    assert refused.clashes[0].other_title == "Welcome"
    assert Session.objects.get(pk=session.pk).is_cancelled


def test_a_cancelled_session_does_not_hold_up_publishing():
    session = cancelled()
    make_room(session)
    make_room(make_session(session.assembly, published_at=None), place=session.rooms.get().place)

    assert publish_programme(assembly=session.assembly, actor=make_organiser(), at=timezone.now()) == 1


def test_a_form_that_was_open_while_it_was_cancelled_does_not_restore_it():
    session, actor = make_session(has_captions=True), make_organiser()
    before = Session.objects.get(pk=session.pk)
    cancel_session(session=session, actor=actor, at=timezone.now())

    saved = schedule_session(session=before, actor=actor, at=timezone.now(), confirmed_warnings=True)

    assert saved.is_cancelled
    assert saved.revision == 2


# --- In the admin ------------------------------------------------------------------------------


@pytest.fixture
def organiser(client):
    return log_in(client, make_organiser())


def url(name, session) -> str:
    return reverse(f"admin:events_session_{name}", args=[session.pk])


def told(response) -> str:
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def test_the_form_leads_to_cancelling_and_asks_first(client, organiser):
    session = make_session(title="Keynote address", kind="breakouts")
    room = make_room(session, capacity=9)
    for _ in range(2):
        Seat.objects.create(
            delegate=make_delegate(session.assembly), session=session, room=room, taken_at=timezone.now()
        )

    form = told(client.get(url("change", session)))
    assert f'href="{url("cancel", session)}">Cancel the session</a>' in form
    assert url("delete", session) not in form
    asked = told(client.get(url("cancel", session)))
    assert "2 delegates have places in its rooms, and get them back if you restore the session" in asked
    assert not Session.objects.get().is_cancelled
    done = client.post(url("cancel", session), follow=True)

    assert done.redirect_chain == [(f"/admin/events/assembly/{session.assembly_id}/timetable/", 302)]
    assert "“Keynote address” is cancelled." in told(done)
    assert '<span class="tag tag--red">Cancelled</span>' in told(done)
    assert Session.objects.get().changed_by == organiser


def test_a_cancelled_session_is_restored_from_its_form(client, organiser):
    session = cancelled(title="Keynote address")

    form = told(client.get(url("change", session)))
    assert f'href="{url("restore", session)}">Restore the session</a>' in form
    assert "It was cancelled at" in told(client.get(url("restore", session)))
    assert "“Keynote address” takes place." in told(client.post(url("restore", session), follow=True))
    assert not Session.objects.get().is_cancelled


@pytest.mark.parametrize("method", ["get", "post"])
def test_removing_a_public_session_is_refused_in_words_that_point_to_cancelling(client, organiser, method):
    session = make_session(title="Keynote address")

    response = getattr(client, method)(url("delete", session), {"post": "yes"}, follow=True)

    assert response.redirect_chain == [(url("change", session), 302)]
    assert "“Keynote address” is published, and people may have it in their calendars." in told(response)
    assert "Cancel it instead" in told(response)
    assert Session.objects.exists()


def test_a_draft_can_only_be_removed(client, organiser):
    session = make_session(published_at=None)

    form = told(client.get(url("change", session)))

    assert url("delete", session) in form
    assert url("cancel", session) not in form
    assert "is a draft that nobody has seen" in told(client.post(url("cancel", session), follow=True))


def test_what_clashes_by_now_is_named_when_restoring(client, organiser):
    session = cancelled()
    make_room(session)
    make_room(make_session(session.assembly, title="Welcome"), place=session.rooms.get().place)

    response = told(client.post(url("restore", session), follow=True))

    assert "is taken by" in response
    assert "Welcome" in response
    assert Session.objects.get(pk=session.pk).is_cancelled


@pytest.mark.parametrize("page", ["cancel", "restore"])
def test_delegates_find_no_such_page(client, page):
    session = make_session()
    log_in(client, make_delegate(session.assembly).user)

    assert client.post(url(page, session)).status_code in (302, 403, 404)
    assert not Session.objects.get().is_cancelled


def test_the_timetable_finds_no_clash_with_what_is_cancelled(client, organiser):
    session = cancelled()
    make_room(session)
    make_room(make_session(session.assembly), place=session.rooms.get().place)

    page = told(client.get(reverse("admin:events_assembly_timetable", args=[session.assembly_id])))

    assert 'tag--red">Clash' not in page
    assert "<s>" in page
