"""Notes for organisers: by theme and mark, as a file and on paper, with nobody's name."""

import csv
import io

import pytest

from breakouts.actions import remove_note, sign_off_notes
from breakouts.models import NoteBlock
from tests.breakouts.days import STARTS, make_day_room
from tests.breakouts.running import guest_in, make_host, note
from tests.factories import log_in, make_organiser, make_theme

pytestmark = pytest.mark.django_db

LIST = "/admin/breakouts/noteblock/"
Mark = NoteBlock.Mark


@pytest.fixture
def organiser(client):
    return log_in(client, make_organiser())


@pytest.fixture
def room(room):
    theme = make_theme(room.session.assembly, title="Hearing back", position=1)
    return make_day_room("Room A", room.session, theme=theme, capacity=5)


@pytest.fixture
def joss(room):
    return guest_in(room, name="Dr Joss Ade").user


def page_of(client, address):
    response = client.get(address)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def rows_of(client, query=""):
    response = client.get(f"{LIST}export/{query}")
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    return list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))


def test_the_file_is_by_theme_and_mark_without_names(client, organiser, room, joss):
    elsewhere = make_day_room("Room B", room.session)
    note(joss, room, "=Tell people when", mark=Mark.ASK)
    note(joss, room, "Nobody hears back.\nNever.", mark=Mark.ISSUE)
    gone = note(joss, room, "Regretted")
    remove_note(user=joss, room=room, block=gone.pk, base_revision=1, at=STARTS)
    note(make_host(elsewhere), elsewhere, "No theme here")
    sign_off_notes(actor=make_host(room), room=room, at=STARTS)

    rows = rows_of(client)

    signed = "Signed off by the facilitators at 11:40am"
    assert [(*list(row.values())[:4], row["Signed off"]) for row in rows] == [
        ("Hearing back", "Issue", "Nobody hears back.\nNever.", "Room A", signed),
        ("Hearing back", "Ask", "'=Tell people when", "Room A", signed),
        ("Without a theme", "No mark", "No theme here", "Room B", "Not signed off"),
    ]
    assert "Joss" not in str(rows)
    assert [row["Note"] for row in rows_of(client, "?signed_off=no")] == ["No theme here"]
    assert [row["Note"] for row in rows_of(client, "?mark__exact=issue")] == ["Nobody hears back.\nNever."]


def test_the_page_for_paper_has_each_theme_with_its_marks(client, organiser, room, joss):
    note(joss, room, "Tell <people> when", mark=Mark.ASK)
    note(joss, room, "Nobody hears back.", mark=Mark.ISSUE)

    page = page_of(client, f"{LIST}print/")

    assert page.index("<h2>Hearing back</h2>") < page.index("<h3>Issue</h3>") < page.index("<h3>Ask</h3>")
    assert "Tell &lt;people&gt; when" in page
    assert "Room A. Not signed off" in page
    assert "Joss" not in page


def test_without_notes_the_page_says_what_will_be_there(client, organiser):
    assert "No notes yet." in page_of(client, f"{LIST}print/")


@pytest.mark.parametrize("count", [1, 3, 50])
def test_list_file_and_paper_cost_the_same_however_many(
    client, organiser, room, joss, count, django_assert_num_queries
):
    NoteBlock.objects.bulk_create(
        NoteBlock(room=room, body=f"Note {number}", position=number) for number in range(count)
    )

    for address, queries in ((LIST, LISTED), (f"{LIST}export/", TAKEN), (f"{LIST}print/", TAKEN)):
        with django_assert_num_queries(queries):
            assert f"Note {count - 1}" in page_of(client, address)


LISTED, TAKEN = 6, 8


def test_nobody_changes_notes_there_and_only_organisers_come(client, room, joss):
    block = note(joss, room)
    client.force_login(joss)
    for part in ("", "export/", "print/"):
        assert client.get(f"{LIST}{part}").status_code in {302, 403}
    log_in(client, make_organiser())

    for part in ("add/", f"{block.pk}/delete/"):
        assert client.get(f"{LIST}{part}").status_code == 403
    assert client.post(f"{LIST}{block.pk}/change/", {"body": "Another"}).status_code == 403


@pytest.mark.parametrize("page", ["export/", "print/"])
def test_a_filter_that_is_none_is_no_page(client, organiser, page):
    assert client.get(f"{LIST}{page}?foo=1").status_code == 404
    assert client.get(f"{LIST}{page}?mark__exact=%00").status_code == 404
    assert client.get(f"{LIST}?mark__exact=%00").status_code == 302
