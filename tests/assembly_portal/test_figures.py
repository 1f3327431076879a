"""The figures of an assembly: counted from its records, told with their words, kept, and for whom."""

import csv
import io
import json
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from accounts.models import Appointment
from assembly_portal.figures.counting import SCHEMA, count_figures
from assembly_portal.figures.keeping import keep_due_figures
from assembly_portal.figures.tables import NOT_SHOWN, TABLES
from assembly_portal.tasks import keep_figures
from breakouts.actions import move_poll
from breakouts.models import NoteBlock, Poll, Question
from events.actions.delegates import record_arrival
from events.models import Arrival, Delegate, Figures, Session, Visit
from tests.breakouts.days import MINUTE, OPENS, STARTS, make_day, make_day_room, make_set
from tests.breakouts.running import answered, guest_in, make_host, note, opened, question
from tests.factories import (
    log_in,
    make_assembly,
    make_chair,
    make_delegate,
    make_live_assembly,
    make_local_office,
    make_organiser,
    make_user,
)

pytestmark = pytest.mark.django_db

DAY_STARTS = STARTS - timedelta(hours=2, minutes=55)


def make_lead():
    lead = make_user()
    Appointment.objects.create(user=lead, duty=Appointment.Duty.NATIONAL_LEAD)
    return lead


def crowd(assembly, count, **fields):
    return [make_delegate(assembly, **fields) for _ in range(count)]


def visit(delegate, room, start=0, minutes=30, **fields):
    """Somebody was there; times are minutes after the start of the session."""
    started_at = STARTS + start * MINUTE
    fields["session"] = fields.get("session") or room.session
    fields.setdefault("ended_at", started_at + minutes * MINUTE)
    last_seen_at = fields.pop("last_seen_at", fields["ended_at"])
    return Visit.objects.create(
        delegate=delegate, room=room, started_at=started_at, last_seen_at=last_seen_at, **fields
    )


@pytest.fixture
def room():
    return make_day_room("Visas", capacity=5)


@pytest.fixture
def host(room):
    return make_host(room)


def row(figures, table, **which):
    found = [each for each in figures[table] if which.items() <= each.items()]
    assert len(found) == 1
    return found[0]


# --- Who came ----------------------------------------------------------------------------------


def test_people_are_counted_by_their_arrivals():
    assembly = make_day()
    on_demand = assembly.ends_at + MINUTE
    ways = [
        [],
        [assembly.published_at],
        [assembly.opens_at],
        [DAY_STARTS],
        [OPENS, DAY_STARTS, on_demand],
        [on_demand],
        [assembly.closes_at],
    ]
    for instants in ways:
        delegate = make_delegate(assembly, registered_at=assembly.published_at)
        for at in instants:
            record_arrival(delegate=delegate, at=at)
    gone = make_delegate(assembly, state=Delegate.State.CANCELLED)
    Arrival.objects.create(delegate=gone, phase="live", arrived_at=DAY_STARTS)

    assert count_figures(assembly)["people"] == [
        {
            "registered": 7,
            "live": 2,
            "on_demand_only": 1,
            "before_only": 1,
            "overall": 4,
            "never": 3,
        }
    ]


def test_groups_are_told_only_where_they_hide_everybody():
    assembly = make_day()
    north, south = make_local_office("North West"), make_local_office("Wessex")
    for office, region in ((north, "north_west"), (south, "south_west")):
        office.region = region
        office.save()
    people = crowd(assembly, 30, local_office=north)
    crowd(assembly, 9, local_office=south)
    for delegate in people[:12]:
        record_arrival(delegate=delegate, at=DAY_STARTS)

    figures = count_figures(assembly)

    assert [each["registered"] for each in figures["regions"]] == [None, None]
    assert [each["registered"] for each in figures["offices"]] == [None, None]
    assert [each["live"] for each in figures["regions"]] == [None, None]
    assert row(figures, "learner_groups")["live"] == 12

    crowd(assembly, 1, local_office=south)
    figures = count_figures(assembly)

    assert row(figures, "regions", name="South West")["registered"] == 10
    assert row(figures, "offices", name="Wessex") == {
        "region": "South West",
        "name": "Wessex",
        "registered": 10,
    }
    # Nobody of Wessex came; the twelve of the other would tell so.
    assert [each["live"] for each in figures["regions"]] == [None, None]


# --- Sessions and rooms ------------------------------------------------------------------------


def test_sessions_and_rooms_are_counted_from_visits():
    session = make_set()
    full, small = make_day_room("Visas", session, capacity=50), make_day_room("ARCP", session, capacity=50)
    people = crowd(session.assembly, 12)
    for delegate in people[:10]:
        visit(delegate, full, minutes=20)
    visit(people[0], full, start=10, minutes=20)  # a second tab, ten minutes longer
    visit(people[1], small, start=25, minutes=10)  # moved
    visit(people[10], full, start=-4, minutes=14)  # waited for the start
    visit(people[11], small, start=30, ended_at=None, last_seen_at=STARTS + 32 * MINUTE)
    for delegate in people[:3]:
        visit(delegate, None, session=session, start=600, minutes=50, mode=Visit.Mode.ON_DEMAND)

    figures = count_figures(session.assembly)

    told = row(figures, "sessions", code=session.code)
    assert {key: told[key] for key in ("people", "most_at_once", "median_minutes", "total_minutes")} == {
        "people": 12,
        "most_at_once": 11,
        "median_minutes": 20,
        # 30, eight times 20, 20 and 10, 10, 2
        "total_minutes": 30 + 8 * 20 + 30 + 10 + 2,
    }
    assert (told["on_demand"], told["on_demand_minutes"]) == (3, None)
    rooms = {each["room"]: each for each in figures["rooms"]}
    assert (rooms["Visas"]["people"], rooms["Visas"]["median_minutes"]) == (11, 20)
    assert (rooms["ARCP"]["people"], rooms["ARCP"]["median_minutes"]) == (2, None)
    # The minutes of two people would follow from those of the session and of the other room.
    assert [rooms[name]["total_minutes"] for name in ("Visas", "ARCP")] == [None, None]


def test_whoever_leads_is_not_counted_where_they_lead():
    session = make_set()
    room, other = make_day_room("Visas", session), make_day_room("ARCP", session)
    facilitator = make_delegate(session.assembly, user=make_host(room))
    chair = make_delegate(session.assembly)
    make_chair(session, user=chair.user)
    for place in (room, other):
        visit(facilitator, place)
        visit(chair, place)

    figures = count_figures(session.assembly)

    assert [each["people"] for each in figures["rooms"]] == [0, 1]
    assert row(figures, "sessions", code=session.code)["people"] == 1


def test_what_was_asked_answered_and_written_is_counted_without_small_polls(room, host):
    joss = guest_in(room).user
    asked = [question(joss, room, f"Question {number}") for number in range(4)]
    Question.objects.filter(pk=asked[0].pk).update(state=Question.State.ANSWERED)
    Question.objects.filter(pk=asked[1].pk).update(state=Question.State.WITHDRAWN)
    Question.objects.filter(pk=asked[2].pk).update(released_at=None)
    for votes in ([7, 5], [4, 5]):
        poll = opened(host, room, options=("Yes", "No"))
        answered(poll, votes)
        move_poll(actor=host, room=room, poll=poll.pk, to=Poll.State.CLOSED, at=STARTS)
    note(joss, room, "Nobody hears back.")
    gone = note(joss, room, "Regretted")
    NoteBlock.objects.filter(pk=gone.pk).update(removed_at=STARTS)

    for table in ("rooms", "sessions"):
        (told,) = count_figures(room.session.assembly)[table]
        did = ("questions", "answered", "polls", "votes", "notes")
        assert [told[key] for key in did] == [2, 1, 1, 12, 1]


def test_a_session_that_is_a_draft_or_cancelled_is_told_only_if_somebody_was_there():
    day = make_day()
    make_day_room("Draft", make_set(day, published_at=None))
    cancelled = make_set(day, cancelled_at=STARTS)
    room = make_day_room("Cancelled", cancelled)
    make_set(day, kind=Session.Kind.BREAK)
    assert count_figures(day)["sessions"] == []

    visit(make_delegate(day), room)

    assert [each["code"] for each in count_figures(day)["sessions"]] == [cancelled.code]


@pytest.mark.parametrize("count", [1, 3])
def test_it_costs_the_same_however_many(count, django_assert_num_queries):
    day = make_day()
    for number in range(count):
        room = make_day_room(f"Room {number}", make_set(day, starts_at=STARTS + number * MINUTE))
        for _ in range(count):
            visit(make_delegate(day), room)
        question(make_host(room), room)

    with django_assert_num_queries(10):
        count_figures(day)


# --- The page and the files --------------------------------------------------------------------


@pytest.mark.parametrize("make", [make_organiser, make_lead], ids=["organiser", "national lead"])
def test_those_who_may_read_every_figure_with_its_words(client, make):
    session = make_set(title="Themed rooms <set A>")
    make_day_room("Visas", session)
    crowd(session.assembly, 12)
    log_in(client, make())

    page = client.get(session.assembly.figures_address)

    html = page.content.decode()
    assert page.status_code == 200
    assert page["Cache-Control"] == "no-store, private"
    for table in TABLES:
        assert table.caption in html
        for column in table.figures:
            assert column.means.partition("“")[0] in html
    assert "Themed rooms &lt;set A&gt;" in html
    assert "11:40am" in html
    assert (
        reverse("figures", args=[session.assembly.slug])
        in client.get(reverse("assembly_home", args=[session.assembly.slug])).content.decode()
    )


def test_for_everybody_else_there_is_no_such_page(client):
    assembly = make_day()
    guest = make_delegate(assembly).user
    addresses = [
        assembly.figures_address,
        f"{assembly.figures_address}people.csv",
        f"{assembly.figures_address}all.json",
    ]
    for user in (None, guest):
        if user:
            client.force_login(user)
        assert {client.get(address).status_code for address in addresses} == {404}
        home = client.get(reverse("assembly_home", args=[assembly.slug]))
        assert assembly.figures_address not in home.content.decode()
    log_in(client, make_lead())
    assert client.get(make_assembly(published_at=None).figures_address).status_code == 404
    assert client.get(f"{assembly.figures_address}nothing.csv").status_code == 404
    assert client.get(f"{assembly.figures_address}?kept").status_code == 404


def test_each_table_is_a_file_that_runs_no_formula(client):
    session = make_set(title="=HYPERLINK(1)")
    room = make_day_room("+Visas", session)
    visit(make_delegate(session.assembly), room)
    log_in(client, make_organiser())

    for table in TABLES:
        response = client.get(f"{session.assembly.figures_address}{table.key}.csv")
        assert response["Content-Type"] == "text/csv; charset=utf-8"
        headings, *rows = csv.reader(io.StringIO(response.content.decode("utf-8-sig")))
        assert headings == [column.heading for column in table.columns]
        assert rows
    assert rows[0][:2] == ["'+Visas", "'=HYPERLINK(1)"]
    sessions = client.get(f"{session.assembly.figures_address}sessions.csv").content.decode()
    assert NOT_SHOWN in sessions


def test_everything_is_one_document_with_its_definitions(client):
    assembly = make_day()
    crowd(assembly, 12)
    log_in(client, make_organiser())

    response = client.get(f"{assembly.figures_address}all.json")

    document = json.loads(response.content)
    assert f'filename="figures-{assembly.slug}-all.json"' in response["Content-Disposition"]
    assert document["schema"] == SCHEMA
    assert document["tables"]["people"][0]["registered"] == 12
    told = set(document["tables"]["people"][0])
    assert document["definitions"]["people"].keys() == told


# --- Kept --------------------------------------------------------------------------------------


def test_they_are_kept_once_an_assembly_has_closed_and_stay_when_records_go(client):
    assembly = make_day()
    people = crowd(assembly, 12)
    record_arrival(delegate=people[0], at=DAY_STARTS)
    tick = timedelta(microseconds=1)
    assert keep_due_figures(at=assembly.closes_at - tick) == 0
    assert keep_due_figures(at=assembly.closes_at) == 1
    assert keep_due_figures(at=assembly.closes_at + timedelta(days=9)) == 0
    kept = Figures.objects.get()
    assert (kept.computed_at, kept.is_final) == (assembly.closes_at, True)

    log_in(client, make_organiser())
    page = client.get(assembly.figures_address).content.decode()
    assert "The same figures were kept at" in page
    people[0].user.delete()
    page = client.get(assembly.figures_address).content.decode()
    assert "Who came, Registered: 11 now, 12 kept" in page
    assert "By region: differs" in page

    then = client.get(f"{assembly.figures_address}?kept").content.decode()
    assert "These figures were kept at" in then
    assert "<strong>12</strong>" in then
    everything = json.loads(client.get(f"{assembly.figures_address}all.json?kept").content)
    assert everything["tables"]["people"][0]["registered"] == 12


def recompute(assembly, *how):
    out = StringIO()
    call_command("recompute_figures", assembly.slug, *how, stdout=out)
    return out.getvalue()


def test_the_command_counts_anew_and_says_what_changed():
    assembly = make_live_assembly()
    delegate = make_delegate(assembly)

    assert "Registered: 1\nLive: 0" in recompute(assembly)
    assert "Nothing has changed" in recompute(assembly)
    record_arrival(delegate=delegate, at=timezone.now())
    assert "Who came, Live: 1 now, 0 kept" in recompute(assembly)
    assert Figures.objects.get().told["people"][0]["live"] == 1

    # Before the close it was kept only for the time being.
    assert keep_due_figures(at=assembly.closes_at) == 1


def test_the_command_does_not_overwrite_what_was_kept_after_the_close():
    assembly = make_day()
    delegate = make_delegate(assembly)
    keep_figures()
    kept_at = Figures.objects.get().computed_at

    assert "Nothing has changed" in recompute(assembly)
    assert Figures.objects.get().computed_at == kept_at
    delegate.delete()
    with pytest.raises(CommandError, match="--replace"):
        recompute(assembly)
    assert Figures.objects.get().told["people"][0]["registered"] == 1

    assert "Registered: 0 now, 1 kept" in recompute(assembly, "--replace")
    assert Figures.objects.get().told["people"][0]["registered"] == 0
    with pytest.raises(CommandError, match="There is no assembly at /nothing/"):
        call_command("recompute_figures", "nothing")
