import re
from datetime import timedelta
from html import unescape

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


def test_what_waits_at_another_public_assembly_is_named_and_linked(client, organiser):
    now = timezone.now()
    make_assembly(name="First to run")
    later = make_assembly(name="Later assembly", starts_at=now + timedelta(days=60))
    idle = make_assembly(name="Idle assembly", starts_at=now + timedelta(days=90))
    draft, archived = (
        make_assembly(name="Draft assembly", published_at=None),
        make_assembly(name="Archived assembly", starts_at=now - timedelta(days=400)),
    )
    for assembly in (later, draft, archived):
        for _ in range(2):
            make_delegate(assembly, state=Delegate.State.AWAITING_APPROVAL)
    make_delegate(later, state=Delegate.State.WAITING)
    for kind in ("captions", "other"):
        AccessRequest.objects.create(delegate=make_delegate(later), kind=kind, asked_at=now)
    make_delegate(idle)

    page = page_of(client)

    assert "Nobody is waiting for your decision here" in page
    assert "Later assembly</a>:" in page
    assert not [
        name for name in ("Idle assembly", "Draft assembly", "Archived assembly") if f"{name}</a>" in page
    ]
    links = dict(
        re.findall(r'<a href="([^"]+)">(2 to decide|1 waiting for a place|2 access requests open)<', page)
    )
    assert len(links) == 3
    for href, words in links.items():
        listed = client.get(unescape(href)).content.decode()
        assert f"{words[0]} delegate" in listed or f"{words[0]} access request" in listed


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

    with django_assert_num_queries(13):
        client.get("/admin/")
