"""The demonstration holds the figures of the real day, starts at any hour, and touches nobody else's rows."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from io import StringIO
from zoneinfo import ZoneInfo

import pytest
from django.contrib.staticfiles import finders
from django.core import mail
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import User
from accounts.second_factor import app_code, code_now
from assembly_portal.demonstration import facts, log_ins, timetable
from assembly_portal.demonstration.days import everybodys_day
from assembly_portal.demonstration.library import CAPTION
from assembly_portal.demonstration.making import NotOurs, seed
from assembly_portal.demonstration.people import DELEGATE_LOG_INS, everybody
from assembly_portal.demonstration.programmes import make_first, make_second
from assembly_portal.demonstration.replay import replay_again, shift_at
from assembly_portal.demonstration.walking import let_them_in
from assembly_portal.figures.counting import count_figures
from breakouts.actions import take_seat
from breakouts.actions.reminding import remind_of_rooms
from breakouts.models import Seat
from breakouts.queries import places_left
from common.embeds import host_of
from events.clashes import clashes_among
from events.lifecycle import Phase, default_closes_at
from events.models import (
    AccessRequest,
    Arrival,
    Assembly,
    Contributor,
    Delegate,
    Demonstration,
    Room,
    RoomSource,
    Session,
    Visit,
)
from events.plans import plan_of
from library.models import Captions, Document, Recording
from networking.models import Profile
from notices.actions.sending import send_due
from notices.models import Notice, State
from tests.factories import make_assembly, make_delegate, make_organiser, make_user

LONDON = ZoneInfo("Europe/London")
MINUTE = timedelta(minutes=1)
DAY_PAGE_BYTES = 150_000
ON_RECORD = {
    "registered": 389,
    "live": 270,
    "on_demand_only": 42,
    "before_only": 0,
    "overall": 312,
    "never": 77,
}


def london(wall: str, fold: int = 0) -> datetime:
    return datetime.fromisoformat(wall).replace(tzinfo=LONDON, fold=fold)


def silent(words: str) -> None:
    pass


def start(at: datetime, *, as_it_was: bool = False, with_log_ins: bool = False) -> Demonstration:
    return seed(at=at, as_it_was=as_it_was, with_log_ins=with_log_ins, tell=silent)


def seats_in(session_title: str) -> list[int]:
    rooms = Room.objects.filter(session__title=session_title).order_by("place__position")
    return [room.seats.count() for room in rooms]


def everything() -> dict[str, list]:
    """Every row that a second start could have changed."""
    models = (User, Assembly, Session, Room, Delegate, AccessRequest, Seat, Arrival, Visit, Demonstration)
    return {model.__name__: list(model.objects.order_by("pk").values()) for model in models}


def test_the_library_holds_ten_documents_and_three_recordings(db):
    now = timezone.now()
    start(now)

    documents = Document.objects.all()
    assert documents.count() == 10
    assert [each.title for each in documents.overdue(timezone.localdate(now))] == [
        "Less-than-full-time training and sponsorship"
    ]
    assert [each.title for each in documents if not each.has_page] == [
        "Group agreement and facilitator brief"
    ]
    assert all(each.versions.get().file.is_there for each in documents)
    assert {each.session.kind for each in Recording.objects.watchable(now)} == {"keynote"}
    assert Recording.objects.watchable(now).count() == 3
    assert [each.text for each in Captions.objects.all()] == [
        f"WEBVTT\n\n00:00:00.000 --> 00:01:00.000\n{CAPTION}\n"
    ] * 3
    assert len({each.file.digest for each in Recording.objects.all()}) == 1


# --- The facts ---------------------------------------------------------------------------------


def test_the_people_are_as_many_as_registered_and_the_same_every_time():
    people = everybody()

    everybody.cache_clear()
    assert everybody() == people
    assert len(people) == len({person.email for person in people}) == 389
    assert Counter(person.region for person in people) == facts.REGIONS
    assert Counter(person.learner_group for person in people) == facts.LEARNER_GROUPS
    assert Counter(kind for person in people for kind in person.access) == facts.ACCESS_REQUESTS
    assert all(person.email.endswith("@example.org") and person.name.endswith("(demo)") for person in people)


def test_the_same_things_happen_every_time():
    days = everybodys_day()

    everybodys_day.cache_clear()
    assert everybodys_day() == days


def test_the_showcase_has_eleven_topics_and_eighteen_speakers():
    speakers = [name for _, names in timetable.TOPICS for name in names]

    assert len(timetable.TOPICS) == 11
    assert len(speakers) == len(set(speakers)) == 18


def test_only_four_people_are_real_and_nothing_is_said_about_them_but_their_roles():
    assert timetable.KEYNOTES == {
        "Professor Namita Kumar": "Co-chair of the HEE deans",
        "Dr Navina Evans": "Chief executive",
        "Professor Liz Hughes": "",
        "Mr Piers Wilkinson": "",
    }
    keynotes = [fact for fact in [*timetable.DAY, *timetable.FIRST_DAY] if fact.kind == "keynote"]
    assert {fact.title for fact in keynotes} == {"Keynote address (title not recorded)"}
    assert not any(fact.summary for fact in keynotes)
    named = [
        *timetable.CO_CHAIRS,
        *timetable.FACILITATORS,
        *(n for _, names in timetable.TOPICS for n in names),
    ]
    assert all("emonstration person" in timetable.post_of(name) for name in named)


def test_the_dates_are_those_of_the_real_assembly():
    assert facts.DATES["opens_at"] == london("2022-05-22T09:00")
    assert facts.DATES["starts_at"] == london("2022-05-27T08:45")
    assert facts.DATES["ends_at"] == london("2022-05-27T17:00")
    assert facts.DATES["closes_at"] == datetime(2022, 11, 28, tzinfo=UTC)
    assert facts.DATES["closes_at"] == default_closes_at(facts.DATES["ends_at"], LONDON)


# --- The shift ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "at",
    [
        london("2026-11-22T23:30"),
        london("2026-11-22T23:58:31"),
        london("2026-12-31T23:59:59"),
        london("2026-03-29T00:59"),
        london("2026-03-29T02:01"),
        london("2026-10-25T01:30"),
        london("2026-10-25T01:30", fold=1),
        london("2028-02-29T12:00"),
        datetime(2022, 5, 27, 10, 45, tzinfo=UTC),
        datetime(1999, 12, 31, 23, 59, tzinfo=UTC),
    ],
)
def test_set_a_began_five_minutes_ago_at_any_hour(at):
    began_at = facts.SET_A_STARTS_AT + shift_at(at)
    ago = at.astimezone(UTC) - began_at

    assert timedelta(minutes=2.5) <= ago <= timedelta(minutes=7.5)
    assert shift_at(at) % timedelta(minutes=5) == timedelta(0)


@given(st.datetimes(datetime.fromisoformat("1990-01-01"), datetime.fromisoformat("2090-01-01")))
def test_nothing_that_has_happened_lies_ahead_of_now(wall):
    at = wall.replace(tzinfo=UTC)

    assert facts.HAPPENED_UNTIL + shift_at(at) < at


def test_an_exact_five_minutes_shift_nothing_more():
    assert shift_at(london("2022-05-27T11:45")) == timedelta(0)


# --- The programme -----------------------------------------------------------------------------


@pytest.fixture
def programme(db) -> Assembly:
    """Both programmes, without people: the second one running now."""
    organiser = make_organiser()
    make_first(organiser=organiser)
    return make_second(organiser=organiser, shift=shift_at(timezone.now()))


def test_the_whole_day_is_one_light_page_in_few_queries(programme, client, django_assert_num_queries):
    with django_assert_num_queries(8):
        response = client.get(reverse("programme", args=[programme.slug]))

    html = response.content.decode()
    assert len(response.content) < DAY_PAGE_BYTES
    assert "13 sessions" in html
    assert html.count("Keynote address (title not recorded)") == 3
    assert "Professor Liz Hughes</bdi> and <bdi>Mr Piers Wilkinson" in html
    assert "Dr Navina Evans</bdi> (Chief executive)" in html
    for title, speakers in timetable.TOPICS:
        for words in (title, *speakers):
            assert words.replace("'", "&#x27;") in html


def test_the_whole_day_takes_no_more_queries_for_somebody_logged_in(
    programme, client, django_assert_max_num_queries
):
    client.force_login(make_delegate(programme).user)
    client.get(reverse("programme", args=[programme.slug]))

    with django_assert_max_num_queries(12):
        client.get(reverse("programme", args=[programme.slug]))


def test_the_other_pages_of_the_demonstration_stand(programme, client):
    for url in [
        reverse("home"),
        reverse("archive"),
        reverse("assembly_home", args=["2021"]),
        reverse("programme", args=["2021"]),
        reverse("programme_calendar", args=["2022"]),
        *(session.address for session in Session.objects.select_related("assembly")),
    ]:
        assert client.get(url).status_code == 200, url


def test_the_programme_has_no_clash_and_lacks_nothing(programme):
    bookings = [
        plan_of(session).booking for session in Session.objects.filter(assembly=programme).with_programme()
    ]

    assert not any(clashes_among(bookings, programme.day).values())


# --- As it was ---------------------------------------------------------------------------------


def test_the_stage_plays_a_card_of_our_own_and_no_call_leads_to_anybody(programme):
    sources = RoomSource.objects.filter(room__session__assembly=programme).select_related("room__session")
    stages = [source.stage_address for source in sources if source.room.is_stage]
    calls = [source.call_address for source in sources if not source.room.is_stage]

    assert stages == [timetable.TEST_CARD] * 7
    assert finders.find(timetable.TEST_CARD.removeprefix("/static/"))
    assert len(set(calls)) == 10
    assert all(host_of(call).endswith(".example") for call in calls)


@pytest.mark.django_db
def test_as_it_was_the_figures_are_exactly_those_on_record():
    demonstration = start(timezone.now(), as_it_was=True, with_log_ins=True)

    assembly = demonstration.assembly
    delegates = Delegate.objects.filter(assembly=assembly)
    arrivals = Arrival.objects.filter(delegate__assembly=assembly)
    came = {phase: set(arrivals.filter(phase=phase).values_list("delegate", flat=True)) for phase in Phase}
    overall = came[Phase.OPEN] | came[Phase.LIVE] | came[Phase.ON_DEMAND]
    assert delegates.with_place().count() == delegates.count() == 389
    assert Counter(delegates.values_list("local_office__region", flat=True)) == facts.REGIONS
    assert Counter(delegates.values_list("learner_group__code", flat=True)) == facts.LEARNER_GROUPS
    assert len(came[Phase.LIVE]) == 270
    assert len(came[Phase.ON_DEMAND] - came[Phase.LIVE]) == 42
    assert came[Phase.OPEN] <= came[Phase.LIVE]
    assert len(overall) == 312
    assert delegates.exclude(pk__in=overall).count() == 77
    assert len(came[Phase.ANNOUNCED]) == 389
    requests = AccessRequest.objects.filter(delegate__assembly=assembly)
    assert Counter(requests.values_list("kind", flat=True)) == facts.ACCESS_REQUESTS

    # Counted from these records they are the figures on record.
    figures = count_figures(assembly)
    assert figures["people"] == [ON_RECORD]
    assert {
        title: [room["people"] for room in figures["rooms"] if room["session"] == title]
        for title in ("Themed rooms, set A", "Themed rooms, set B")
    } == {"Themed rooms, set A": [96, 71, 83], "Themed rooms, set B": [88, 94, 62]}

    # Every arrival stands in the phase that its instant has.
    assert all(assembly.phase_at(each.arrived_at) == each.phase for each in arrivals)

    assert seats_in("Themed rooms, set A") == [96, 71, 83]
    assert seats_in("Themed rooms, set B") == [88, 94, 62]
    rooms = Room.objects.filter(session__kind=Session.Kind.BREAKOUTS)
    after = facts.SET_B_ENDS_AT
    assert sorted(places_left(rooms, after).values()) == [4, 6, 12, 17, 29, 38]
    seated = Seat.objects.filter(entered_at__isnull=False, delegate__arrivals__phase=Phase.LIVE)
    assert seated.count() == Seat.objects.count() == 494
    visits = Visit.objects.filter(session__assembly=assembly)
    assert not visits.filter(ended_at=None).exists()
    assert all(
        visit.session.starts_at <= visit.started_at <= visit.ended_at <= visit.session.ends_at
        for visit in visits.select_related("session")
    )

    # The first assembly is an archive of 72 people around one table.
    first = Assembly.objects.get(slug="2021")
    assert first.phase_at(timezone.now()) is Phase.ARCHIVED
    assert Delegate.objects.filter(assembly=first).count() == 72
    assert Arrival.objects.filter(delegate__assembly=first, phase=Phase.LIVE).count() == 72
    assert first.sessions.filter(kind=Session.Kind.ROUNDTABLE).count() == 1
    assert first.sessions.filter(kind=Session.Kind.KEYNOTE).count() == 2
    assert AccessRequest.objects.filter(delegate__assembly=first).count() == 0

    # Nothing was mailed, and nothing is left to be mailed.
    assert mail.outbox == []
    send_due(at=timezone.now())
    assert mail.outbox == []
    told = Notice.objects.filter(scope="2022")
    assert told.filter(kind="place.confirmed").count() == 389
    assert set(told.values_list("state", flat=True)) == {State.SENT, State.FAILED, State.UNKNOWN}

    # The log-ins open, and those who need a second factor have the known one.
    for who in log_ins.EVERYBODY:
        user = User.objects.get(email=f"{who}@example.org")
        assert user.check_password(log_ins.PASSWORD)
        assert (code_now(user) == app_code(log_ins.SECRET)) is (who in log_ins.STAFF)
    assert User.objects.get(email="organiser@example.org").is_organiser

    # Those whom the programme names are known by it.
    known = {row.user.email: row for row in Contributor.objects.exclude(user=None).select_related("user")}
    assert known.keys() == {f"{who}@example.org" for who in ("facilitator", "speaker", "chair")}
    assert known["facilitator@example.org"].facilitators.filter(room__session__kind="breakouts").exists()
    assert known["speaker@example.org"].speakers.filter(topic__isnull=False).exists()
    assert known["chair@example.org"].chairs.exists()
    assert User.objects.get(email="superuser@example.org").is_superuser

    # Starting again changes nothing at all, however late.
    before = everything()
    start(timezone.now() + timedelta(days=400), as_it_was=True, with_log_ins=True)
    assert everything() == before

    with pytest.raises(NotOurs, match="make reset"):
        start(timezone.now(), as_it_was=False)


# --- Replayed ----------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize(
    "at",
    [
        pytest.param(london("2026-11-22T23:30"), marks=pytest.mark.load, id="over midnight"),
        pytest.param(london("2026-10-25T01:40", fold=1), id="in the hour that comes twice"),
    ],
)
def test_a_replay_runs_at_any_hour_and_moves_on_when_it_is_over(at):
    demonstration = start(at)
    assembly = demonstration.assembly
    set_a = assembly.sessions.get(title="Themed rooms, set A")
    set_b = assembly.sessions.get(title="Themed rooms, set B")

    # The day is live, set A runs, and what lies ahead has not happened.
    assert assembly.phase_at(at) is Phase.LIVE
    assert at in set_a.period
    assert set_a.period.length == timedelta(minutes=45)
    assert set_b.starts_at - set_a.ends_at == 10 * MINUTE
    delegates = Delegate.objects.filter(assembly=assembly)
    assert delegates.count() == 389
    arrivals = Arrival.objects.filter(delegate__assembly=assembly)
    assert arrivals.filter(phase=Phase.LIVE).count() == 260
    assert not arrivals.filter(phase=Phase.ON_DEMAND).exists()
    assert not arrivals.filter(arrived_at__gt=at).exists()
    assert all(assembly.phase_at(each.arrived_at) == each.phase for each in arrivals)
    assert not Visit.objects.filter(started_at__gt=at).exists()
    assert not Visit.objects.filter(ended_at=None).exists()
    assert Visit.objects.filter(session=set_a).count() > 200
    assert not delegates.filter(registered_at__gt=at).exists()
    assert not Seat.objects.filter(taken_at__gt=at).exists()

    # Nobody has come into set B, so whoever chose a room there is told ten minutes before, and nobody mailed.
    assert not Seat.objects.filter(entered_at__gt=at).exists()
    assert Seat.objects.filter(session=set_a, entered_at__isnull=False).count() == 250
    assert remind_of_rooms(at=set_b.starts_at - 10 * MINUTE) == 244
    send_due(at=set_b.starts_at - 10 * MINUTE, limit=1000)
    soon = Notice.objects.filter(kind="room.soon", headline__contains="begins at")
    assert soon.filter(state=State.PORTAL).count() == 244
    assert mail.outbox == []

    # They walk in when it begins, each once, and have come before their seats would go to others.
    assert let_them_in(at=set_b.starts_at) == 0
    assert let_them_in(at=set_b.starts_at + MINUTE) < 244
    let_them_in(at=set_b.starts_at + 2 * MINUTE)
    assert let_them_in(at=set_b.starts_at + 2 * MINUTE) == 0
    entered = Seat.objects.filter(session=set_b).values_list("entered_at", flat=True)
    assert all(set_b.starts_at < each < set_b.starts_at + 2 * MINUTE for each in entered)

    # The rooms keep the people who chose them, well after the five minutes for which a seat waits.
    rooms = [*set_a.rooms.all(), *set_b.rooms.all()]
    assert [places_left([room], set_b.ends_at - MINUTE)[room.pk] for room in rooms] == [4, 29, 17, 12, 6, 38]

    # A newcomer registers, chooses, and later finds both kept. Meanwhile nothing moves.
    newcomer = make_delegate(assembly, user=make_user("newcomer@nhs.example"), registered_at=at)
    chosen = set_b.rooms.first()
    take_seat(delegate=newcomer, room=chosen, at=at)
    Visit.objects.create(
        delegate=newcomer, session=set_a, room=set_a.rooms.first(), started_at=at, last_seen_at=at
    )
    Arrival.objects.create(delegate=newcomer, phase=Phase.LIVE, arrived_at=at)
    before = everything()
    start(set_b.ends_at - MINUTE)
    assert everything() == before

    # Next morning the day starts again.
    later = at.astimezone(UTC) + timedelta(hours=9, minutes=17)
    start(later)
    assembly.refresh_from_db()
    set_a.refresh_from_db()
    assert assembly.phase_at(later) is Phase.LIVE
    assert timedelta(minutes=2.5) <= later - set_a.starts_at <= timedelta(minutes=7.5)
    newcomer.refresh_from_db()
    assert newcomer.has_place
    assert Seat.objects.get(delegate=newcomer).room == chosen
    assert Seat.objects.filter(delegate=newcomer).standing(later).exists()
    assert not Visit.objects.filter(delegate=newcomer).exists()
    assert not Arrival.objects.filter(delegate=newcomer, phase=Phase.LIVE).exists()
    assert arrivals.exclude(delegate=newcomer).filter(phase=Phase.LIVE).count() == 260
    assert all(
        assembly.phase_at(each.arrived_at) == each.phase for each in arrivals.exclude(delegate=newcomer)
    )
    assert not Visit.objects.filter(started_at__gt=later).exists()
    assert set_a.changed_at == later
    rooms = Room.objects.filter(session=set_a)
    assert [places_left([room], later)[room.pk] for room in rooms] == [4, 29, 17]
    assert not Seat.objects.filter(entered_at__gt=later).exists()
    assert not Seat.objects.filter(session=set_b, entered_at__isnull=False).exists()

    # Moving it twice at once is moving it once.
    after = everything()
    assert replay_again(demonstration=demonstration, at=later) == timedelta(0)
    assert everything()["Seat"][:494] == after["Seat"][:494]


# --- The command -------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize("make", [make_user, make_assembly])
def test_a_database_of_somebody_else_is_refused_and_left_alone(make):
    make()
    before = everything()

    with pytest.raises(CommandError, match="did not make"):
        call_command("seed_demo")

    assert everything() == before


@pytest.mark.django_db
@pytest.mark.parametrize("debug", [True, False])
def test_the_command_prints_log_ins_only_with_debug(settings, debug):
    settings.DEBUG = debug
    organiser = make_organiser()
    assembly = make_second(organiser=organiser, shift=shift_at(timezone.now()))
    Demonstration.objects.create(
        assembly=assembly, made_at=timezone.now(), shifted_by=shift_at(timezone.now())
    )
    printed = StringIO()

    call_command("seed_demo", stdout=printed)

    assert ("organiser@example.org" in printed.getvalue()) is debug
    assert (log_ins.PASSWORD in printed.getvalue()) is debug


def test_every_log_in_is_told_and_nobody_else():
    words = log_ins.in_words()

    assert words.count("@example.org") == len(log_ins.EVERYBODY) == 11
    assert "make code WHO=organiser" in words
    assert "make code WHO=delegate" not in words


def test_sixty_of_its_people_are_in_the_directory_and_the_log_ins_among_them(db, client):
    demonstration = start(timezone.now(), with_log_ins=True)
    people = Profile.objects.listed().filter(delegate__assembly=demonstration.assembly)
    me = User.objects.get(email=log_ins.email_of("delegate"))

    assert people.count() == 60
    assert Profile.objects.filter(is_listed=False).count() == 5
    for who in DELEGATE_LOG_INS:
        assert people.filter(delegate__user__email=log_ins.email_of(who)).exists()
    assert all(each.joined_at <= timezone.now() for each in people)
    assert not people.filter(interests=[]).exists()
    client.force_login(me)
    page = client.get(reverse("networking_people", args=[demonstration.assembly.slug]))
    assert page.context["found"].count == 59
    assert len(page.context["suggestions"]) == 6
    assert len(page.context["form"].filters) == 6
