"""Files of contacts in the admin: every change shown first, then brought in as a whole or not at all."""

import csv
import io
import re
from datetime import timedelta
from html import unescape

import pytest
import time_machine
from django.contrib.contenttypes.models import ContentType
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection
from django.utils import timezone

from accounts.models import Employer, LocalOffice
from guidance.contact_plans import places_now
from guidance.contact_tables import COLUMNS, MOST_BYTES
from guidance.models import Contact
from tests.factories import log_in, make_organiser
from tests.guidance.contacts import make_contact, make_employer
from tests.races import held_up

pytestmark = pytest.mark.django_db

LIST = "/admin/guidance/contact/"
IMPORT = f"{LIST}import/"
HEADER = ",".join(COLUMNS)


@pytest.fixture
def organiser(client):
    return log_in(client, make_organiser())


def page_of(response) -> str:
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def upload(client, content: str | bytes):
    content = content.encode() if isinstance(content, str) else content
    return client.post(IMPORT, {"file": SimpleUploadedFile("contacts.csv", content)})


def line(place="Fernhollow NHS Trust", post="incidents", phone="01632 960123", checked_on="3/11/2025") -> str:
    return f"{place},{post},,,{phone},,,{checked_on}"


def file_of(*lines: str) -> str:
    return "\n".join([HEADER, *lines])


def test_a_file_is_looked_through_and_then_imported(client, organiser):
    make_employer()
    same = make_contact(post="people-team", checked_on="2025-11-03", checked_by=None)
    make_contact(post="speak-up", phone="old", checked_on="2024-01-01")
    content = file_of(line(), line(post="people-team"), line(post="speak-up", phone="+44 1632"))

    looked = upload(client, content)

    page = page_of(looked)
    assert "1 new contact<" in page
    assert "1 changed contact<" in page
    assert "1 the same as now" in page
    assert Contact.objects.count() == 2

    done = client.post(IMPORT, {"carried": looked.context["carried"]}, follow=True)

    assert "1 new, 1 changed, 1 the same as before" in page_of(done)
    assert Contact.objects.get(post="speak-up").phone == "+44 1632"
    assert Contact.objects.get(post="incidents").checked_by == organiser
    same.refresh_from_db()
    assert same.checked_by is None


def test_out_of_hours_comes_with_the_file_and_an_older_file_leaves_it(client, organiser):
    make_employer()
    contact = make_contact(post="speak-up", out_of_hours="Bleep 12")
    older = "\n".join([HEADER.removesuffix(",out of hours"), line(post="speak-up", phone="111")])

    looked = upload(client, older)
    client.post(IMPORT, {"carried": looked.context["carried"]})
    contact.refresh_from_db()
    assert (contact.phone, contact.out_of_hours) == ("111", "Bleep 12")

    looked = upload(client, file_of(line(post="speak-up", phone="111") + ",01632 960222"))
    client.post(IMPORT, {"carried": looked.context["carried"]})
    contact.refresh_from_db()
    assert contact.out_of_hours == "01632 960222"
    exported = client.get(f"{LIST}export/").content.decode("utf-8-sig")
    assert next(csv.DictReader(io.StringIO(exported)))["out of hours"] == "01632 960222"


def cells_of(page: str) -> list[list[str]]:
    """The table of what would change, row by row, as it is read."""
    table = page.partition('id="changes"')[2].partition("</table>")[0]
    rows = re.findall(r"<tr>(.*?)</tr>", unescape(table))[1:]
    return [
        [" ".join(re.sub("<[^>]+>", " ", cell).split()) for cell in re.findall(r"<t[hd].*?</t[hd]>", row)]
        for row in rows
    ]


def test_the_look_through_lists_what_changes_and_marks_what_is_lost(client, organiser):
    make_employer()
    make_contact(post="speak-up", phone="01632 960001", how="Ring twice", checked_on="2026-01-05")
    make_contact(post="people-team", phone="01632 960123", checked_on="2025-11-03")
    office = LocalOffice.objects.get(code="wessex")
    make_contact(local_office=office, post="dean", phone="01632 960123", checked_on="2025-11-02")
    content = file_of(
        line(post="speak-up", phone="01632 960002"),
        line(post="people-team"),
        line(place="wessex", post="dean"),
        line(post="incidents"),
    )

    page = page_of(upload(client, content))

    assert "2 cells erased or set back to an older day" in page
    assert cells_of(page) == [
        ["Freedom to Speak Up guardian, Fernhollow NHS Trust", "Phone", "01632 960001", "01632 960002"],
        ["How to reach them", "Ring twice", "Empty Erased"],
        ["Last checked on", "5 January 2026", "3 November 2025 Set back to an older day"],
        [
            f"Postgraduate Dean's office, {office}",
            "Last checked on",
            "2 November 2025",
            "3 November 2025",
        ],
        ["Incident reporting, Fernhollow NHS Trust New", "Phone", "Empty", "01632 960123"],
        ["Last checked on", "Empty", "3 November 2025"],
    ]


def test_an_import_stands_in_the_history_of_each_contact_that_it_changed(client, organiser):
    make_employer()
    same = make_contact(post="people-team", checked_on="2025-11-03")
    changed = make_contact(post="speak-up", phone="01632 960001", checked_on="2025-11-03")
    looked = upload(client, file_of(line(), line(post="people-team"), line(post="speak-up")))

    client.post(IMPORT, {"carried": looked.context["carried"]})

    def history(contact):
        return page_of(client.get(f"{LIST}{contact.pk}/history/"))

    new = Contact.objects.get(post="incidents")
    assert "Phone: empty → “01632 960123”; Last checked on: empty → “3 November 2025”." in history(new)
    assert "<td>From a file: Phone: “01632 960001” → “01632 960123”.</td>" in history(changed)
    assert f"<td>{organiser}</td>" in history(changed)
    assert "From a file" not in history(same)


def test_a_file_with_a_defect_cannot_go_on_and_tells_every_one(client, organiser):
    make_employer()

    page = page_of(upload(client, file_of(line(place="<b>Nowhere</b>", checked_on="x"), line())))

    assert "2 things to put right in the file" in page
    assert page.index("What to put right") < page.index("What the file would do")
    assert "No employer or local office is called “&lt;b&gt;Nowhere&lt;/b&gt;”" in page
    assert "“x” is not a day" in page
    assert "1 new contact<" in page
    assert "Only lines without a fault are counted" in page
    assert 'name="carried"' not in page
    assert not Contact.objects.exists()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "The file is empty."),
        (HEADER.encode(), "There is no contact below the names of the columns."),
        (b"x" * (MOST_BYTES + 1), "The file must be smaller than 1 MB"),
        (b"x" * 10_000_000, "The file must be smaller than 1 MB"),
        (b"a\0", "The file cannot be read as text."),
        (file_of(line(phone="1\0")).encode(), "no text (NUL)"),
        (b"," * 99_999, "The first line must name the columns."),
    ],
    ids=["empty", "header only", "1 MB and a byte", "10 MB", "no text", "NUL", "100,000 columns"],
)
def test_a_file_that_holds_nothing_to_take_is_refused_in_words(client, organiser, content, words):
    page = page_of(upload(client, content))

    assert words in page
    assert "<title> Error: " in page
    assert 'role="alert"' in page
    assert 'name="carried"' not in page


def test_without_a_file_the_page_asks_for_one(client, organiser):
    assert "Select a file of contacts" in page_of(client.post(IMPORT))


@pytest.mark.parametrize("kind", ["forged", "too long", "of another", "after an hour"])
def test_only_the_organiser_who_looked_can_go_on_and_only_within_the_hour(client, organiser, kind):
    make_employer()
    carried = upload(client, file_of(line())).context["carried"]
    if kind == "of another":
        log_in(client, make_organiser())
    sent = {"forged": f"x{carried}", "too long": "x" * 2_000_001}.get(kind, carried)
    at = timezone.now() + timedelta(minutes=61 if kind == "after an hour" else 0)

    with time_machine.travel(at, tick=False):
        page = page_of(client.post(IMPORT, {"carried": sent}, follow=True))

    assert "Upload it again" in page
    assert not Contact.objects.exists()


def test_what_changed_after_the_look_is_looked_at_again(client, organiser):
    make_employer()
    carried = upload(client, file_of(line(), line(post="people-team"))).context["carried"]
    make_contact(phone="meanwhile")

    again = client.post(IMPORT, {"carried": carried})

    page = page_of(again)
    assert "Contacts were changed after you looked through the file" in page
    assert "1 changed contact<" in page
    assert Contact.objects.get().phone == "meanwhile"
    client.post(IMPORT, {"carried": again.context["carried"]})
    assert Contact.objects.count() == 2


def test_a_place_that_is_gone_after_the_look_keeps_everything_out(client, organiser):
    make_employer("Other")
    gone = make_employer()
    carried = upload(client, file_of(line(), line(place="Other"))).context["carried"]
    gone.delete()

    page = page_of(client.post(IMPORT, {"carried": carried}))

    assert "The file does not fit any more" in page
    assert "No employer or local office is called “Fernhollow NHS Trust”" in page
    assert not Contact.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_place_that_goes_while_the_file_is_read_keeps_everything_out(client, organiser):
    make_employer("Other")
    gone = make_employer()
    carried = upload(client, file_of(line(), line(place="Other"))).context["carried"]

    with held_up(Employer.objects.filter(pk=gone.pk), Employer.objects.filter(pk=gone.pk).delete):
        page = page_of(client.post(IMPORT, {"carried": carried}))

    assert "Contacts were changed after you looked through the file" in page
    assert "No employer or local office is called “Fernhollow NHS Trust”" in page
    assert not Contact.objects.exists()


def test_a_fault_while_writing_takes_all_of_it_back(client, organiser):
    make_employer()
    make_contact(post="speak-up", phone="old")
    carried = upload(client, file_of(line(), line(post="speak-up"))).context["carried"]
    with connection.cursor() as cursor:
        cursor.execute(
            "create function fail() returns trigger language plpgsql as"
            " $$ begin raise exception 'the disk is full'; end $$"
        )
        cursor.execute(
            "create trigger fail before update on guidance_contact for each row execute function fail()"
        )

    with pytest.raises(DatabaseError, match="the disk is full"):
        client.post(IMPORT, {"carried": carried})

    assert Contact.objects.get().phone == "old"


def test_what_is_exported_is_safe_in_a_spreadsheet_and_comes_back_the_same(client, organiser):
    make_contact(phone="+44 1632 960123", how="=HYPERLINK(1)", name="Müller, “Zoë”")
    make_contact(local_office=LocalOffice.objects.get(code="wessex"), post="dean", email="dean@example.org")

    response = client.get(f"{LIST}export/")
    rows = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))

    assert list(rows[0]) == list(COLUMNS)
    assert (rows[0]["phone"], rows[0]["how"]) == ("'+44 1632 960123", "'=HYPERLINK(1)")
    page = page_of(upload(client, response.content))
    assert "0 new contacts<" in page
    assert "0 changed contacts<" in page
    assert "2 the same as now" in page


@pytest.mark.parametrize("count", [1, 3])
def test_looking_and_importing_cost_the_same_however_many(
    client, organiser, count, django_assert_num_queries
):
    posts = ["incidents", "people-team", "speak-up"][:count]
    make_employer()

    with django_assert_num_queries(6):
        looked = upload(client, file_of(*(line(post=post) for post in posts)))
    ContentType.objects.get_for_model(Contact)  # kept in memory from the first time on
    with django_assert_num_queries(14):
        client.post(IMPORT, {"carried": looked.context["carried"]})

    assert Contact.objects.count() == count


def test_a_long_file_can_be_carried_on(client, organiser):
    office = LocalOffice.objects.get(code="wessex")
    Employer.objects.bulk_create(
        Employer(name=f"Employer {number}", local_office=office) for number in range(700)
    )
    posts = ["incidents", "people-team", "speak-up", "sexual-safety", "working-hours"]
    lines = [line(place=f"Employer {number}", post=post) for number in range(700) for post in posts]

    looked = upload(client, file_of(*lines))
    client.post(IMPORT, {"carried": looked.context["carried"]})

    assert Contact.objects.count() == 3500
    assert len(places_now().employers) == 700
