"""Where a recording stands in organisers' words, and how lengths are told."""

from datetime import timedelta

import pytest
from django.utils import timezone

from library.models import Recording
from library.states import state_of
from library.words import length_in_words
from tests.library.factories import make_recording

DAY = timedelta(days=1)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "captioned", "has_consent", "words"),
    [
        ({}, True, True, "Published"),
        ({"published_at": None}, True, True, "Draft"),
        ({"published_at": None}, True, False, "Needs consent"),
        ({"published_at": None}, False, False, "Needs captions"),
        ({"published_at": None, "captions_due_at": 1}, False, False, "Needs consent"),
        ({"published_at": None, "captions_due_at": -1}, False, True, "Needs captions"),
        ({"published_at": None, "file": None}, False, False, "Draft"),
        ({"captions_due_at": -1}, False, True, "Needs captions"),
        ({"captions_due_at": 1}, False, True, "Shown without captions until "),
        ({"withdrawn_at": -1}, True, True, "Withdrawn"),
        ({"withdrawn_at": -1, "extended_until": -1}, True, True, "Over"),
        ({"extended_until": 9, "removal_began_at": -1}, True, True, "Over; its file is removed"),
    ],
    ids=str,
)
def test_states(change, captioned, has_consent, words):
    now = timezone.now()
    moved = {name: now + value * DAY if isinstance(value, int) else value for name, value in change.items()}
    made = make_recording(captioned=captioned, **moved)
    recording = Recording.objects.select_related("session__assembly", "file").get(pk=made.pk)

    assert state_of(recording, has_consent=has_consent, at=now)[0].startswith(words)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (1, "1 second"),
        (40, "40 seconds"),
        (60, "1 minute"),
        (1810, "30 minutes"),
        (3600, "1 hour"),
        (3900, "1 hour 5 minutes"),
        (7200, "2 hours"),
    ],
)
def test_lengths(seconds, words):
    assert length_in_words(seconds) == words
