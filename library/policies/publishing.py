"""When a recording can be shown, withdrawn and extended, and what it may hold."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import ClassVar
from zoneinfo import ZoneInfo

from django.utils import timezone

from accounts.models import User
from common.policy import ALLOWED, Refused, Verdict
from common.words import day_and_clock, listed
from events.models import Contributor
from library.models import Recording
from library.policies.recordings import is_captioned

LONGEST_EXCEPTION = timedelta(days=14)


class Showing(StrEnum):
    """Why a recording stays as it is."""

    NOT_ORGANISER = "not_organiser"
    CHANGED = "changed"
    ANSWERED_ANEW = "answered_anew"
    TWO_SOURCES = "two_sources"
    NOT_ALLOWED_HOST = "not_allowed_host"
    CHAPTERS = "chapters"
    CAPTIONS = "captions"
    CAPTIONS_PAST = "captions_past"
    CAPTIONS_TOO_LATE = "captions_too_late"
    NO_CAPTIONS_REASON = "no_captions_reason"
    LAST_CAPTIONS = "last_captions"
    NOT_HELD_YET = "not_held_yet"
    NO_SOURCE = "no_source"
    LOST = "lost"
    NO_CAPTIONS = "no_captions"
    CONSENT_REFUSED = "consent_refused"
    CONSENT_MISSING = "consent_missing"
    TIME_OVER = "time_over"
    WITHDRAWN = "withdrawn"
    NOT_PUBLISHED = "not_published"
    PUBLISHED = "published"
    WITHDRAWN_ALREADY = "withdrawn_already"
    NO_REASON = "no_reason"
    REMOVED = "removed"
    UNTIL_PAST = "until_past"
    UNTIL_NEVER = "until_never"
    UNTIL_FAR = "until_far"
    NO_FAR_REASON = "no_far_reason"
    SECOND = "second"
    SAME_NAME = "same_name"


class ShowingRefused(Refused):
    """The recording stays as it is."""

    codes = Showing
    sentences: ClassVar[Mapping[Showing, str]] = {
        Showing.NOT_ORGANISER: "Only an organiser can change recordings.",
        Showing.CHANGED: (
            "{who} changed this recording at {time}, after you opened it here. What you typed is still here: "
            "compare, then save again to keep yours. A file has to be selected again."
        ),
        Showing.ANSWERED_ANEW: (
            "{name} has answered meanwhile: {answer}. Ask them before you write down another answer."
        ),
        Showing.TWO_SOURCES: "Choose a file or an address at another host, not both",
        Showing.NOT_ALLOWED_HOST: "The address must lead to a video at one of the allowed hosts: {hosts}",
        Showing.CHAPTERS: "{defect}",
        Showing.CAPTIONS: "{defect}",
        Showing.CAPTIONS_PAST: "The time by which captions come must be in the future",
        Showing.CAPTIONS_TOO_LATE: "Captions must come by {latest} at the latest: within 14 days",
        Showing.NO_CAPTIONS_REASON: "Enter why there are no captions yet",
        Showing.LAST_CAPTIONS: (
            "These are the only captions of a recording that is shown. Add others, or withdraw it first."
        ),
        Showing.NOT_HELD_YET: "The session has not ended. It ends at {ended}.",
        Showing.NO_SOURCE: "There is no video yet. Add a file, or an address at another host.",
        Showing.LOST: "The file of the video is not there any more. Add it again.",
        Showing.NO_CAPTIONS: (
            "There are no captions. Add them, or say by when they come and why they are not there yet."
        ),
        Showing.CONSENT_REFUSED: "Not everybody who is asked agreed to the recording: {names} did not.",
        Showing.CONSENT_MISSING: "Not everybody who is asked has agreed to the recording yet: {names}.",
        Showing.TIME_OVER: "Its time is over. Extend it first.",
        Showing.WITHDRAWN: "It was withdrawn. Bring it back instead.",
        Showing.NOT_PUBLISHED: "It is not published.",
        Showing.PUBLISHED: "It is published already.",
        Showing.WITHDRAWN_ALREADY: "It is withdrawn already.",
        Showing.NO_REASON: "Enter why it is withdrawn",
        Showing.REMOVED: "Its file is being removed, or is removed already. Nothing brings it back.",
        Showing.UNTIL_PAST: "The time until which it can be watched must be in the future",
        Showing.UNTIL_NEVER: "Enter until when it can be watched",
        Showing.UNTIL_FAR: (
            "{until} is more than six months after recordings of {assembly} end, at {ends}. Those who speak "
            "agreed to less. Change the time, or tick the box and say why."
        ),
        Showing.SECOND: "This session has {others} already. Is this another one?",
        Showing.SAME_NAME: (
            "This session has a recording called “{name}” already. If this is another one, enter a title "
            "that tells them apart, such as “{name}, part 2”"
        ),
        Showing.NO_FAR_REASON: "Enter why it can be watched for so long",
    }
    fields: ClassVar[Mapping[Showing, str]] = {
        Showing.TWO_SOURCES: "embed_address",
        Showing.NOT_ALLOWED_HOST: "embed_address",
        Showing.CHAPTERS: "chapters",
        Showing.CAPTIONS: "captions_text",
        Showing.CAPTIONS_PAST: "captions_due_at",
        Showing.CAPTIONS_TOO_LATE: "captions_due_at",
        Showing.NO_CAPTIONS_REASON: "captions_reason",
        Showing.NO_REASON: "withdrawn_because",
        Showing.UNTIL_PAST: "until",
        Showing.UNTIL_NEVER: "until",
        Showing.UNTIL_FAR: "is_meant",
        Showing.NO_FAR_REASON: "extended_because",
        Showing.SECOND: "confirmed",
        Showing.SAME_NAME: "title",
    }

    @property
    def field(self) -> str | None:
        """The field of the form that it is about; None for the whole."""
        return self.fields.get(Showing(self.code))


def knows_recording(stored: Recording, seen_changed_at: datetime | None) -> Verdict:
    """Whether the actor, who saw the row as of then, knows it as it stands. Load ``changed_by``."""
    if seen_changed_at in (None, stored.changed_at):
        return ALLOWED
    return Verdict.refuse(
        Showing.CHANGED,
        who=str(stored.changed_by or "Somebody"),
        time=day_and_clock(stored.changed_at, timezone.get_current_timezone()),
        changed_at=stored.changed_at,
    )


def can_keep_recordings(actor: User) -> Verdict:
    """Whether the actor may change recordings at all.

    :refuses: ``not_organiser``
    """
    return ALLOWED if actor.is_organiser else Verdict.refuse(Showing.NOT_ORGANISER)


def can_promise_captions(due_at: datetime | None, reason: str, *, zone: ZoneInfo, at: datetime) -> Verdict:
    """Whether a recording may be shown without captions until then. Without a date nothing is promised.

    :refuses: ``captions_past``, ``captions_too_late`` or ``no_captions_reason``
    """
    if due_at is None:
        return ALLOWED
    if due_at <= at:
        return Verdict.refuse(Showing.CAPTIONS_PAST)
    if due_at > at + LONGEST_EXCEPTION:
        latest = day_and_clock(at + LONGEST_EXCEPTION, zone)
        return Verdict.refuse(Showing.CAPTIONS_TOO_LATE, latest=latest)
    return ALLOWED if reason.strip() else Verdict.refuse(Showing.NO_CAPTIONS_REASON)


def is_told_apart(recording: Recording, others: Collection[Recording], *, is_second: bool) -> Verdict:
    """Whether it stands beside the other recordings of its session without being taken for one of them.

    ``is_second``: the organiser knows that there are others. Load ``session`` with all of them.

    :refuses: ``same_name`` or ``second``
    """
    name = recording.name
    if any(other.name.casefold() == name.casefold() for other in others):
        return Verdict.refuse(Showing.SAME_NAME, name=name)
    if is_second or not others:
        return ALLOWED
    called = listed(f"“{other.name}”" for other in others)
    told = "a recording" if len(others) == 1 else f"{len(others)} recordings"
    return Verdict.refuse(Showing.SECOND, others=f"{told}, {called},")


def obstacles_to_showing(
    recording: Recording,
    *,
    refused: Collection[Contributor],
    silent: Collection[Contributor],
    at: datetime,
) -> list[Verdict]:
    """Return all that keeps it from being shown: what both publishing and bringing back ask. Empty: nothing.

    Load ``session__assembly``, ``file`` and ``captions``; ``refused`` and ``silent`` are those who speak in
    the session or chair it and did not agree, and who have not answered.

    :refuses: ``removed`` alone, or any of ``not_held_yet``, ``time_over``, ``no_source``, ``lost``,
        ``no_captions``, ``consent_refused`` and ``consent_missing``
    """
    if not (verdict := is_not_removed(recording)):
        return [verdict]
    found = [_time(recording, at), _film(recording)]
    if not is_captioned(recording) and not is_excepted(recording, at):
        found.append(Verdict.refuse(Showing.NO_CAPTIONS))
    if refused:
        found.append(Verdict.refuse(Showing.CONSENT_REFUSED, names=_names(refused)))
    if silent:
        found.append(Verdict.refuse(Showing.CONSENT_MISSING, names=_names(silent)))
    return [verdict for verdict in found if not verdict]


def is_not_withdrawn(recording: Recording) -> Verdict:
    """Whether it can be published as far as its own state goes.

    :refuses: ``withdrawn``
    """
    return ALLOWED if recording.withdrawn_at is None else Verdict.refuse(Showing.WITHDRAWN)


def has_been_published(recording: Recording) -> Verdict:
    """Whether there is anything to withdraw or to bring back.

    :refuses: ``not_published``
    """
    return ALLOWED if recording.published_at else Verdict.refuse(Showing.NOT_PUBLISHED)


def is_to_be_published(recording: Recording) -> Verdict:
    """Whether publishing would change anything: pages ask, the action may be called twice.

    :refuses: ``withdrawn`` or ``published``
    """
    if not (verdict := is_not_withdrawn(recording)):
        return verdict
    return Verdict.refuse(Showing.PUBLISHED) if recording.published_at else ALLOWED


def is_to_be_withdrawn(recording: Recording) -> Verdict:
    """Whether withdrawing would change anything: pages ask, the action may be called twice.

    :refuses: ``not_published`` or ``withdrawn_already``
    """
    if not (verdict := has_been_published(recording)):
        return verdict
    return Verdict.refuse(Showing.WITHDRAWN_ALREADY) if recording.withdrawn_at else ALLOWED


def is_to_be_restored(recording: Recording) -> Verdict:
    """Whether bringing it back would change anything: pages ask, the action may be called twice.

    :refuses: ``not_published`` or ``published``
    """
    if not (verdict := has_been_published(recording)):
        return verdict
    return ALLOWED if recording.withdrawn_at else Verdict.refuse(Showing.PUBLISHED)


def is_not_removed(recording: Recording) -> Verdict:
    """Whether anything can be done with it at all.

    :refuses: ``removed``
    """
    return ALLOWED if recording.removal_began_at is None else Verdict.refuse(Showing.REMOVED)


def can_withdraw(recording: Recording, reason: str) -> Verdict:
    """Whether it can be withdrawn: at any time while it is published, with a reason.

    :refuses: ``not_published`` or ``no_reason``
    """
    if not (verdict := has_been_published(recording)):
        return verdict
    return ALLOWED if reason.strip() else Verdict.refuse(Showing.NO_REASON)


def is_excepted(recording: Recording, at: datetime) -> bool:
    """Whether it may be shown without captions at this instant, and says why."""
    due_at = recording.captions_due_at
    return due_at is not None and at < due_at and bool(recording.captions_reason.strip())


def _time(recording: Recording, at: datetime) -> Verdict:
    session = recording.session
    if at < session.ends_at:
        return Verdict.refuse(
            Showing.NOT_HELD_YET, ended=day_and_clock(session.ends_at, session.assembly.zone)
        )
    return ALLOWED if at < recording.ends_at else Verdict.refuse(Showing.TIME_OVER)


def _film(recording: Recording) -> Verdict:
    if recording.file:
        return ALLOWED if recording.file.is_there else Verdict.refuse(Showing.LOST)
    return ALLOWED if recording.embed_address else Verdict.refuse(Showing.NO_SOURCE)


def _names(people: Collection[Contributor]) -> str:
    return listed(person.name for person in people)
