"""A refusal and the publishing of the same recording at one instant: nobody is shown against their word."""

from datetime import timedelta

import pytest
from django.utils import timezone

from library.actions.consents import answer_consent
from library.actions.recordings import publish_recording, withdraw_recording
from library.actions.watching import note_watching
from library.models import Recording, Watching
from library.policies.publishing import Showing, ShowingRefused
from library.policies.recordings import WatchRefused
from tests.factories import make_assembly, make_delegate, make_organiser, make_session, make_speaker
from tests.library.factories import make_recording
from tests.races import held_up

pytestmark = pytest.mark.django_db(transaction=True)


def test_who_refuses_first_is_not_published():
    now = timezone.now()
    session = make_session(make_assembly(starts_at=now - timedelta(days=2)))
    speaker, organiser = make_speaker(session), make_organiser()
    say = {"session": session, "contributor": speaker.contributor, "actor": organiser, "at": now}
    answer_consent(answer="given", **say)
    draft = make_recording(session, published_at=None)
    held = Recording.objects.filter(pk=draft.pk)

    with (
        held_up(held, lambda: answer_consent(answer="refused", **say)),
        pytest.raises(ShowingRefused) as refused,
    ):
        publish_recording(recording=draft, actor=organiser, at=now)

    assert refused.value.code is Showing.CONSENT_REFUSED
    assert Recording.objects.get().published_at is None


def test_two_who_publish_and_withdraw_leave_one_state():
    now = timezone.now()
    recording, organiser = make_recording(), make_organiser()
    held = Recording.objects.filter(pk=recording.pk)

    with held_up(
        held, lambda: withdraw_recording(recording=recording, reason="First.", actor=organiser, at=now)
    ):
        withdraw_recording(recording=recording, reason="Second.", actor=organiser, at=now)

    assert Recording.objects.get().withdrawn_because == "First."


def test_what_is_said_of_an_ended_recording_is_kept_nowhere():
    recording = make_recording()
    delegate = make_delegate(recording.session.assembly)

    with pytest.raises(WatchRefused):
        note_watching(
            delegate=delegate, recording=recording, position=9, is_going_on=True, at=recording.ends_at
        )

    assert not Watching.objects.exists()
