"""Guidance pages: the version that holds, the banner to the minute, and text that stays text."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.db import IntegrityError
from django.urls import reverse

from common.rich_text import rendered
from guidance import shipped
from guidance.actions import load_shipped
from guidance.models import Page, Version
from guidance.sources import sources_of

pytestmark = pytest.mark.django_db
FROM = datetime(2026, 11, 1, tzinfo=UTC)
UNTIL = datetime(2027, 2, 28, 9, 30, tzinfo=UTC)
TICK = timedelta(seconds=1)


def make_version(page, **fields):
    fields = {
        "title": "Visas",
        "summary": "Who to ask.",
        "body": "## First\n\nAsk.",
        "sources": "GOV.UK | https://www.gov.uk/",
        "valid_from_at": FROM,
        "review_by_at": UNTIL,
        "written_at": FROM,
    } | fields
    return Version.objects.create(page=page, **fields)


@pytest.fixture
def visas():
    return Page.objects.create(slug="visas", owner="Postgraduate Dean's office")


def read(client, page, at, status=200):
    with time_machine.travel(at, tick=False):
        response = client.get(reverse("guidance_page", args=[page.slug]))
    assert response.status_code == status
    return response.content.decode()


@pytest.mark.parametrize(("at", "is_stale"), [(UNTIL - TICK, False), (UNTIL, True), (UNTIL + TICK, True)])
def test_the_banner_stands_from_the_minute_on_at_which_it_was_to_be_checked(client, visas, at, is_stale):
    make_version(visas)

    html = read(client, visas, at)

    assert ("This page may be out of date." in html) is is_stale
    assert ("Ask the owner, Postgraduate Dean" in html) is is_stale
    with time_machine.travel(at, tick=False):
        assert ("It may be out of date." in client.get(reverse("guidance")).content.decode()) is is_stale
    assert 'href="https://www.gov.uk/"' in html


def test_a_version_holds_from_its_moment_and_the_one_before_is_kept(client, visas):
    make_version(visas, body="Old words")
    make_version(visas, body="New words", valid_from_at=FROM + timedelta(days=30))
    make_version(Page.objects.create(slug="other", owner="B"), body="Other words")

    read(client, visas, FROM - TICK, status=404)
    assert "Old words" in read(client, visas, FROM)
    assert "Old words" in read(client, visas, FROM + timedelta(days=30) - TICK)
    assert "New words" in read(client, visas, FROM + timedelta(days=30))
    assert Version.objects.filter(page=visas).count() == 2


def test_two_versions_cannot_begin_at_once_and_none_is_checked_before_it_begins(visas):
    make_version(visas)
    with pytest.raises(IntegrityError, match="guidance_version_once_per_moment"):
        make_version(visas)


def test_a_version_is_checked_after_it_begins(visas):
    with pytest.raises(IntegrityError, match="guidance_version_checked_after_it_begins"):
        make_version(visas, review_by_at=FROM)


def test_the_pages_that_come_with_the_portal_are_written_once_and_what_was_made_of_them_stands(
    client, capsys
):
    call_command("load_guidance")
    Version.objects.filter(page__slug="visas").update(title="Changed here")
    call_command("load_guidance")

    assert capsys.readouterr().out.splitlines() == ["Guidance pages written: 8", "Guidance pages written: 0"]
    assert [version.page.slug for version in Version.objects.in_force(datetime.now(UTC))] == list(
        shipped.ORDER
    )
    for page in Page.objects.all():
        assert client.get(reverse("guidance_page", args=[page.slug])).status_code == 200
    start = client.get(reverse("guidance")).content.decode()
    assert "Changed here" in start


def test_the_list_of_pages_takes_one_query_however_many(client, django_assert_num_queries):
    load_shipped(at=FROM)
    with django_assert_num_queries(1):
        client.get(reverse("guidance"))


# --- Text


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        ("<script>alert(1)</script>", "&lt;script&gt;"),
        ("[x](javascript:alert(1))", "[x](javascript:alert(1))"),
        ("[x](https://example.org)", '<a href="https://example.org">x</a>'),
        ("![x](https://example.org/x.png)", "!<a href"),
        ("## Heading", '<h2 class="nhsuk-heading-m">Heading</h2>'),
        ("- a\n- b", '<ul class="nhsuk-list nhsuk-list--bullet">'),
    ],
)
def test_markdown_becomes_the_design_system_and_nothing_else(body, shown):
    html = rendered(body)

    assert shown in html
    assert "<script" not in html
    assert "<img" not in html


def test_a_table_stays_one_where_it_is_stacked_and_names_the_column_in_each_cell():
    html = rendered("| Question | A & B |\n|---|:---|\n| Who? | A panel |")

    assert '<table role="table"' in html
    assert re.search(r'<th role="columnheader"[^>]* scope="col">Question</th>', html)
    assert re.search(
        r'<td role="cell"[^>]*><span [^>]*aria-hidden="true">A &amp; B: </span>A panel</td>', html
    )
    assert "style=" not in html


def test_sources_are_lines_with_a_title_and_a_safe_address():
    lines = ["GOV.UK, visas | https://www.gov.uk/", "", "bad", "x | http://plain", "| https://no.title"]
    text = "\n".join([*lines, "Evil | javascript:1"])

    assert [(source.title, source.address) for source in sources_of(text)] == [
        ("GOV.UK, visas", "https://www.gov.uk/")
    ]
