"""Captions of recordings: checked and written anew before anybody is served them."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from library.actions.indexing import index_recording
from library.models import Captions, Recording
from library.policies import publishing as policies
from library.policies.publishing import Showing, ShowingRefused
from library.policies.recordings import is_captioned
from library.webvtt import read_captions, written_captions


@transaction.atomic
def put_captions(
    *, recording: Recording, raw: bytes | str, language: str, label: str, actor: User, at: datetime
) -> Captions:
    """Add captions in a language, or replace those that there are.

    :raises ShowingRefused: ``not_organiser``, or ``captions`` with what is wrong, line by line.
    """
    policies.can_keep_recordings(actor).or_raise(ShowingRefused)
    held = _locked(recording)
    reading = read_captions(raw, duration=held.duration)
    if reading.defects:
        raise ShowingRefused(Showing.CAPTIONS, defect=" ".join(reading.told))
    captions, _ = Captions.objects.update_or_create(
        recording=held,
        language=language,
        defaults={
            "label": label,
            "text": written_captions(reading.cues),
            "added_at": at,
            "added_by": actor,
        },
    )
    index_recording(recording=held)
    return captions


@transaction.atomic
def remove_captions(*, captions: Captions, actor: User, at: datetime) -> None:
    """Take captions away; the only ones of a recording that is shown stay. Safe to call twice.

    :raises ShowingRefused: ``not_organiser`` or ``last_captions``.
    """
    policies.can_keep_recordings(actor).or_raise(ShowingRefused)
    held = _locked(captions.recording)
    Captions.objects.filter(pk=captions.pk).delete()
    is_shown = held.published_at is not None and held.withdrawn_at is None and at < held.ends_at
    if is_shown and not (is_captioned(held) or policies.is_excepted(held, at)):
        raise ShowingRefused(Showing.LAST_CAPTIONS)
    index_recording(recording=held)


def _locked(recording: Recording) -> Recording:
    rows = Recording.objects.select_for_update(no_key=True, of=("self",))
    return rows.select_related("session__assembly").get(pk=recording.pk)
