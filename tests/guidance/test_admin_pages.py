"""Pages in the admin: versions that are written once, and the list of what is to be checked."""

import re
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.utils import timezone

from guidance.actions import change_version, load_shipped, withdraw_version, write_version
from guidance.models import Page, Version
from guidance.policies import GuidanceRefused
from guidance.sources import source_problems
from tests.factories import log_in, make_organiser, make_user
from tests.guidance.contacts import make_contact
from tests.races import held_up

pytestmark = pytest.mark.django_db

LIST = "/admin/guidance/page/"
ADD = "/admin/guidance/version/add/"
TO_CHECK = f"{LIST}to-check/"
NOW = datetime(2027, 1, 20, 9, 30, tzinfo=UTC)
LONDON = ZoneInfo("Europe/London")


@pytest.fixture(autouse=True)
def at_nine_thirty():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def organiser(client):
    return log_in(client, make_organiser(name="Dr Keeper"))


def make_page(slug="visas", *, due_in=100, **fields) -> Page:
    """A page whose version has held for ten days, to be checked in so many days."""
    page = Page.objects.create(slug=slug, owner="Visa team", **fields)
    make_version(page, review_by_at=NOW + timedelta(days=due_in))
    return page


def make_version(page, **fields) -> Version:
    fields = {
        "title": f"About {page.slug}",
        "summary": "Whom to ask.",
        "body": "## First\n\nAsk.",
        "sources": "GOV.UK | https://www.gov.uk/",
        "valid_from_at": NOW - timedelta(days=10),
        "review_by_at": NOW + timedelta(days=100),
        "written_at": NOW - timedelta(days=10),
    } | fields
    return Version.objects.create(page=page, **fields)


def typed(page, **fields) -> dict:
    """What a browser sends: the newest version as it stands, and when to check the new one."""
    newest = page.versions.order_by("-pk").first()
    said = {name: getattr(newest, name) for name in ("title", "summary", "body", "sources")}
    return (
        {"page": page.pk, "seen": page.stamp(), "valid_from_at": "", "review_by": "2027-07-01"}
        | said
        | fields
    )


def write(client, page, **fields):
    return client.post(f"{ADD}?page={page.pk}", typed(page, **fields))


def page_of(response) -> str:
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def errors_of(response) -> dict[str, list[str]]:
    assert response.status_code == 200
    return dict(response.context["adminform"].form.errors)


# --- Who


def test_only_organisers_with_a_second_factor_come_in(client):
    page = make_page()
    paths = [LIST, f"{LIST}add/", f"{LIST}{page.pk}/change/", f"{ADD}?page={page.pk}", TO_CHECK]
    for path in paths:
        assert client.get(path).status_code == 302, path
    client.force_login(make_organiser())
    for path in paths:
        assert client.get(path).headers["Location"].startswith("/account/second-factor/set-up/"), path
    log_in(client, make_user())
    for path in paths:
        assert client.get(path, follow=True).status_code == 403, path
    log_in(client, make_organiser())
    for path in paths:
        assert client.get(path).status_code == 200, path


def test_the_action_refuses_whoever_does_not_organise():
    version = Version(page=make_page(), valid_from_at=NOW, review_by_at=NOW + timedelta(days=1))

    with pytest.raises(GuidanceRefused, match="Only an organiser"):
        write_version(version=version, seen="", author=make_user(), at=NOW)


# --- Versions


def test_a_new_version_begins_with_what_people_read_and_holds_at_once(client, organiser):
    page = make_page()
    form = client.get(f"{ADD}?page={page.pk}").context["adminform"].form
    assert form["title"].value() == "About visas"
    assert form["body"].value() == "## First\n\nAsk."

    response = write(client, page, body="## Now\n\nWrite.")

    assert response.headers["Location"] == f"{LIST}{page.pk}/change/"
    assert "“About visas”, applies from 9:30am on Wednesday 20 January 2027" in page_of(client.get(LIST))
    newest, earlier = page.versions.all()
    assert (newest.body, newest.written_by, newest.written_at) == ("## Now\n\nWrite.", organiser, NOW)
    assert newest.valid_from_at == NOW
    assert newest.review_by_at == datetime(2027, 7, 2, tzinfo=LONDON)
    assert earlier.body == "## First\n\nAsk."
    assert "Write." in page_of(client.get("/where-do-i-go/pages/visas/"))


def test_a_version_that_holds_later_leaves_the_public_page_as_it_is(client, organiser):
    page = make_page()

    write(client, page, body="Later words", valid_from_at="2027-02-01T09:00")

    assert "Later words" not in page_of(client.get("/where-do-i-go/pages/visas/"))
    shown = page_of(client.get(f"{LIST}{page.pk}/change/"))
    assert "Applies later: it can be changed or withdrawn" in shown
    assert "Applies now" in shown
    # What is wrong now can still be put right before the other one begins.
    assert write(client, page, body="Put right").status_code == 302
    assert "Put right" in page_of(client.get("/where-do-i-go/pages/visas/"))


@pytest.mark.parametrize(
    ("fields", "field", "words"),
    [
        ({"valid_from_at": "2027-01-20T09:00"}, "valid_from_at", "cannot begin in the past"),
        ({"valid_from_at": "2027-03-28T01:30"}, "valid_from_at", "may not exist"),
        ({"valid_from_at": "soon"}, "valid_from_at", "Enter a real day and time"),
        ({"review_by": "2027-01-19"}, "review_by", "must be checked after the version begins"),
        ({"review_by": ""}, "review_by", "Enter the day by which somebody checks it"),
        ({"review_by": "31/2/2027"}, "review_by", "must be a real date"),
        ({"title": ""}, "title", "Enter the title"),
        ({"body": " "}, "body", "Enter the body"),
        ({"body": "Ask.\n\n# First"}, "body", "Line 3 of the body: begin the heading with ##"),
        ({"body": "First\n===\n\nAsk."}, "body", "Line 1 of the body: begin the heading with ##"),
        (
            {"body": "Ask.\n\n<script>alert(1)</script>"},
            "body",
            "Line 3 of the body: HTML is shown as it is typed",
        ),
        ({"body": "Ask <b>now</b>"}, "body", "Line 1 of the body: HTML is shown as it is typed"),
        ({"body": "[x](javascript:alert(1))"}, "body", "Line 1 of the body: a link must start with https://"),
        ({"body": "[x](ftp://a.uk)"}, "body", "Line 1 of the body: a link must start with https://"),
        ({"body": "![i](https://a.uk/x.png)"}, "body", "Line 1 of the body: pictures are not shown"),
        ({"body": "## A\n\n#### B"}, "body", "Line 3 of the body: begin the heading with ##, or with ###"),
        ({"title": "x" * 121}, "title", "120 characters or fewer"),
        (
            {"sources": "GOV.UK | https://a.uk\n\nbad"},
            "sources",
            "Line 3 of the sources: write a title, then |",
        ),
        ({"sources": "| https://a.uk"}, "sources", "Line 1 of the sources: write a title, then |"),
        ({"sources": "x | http://a.uk"}, "sources", "Line 1 of the sources: write a title, then |"),
    ],
    ids=str,
)
def test_what_is_wrong_is_told_at_its_field(client, organiser, fields, field, words):
    page = make_page()

    errors = errors_of(write(client, page, **fields))

    assert list(errors) == [field]
    assert words in " ".join(errors[field])
    assert page.versions.count() == 1


def test_a_version_is_previewed_before_anybody_can_read_it(client, organiser):
    page = make_page()
    form = page_of(client.get(f"{ADD}?page={page.pk}"))
    assert 'formaction="/admin/guidance/version/preview/"' in form

    shown = page_of(
        client.post(
            "/admin/guidance/version/preview/",
            typed(page, title="Rest", body="## Sleep\n\n| A | B |\n|---|---|\n| c | d |\n\n<b>x</b>"),
        )
    )

    assert "Nothing of this is saved or public." in shown
    assert '<h2 class="nhsuk-heading-m">Sleep</h2>' in shown
    assert "Line 7 of the body: HTML is shown as it is typed" in shown
    assert "<b>x</b>" not in shown
    assert page.versions.count() == 1
    log_in(client, make_user())
    assert client.post("/admin/guidance/version/preview/", {}, follow=True).status_code in (403, 405)
    assert client.get("/admin/guidance/version/preview/").status_code != 200


def test_every_line_of_sources_that_is_none_is_told():
    text = "bad\nGOV.UK | https://www.gov.uk/\n | \nx | javascript:1\nx | https://a b.uk"

    assert [problem.partition(" of")[0] for problem in source_problems(text)] == [
        "Line 1",
        "Line 3",
        "Line 4",
        "Line 5",
    ]
    assert source_problems("") == []


def test_two_versions_cannot_begin_at_once(client, organiser):
    page = make_page()
    write(client, page, valid_from_at="2027-02-01T09:00")

    errors = errors_of(write(client, page, valid_from_at="2027-02-01T09:00"))

    assert "begins at the same moment" in errors["valid_from_at"][0]


def test_who_did_not_see_the_newest_version_is_told_and_can_then_save(client, organiser):
    page = make_page()
    stale = typed(page, body="Mine")
    write(client, page, body="Theirs")

    with time_machine.travel(NOW + timedelta(minutes=1), tick=False):
        refused = client.post(f"{ADD}?page={page.pk}", stale)
        assert "Somebody wrote, changed or withdrew a version after you opened this form" in page_of(refused)
        form = refused.context["adminform"].form
        assert form["body"].value() == "Mine"
        client.post(f"{ADD}?page={page.pk}", stale | {"seen": form["seen"].value()})

    assert [version.body for version in page.versions.all()][:2] == ["Mine", "Theirs"]


@pytest.mark.django_db(transaction=True)
def test_a_race_that_the_action_loses_shows_the_form_again(client, organiser):
    page = make_page()

    with held_up(Page.objects.filter(pk=page.pk), lambda: make_version(page, valid_from_at=NOW)):
        answer = write(client, page, body="Kept words")

    assert list(errors_of(answer)) == ["valid_from_at"]
    assert answer.context["adminform"].form["body"].value() == "Kept words"
    assert page.versions.count() == 2


def test_what_was_written_can_be_read_and_neither_changed_nor_removed(client, organiser):
    page = make_page()
    version = page.versions.get()
    address = f"/admin/guidance/version/{version.pk}/"

    shown = page_of(client.get(f"{address}change/"))

    assert "<textarea" not in shown
    assert '<h2 class="nhsuk-heading-m">First</h2>' in shown
    sent_on = client.post(f"{address}change/", typed(page, body="Changed"))
    assert (sent_on.status_code, sent_on.headers["Location"]) == (307, f"{ADD}?page={page.pk}")
    assert client.post(f"{address}delete/", {"post": "yes"}).status_code == 403
    assert client.post(f"{LIST}{page.pk}/delete/", {"post": "yes"}).status_code == 403
    version.refresh_from_db()
    assert version.body == "## First\n\nAsk."


def scheduled(client, page, **fields) -> Version:
    """A version that begins on 1 February, written by the organiser."""
    write(
        client,
        page,
        **{"title": "Later", "body": "Later words", "valid_from_at": "2027-02-01T09:00"} | fields,
    )
    return page.versions.order_by("pk").last()


def test_a_form_begins_with_what_people_read_though_a_later_version_waits(client, organiser):
    page = make_page()
    later = scheduled(client, page)

    response = client.get(f"{ADD}?page={page.pk}")

    assert response.context["adminform"].form["body"].value() == "## First\n\nAsk."
    assert "“Later” replaces what people read at 9am on Monday 1 February 2027" in page_of(response)
    chosen = client.get(f"{ADD}?page={page.pk}&from={later.pk}")
    assert chosen.context["adminform"].form["body"].value() == "Later words"
    assert "people read it at once" in page_of(chosen)


def test_who_saves_what_a_scheduled_version_replaces_is_told(client, organiser):
    page = make_page()
    scheduled(client, page)

    response = client.post(
        f"{ADD}?page={page.pk}", typed(page, title="Fix", body="Put right", valid_from_at=""), follow=True
    )

    told = "“Later” is scheduled and replaces it at 9am on Monday 1 February 2027, without what you changed."
    assert told in page_of(response)
    assert "Put right" in page_of(client.get("/where-do-i-go/pages/visas/"))


def test_a_version_that_nobody_has_read_is_changed(client, organiser):
    page = make_page()
    later = scheduled(client, page)
    address = f"/admin/guidance/version/{later.pk}/change/"
    form = client.get(address).context["adminform"].form
    sent = {name: form[name].value() for name in ("seen", "title", "summary", "body", "sources")}
    assert form["review_by"].value() == date(2027, 7, 1)

    sent |= {
        "page": page.pk,
        "review_by": "2027-07-02",
        "valid_from_at": "2027-02-02T09:00",
        "title": "Righted",
    }
    assert "Righted" in page_of(client.post(address, sent, follow=True))

    later.refresh_from_db()
    assert (later.title, later.written_by) == ("Righted", organiser)
    assert later.valid_from_at == datetime(2027, 2, 2, 9, tzinfo=UTC)
    assert "Somebody wrote, changed or withdrew" in page_of(
        client.post(address, sent | {"title": "Second tab"})
    )


def test_a_version_that_nobody_has_read_is_withdrawn_after_asking_and_recorded(client, organiser):
    page = make_page()
    later = scheduled(client, page)
    address = f"/admin/guidance/version/{later.pk}/delete/"

    assert "Nobody has read it" in page_of(client.get(address))
    assert page.versions.count() == 2
    client.post(address, {"post": "yes"})

    assert page.versions.get().title == "About visas"
    history = page_of(client.get(f"{LIST}{page.pk}/history/"))
    assert "Withdrew “Later”, which was to apply from 9am on Monday 1 February 2027." in history
    assert f"<td>{organiser}</td>" in history


def test_a_version_that_begins_while_it_is_changed_or_withdrawn_stays_and_nothing_typed_is_lost(
    client, organiser
):
    page = make_page()
    later = scheduled(client, page)
    sent = typed(page, body="Typed for long", valid_from_at="2027-02-01T09:00")

    with time_machine.travel(datetime(2027, 2, 1, 9, 0, 1, tzinfo=UTC), tick=False):
        organiser = log_in(client, make_organiser())
        response = client.post(f"/admin/guidance/version/{later.pk}/change/", sent, follow=True)
        assert response.context["adminform"].form["body"].value() == "Typed for long"
        assert "People read this version already" in page_of(response)
        for act in (
            lambda: withdraw_version(version=later, actor=organiser, at=timezone.now()),
            lambda: change_version(version=later, seen=page.stamp(), author=organiser, at=timezone.now()),
        ):
            with pytest.raises(GuidanceRefused, match="stays as it is"):
                act()

    assert page.versions.count() == 2
    assert page.versions.first().body == "Later words"


@pytest.mark.parametrize("query", ["", "?page=x", "?page=999999", "?page=99999999999999999999"])
def test_a_version_of_no_page_leads_to_the_pages(client, organiser, query):
    response = client.get(ADD + query, follow=True)

    assert response.redirect_chain[-1][0] == LIST
    assert "Choose the page first" in page_of(response)


def test_a_page_that_is_to_be_checked_by_a_day_is_fine_until_the_end_of_that_day(client, organiser):
    page = make_page()
    write(client, page, review_by="2027-03-28")  # the clock goes forward in its night
    shown = "Sunday 28 March 2027"

    for at, is_stale in (
        (datetime(2027, 3, 28, 0, 0, 1, tzinfo=LONDON), False),
        (datetime(2027, 3, 28, 23, 59, 59, tzinfo=LONDON), False),
        (datetime(2027, 3, 29, tzinfo=LONDON), True),
    ):
        with time_machine.travel(at, tick=False):
            public = page_of(client.get("/where-do-i-go/pages/visas/"))
            assert ("This page may be out of date." in public) is is_stale
            assert shown in public
            log_in(client, make_organiser())
            to_check = page_of(client.get(TO_CHECK))
            assert (">Overdue<" in to_check) is is_stale
            assert f"To be checked by {shown}" in to_check
            assert "28 Mar 2027" in page_of(client.get(LIST))


# --- Pages


def test_a_page_is_added_kept_and_its_address_stays(client, organiser):
    client.post(f"{LIST}add/", {"slug": "rest", "owner": "Guardians", "keeper": "", "position": "3"})
    page = Page.objects.get()
    change = f"{LIST}{page.pk}/change/"
    assert "write the first" in page_of(client.get(change))
    for path in (change, f"{ADD}?page={page.pk}"):
        assert "See the public page" not in page_of(client.get(path))

    client.post(change, {"slug": "other", "owner": "Guardian", "keeper": organiser.pk, "position": "3"})
    page.refresh_from_db()
    assert (page.slug, page.owner, page.keeper) == ("rest", "Guardian", organiser)

    client.post(
        f"{ADD}?page={page.pk}",
        {
            "page": page.pk,
            "seen": page.stamp(),
            "title": "Rest",
            "summary": "Sleep.",
            "body": "Sleep.",
            "sources": "A | https://a.uk",
            "review_by": "1/7/2027",
        },
    )
    assert 'href="/where-do-i-go/pages/rest/"' in page_of(client.get(change))


def test_only_organisers_can_keep_a_page(client, organiser):
    page, somebody = make_page(), make_user()

    response = client.post(f"{LIST}{page.pk}/change/", {"owner": "A", "keeper": somebody.pk, "position": "0"})

    assert errors_of(response) == {"keeper": ["Select an organiser from the list"]}


def test_the_list_tells_what_holds_and_what_is_overdue(client, organiser):
    make_page("late", due_in=0, keeper=organiser)
    make_page("fine", due_in=1)
    Page.objects.create(slug="unwritten", owner="Nobody")

    everything = page_of(client.get(LIST))
    overdue = page_of(client.get(f"{LIST}?overdue=yes"))
    others = page_of(client.get(f"{LIST}?overdue=no"))

    assert "unwritten (nothing applies yet)" in everything
    assert everything.count(">Overdue</span>") == 1
    assert "10 Jan 2027" in everything
    assert "About late" in overdue
    assert "About fine" not in overdue
    assert "About late" not in others
    assert "unwritten" in others


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_however_long(client, organiser, count, django_assert_num_queries):
    for number in range(count):
        make_page(f"page-{number}", keeper=organiser)

    with django_assert_num_queries(6):
        client.get(LIST)


# --- What is to be checked


def test_own_pages_come_first_and_what_is_overdue_before_what_is_soon_due(client, organiser):
    make_page("a-soon", due_in=30)
    make_page("b-late", due_in=-1)
    make_page("c-own-soon", due_in=29, keeper=organiser)
    make_page("d-own-late", due_in=0, keeper=organiser)
    make_page("e-fine", due_in=31, keeper=organiser)

    page = page_of(client.get(TO_CHECK))

    slugs = ["d-own-late", "c-own-soon", "b-late", "a-soon"]
    places = [page.index(f"About {slug}<") for slug in slugs]
    assert places == sorted(places)
    assert "About e-fine" not in page
    assert page.count(">Overdue<") == page.count(">Due soon<") == 2


def test_what_was_checked_leaves_the_list(client, organiser):
    page = make_page(due_in=-1, keeper=organiser)

    write(client, page)

    assert "None is to be checked now." in page_of(client.get(TO_CHECK))


@pytest.mark.parametrize("count", [1, 3])
def test_what_is_to_be_checked_costs_the_same_however_much(
    client, organiser, count, django_assert_num_queries
):
    for number in range(count):
        make_page(f"page-{number}", due_in=-1, keeper=organiser)

    with django_assert_num_queries(5):
        client.get(TO_CHECK)


def tasks_shown(client) -> str:
    """The part about guidance of the organisers' start page, as it is read."""
    part = page_of(client.get("/admin/")).partition('id="guidance-tasks-title"')[2].partition("</section>")[0]
    return " ".join(re.sub("<[^>]+>", " ", f"<{part}").split())


def test_a_keeper_finds_what_is_due_on_the_start_page(client, organiser):
    make_page("late", due_in=-1, keeper=organiser)
    make_page("soon", due_in=29, keeper=organiser)
    make_page("other-late", due_in=-1, keeper=make_organiser())
    make_contact(checked_on=timezone.localdate() - timedelta(days=366))

    shown = tasks_shown(client)

    assert "Pages that you keep 1 overdue 1 due soon All pages 2 overdue Contacts 1 not checked for" in shown
    assert f'href="{TO_CHECK}"' in page_of(client.get("/admin/"))


def test_a_page_without_a_keeper_who_comes_in_is_a_task_for_organisers(client, organiser):
    load_shipped(at=NOW)
    Page.objects.filter(slug="visas").update(keeper=make_user())
    Page.objects.filter(slug="dignity-at-work").update(keeper=organiser)

    assert "7 without a keeper" in tasks_shown(client)
    page = page_of(client.get(TO_CHECK))
    assert page.count(">To do<") == 7
    assert page.count("Its keeper is no organiser any more.") == 1

    Page.objects.update(keeper=organiser)
    assert "Each has a keeper, and none is overdue" in tasks_shown(client)
    assert "Every page has a keeper." in page_of(client.get(TO_CHECK))


@pytest.mark.parametrize("count", [1, 3])
def test_the_start_page_costs_the_same_however_much_is_due(
    client, organiser, count, django_assert_num_queries
):
    for number in range(count):
        make_page(f"page-{number}", due_in=-1, keeper=organiser)

    with django_assert_num_queries(10):
        client.get("/admin/")


def test_the_pages_that_come_with_the_portal_can_be_written_on(client, organiser):
    load_shipped(at=timezone.now())
    for page in Page.objects.all():
        assert write(client, page).status_code == 302, page
