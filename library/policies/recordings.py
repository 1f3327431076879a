"""Whether a recording can be watched at an instant: one rule for its page, its file, captions and feeds."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from django.contrib.auth.models import AnonymousUser

from accounts.models import User
from common.policy import ALLOWED, Refused, Verdict
from library.models import Recording


class Watch(StrEnum):
    """Why a recording cannot be watched."""

    NOT_PUBLISHED = "not_published"
    WITHDRAWN = "withdrawn"
    OVER = "over"
    CAPTIONS_DUE = "captions_due"
    MISSING = "missing"


class WatchRefused(Refused):
    """The recording is not shown."""

    codes = Watch
    sentences: ClassVar[Mapping[Watch, str]] = {
        Watch.NOT_PUBLISHED: "This recording is not published.",
        Watch.WITHDRAWN: "This recording was withdrawn.",
        Watch.OVER: "This recording could be watched until {ended}.",
        Watch.CAPTIONS_DUE: "This recording comes back as soon as it has captions.",
        Watch.MISSING: "The file of this recording cannot be found. The organisers have been told.",
    }


def can_watch(recording: Recording, at: datetime) -> Verdict:
    """Whether somebody of its audience can watch it. Load ``session__assembly``, ``file`` and ``captions``.

    Time comes first: whoever asks after the end is told that it is over, whatever else holds.

    :refuses: ``over``, ``withdrawn``, ``not_published``, ``captions_due`` or ``missing``
    """
    if recording.removal_began_at is not None or at >= recording.ends_at:
        return Verdict.refuse(Watch.OVER, recording=recording, ended=recording.ends_at)
    if recording.withdrawn_at is not None:
        return Verdict.refuse(Watch.WITHDRAWN)
    if recording.published_at is None or at < recording.published_at:
        return Verdict.refuse(Watch.NOT_PUBLISHED)
    if not is_captioned(recording) and not (recording.captions_due_at and at < recording.captions_due_at):
        return Verdict.refuse(Watch.CAPTIONS_DUE)
    if recording.file and not recording.file.is_there:
        return Verdict.refuse(Watch.MISSING)
    return ALLOWED


PREVIEWED = (Watch.NOT_PUBLISHED, Watch.WITHDRAWN, Watch.CAPTIONS_DUE)
"""Why people do not see a recording that organisers may look at: before they show it, or bring it back."""


def can_preview(watching: Verdict, user: User | AnonymousUser) -> bool:
    """Whether this person may look at a recording that ``can_watch`` refused; its end holds for everybody."""
    return watching.code in PREVIEWED and user.is_authenticated and user.is_organiser


def is_captioned(recording: Recording) -> bool:
    """Whether what is said can be read along. Load ``captions`` with it."""
    if recording.embed_address and recording.embed_has_captions:
        return True
    return bool(recording.captions.all())
