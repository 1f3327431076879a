import re
from datetime import datetime, timedelta
from html import unescape
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import get_resolver, reverse

from common.words import day_and_clock
from events.addresses import RESERVED
from events.models import Assembly, Contributor
from tests.factories import (
    log_in,
    make_assembly,
    make_contributor,
    make_delegate,
    make_organiser,
    make_place,
    make_room,
    make_session,
    make_speaker,
    make_theme,
    make_user,
)

pytestmark = pytest.mark.django_db

LONDON = ZoneInfo("Europe/London")
ADD = "/admin/events/assembly/add/"


@pytest.fixture
def organiser(client):
    return log_in(client, make_organiser())


def filled_in(**fields) -> dict:
    data = {
        "name": "Third assembly",
        "slug": "2031",
        "organisation_name": "NHS England",
        "time_zone": "Europe/London",
        "starts_at_day": "2031-05-27",
        "starts_at_time": "08:45",
        "ends_at_day": "2031-05-27",
        "ends_at_time": "17:00",
        "admission": "anybody",
    }
    for prefix in ("places", "themes"):
        data |= {f"{prefix}-TOTAL_FORMS": 0, f"{prefix}-INITIAL_FORMS": 0}
    return data | fields


def shown(assembly) -> dict:
    """The form of a stored assembly as a browser sends it back untouched, without lines."""
    fields = ("name", "slug", "organisation_name", "strapline", "summary", "contact_email", "time_zone")
    fields += ("admission", "admitted_domains", "group_agreement")
    data = filled_in(**{name: getattr(assembly, name) for name in fields})
    data |= {
        "capacity": "" if assembly.capacity is None else assembly.capacity,
        "seen_changed_at": assembly.changed_at.isoformat(),
    }
    for name in ("opens_at", "starts_at", "ends_at", "closes_at", "registration_closes_at"):
        local = getattr(assembly, name).astimezone(assembly.zone)
        data |= {f"{name}_day": f"{local:%Y-%m-%d}", f"{name}_time": f"{local:%H:%M}"}
    return data


def lines_of(prefix, rows, field) -> dict:
    """The lines of stored places or themes, as a browser sends them back untouched."""
    data = {f"{prefix}-TOTAL_FORMS": len(rows), f"{prefix}-INITIAL_FORMS": len(rows)}
    for number, row in enumerate(rows):
        data |= {
            f"{prefix}-{number}-id": row.pk,
            f"{prefix}-{number}-assembly": row.assembly_id,
            f"{prefix}-{number}-{field}": getattr(row, field),
            f"{prefix}-{number}-position": row.position,
        }
    return data


def change(assembly) -> str:
    return reverse("admin:events_assembly_change", args=[assembly.pk])


def page_of(response) -> str:
    assert response.status_code == 200
    return response.content.decode()


def test_dates_left_empty_follow_from_the_day(client, organiser):
    client.post(ADD, filled_in())

    assembly = Assembly.objects.get()
    assert assembly.starts_at == datetime(2031, 5, 27, 8, 45, tzinfo=LONDON)
    assert assembly.opens_at == datetime(2031, 5, 22, 8, 45, tzinfo=LONDON)
    assert assembly.closes_at == datetime(2031, 11, 28, tzinfo=LONDON)
    assert assembly.registration_closes_at == assembly.ends_at
    assert assembly.published_at is None


def test_times_are_typed_in_the_zone_of_the_same_form(client, organiser):
    client.post(ADD, filled_in(time_zone="America/New_York"))

    assert Assembly.objects.get().starts_at == datetime(
        2031, 5, 27, 8, 45, tzinfo=ZoneInfo("America/New_York")
    )


@pytest.mark.parametrize(
    ("fields", "target", "words"),
    [
        ({"ends_at_time": "08:45"}, "ends_at", "The day must end after it starts</a>"),
        (
            {"opens_at_day": "2031-05-28", "opens_at_time": "09:00"},
            "opens_at",
            "Doors must open before the day starts, or when it starts</a>",
        ),
        (
            {"closes_at_day": "2031-05-26", "closes_at_time": "09:00"},
            "closes_at",
            "Recordings must close after the day ends, or when it ends</a>",
        ),
        (
            {"registration_closes_at_day": "2040-01-01", "registration_closes_at_time": "09:00"},
            "registration_closes_at",
            "Registration must close before the recordings do</a>",
        ),
        (
            {"opens_at_day": "2031-03-30", "opens_at_time": "01:30"},
            "opens_at",
            "This time does not exist: the clocks go forward over it. "
            "The next time is 2am on Sunday 30 March 2031",
        ),
        (
            {"closes_at_day": "2031-10-26", "closes_at_time": "01:15"},
            "closes_at",
            "1:15am comes twice that night, because the clocks go back.",
        ),
        ({"starts_at_time": ""}, "starts_at", "Enter the time at which the assembly starts"),
        (
            {"starts_at_day": "0001-01-01", "ends_at_day": "0001-01-01"},
            "starts_at",
            "The year must be between 2000 and 2100",
        ),
        (
            {"starts_at_day": "9999-12-31", "ends_at_day": "9999-12-31"},
            "ends_at",
            "The year must be between 2000 and 2100",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_dates_are_refused_each_at_its_own_field(client, organiser, fields, target, words):
    page = page_of(client.post(ADD, filled_in(**fields)))

    assert f'<a href="#id_{target}_0">{words}' in page
    assert "<title>Error: " in page
    assert 'value="Third assembly"' in page
    assert not Assembly.objects.exists()


@pytest.mark.parametrize(
    ("domains", "words"),
    [
        ("", "List at least one domain, or choose who else may register"),
        (" \r\n", "List at least one domain, or choose who else may register"),
        ("nhs.net\nnot a domain", "“not a domain” is not a domain. Enter each like nhs.net, on a line"),
        ("http://x", "“http://x” is not a domain."),
        ("dr@nhs.net", "“dr@nhs.net” is not a domain."),
        ("nhs", "“nhs” is not a domain."),
        ("nhs.net, nhs.uk", "“nhs.net, nhs.uk” is not a domain."),
    ],
)
def test_what_is_no_domain_is_refused_at_its_field(client, organiser, domains, words):
    page = page_of(client.post(ADD, filled_in(admission="domains", admitted_domains=domains)))

    assert f'<a href="#id_admitted_domains">{words}' in page


def test_domains_are_tidied(client, organiser):
    client.post(ADD, filled_in(admission="domains", admitted_domains="@NHS.net\r\n\r\n *.ac.uk "))

    assert Assembly.objects.get().admitted_domains == "nhs.net\nac.uk"


@pytest.mark.parametrize("slug", ["admin", "account", "assemblies", "health"])
def test_an_address_where_another_page_stands_is_refused(client, organiser, slug):
    page = page_of(client.post(ADD, filled_in(slug=slug)))

    assert "Another page of the portal stands at this address." in page


def test_every_first_word_of_the_portals_addresses_is_reserved():
    first_words = {
        str(pattern.pattern).strip("^").partition("/")[0] for pattern in get_resolver().url_patterns
    }

    assert {word for word in first_words if word and "<" not in word} <= RESERVED


def test_saving_what_is_shown_changes_no_instant(client, organiser):
    assembly = make_assembly()
    before = (assembly.dates, assembly.registration_closes_at)

    response = client.post(change(assembly), shown(assembly) | {"name": "Third assembly"})

    assembly.refresh_from_db()
    assert response.status_code == 302
    assert (assembly.dates, assembly.registration_closes_at) == before
    assert assembly.name == "Third assembly"


def test_places_and_themes_are_typed_with_the_assembly(client, organiser):
    client.post(
        ADD,
        filled_in()
        | {
            "places-TOTAL_FORMS": 2,
            "places-0-name": "Main stage",
            "places-0-position": 0,
            "places-0-is_stage": "on",
            "places-1-name": "Room 1",
            "places-1-position": 1,
            "themes-TOTAL_FORMS": 1,
            "themes-0-title": "Flexible training",
            "themes-0-position": 0,
        },
    )

    assembly = Assembly.objects.get()
    assert [(place.name, place.is_stage) for place in assembly.places.all()] == [
        ("Main stage", True),
        ("Room 1", False),
    ]
    assert assembly.themes.get().title == "Flexible training"


def test_a_change_made_in_another_window_is_not_written_over_unseen(client, organiser):
    assembly = make_assembly(name="Second", starts_at=datetime(2031, 5, 27, 8, 45, tzinfo=LONDON))
    stage, gone = (make_place(assembly, name=name) for name in ("Main stage", "Room 1"))
    typed = shown(assembly) | lines_of("places", [stage, gone], "name")
    typed |= {"contact_email": "help@example.org", "places-1-name": "Room one"}
    other = Client()
    log_in(other, make_organiser(name="Dr Other"))
    theirs = shown(assembly) | lines_of("places", [stage, gone], "name")
    theirs |= {"strapline": "By them", "ends_at_time": "17:30", "places-1-DELETE": "on"}
    theirs |= {"themes-TOTAL_FORMS": 1, "themes-0-title": "Rotas", "themes-0-position": 0}
    assert other.post(change(assembly), theirs).status_code == 302

    page = page_of(client.post(change(assembly), typed))
    assembly.refresh_from_db()

    told = day_and_clock(assembly.changed_at, LONDON)
    assert f"Dr Other changed this assembly at {told}, after you opened it here." in page
    assert "Strapline: “By them” is saved now, nothing stands here." in page
    assert "Contact address: nothing is saved now, “help@example.org” stands here." in page
    assert "Day ends: “5:30pm on Tuesday 27 May 2031” is saved now, “4:45pm on Tuesday" in page
    assert "Places on the timetable: “Main stage” is saved now, “Main stage; Room one” stands here." in page
    assert "Themes: “Rotas” is saved now, nothing stands here." in page
    assert "Name: " not in page, "what is the same need not be compared"
    assert (assembly.strapline, assembly.contact_email) == ("By them", "")
    assert 'value="help@example.org"' in page
    assert 'value="Room one"' in page

    again = typed | {"seen_changed_at": assembly.changed_at.isoformat()}
    assert f'value="{again["seen_changed_at"]}"' in page
    assert client.post(change(assembly), again).status_code == 302
    assembly.refresh_from_db()
    assert (assembly.strapline, assembly.contact_email, assembly.changed_by) == (
        "",
        "help@example.org",
        organiser,
    )
    assert [place.name for place in assembly.places.all()] == ["Main stage", "Room one"]


def asked(page) -> str:
    """What the button under the summary sends."""
    (button,) = re.findall(r"<button[^>]*>Save all the same</button>", page)
    assert 'form="assembly_form"' in button
    return unescape(re.search(r'value="([^"]*)"', button)[1])


def test_what_delegates_would_notice_is_asked_about_once(client, organiser):
    assembly = make_assembly(slug="fe-dom", starts_at=datetime(2031, 5, 27, 9, tzinfo=LONDON))
    make_session(assembly, title="Keynote address")
    make_delegate(assembly), make_delegate(assembly)
    typed = shown(assembly) | {
        "slug": "fe-renamed",
        "starts_at_time": "12:00",
        "time_zone": "Asia/Tokyo",
        "capacity": 1,
    }

    page = page_of(client.post(change(assembly), typed))

    assert "Check before you save" in page
    assert "There is a problem" not in page
    assert "1 session would lie outside the day, midday to 5pm: “Keynote address”." in page
    assert "Sessions do not move with the clocks: “Keynote address”, now at 9am, would stand at 5pm." in page
    assert "The address would change from /fe-dom/ to /fe-renamed/." in page
    assert "2 people have a place already, more than 1 place." in page
    assembly.refresh_from_db()
    assert assembly.slug == "fe-dom"

    read = {"confirmed": asked(page)}
    other = page_of(client.post(change(assembly), typed | read | {"slug": "fe-other"}))
    assert "from /fe-dom/ to /fe-other/" in other
    assert "Keynote address" not in other[: other.index("Save all the same")]
    assert client.post(change(assembly), typed | read).status_code == 302
    assembly.refresh_from_db()
    assert (assembly.slug, assembly.capacity) == ("fe-renamed", 1)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"ends_at_day": "2033-05-27"}, "The day lasts 731 days: 8:45am on Tuesday 27 May 2031 to"),
        (
            {"starts_at_day": "2001-05-27", "ends_at_day": "2001-05-27"},
            "The day is over already: it ended at 5pm on Sunday 27 May 2001.",
        ),
    ],
)
def test_a_day_that_may_be_a_slip_is_asked_about_once(client, organiser, fields, words):
    page = page_of(client.post(ADD, filled_in(**fields)))

    assert words in page
    assert not Assembly.objects.exists()
    assert client.post(ADD, filled_in(**fields, confirmed=asked(page))).status_code == 302
    assert Assembly.objects.exists()


def test_publishing_meanwhile_is_not_taken_back(client, organiser):
    assembly = make_assembly(published_at=None)
    typed = shown(assembly)
    client.post(reverse("admin:events_assembly_publish", args=[assembly.pk]))

    assert client.post(change(assembly), typed).status_code == 302

    assembly.refresh_from_db()
    assert assembly.published_at


# --- Places and themes -------------------------------------------------------------------------


def typed_lines(prefix, field, *names, **fields) -> dict:
    data = {f"{prefix}-TOTAL_FORMS": len(names)}
    for number, name in enumerate(names):
        data |= {f"{prefix}-{number}-{field}": name, f"{prefix}-{number}-position": number}
    return data | fields


@pytest.mark.parametrize(("prefix", "field"), [("places", "name"), ("themes", "title")])
def test_what_stands_twice_is_named(client, organiser, prefix, field):
    page = page_of(client.post(ADD, filled_in() | typed_lines(prefix, field, "Alpha", "Beta", "alpha")))

    assert (
        f'<a href="#id_{prefix}-2-{field}">“alpha” is there twice. Give one of them another name</a>' in page
    )
    assert page.count("is there twice") == 2, "in the summary and at the line"
    assert "lease correct" not in page
    assert not Assembly.objects.exists()


def test_a_place_that_was_added_in_another_window_is_not_added_again(client, organiser):
    assembly = make_assembly()
    typed = shown(assembly) | typed_lines("places", "name", "Room 1")
    make_place(assembly, name="Room 1")

    assert "“Room 1” is there twice." in page_of(client.post(change(assembly), typed))


def test_two_places_change_names(client, organiser):
    assembly = make_assembly()
    one, two = (make_place(assembly, name=name, position=number) for number, name in enumerate("AB"))
    typed = shown(assembly) | lines_of("places", [one, two], "name")

    swapped = typed | {"places-0-name": "B", "places-1-name": "A"}
    assert client.post(change(assembly), swapped).status_code == 302

    assert [(place.pk, place.name) for place in assembly.places.all()] == [(one.pk, "B"), (two.pk, "A")]


@pytest.mark.parametrize("prefix", ["places", "themes"])
def test_what_sessions_use_is_not_removed_and_they_are_named(client, organiser, prefix):
    assembly = make_assembly()
    place, theme = make_place(assembly, name="Main stage"), make_theme(assembly, title="Main stage")
    for number, title in enumerate(("Keynote", "Showcase")):
        session = make_session(assembly, title=title, starts_at=assembly.starts_at + timedelta(hours=number))
        make_room(session, place=place, theme=theme)
    row, field = {"places": (place, "name"), "themes": (theme, "title")}[prefix]
    typed = shown(assembly) | lines_of(prefix, [row], field) | {f"{prefix}-0-DELETE": "on"}

    page = page_of(client.post(change(assembly), typed))

    told = "Main stage is used by “Keynote” and “Showcase”, so it cannot be removed"
    assert f'<a href="#{prefix}-group">{told}</a>' in page
    assert "protected related objects" not in page


def test_new_places_stand_after_the_others(client, organiser):
    assembly = make_assembly()
    for number in range(3):
        make_place(assembly, position=number)

    page = page_of(client.get(change(assembly)))

    numbers = re.findall(r'name="places-(\d+)-position" value="(\d+)"', page)
    assert [(int(line), int(value)) for line, value in numbers] == [(n, n) for n in range(5)]


def test_a_line_that_was_only_numbered_is_empty(client, organiser):
    client.post(ADD, filled_in() | typed_lines("places", "name", "Room 1", "", **{"places-1-position": 7}))

    assert [place.name for place in Assembly.objects.get().places.all()] == ["Room 1"]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"slug": "taken"}, "There is already an assembly with this address"),
        ({"slug": "a b"}, "Address must have only letters, numbers, hyphens and underscores"),
        ({"capacity": "-1"}, "Places for delegates must be 0 or more"),
        ({"capacity": "2147483648"}, "Places for delegates must be 2147483647 or less"),
        ({"capacity": "many"}, "Places for delegates must be a whole number, like 15"),
        ({"contact_email": "nobody"}, "Contact address must be in the correct format, like name@example.com"),
        ({"name": ""}, "Enter the name"),
        (
            typed_lines("places", "name", "A", **{"places-0-position": "40000"}),
            "Position must be 32767 or less",
        ),
    ],
    ids=str,
)
def test_what_is_wrong_is_said_in_the_portals_words(client, organiser, fields, words):
    make_assembly(slug="taken")

    page = page_of(client.post(ADD, filled_in() | fields))

    assert f">{words}</a>" in page
    assert not [stock for stock in ("Ensure", "valid “slug”", "This field") if stock in page]


def test_the_page_of_an_assembly_begins_with_what_is_still_to_do(client, organiser):
    assembly = make_assembly(published_at=None)
    address = reverse("admin:events_assembly_change", args=[assembly.pk])
    page = page_of(client.get(address))
    assert page.count('<span class="tag tag--yellow">To do</span>') == 11

    make_room(make_session(assembly, has_captions=True, published_at=assembly.opens_at))
    make_theme(assembly), make_contributor(assembly)
    page = page_of(client.get(address))

    assert page.count('<span class="tag tag--green">Done</span>') == 6
    assert "1 place<" in page


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_of_an_assembly_costs_the_same(client, organiser, count, django_assert_num_queries):
    assembly = make_assembly()
    for _ in range(count):
        make_place(assembly), make_theme(assembly), make_session(assembly)

    client.get(
        reverse("admin:events_assembly_change", args=[assembly.pk])
    )  # content types are read once per process
    with django_assert_num_queries(11):
        client.get(reverse("admin:events_assembly_change", args=[assembly.pk]))


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("name", "queries"), [("assembly", 5), ("contributor", 5)])
def test_lists_cost_the_same_however_long(client, organiser, count, name, queries, django_assert_num_queries):
    for _ in range(count):
        make_contributor(make_assembly(), user=make_user())

    with django_assert_num_queries(queries):
        client.get(reverse(f"admin:events_{name}_changelist"))


# --- Contributors ------------------------------------------------------------------------------

PERSON = "/admin/events/contributor/add/"


def test_a_contributor_is_tied_to_a_log_in_by_its_address(client, organiser):
    assembly, user = make_assembly(), make_user("speaker@example.org")

    client.post(
        PERSON, {"assembly": assembly.pk, "name": "Dr A", "post": "", "log_in": "Speaker@Example.org"}
    )

    assert Contributor.objects.get().user == user


def test_a_contributor_needs_no_log_in(client, organiser):
    client.post(PERSON, {"assembly": make_assembly().pk, "name": "Dr A", "post": "", "log_in": ""})

    assert Contributor.objects.get().user is None


def test_one_log_in_is_one_contributor(client, organiser):
    assembly, user = make_assembly(), make_user("speaker@example.org")
    make_contributor(assembly, user=user, name="Dr A")

    page = page_of(
        client.post(PERSON, {"assembly": assembly.pk, "name": "Dr B", "log_in": "speaker@example.org"})
    )

    assert "Dr A has this log-in already" in page


def test_an_unknown_address_is_refused_in_words(client, organiser):
    page = page_of(
        client.post(PERSON, {"assembly": make_assembly().pk, "name": "Dr B", "log_in": "who@example.org"})
    )

    assert "Nobody has logged in with this address yet." in page


def test_two_people_of_one_assembly_can_be_told_apart(client, organiser):
    assembly = make_assembly()
    ann = make_contributor(assembly, name="Dr Ann Alpha", post="Dean")
    typed = {"assembly": assembly.pk, "name": "dr ann alpha ", "post": "Dean", "log_in": ""}

    page = page_of(client.post(PERSON, typed))

    own = reverse("admin:events_contributor_change", args=[ann.pk])
    assert (
        f'href="{own}" target="_blank" rel="noopener">Dr Ann Alpha, Dean (opens in a new tab)</a> is' in page
    )
    assert client.post(PERSON, typed | {"post": "Trainee"}).status_code == 302
    assert client.post(PERSON, typed | {"assembly": make_assembly().pk}).status_code == 302
    assert client.post(own, {"name": "Dr Ann Alpha", "post": "Dean", "log_in": ""}).status_code == 302


def test_a_list_of_people_is_gone_on_with(client, organiser):
    make_assembly()
    later = make_assembly(starts_at=datetime(2090, 5, 27, 9, tzinfo=LONDON))
    listed = page_of(client.get(f"/admin/events/contributor/?assembly={later.pk}"))
    address = unescape(re.search(r'href="(/admin/events/contributor/add/\?[^"]+)"', listed)[1])

    assert f'<option value="{later.pk}" selected>' in page_of(client.get(address))
    saved = client.post(
        address, {"assembly": later.pk, "name": "Dr A", "post": "", "log_in": ""}, follow=True
    )

    assert saved.redirect_chain[-1][0] == f"/admin/events/contributor/?assembly={later.pk}"
    assert "1 contributor" in page_of(saved)


def test_somebody_with_a_part_in_a_session_is_not_removed_and_it_is_named(client, organiser):
    session = make_session(title="Keynote <address>")
    person = make_speaker(session).contributor
    address = reverse("admin:events_contributor_delete", args=[person.pk])

    for answer in (client.get(address), client.post(address, {"post": "yes"})):
        page = page_of(answer)
        link = f'<a href="/admin/events/session/{session.pk}/change/">Keynote &lt;address&gt;</a>'
        assert f"<li>the session {link}</li>" in page
        assert "Go back" in page
    assert Contributor.objects.filter(pk=person.pk).exists()


def test_an_assembly_with_delegates_is_not_removed(client, organiser):
    delegate = make_delegate()

    page = page_of(client.get(reverse("admin:events_assembly_delete", args=[delegate.assembly_id])))

    assert "is in use, so it cannot be removed" in page
    assert "<li>1 delegate</li>" in page
    assert "permission" not in page
