"""The organisers' pages of what ends, what was removed, what is missing, and what is to be looked after."""

import html
import re
from datetime import timedelta

import pytest
from django.utils import timezone

from library import vault
from library.actions.endings import end_recordings
from library.actions.missing import report_missing
from library.actions.openings import count_opening
from library.models import FormatRequest, Opening
from tests.factories import log_in, make_assembly, make_organiser, make_session, make_user
from tests.library.factories import make_document, make_file, make_recording

pytestmark = pytest.mark.django_db

WHAT_ENDS = "/admin/library/ending/what-ends/"
GLANCE = "/admin/library/ending/at-a-glance/"
DAY = timedelta(days=1)


@pytest.fixture
def organiser(client):
    return log_in(client, make_organiser())


def page_of(client, address):
    response = client.get(address)
    assert response.status_code == 200
    words = re.sub(r"<[^>]+>", " ", response.content.decode().partition("<main")[2])
    return html.unescape(" ".join(words.split()))


def make_past(*, ended_ago=DAY, **fields):
    """A recording of an assembly that closed so long ago; before, if that is negative."""
    closes_at = timezone.now() - ended_ago
    assembly = make_assembly(starts_at=closes_at - 185 * DAY, closes_at=closes_at)
    return make_recording(make_session(assembly), **fields)


@pytest.mark.parametrize("address", [WHAT_ENDS, GLANCE, "/admin/library/ending/"])
def test_only_organisers_come_in(client, address):
    assert client.get(address).status_code == 302
    client.force_login(make_user())
    assert client.get(address).status_code in (302, 403)


def test_the_index_leads_there(client, organiser):
    page = client.get("/admin/").content.decode()

    assert f'href="{WHAT_ENDS}"' in page
    assert f'href="{GLANCE}"' in page
    assert 'href="/admin/library/ending/"' not in page, "one name, one place"


@pytest.mark.parametrize("address", [WHAT_ENDS, GLANCE])
def test_the_menu_lights_one_line(client, organiser, address):
    page = client.get(address).content.decode()

    assert re.findall(r'href="([^"]+)" aria-current="page"', page) == [address]
    assert "Endings" not in page


# --- What ends -------------------------------------------------------------------------------------


def test_what_will_be_done_is_shown_before_it_is_done(client, organiser):
    make_past(title="To go", content=b"x" * 2048)
    make_past(title="To stay", afterwards="keep", ended_ago=-DAY)
    make_past(title="Elsewhere", embed_address="https://video.example.org/1")
    make_past(title="Never published", published_at=None)

    page = page_of(client, WHAT_ENDS)

    assert re.search(
        r"To go Assembly \d+ \S+ .* Its file \(2.0 KB\), captions and chapters are removed", page
    )
    assert re.search(r"To stay Assembly \d+ .* Archived; its file is kept for organisers", page)
    assert "you are told to remove it at its host" in page
    assert "Never published" not in page
    assert "Nothing yet." in page


def test_what_was_done_is_told_with_its_bytes(client, organiser):
    recording = make_past(title="Gone", ended_ago=8 * DAY, content=b"x" * 3072)
    end_recordings(at=timezone.now())

    page = page_of(client, WHAT_ENDS)
    assert f"{recording.file.name} (3.0 KB), captions and chapters" in page
    assert "No published recording has an end to come." in page
    listed = page_of(client, "/admin/library/ending/")
    assert "Gone" in listed
    assert "(3.0 KB), captions and chapters" in listed
    assert client.post("/admin/library/ending/add/").status_code == 403


def test_what_is_kept_or_only_elsewhere_says_so(client, organiser):
    make_past(title="Kept", afterwards="keep", ended_ago=8 * DAY)
    make_past(title="Elsewhere", embed_address="https://video.example.org/1", ended_ago=8 * DAY)
    end_recordings(at=timezone.now())

    done = page_of(client, WHAT_ENDS).partition("What was done")[2]
    assert re.search(r"Elsewhere Assembly .* Captions and chapters", done)
    assert re.search(r"Kept Assembly .* Nothing", done)


def test_a_missing_file_is_listed_and_looked_for(client, organiser):
    recording = make_past(title="Lost", ended_ago=-DAY)
    document = make_document(title="Also lost")
    for stored in (recording.file, document.versions.get().file, make_file(name="orphan.pdf")):
        path = vault.path_of(stored.key)
        path.rename(path.with_suffix(".away"))
        report_missing(stored=stored, at=timezone.now())
    page = page_of(client, WHAT_ENDS)
    assert "Recording: Lost" in page
    assert "Document: Also lost" in page
    assert "orphan.pdf Nothing any more" in page

    answer = client.post(WHAT_ENDS, {"file": recording.file.pk}, follow=True)
    assert "is not there yet, or not whole." in answer.content.decode()
    path = vault.path_of(recording.file.key)
    path.with_suffix(".away").rename(path)
    answer = client.post(WHAT_ENDS, {"file": recording.file.pk}, follow=True)

    assert "is back. People can open it again." in answer.content.decode()
    assert "Recording: Lost" not in page_of(client, WHAT_ENDS)


@pytest.mark.parametrize("key", ["", "x", "0", "99999999999999999999999"])
def test_what_is_no_file_is_not_found(client, organiser, key):
    assert client.post(WHAT_ENDS, {"file": key}).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_what_ends_asks_as_often_whatever_there_is(client, organiser, count, django_assert_num_queries):
    for _ in range(count):
        make_past(ended_ago=-DAY)
        make_past(ended_ago=9 * DAY)
        report_missing(stored=make_past(ended_ago=-DAY).file, at=timezone.now())
        report_missing(stored=make_document().versions.get().file, at=timezone.now())
    end_recordings(at=timezone.now())
    with django_assert_num_queries(6):
        client.get(WHAT_ENDS)


# --- At a glance -----------------------------------------------------------------------------------


def test_what_is_to_be_looked_after(client, organiser):
    now, today = timezone.now(), timezone.localdate()
    make_document(title="Old", review_due_on=today, body="## Text", owner="Office of X")
    make_document(title="Fresh", review_due_on=today + DAY, body="## Text")
    make_document(title="Draft", review_due_on=today, published_at=None)
    file_only = make_document(title="File only", body=" \n ")
    make_past(title="Promised", ended_ago=-9 * DAY, captioned=False, captions_due_at=now + 3 * DAY)
    make_past(title="Broken promise", ended_ago=-9 * DAY, captioned=False, captions_due_at=now - DAY)
    make_past(title="Over", captioned=False)
    draft = {"ended_ago": -9 * DAY, "captioned": False, "published_at": None}
    make_past(title="Kept back", **draft)
    make_past(title="Excused", captions_due_at=now + DAY, captions_reason="Ill", **draft)
    make_past(title="No video", file=None, **draft)
    for user in (make_user(name="Amara Secret"), make_user()):
        FormatRequest.objects.create(document=file_only, user=user, need="Braille", asked_at=now - 4 * DAY)

    page = page_of(client, GLANCE)
    parts = dict(zip(*[iter(re.split(f"({'|'.join(HEADINGS)})", page)[1:])] * 2, strict=True))

    assert "Old (due on" in parts["Review overdue"]
    assert "Office of X" in parts["Review overdue"]
    assert not re.search("Fresh|Draft|File only", parts["Review overdue"])
    assert "File only" in parts["Without a version to read as a page"]
    assert not re.search("Old|Fresh|Draft", parts["Without a version to read as a page"])
    assert "File only : 2, the oldest since" in parts["Open requests for another format"]
    silent = parts["Recordings without captions"]
    assert "1 of them is shown for less than a week more." in silent
    assert re.search(r"Broken promise \(shown to nobody until it has captions\)", silent)
    assert re.search(r"Promised \(shown until", silent)
    assert re.search(r"Kept back \(a draft that cannot be published without them\)", silent)
    assert not re.search("Over|Excused|No video", silent)
    assert "Amara" not in page
    assert "Braille" not in page


HEADINGS = (
    "Review overdue",
    "Without a version to read as a page",
    "Open requests for another format",
    "Recordings without captions",
    "Opened most in the last year",
    "Never opened in the last year",
)


def test_what_is_opened_most_and_what_never(client, organiser):
    now = timezone.now()
    often, once, long_ago, never = (
        make_document(title=title) for title in ("Often", "Once", "Long", "Never")
    )
    film, unseen = (make_past(title=title, ended_ago=-DAY) for title in ("Film", "Unseen"))
    for thing in (often, often, often, film, film, once):
        count_opening(of=thing, at=now)
    Opening.objects.create(document=long_ago, day=timezone.localdate() - 365 * DAY, count=90)

    page = page_of(client, GLANCE)
    most, rest = page.partition("Opened most")[2].split("Never opened in the last year")

    assert re.search(r"Often 3 .*Film 2 .*Once 1", most)
    assert "Long" not in most
    assert all(title in rest for title in ("Long", "Never", "Unseen"))
    assert not any(title in rest for title in ("Often", "Once", "Film"))
    assert (never.title, unseen.title) == ("Never", "Unseen")
    shown = client.get(GLANCE).content.decode()
    for thing in (often, long_ago, never):
        assert f'href="/admin/library/document/{thing.pk}/change/">{thing.title}</a>' in shown
    for thing in (film, unseen):
        assert f'href="/admin/library/recording/{thing.pk}/change/">{thing.title}</a>' in shown


@pytest.mark.parametrize("count", [1, 3])
def test_the_glance_asks_as_often_whatever_there_is(client, organiser, count, django_assert_num_queries):
    now = timezone.now()
    for _ in range(count):
        document = make_document(review_due_on=timezone.localdate())
        FormatRequest.objects.create(document=document, user=make_user(), need="Braille", asked_at=now)
        count_opening(of=make_document(), at=now)
        count_opening(of=make_past(ended_ago=-DAY), at=now)
        make_past(ended_ago=-DAY, captioned=False, captions_due_at=now + DAY)
    with django_assert_num_queries(12):
        client.get(GLANCE)
