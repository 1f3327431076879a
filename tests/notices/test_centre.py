"""The notices centre over HTTP: what is listed, what is new, the way on, and the count in every header."""

import re
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from notices.actions.sending import send_due
from notices.frames import stream_of
from notices.models import Notice, State
from tests.factories import log_in, make_assembly, make_organiser, make_user
from tests.notices.rows import NEWS, a_released_notice, letter

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
AT = datetime(2022, 5, 20, 8, 30, tzinfo=UTC)


@pytest.fixture
def sam(client):
    return log_in(client, make_user("sam@example.org"))


def words(response) -> str:
    assert response.status_code == 200
    main = re.sub(r"<[^>]+>", " ", response.content.decode().split("<main")[1].split("</main>")[0])
    return " ".join(unescape(main).split())


def header(response) -> str:
    """What the link in the header says."""
    link = re.search(r'id="notices-link".*?</a>', response.content.decode(), re.DOTALL)
    return re.sub(r"<[^>]+>", "", link[0].split(">", 1)[1]) if link else ""


def open_path(notice: Notice) -> str:
    return reverse("notice_open", args=[notice.code])


# --- What is listed ----------------------------------------------------------------------------


def test_the_newest_is_first_with_its_day_and_what_it_says(client, sam):
    a_released_notice(sam, about="the first", at=AT, read_at=AT)
    a_released_notice(sam, about="the second", at=AT + timedelta(hours=3, minutes=30))

    page = words(client.get("/notices/"))

    assert re.search(
        "New About the second 1pm on Friday 20 May 2022 First paragraph. Second paragraph. "
        "Open it : About the second About the first 9:30am on Friday 20 May 2022",
        page,
    )
    assert page.count("New ") == 2  # the tag, and the filter "New only"
    assert "Times are in UK time." in page


def test_only_what_was_released_to_this_person_is_there(client, sam):
    for state in (State.DUE, State.MISSED, State.WITHDRAWN):
        Notice.objects.create(
            recipient=sam,
            kind=NEWS,
            about=state,
            state=state,
            headline="Never released",
            due_at=AT,
            not_before=AT,
        )
    a_released_notice(make_user(), about="somebody else")
    a_released_notice(sam, about="a mail that was never sent", state=State.FAILED)
    a_released_notice(sam, about="what left the portal only", state=State.PORTAL)

    page = words(client.get("/notices/"))

    assert "About a mail that was never sent" in page
    assert "About what left the portal only" in page
    assert "Never released" not in page
    assert "somebody else" not in page


def test_what_is_sent_is_there_as_the_mail_said_it(client, sam, mailoutbox):
    notice = Notice.objects.create(recipient=sam, kind=NEWS, about="it", due_at=AT, not_before=AT)
    assert "Nothing has been sent to you yet." in words(client.get("/notices/"))

    send_due(at=timezone.now())

    page = words(client.get("/notices/"))
    when = "When: Friday 27 May 2022, 8:45am to 5pm (UK time)"
    for said in ("About it", *letter(notice).introduction, "Open it", when):
        assert said in page


def test_an_empty_centre_says_what_will_be_here(client, sam):
    page = client.get("/notices/")

    assert "What the portal tells you will be here" in words(page)
    assert "Mark all as read" not in words(page)
    assert reverse("mail_wishes") in page.content.decode()


def test_pages_are_numbered_and_keep_the_filter(client, sam):
    for number in range(45):
        a_released_notice(sam, about=f"number {number};", at=AT + number * MINUTE)
    a_released_notice(sam, about="what was read", at=AT, read_at=AT)

    first, last = client.get("/notices/"), client.get("/notices/?new=1&page=3")

    assert words(first).count("paragraph") == 40
    assert "number 44;" in words(first)
    assert "number 24;" not in words(first)
    assert 'href="?page=2"' in first.content.decode()
    assert "number 4;" in words(last)
    assert 'href="?new=1&amp;page=2"' in last.content.decode()
    assert "what was read" not in words(last)
    assert "number 4;" in words(client.get("/notices/?page=99"))
    assert "number 44;" in words(client.get("/notices/?page=nonsense"))


def test_new_only_leaves_out_what_was_read(client, sam):
    a_released_notice(sam, about="old news", read_at=AT)
    assert "Nothing is new." in words(client.get("/notices/?new=1"))

    a_released_notice(sam, about="fresh news")
    page = words(client.get("/notices/?new=1"))
    assert "fresh news" in page
    assert "old news" not in page


def test_what_somebody_typed_is_shown_and_never_run(client, sam):
    a_released_notice(sam, about="<script>alert(1)</script>", lead="<b>bold</b>\n\n\n\nsecond")

    html = client.get("/notices/").content.decode()

    assert "<script>alert" not in html
    assert "<b>bold" not in html
    assert "second" in html


@pytest.mark.parametrize("count", [1, 20])
def test_the_centre_costs_the_same_however_long(client, sam, django_assert_num_queries, count):
    for number in range(count):
        a_released_notice(sam, about=str(number))
    # Log-in session, person, how many there are, this page of them, and what is new for the header.
    with django_assert_num_queries(5):
        client.get("/notices/")
    with django_assert_num_queries(5):
        client.get("/notices/?new=1")


def test_nobody_reads_it_without_a_log_in_and_no_copy_is_kept(client):
    for path in ("/notices/", "/notices/read/"):
        assert client.get(path).headers["Location"].startswith("/account/login/")
    log_in(client, make_user())
    for path in ("/notices/", "/notices/count/"):
        assert "no-store" in client.get(path).headers["Cache-Control"]


# --- Reading -----------------------------------------------------------------------------------


def test_the_button_marks_it_as_read_and_leads_on(client, sam):
    notice = a_released_notice(sam, path="/programme/?day=1#now")
    other = a_released_notice(sam, about="another")

    with time_machine.travel(AT + MINUTE, tick=False):
        response = client.post(open_path(notice))

    assert response.headers["Location"] == "/programme/?day=1#now"
    notice.refresh_from_db()
    other.refresh_from_db()
    assert (notice.read_at, other.read_at) == (AT + MINUTE, None)


def test_the_first_look_counts(client, sam):
    notice = a_released_notice(sam, read_at=AT)
    client.post(open_path(notice))
    notice.refresh_from_db()
    assert notice.read_at == AT


def test_a_link_alone_marks_nothing(client, sam):
    notice = a_released_notice(sam)

    assert client.get(open_path(notice)).headers["Location"] == "/notices/"
    assert client.get("/notices/read/").headers["Location"] == "/notices/"
    assert Notice.objects.unread().count() == 1


@pytest.mark.parametrize(
    "path",
    [
        "https://elsewhere.example/",
        "//elsewhere.example/",
        "/\\elsewhere.example/",
        "\\/elsewhere.example/",
        "///elsewhere.example",
        "javascript:alert(1)",
        "elsewhere/",
        "",
    ],
)
def test_no_button_leads_out_of_the_portal(client, sam, path):
    notice = a_released_notice(sam, path=path)

    assert "Open it" not in words(client.get("/notices/"))
    assert "Mark as read : About it" in words(client.get("/notices/"))
    assert client.post(open_path(notice)).headers["Location"] == "/notices/"
    assert "Mark as read" not in words(client.get("/notices/"))


def test_others_notices_and_those_not_released_are_not_found(client, sam):
    theirs = a_released_notice(make_user())
    mine = Notice.objects.create(recipient=sam, kind=NEWS, about="it", due_at=AT, not_before=AT)

    for notice in (theirs, mine):
        for ask in (client.get, client.post):
            assert ask(open_path(notice)).status_code == 404
    assert client.post("/notices/00000000-0000-0000-0000-000000000000/open/").status_code == 404
    assert Notice.objects.exclude(read_at=None).count() == 0


def test_all_are_read_at_once_but_for_others_and_what_came_meanwhile(client, sam):
    first = a_released_notice(sam, about="first", at=AT)
    second = a_released_notice(sam, about="second", at=AT + MINUTE)
    theirs = a_released_notice(make_user(), at=AT)
    until = re.search('name="until" value="([^"]+)"', client.get("/notices/").content.decode())[1]
    late = a_released_notice(sam, about="late", at=AT + 2 * MINUTE)

    page = client.post("/notices/read/", {"until": until}, follow=True)

    assert "2 notices marked as read." in words(page)
    assert set(Notice.objects.unread()) == {late, theirs}
    assert set(Notice.objects.exclude(read_at=None)) == {first, second}


@pytest.mark.parametrize("until", ["", "nonsense", "2022-05-20T08:30:00", "2022-13-45T99:99:99+00:00"])
def test_a_form_without_its_moment_marks_all(client, sam, until):
    a_released_notice(sam)
    client.post("/notices/read/", {"until": until})
    assert Notice.objects.unread().count() == 0


def test_no_page_of_another_website_marks_anything(sam):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(sam)
    notice = a_released_notice(sam)
    for path in (open_path(notice), "/notices/read/"):
        assert strict.post(path).status_code == 403
    assert Notice.objects.unread().count() == 1


# --- The header --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("count", "said"),
    [(0, "Notices"), (1, "Notices (1 new)"), (9, "Notices (9 new)"), (10, "Notices (9+ new)")],
)
def test_the_header_counts_what_is_new(client, sam, count, said):
    for number in range(count):
        a_released_notice(sam, about=str(number), at=AT + number * MINUTE)
    a_released_notice(sam, about="read", at=AT + timedelta(days=1), read_at=AT)
    a_released_notice(make_user())

    page = client.get("/terms/")

    assert header(page) == said
    assert f'data-stream="{stream_of(sam.pk)}"' in page.content.decode()


def test_pages_of_the_assembly_have_it_too(client, sam):
    assembly = make_assembly()
    a_released_notice(sam)
    for name in ("assembly_home", "programme", "register"):
        assert header(client.get(reverse(name, args=[assembly.slug]))) == "Notices (1 new)"
    assert header(client.get("/no-such-page/")) == "Notices (1 new)"


def test_who_is_not_logged_in_has_none_and_costs_nothing(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        page = client.get("/terms/")
    assert "notices" not in page.content.decode().split("<main")[0]
    assert "js/notices.js" not in page.content.decode()


def test_the_letterbox_and_the_admin_do_not_ask(client):
    a_released_notice(log_in(client, make_organiser()))
    for path in ("/letterbox/", "/admin/"):
        with CaptureQueriesContext(connection) as asked:
            page = client.get(path)
        assert page.status_code == 200
        assert not [query["sql"] for query in asked if "notices_notice" in query["sql"]]
        assert "notices-link" not in page.content.decode()
        assert "js/notices" not in page.content.decode()


# --- The count alone ---------------------------------------------------------------------------


def test_a_page_may_ask_for_the_count_alone(client, sam, django_assert_num_queries):
    for number in range(3):
        a_released_notice(sam, about=str(number), at=AT + number * MINUTE)
    with django_assert_num_queries(3):  # log-in session, person, count
        told = client.get("/notices/count/").json()

    assert told == {"unread": 3, "at": "2022-05-20T08:32:00+00:00", "headline": "About 2"}
    Notice.objects.update(read_at=AT)
    assert client.get("/notices/count/").json() == {"unread": 0, "at": None, "headline": ""}
    assert client.post("/notices/count/").status_code == 405


def test_without_a_log_in_the_count_says_so_at_no_cost(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        response = client.get("/notices/count/")
    assert response.status_code == 401
    assert "no-store" in response.headers["Cache-Control"]
