import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from events.actions.delegates import cancel_delegate
from events.actions.waiting import offer_free_places
from events.models import Delegate
from notices.actions.sending import send_due
from notices.tasks import send_due_notices
from tests.events.registrations import make_proven
from tests.factories import log_in, make_assembly, make_delegate, make_organiser

pytestmark = pytest.mark.django_db

State = Delegate.State
STARTS = datetime(2022, 5, 27, 7, 45, tzinfo=UTC)
NOW = datetime(2022, 5, 9, 9, 30, tzinfo=UTC)
UNTIL = "10:30am on Wednesday 11 May 2022 (UK time)"
DELEGATES = "/admin/events/delegate/"


def words(response) -> str:
    text = re.sub(r"<(script|style).*?</\1>|<[^>]+>", " ", response.content.decode(), flags=re.DOTALL)
    return re.sub(r"\s+", " ", text)


@pytest.fixture
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def assembly(clock):
    return make_assembly(slug="second", name="2nd Assembly", capacity=1, starts_at=STARTS)


@pytest.fixture
def me(client, assembly):
    """Somebody who is first in line; the only place has just been given up, and no worker runs."""
    leaving = make_delegate(assembly)
    mine = make_delegate(assembly, user=make_proven(), state=State.WAITING, name="Dr Sam")
    make_delegate(assembly, state=State.WAITING, registered_at=NOW + timedelta(seconds=1))
    log_in(client, mine.user)
    cancel_delegate(delegate=leaving, actor=leaving.user, at=NOW)
    return mine


def state(delegate) -> str:
    delegate.refresh_from_db()
    return delegate.state


def test_the_page_offers_the_place_itself_when_no_worker_runs(client, me):
    page = words(client.get("/second/place/"))
    assert "A place is free for you" in page
    assert f"We keep it for you until {UNTIL}" in page
    assert "If you cannot come" not in page
    assert state(me) == State.OFFERED


def test_the_page_after_registering_and_the_home_page_tell_the_same(client, me):
    assert "A place is free for you" in words(client.get("/second/register/done/"))
    assert "A place is free for you until 10:30am on Wednesday 11 May 2022" in words(client.get("/second/"))
    assert client.get("/second/my-day/").url == "/second/place/"
    assert client.get("/second/register/").url == "/second/place/"


def test_taking_it(client, me):
    client.get("/second/place/")
    assert client.get("/second/place/offer/").url == "/second/place/"
    assert state(me) == State.OFFERED  # a mail scanner opens links
    page = client.post("/second/place/offer/", follow=True)
    assert "You have a place" in words(page)
    assert state(me) == State.REGISTERED


@pytest.mark.parametrize(
    ("act", "outcome"),
    [
        ("/second/place/offer/", "Over The place is yours."),
        ("/second/place/cancel/", "Over The place is not kept for you."),
        ("", "Over You did not answer in time, so the place went to the next person."),
    ],
    ids=["taken", "let go", "not answered"],
)
def test_once_it_is_answered_or_over_its_notice_says_so_and_is_no_longer_new(client, me, clock, act, outcome):
    client.get("/second/place/")
    send_due(at=NOW)
    assert "New A place at 2nd Assembly is free for you" in words(client.get("/notices/"))
    clock.move_to(NOW + timedelta(days=1 if act else 3))
    if act:
        client.post(act)
    client.get("/second/place/")

    page = words(client.get("/notices/"))

    assert outcome in page
    assert "New A place" not in page
    assert "Take the place or let it go" not in page
    assert client.get("/notices/count/").json()["unread"] == 0


def test_an_offer_that_nobody_looks_at_is_over_in_the_centre_too(client, me, clock):
    client.get("/second/place/")
    send_due(at=NOW)
    clock.move_to(NOW + timedelta(days=2) - timedelta.resolution)
    send_due_notices()
    assert "Take the place or let it go" in words(client.get("/notices/"))
    clock.move_to(NOW + timedelta(days=2))
    send_due_notices()

    page = words(client.get("/notices/"))

    assert "Over The time to answer is over." in page
    assert "Take the place or let it go" not in page


def test_letting_it_go_is_asked_once_more(client, me):
    client.get("/second/place/")
    assert "goes to the next person on the list" in words(client.get("/second/place/cancel/"))
    assert state(me) == State.OFFERED
    client.post("/second/place/cancel/")
    assert state(me) == State.CANCELLED
    page = words(client.get("/second/place/"))
    assert "You let the place go" in page
    assert "You said at 10:30am on Monday 9 May 2022 that you do not want it" in page
    assert "You then join the waiting list at its end" in page
    assert "cancelled" not in page
    assert "You let a place go before" in words(client.get("/second/register/"))


def test_who_leaves_the_list_reads_that_and_nothing_of_a_place_they_had(client, assembly):
    make_delegate(assembly)
    mine = make_delegate(assembly, user=make_proven(), state=State.WAITING)
    log_in(client, mine.user)
    page = words(client.post("/second/place/cancel/", follow=True))
    assert "You left the waiting list" in page
    assert "You then join the waiting list at its end" in page
    assert "cancelled" not in page
    assert "You left the waiting list before" in words(client.get("/second/register/"))


def test_who_cancels_a_place_they_waited_for_reads_that_it_is_cancelled(client, me):
    client.get("/second/place/")
    client.post("/second/place/offer/")
    page = words(client.post("/second/place/cancel/", follow=True))
    assert "Your place is cancelled" in page
    assert "waiting list" not in page


def seen_in(response) -> str:
    """How the place stood when the page was made, as its form tells."""
    return re.search(r'name="seen" value="(\w*)"', response.content.decode())[1]


@pytest.mark.parametrize("is_outright", [False, True], ids=["offered", "given outright"])
def test_leaving_the_list_from_a_page_of_before_gives_no_place_away(client, me, clock, is_outright):
    clock.move_to(STARTS - timedelta(hours=2) if is_outright else NOW)
    log_in(client, me.user)
    old = client.get("/second/place/cancel/")
    assert "Are you sure you want to leave the waiting list?" in words(old)
    assert "cancel" not in words(old).split("<main")[-1].split("Are you sure")[-1].split("No, go back")[0]
    offer_free_places(assembly=me.assembly, at=timezone.now())

    page = words(client.post("/second/place/cancel/", {"seen": seen_in(old)}, follow=True))

    assert state(me) == (State.REGISTERED if is_outright else State.OFFERED)
    assert "Nothing is cancelled: your place has changed since you opened the page." in page
    if is_outright:
        assert "You have a place now." in page
    else:
        assert "A place is free for you now: take it, or let it go." in page
        assert "Take the place" in page
        assert "Let it go" in page


def test_letting_go_from_a_page_of_before_does_not_cancel_what_was_taken_meanwhile(client, me):
    client.get("/second/place/")
    old = client.get("/second/place/cancel/")
    assert "Are you sure you want to let the place go?" in words(old)
    client.post("/second/place/offer/")

    page = words(client.post("/second/place/cancel/", {"seen": seen_in(old)}, follow=True))

    assert state(me) == State.REGISTERED
    assert "You have a place now." in page


def test_leaving_the_list_as_it_was_seen_leaves_it(client, me):
    old = client.get("/second/place/cancel/")
    client.post("/second/place/cancel/", {"seen": seen_in(old)})
    assert state(me) == State.CANCELLED


def test_who_comes_too_late_reads_so_and_waits_again_by_one_click(client, me, clock):
    client.get("/second/place/")
    clock.move_to(NOW + timedelta(days=2))
    log_in(client, me.user)
    assert "The time to take your place has ended" in words(client.get("/second/"))
    refused = words(client.post("/second/place/offer/", follow=True))
    assert "The time to take this place ended at 10:30am on Wednesday 11 May 2022." in refused
    assert "A place was free for you until 10:30am on Wednesday 11 May 2022" in refused
    assert (
        state(Delegate.objects.exclude(pk=me.pk).get(state__in=[State.OFFERED, State.WAITING])) == "offered"
    )
    page = words(client.post("/second/place/waiting/", follow=True))
    assert "You are 1st of 1 on the list" in page


def test_nobody_waits_again_after_registration_has_closed(client, me, clock):
    client.get("/second/place/")
    clock.move_to(STARTS + timedelta(days=1))
    log_in(client, me.user)
    page = words(client.get("/second/place/"))
    assert "Registration has closed, so you cannot join the list again." in page


def test_the_page_of_who_waits_tells_the_position(client, assembly):
    make_delegate(assembly)
    for _ in range(2):
        make_delegate(assembly, state=State.WAITING)
    mine = make_delegate(assembly, state=State.WAITING)
    log_in(client, mine.user)
    page = words(client.get("/second/place/"))
    assert "You are 3rd of 3 on the list" in page
    assert "Leave the waiting list" in page


@pytest.mark.parametrize(("waiting", "queries"), [(1, 15), (3, 15)])
def test_the_page_asks_as_much_however_many_wait(
    client, assembly, waiting, queries, django_assert_num_queries
):
    make_delegate(assembly)
    mine = [make_delegate(assembly, state=State.WAITING) for _ in range(waiting)][-1]
    log_in(client, mine.user)
    with django_assert_num_queries(queries):
        client.get("/second/place/")


def test_organisers_find_offer_and_export_them(client, assembly):
    log_in(client, make_organiser())
    waiting = make_delegate(assembly, state=State.WAITING, name="Dr Wait")
    data = {"action": "offer", "_selected_action": [waiting.pk]}

    page = words(client.post(DELEGATES, data, follow=True))

    assert "1 delegate offered a place." in page
    assert "Offered a place: 1" in page
    assert "Dr Wait" in words(client.get(f"{DELEGATES}?state__exact=offered"))
    shown = words(client.get(f"{DELEGATES}{waiting.pk}/change/"))
    assert "A place is kept until 10:30am on Wednesday 11 May 2022" in shown
    lines = b"".join(client.get(f"{DELEGATES}export/").streaming_content).decode()
    assert "Offered a place" in lines
    assert "2022-05-11 10:30" in lines
    assert "1 offered a place" in words(client.get("/admin/"))


def test_organisers_read_where_somebody_stands(client, assembly):
    log_in(client, make_organiser())
    waiting = make_delegate(assembly, state=State.WAITING)
    placed = make_delegate(assembly)
    assert "1st of 1" in words(client.get(f"{DELEGATES}{waiting.pk}/change/"))
    assert "Not on the waiting list" in words(client.get(f"{DELEGATES}{placed.pk}/change/"))
    assert "If a place is free, it is kept" in words(client.get(f"{DELEGATES}{waiting.pk}/offer/"))
