"""The board of what is ready for induction, and the index that leads to it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import LocalOffice
from guidance.posts import Side, listed
from guidance.readiness import readiness_of
from tests.factories import log_in, make_organiser
from tests.guidance.contacts import make_all_contacts, make_contact, make_employer

pytestmark = pytest.mark.django_db

BOARD = "/admin/guidance/contact/board/"
POST_COUNT = len(listed(Side.EMPLOYER))


@pytest.fixture
def organiser(client):
    return log_in(client, make_organiser())


def page_of(response) -> str:
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def employers_on(office=None):
    return readiness_of(office=office, on=timezone.localdate())[0]


@pytest.mark.parametrize(
    ("days", "is_ready"), [(0, True), (365, True), (366, False), (4000, False)], ids=lambda part: str(part)
)
def test_a_place_is_ready_while_every_contact_was_checked_within_a_year(days, is_ready):
    employer = make_employer()
    make_all_contacts(employer, checked_on=timezone.localdate() - timedelta(days=days))

    [place] = employers_on()

    assert place.is_ready is is_ready
    assert place.checked_count == (POST_COUNT if is_ready else 0)


def test_what_is_missing_and_what_is_old_is_named_with_the_way_to_mend_it(client, organiser):
    employer = make_employer()
    old = make_contact(employer=employer, checked_on=timezone.localdate() - timedelta(days=366))
    make_contact(employer=employer, post="speak-up")

    page = page_of(client.get(BOARD))

    assert f"Not ready</span> 1 of {POST_COUNT} posts checked" in page
    assert f'<a href="/admin/guidance/contact/{old.pk}/change/">Check Incident reporting' in page
    assert f'href="/admin/guidance/contact/add/?employer={employer.pk}&amp;post=people-team"' in page
    assert "post=speak-up" not in page


def test_an_office_has_posts_of_its_own(client, organiser):
    office = LocalOffice.objects.get(code="wessex")
    for post in listed(Side.TRAINING):
        make_contact(local_office=office, post=post.code)

    offices = readiness_of(office=None, on=timezone.localdate())[1]

    assert [place.name for place in offices if place.is_ready] == [office.name]
    assert f"?local_office={office.pk}&amp;post=dean" not in page_of(client.get(BOARD))


def test_one_local_office_is_shown_with_its_employers(client, organiser):
    here, there = make_employer("Here"), make_employer("There", office="north-west")

    page = page_of(client.get(f"{BOARD}?office={here.local_office_id}"))

    assert "of Here<" in page
    assert "of There<" not in page
    assert f'<option value="{here.local_office_id}" selected>' in page
    for forged in ("x", "999999", "", "1' OR 1=1"):
        assert "of There<" in page_of(client.get(BOARD, {"office": forged}))
    assert [place.key for place in employers_on(there.local_office_id)] == [there.pk]


def test_each_employer_leads_to_its_card(client, organiser):
    employer = make_employer()

    response = client.get(BOARD)

    assert "Induction card" in page_of(response)
    assert f"/{employer.pk}" in page_of(response)


@pytest.mark.parametrize("count", [1, 3])
def test_the_board_costs_the_same_however_many(client, organiser, count, django_assert_num_queries):
    for number in range(count):
        make_all_contacts(make_employer(f"Employer {number}"))

    with django_assert_num_queries(6):
        page = page_of(client.get(BOARD))

    assert page.count(">Ready<") == count


@pytest.mark.parametrize("path", ["/admin/", "/admin/guidance/"])
def test_the_index_leads_there(client, organiser, path):
    assert f'href="{BOARD}"' in page_of(client.get(path))
