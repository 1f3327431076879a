import pytest
from django.utils import timezone

from events.models import AccessRequest, Delegate
from tests.factories import (
    log_in,
    make_assembly,
    make_delegate,
    make_organiser,
    make_session,
    make_user,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def organiser(client):
    return log_in(client, make_organiser())


def page_of(client) -> str:
    response = client.get("/admin/")
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def test_an_organiser_begins_with_what_waits_at_the_next_assembly(client, organiser):
    assembly = make_assembly(name="Second assembly")
    make_session(assembly), make_session(assembly, published_at=None)
    make_delegate(assembly, state=Delegate.State.AWAITING_APPROVAL)
    delegate = make_delegate(assembly)
    AccessRequest.objects.create(delegate=delegate, kind="captions", asked_at=timezone.now())

    page = page_of(client)

    assert '<h2 id="workplace-title">Second assembly</h2>' in page
    assert "2 sessions, 1 not published" in page
    assert "1 registered" in page
    assert "1 to decide" in page
    assert "1 open, 1 without an owner" in page
    assert f'href="/admin/events/assembly/{assembly.pk}/timetable/"' in page


def test_without_an_assembly_the_first_step_is_named(client, organiser):
    assert "Your first assembly" in page_of(client)


def test_others_do_not_come_in(client):
    log_in(client, make_user())

    assert client.get("/admin/").status_code in {302, 403}


@pytest.mark.parametrize("count", [1, 3])
def test_the_first_page_costs_the_same_however_much_waits(
    client, organiser, count, django_assert_num_queries
):
    for _ in range(count):
        make_session(assembly := make_assembly())
        make_delegate(assembly)

    with django_assert_num_queries(7):
        client.get("/admin/")
