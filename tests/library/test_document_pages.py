"""The pages of a document: what they say, who gets which answer, and what counts as an opening."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from library import vault
from library.models import Document, Opening
from tests.factories import (
    log_in,
    make_assembly,
    make_delegate,
    make_organiser,
    make_session,
    make_speaker,
    make_theme,
    make_topic,
    make_user,
)
from tests.library.factories import make_document, make_version

pytestmark = pytest.mark.django_db
Audience = Document.Audience
PARTS = ("", "read/", "format/", "file/")


def page(client, url, status=200) -> str:
    response = client.get(url)
    assert response.status_code == status, response
    return " ".join(response.content.decode().split())


def file_url(document) -> str:
    return f"{document.address}file/{document.versions.first().file.name}"


def opened(document) -> int:
    return sum(row.count for row in Opening.objects.filter(document=document))


def test_it_says_what_it_is_and_what_its_file_weighs(client):
    assembly = make_assembly(name="The second assembly")
    document = make_document(
        b"%PDF-1.7" + b"0" * 240 * 1024,
        title="Escalation map",
        summary="Who to tell.\n\nAnd when.",
        owner="Ms Owner",
        assembly=assembly,
        review_due_on=timezone.localdate() + timedelta(days=10),
    )
    document.themes.add(make_theme(assembly, title="Clinical supervision"))
    document.versions.update(note="A new number")

    html = page(client, document.address)

    assert "Download <bdi>Escalation map</bdi> (PDF, 240 KB)" in html
    assert "as a page" not in html
    for words in ("Who to tell.", "Ms Owner", "The second assembly", "Clinical supervision", "A new number"):
        assert words in html
    assert "It will be reviewed by" in html
    assert f'href="{document.address}format/"' in html
    assert html.count("<h1") == 1


def test_the_page_to_read_stands_before_the_file(client):
    document = make_document(title="Map", body="## Who to tell\n\nYour supervisor. <b>Now</b>")

    html = page(client, document.address)

    assert html.index("as a page") < html.index("Download <bdi>Map</bdi>")
    read = page(client, f"{document.address}read/")
    assert '<h2 class="nhsuk-heading-m">Who to tell</h2>' in read
    assert "&lt;b&gt;Now" in read
    assert "Download <bdi>Map</bdi> (PDF, 1 KB)" in read


def test_one_that_is_due_says_so_first(client):
    document = make_document(owner="Ms Owner", review_due_on=timezone.localdate())

    html = page(client, document.address)

    assert "so it may be out of date. Ask the owner, <bdi>Ms Owner</bdi>" in html


def test_a_lost_file_is_told(client):
    document = make_document()
    version = document.versions.get()
    version.file.missing_since = timezone.now()
    version.file.save()

    html = page(client, document.address)

    assert "cannot be found at the moment" in html
    assert "Download" not in html


def test_the_newest_file_is_what_people_get(client):
    document = make_document(b"%PDF-1.7 first")
    old = file_url(document)
    make_version(document, b"%PDF-1.7 second")

    response = client.get(file_url(document))

    assert b"".join(response.streaming_content) == b"%PDF-1.7 second"
    assert response.headers["Content-Type"] == "application/pdf"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert client.get(old).headers["Location"] == document.address
    assert client.get(f"{document.address}file/other.pdf").headers["Location"] == document.address


def test_without_a_page_to_read_its_address_leads_to_what_there_is(client):
    document = make_document()

    assert client.get(f"{document.address}read/").headers["Location"] == document.address


@pytest.mark.parametrize("part", PARTS)
def test_unknown_and_forbidden_are_the_same(client, part):
    hidden = make_document(audience=Audience.ASSEMBLY, assembly=make_assembly(), body="## Map")
    name = hidden.versions.get().file.name if part == "file/" else ""
    urls = [f"/library/documents/{code}/{part}{name}" for code in (hidden.code, "bcdfghjk")]

    for url in urls:
        assert client.get(url).headers["Location"] == f"/account/login/?next={url}"
    log_in(client, make_user())
    answers = [client.get(url) for url in urls]
    assert [answer.status_code for answer in answers] == [404, 404]
    told = [
        re.sub(r'(nonce|csrfmiddlewaretoken" value)="[^"]*"', "", each.content.decode()) for each in answers
    ]
    assert told[0].replace(urls[0], urls[1]) == told[1]
    assert opened(hidden) == 0


def test_who_it_is_for_gets_it(client):
    assembly = make_assembly()
    document = make_document(audience=Audience.ASSEMBLY, assembly=assembly, body="## Map")
    log_in(client, make_delegate(assembly).user)

    for url in (document.address, f"{document.address}read/", file_url(document)):
        response = client.get(url)
        assert response.status_code == 200
        assert "no-store" in response.headers["Cache-Control"]


def test_an_opening_is_one_person_reading(client):
    document = make_document(body="## Map")
    url, read = file_url(document), f"{document.address}read/"

    client.get(document.address)
    client.head(url)
    client.head(read)
    client.get(url, headers={"range": "bytes=4-"})
    assert opened(document) == 0
    client.get(url)
    client.get(url, headers={"range": "bytes=0-99"})
    client.get(read)

    assert opened(document) == 3
    client.post(read)
    assert opened(document) == 3


def test_a_draft_and_a_lost_file_count_nothing(client):
    draft = make_document(published_at=None, body="## Map")
    lost = make_document()
    vault.remove(lost.versions.get().file.key)
    log_in(client, make_organiser())

    assert "Only organisers see it." in page(client, draft.address)
    client.get(f"{draft.address}read/")
    assert client.get(file_url(lost)).status_code >= 400

    assert not Opening.objects.exists()


def test_hostile_words_stay_words(client):
    hostile = "</title><script>alert(1)</script>"
    document = make_document(title=hostile, summary=hostile, owner=hostile, body=hostile)

    for url in (document.address, f"{document.address}read/"):
        assert "<script>alert" not in page(client, url)


# --- The session's page


@pytest.mark.parametrize("count", [1, 3])
def test_a_session_lists_what_belongs_to_it(client, django_assert_num_queries, count):
    assembly = make_assembly()
    session = make_session(assembly)
    for number in range(count):
        topic = make_topic(session, title=f"Topic {number}")
        make_document(title=f"Slides {number}", assembly=assembly, topic=topic)
        make_document(title=f"Handout {number}", assembly=assembly, body="## Map").sessions.add(session)
        make_document(title="Of the assembly", audience=Audience.ASSEMBLY, assembly=assembly).sessions.add(
            session
        )
        make_document(title="Elsewhere", assembly=assembly).sessions.add(make_session(assembly))

    html = page(client, session.address)

    for number in range(count):
        assert f"<bdi>Topic {number}</bdi> (PDF, 1 KB)" in html
        assert f"<bdi>Handout {number}</bdi> (page to read; PDF, 1 KB)" in html
    assert "Of the assembly" not in html
    assert "Elsewhere" not in html
    with django_assert_num_queries(8):
        page(client, session.address)
    log_in(client, make_delegate(assembly).user)
    assert "Of the assembly" in page(client, session.address)


def test_a_session_without_documents_says_nothing_of_them(client):
    html = page(client, make_session().address)

    assert 'id="documents"' not in html
    assert 'id="slides"' not in html


def test_a_speaker_finds_the_way_to_their_part(client):
    session = make_session()
    speaker = make_speaker(session, user=make_user()).contributor.user
    way = f"/{session.assembly.slug}/speaking/"
    assert way not in page(client, session.address)
    make_delegate(session.assembly, user=speaker)
    log_in(client, speaker)

    assert way in page(client, session.address)
    assert way in page(client, session.assembly.my_day_address)
    log_in(client, make_delegate(session.assembly).user)
    assert way not in page(client, session.address)
    assert way not in page(client, session.assembly.my_day_address)
