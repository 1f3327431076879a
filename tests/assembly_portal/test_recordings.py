"""What can be watched stands where people look for it: the session, the home and My day."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.factories import log_in, make_assembly, make_delegate, make_session, make_speaker, make_user
from tests.library.factories import make_recording

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def assembly():
    return make_assembly(starts_at=timezone.now() - 2 * DAY)


@pytest.fixture
def recording(assembly):
    session = make_session(assembly, title="Keynote address")
    make_speaker(session)
    return make_recording(session, duration=1800)


@pytest.fixture
def delegate(client, assembly):
    delegate = make_delegate(assembly)
    log_in(client, delegate.user)
    return delegate


def pages(recording) -> list[str]:
    assembly = recording.session.assembly
    home = reverse("assembly_home", args=[assembly.slug])
    return [recording.session.address, home, assembly.my_day_address]


def test_a_delegate_finds_it(client, recording, delegate):
    for page in pages(recording):
        html = client.get(page).content.decode()
        assert f'href="{recording.address}"' in html
        assert "(30 minutes, captions)" in html
        assert ", until " in html
    assert "Watch the recording (30 minutes, captions)" in client.get(pages(recording)[0]).content.decode()


def test_nobody_else_does(client, recording):
    for user in (None, make_user()):
        if user:
            log_in(client, user)
        for page in pages(recording):
            assert recording.code not in client.get(page, follow=True).content.decode()


@pytest.mark.parametrize(
    "change",
    [
        {"published_at": None},
        {"withdrawn_at": timezone.now()},
        {"extended_until": timezone.now() - DAY},
        {"removal_began_at": timezone.now()},
    ],
    ids=["a draft", "withdrawn", "over", "being removed"],
)
def test_what_cannot_be_watched_is_not_offered(client, recording, delegate, change):
    type(recording).objects.update(**change)

    for page in pages(recording):
        assert recording.address not in client.get(page).content.decode()


def test_another_recording_of_the_day_is_not_the_sessions(client, assembly, recording, delegate):
    other = make_recording(make_session(assembly))

    html = client.get(recording.session.address).content.decode()
    assert recording.address in html
    assert other.address not in html


@pytest.mark.parametrize("rows", [1, 4])
@pytest.mark.parametrize(("page", "count"), [(0, 15), (1, 7), (2, 14)], ids=["session", "home", "My day"])
def test_each_page_takes_the_same_queries_however_many(
    client, assembly, recording, delegate, django_assert_num_queries, page, count, rows
):
    for _ in range(rows - 1):
        make_recording(recording.session, duration=60)
    client.get(pages(recording)[page])

    with django_assert_num_queries(count):
        client.get(pages(recording)[page])
