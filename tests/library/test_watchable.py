"""The query of what can be watched agrees with the policy, on whatever rows and at whatever instant."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from library.models import Captions, Recording, StoredFile
from library.policies.recordings import can_watch
from tests.factories import make_assembly, make_session
from tests.library.factories import make_recording

BASE = datetime(2022, 11, 28, tzinfo=UTC)
TICKS = st.integers(-3, 3).map(lambda ticks: BASE + timedelta(microseconds=ticks))
PERHAPS = st.none() | TICKS


@pytest.mark.django_db
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150, deadline=None)
@given(data=st.data())
def test_both_say_the_same(vault_folder, rows, data):
    session, own, elsewhere, file = rows
    recording = data.draw(st.sampled_from([own, elsewhere]))
    type(session.assembly).objects.filter(pk=session.assembly.pk).update(closes_at=data.draw(TICKS))
    StoredFile.objects.filter(pk=file.pk).update(
        missing_since=data.draw(PERHAPS), removed_at=data.draw(PERHAPS)
    )
    Recording.objects.filter(pk=recording.pk).update(
        **{
            name: data.draw(PERHAPS)
            for name in (
                "published_at",
                "withdrawn_at",
                "captions_due_at",
                "extended_until",
                "removal_began_at",
            )
        },
        embed_has_captions=data.draw(st.booleans()),
    )
    recording.captions.all().delete()
    if data.draw(st.booleans()):
        Captions.objects.create(recording=recording, text="WEBVTT\n", added_at=BASE)
    at = data.draw(TICKS)

    read = Recording.objects.select_related("session__assembly", "file").get(pk=recording.pk)

    assert Recording.objects.watchable(at).filter(pk=recording.pk).exists() is bool(can_watch(read, at))


@pytest.fixture
def rows(db, vault_folder):
    session = make_session(make_assembly(starts_at=BASE - timedelta(days=183), closes_at=BASE))
    own = make_recording(session, captioned=False)
    elsewhere = make_recording(session, captioned=False, embed_address="https://video.example.org/1")
    return session, own, elsewhere, own.file
