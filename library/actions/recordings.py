"""Recordings as organisers keep them: added, changed, published, withdrawn, brought back and extended."""

from datetime import datetime
from functools import partial

from django.conf import settings
from django.db import transaction

from accounts.models import User
from common.embeds import embed_of
from common.policy import ALLOWED, Verdict
from library import vault
from library.actions.indexing import index_recording
from library.chapters import read_chapters
from library.durations import duration_of
from library.edits import edits_of_recording
from library.models import Recording, StoredFile
from library.policies import extending
from library.policies import publishing as policies
from library.policies.publishing import Showing, ShowingRefused
from library.policies.recordings import is_captioned
from library.queries import answers_of


@transaction.atomic
def save_recording(
    *,
    recording: Recording,
    actor: User,
    at: datetime,
    seen_changed_at: datetime | None = None,
    is_second: bool = False,
) -> Recording:
    """Write a recording, new or changed, with its duration where its file tells one.

    A file that another one replaces goes for good, once the change stands. ``seen_changed_at`` is the
    ``changed_at`` of the row that was edited, where somebody else may have changed it meanwhile.
    ``is_second``: the organiser knows that the session of a new one has another.

    :raises ShowingRefused: ``not_organiser``, ``changed``, ``two_sources``, ``not_allowed_host``,
        ``chapters``, ``captions_past``, ``captions_too_late``, ``no_captions_reason``, ``no_source``,
        ``no_captions``, ``same_name`` or ``second``.
    """
    policies.can_keep_recordings(actor).or_raise(ShowingRefused)
    stored = _locked(recording.pk) if recording.pk else None
    if stored:
        known = policies.knows_recording(stored, seen_changed_at)
        if known.code is not None:
            edits = edits_of_recording(stored, recording)
            raise ShowingRefused(known.code, **known.facts, edits=edits)
    recording.created_at = stored.created_at if stored else at
    _take_over(recording, stored)
    settle(recording, stored, at=at).or_raise(ShowingRefused)
    stands_apart(recording, stored, is_second=is_second).or_raise(ShowingRefused)
    recording.changed_by = actor
    recording.save()
    if stored and stored.file and stored.file != recording.file:
        _remove_replaced(stored.file)
    index_recording(recording=recording)
    return recording


def settle(recording: Recording, stored: Recording | None, *, at: datetime) -> Verdict:
    """Bring what was typed into its form, and tell whether it can be kept; forms ask this too.

    ``stored`` is the recording as it stands, None for a new one.
    """
    if recording.embed_address:
        if recording.file:
            return Verdict.refuse(Showing.TWO_SOURCES)
        if not (address := embed_of(recording.embed_address, settings.EMBED_HOSTS)):
            hosts = ", ".join(settings.EMBED_HOSTS)
            return Verdict.refuse(Showing.NOT_ALLOWED_HOST, hosts=hosts)
        recording.embed_address = address
    if recording.file and (stored is None or stored.file != recording.file):
        recording.duration = _duration(recording.file) or recording.duration
    if defects := read_chapters(recording.chapters, duration=recording.duration).defects:
        return Verdict.refuse(Showing.CHAPTERS, defect=" ".join(map(str, defects[:5])))
    if stored is None or stored.captions_due_at != recording.captions_due_at:
        promise = policies.can_promise_captions(
            recording.captions_due_at,
            recording.captions_reason,
            zone=recording.session.assembly.zone,
            at=at,
        )
        if not promise:
            return promise
    return _still_shown(recording, at) if stored and stored.published_at else ALLOWED


def stands_apart(recording: Recording, stored: Recording | None, *, is_second: bool) -> Verdict:
    """Tell whether a new one, or one with a new title, is told apart from the others; forms ask this too."""
    if stored and stored.title == recording.title:
        return ALLOWED
    others = Recording.objects.filter(session=recording.session).exclude(pk=recording.pk)
    return policies.is_told_apart(
        recording, others.select_related("session"), is_second=is_second or stored is not None
    )


@transaction.atomic
def publish_recording(*, recording: Recording, actor: User, at: datetime) -> Recording:
    """Show a recording to those with a place or a part in its assembly. Safe to call twice.

    :raises ShowingRefused: ``not_organiser``, ``withdrawn`` or the first of :func:`obstacles_of`.
    """
    policies.can_keep_recordings(actor).or_raise(ShowingRefused)
    held = _locked(recording.pk)
    policies.is_not_withdrawn(held).or_raise(ShowingRefused)
    if held.published_at is None:
        _check_obstacles(held, at)
        held.published_at = at
        _write(held, actor, "published_at")
    return held


@transaction.atomic
def withdraw_recording(*, recording: Recording, reason: str, actor: User, at: datetime) -> Recording:
    """Stop showing a recording at once, whatever stands open; organisers read the reason. Safe to call twice.

    :raises ShowingRefused: ``not_organiser``, ``not_published`` or ``no_reason``.
    """
    policies.can_keep_recordings(actor).or_raise(ShowingRefused)
    held = _locked(recording.pk)
    policies.can_withdraw(held, reason).or_raise(ShowingRefused)
    if held.withdrawn_at is None:
        held.withdrawn_at, held.withdrawn_because = at, reason.strip()
        _write(held, actor, "withdrawn_at", "withdrawn_because")
    return held


@transaction.atomic
def restore_recording(*, recording: Recording, actor: User, at: datetime) -> Recording:
    """Show a withdrawn recording again; everything that publishing asks must hold. Safe to call twice.

    :raises ShowingRefused: ``not_organiser``, ``not_published`` or the first of :func:`obstacles_of`.
    """
    policies.can_keep_recordings(actor).or_raise(ShowingRefused)
    held = _locked(recording.pk)
    policies.has_been_published(held).or_raise(ShowingRefused)
    if held.withdrawn_at is not None:
        _check_obstacles(held, at)
        held.withdrawn_at, held.withdrawn_because = None, ""
        _write(held, actor, "withdrawn_at", "withdrawn_because")
    return held


@transaction.atomic
def extend_recording(
    *,
    recording: Recording,
    until: datetime | None,
    actor: User,
    at: datetime,
    is_meant: bool = False,
    reason: str = "",
) -> Recording:
    """Let it be watched until another time than its assembly says, sooner or later, before its end or after.

    ``is_meant``: the organiser read that it is far, and gave a reason, which is kept as long as it is so.

    :raises ShowingRefused: ``not_organiser``, ``removed``, ``until_never``, ``until_past``, ``until_far`` or
        ``no_far_reason``.
    """
    policies.can_keep_recordings(actor).or_raise(ShowingRefused)
    held = _locked(recording.pk)
    extending.can_extend(held, until, is_meant=is_meant, reason=reason, at=at).or_raise(ShowingRefused)
    is_far = until is not None and extending.is_far(held, until)
    held.extended_until, held.extended_because = until, reason.strip() if is_far else ""
    _write(held, actor, "extended_until", "extended_because")
    return held


def obstacles_of(recording: Recording, *, at: datetime) -> list[ShowingRefused]:
    """Return all that keeps a recording from being shown, also answers. Load session and file."""
    refused, silent = answers_of(recording.session)
    found = policies.obstacles_to_showing(recording, refused=refused, silent=silent, at=at)
    return [ShowingRefused(verdict.code, **verdict.facts) for verdict in found if verdict.code is not None]


def _check_obstacles(recording: Recording, at: datetime) -> None:
    if found := obstacles_of(recording, at=at):
        raise found[0]


def _locked(key: int) -> Recording:
    rows = Recording.objects.select_for_update(no_key=True, of=("self",))
    return rows.select_related("session__assembly", "file", "changed_by").get(pk=key)


def _write(recording: Recording, actor: User, *columns: str) -> None:
    recording.changed_by = actor
    recording.save(update_fields=[*columns, "changed_by", "changed_at"])


def _take_over(recording: Recording, stored: Recording | None) -> None:
    """Keep what has actions of its own: a form that was open meanwhile undoes none of them."""
    kept = stored or Recording()
    recording.published_at = kept.published_at
    recording.withdrawn_at, recording.withdrawn_because = kept.withdrawn_at, kept.withdrawn_because
    recording.extended_until, recording.extended_because = kept.extended_until, kept.extended_because
    recording.removal_began_at = kept.removal_began_at


def _still_shown(recording: Recording, at: datetime) -> Verdict:
    """Whether what people watch now keeps its video and its captions, or the promise of them."""
    if recording.removal_began_at is None and recording.file is None and not recording.embed_address:
        return Verdict.refuse(Showing.NO_SOURCE)
    is_read_along = is_captioned(recording) or policies.is_excepted(recording, at)
    is_shown = recording.withdrawn_at is None and at < recording.ends_at
    return ALLOWED if is_read_along or not is_shown else Verdict.refuse(Showing.NO_CAPTIONS)


def _duration(file: StoredFile) -> int | None:
    opened = vault.open_kept(file.key)
    if opened is None:
        return None
    with opened:
        return duration_of(opened)


def _remove_replaced(file: StoredFile) -> None:
    """Let go of a file once it is certain that nobody is shown it any more."""
    key = file.key
    file.delete()
    transaction.on_commit(partial(vault.remove, key))
