"""Raising a concern: a draft that only its browser can open, then sealed to those who shall read it."""

import hashlib
import hmac
import secrets
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from concerns import vault
from concerns.actions import clocks, day_of, mailing
from concerns.actions.recording import write_entry
from concerns.answers import Answers
from concerns.audience import Audience, audience_of
from concerns.kinds import Envelope, GroupKind, Holder, Mode, Side, TextKind
from concerns.models import (
    Concern,
    Exclusion,
    HandlerGroup,
    Label,
    Referral,
    SealedText,
    SealingKey,
    SightedNotice,
)
from concerns.models.records import Deed
from concerns.obligations import Promise
from concerns.pathway import Act, State, after
from concerns.refusals import ConcernRefused, Refusal
from concerns.reporter_codes import ReporterCode, contains_code, spelled_out
from concerns.sealing import texts, wrapping

DRAFTS_STAY = timedelta(days=1)
ON_ARRIVAL = (Promise.ACKNOWLEDGE, Promise.SCREEN, Promise.TRIAGE)


def begin_draft(*, at: datetime) -> tuple[Concern, bytes]:
    """Make an empty draft and the key that opens it. The key is kept nowhere but in the reporter's cookie."""
    return Concern.objects.create(started_on=day_of(at)), texts.new_key()


@transaction.atomic
def keep_answers(*, concern: Concern, key: bytes, answers: Answers, at: datetime) -> None:
    """Seal the answers given so far in place of those before.

    :raises ConcernRefused: ``holds_code``.
    """
    refuse_codes(answers.narrative, answers.kept_out_people, answers.name, answers.contact, *answers.labels)
    concern = Concern.objects.select_for_update(no_key=True).get(pk=concern.pk, state=State.DRAFT)
    concern.texts.filter(kind=TextKind.DRAFT).delete()
    vault.write_text(concern, key, TextKind.DRAFT, answers.write(), on=concern.started_on)


def answers_of(concern: Concern, key: bytes) -> Answers:
    """Return the answers given so far.

    :raises ConcernRefused: ``damaged``: the key is not this draft's.
    """
    draft = concern.texts.filter(kind=TextKind.DRAFT).first()
    return Answers.read(vault.read_text(draft, key)) if draft else Answers()


def send_concern(
    *, concern: Concern, key: bytes, code: ReporterCode, at: datetime, shown_to: str = ""
) -> Concern:
    """Send a draft to those who shall read it, and let ``code`` open it again. Sending twice sends once.

    ``shown_to`` is the digest of what the sender's page held: the code is shown to nobody else.

    :raises ConcernRefused: ``unfinished``, also where the draft was deleted meanwhile; ``nobody_to_read``,
        ``busy``.
    """
    found = Concern.objects.filter(pk=concern.pk).first()
    if found is None or found.state != State.DRAFT:
        return _sent_before(found)
    refuse_unready(answers_of(found, key))
    salt, cost = secrets.token_bytes(wrapping.SALT_BYTES), wrapping.Cost.today()
    try:
        # Takes a fifth of a second and 64 MiB: outside the lock.
        stretched = wrapping.stretched(code.secret, salt, cost)
    except wrapping.TooBusy:
        raise ConcernRefused(Refusal.BUSY) from None
    with transaction.atomic():
        locked = Concern.objects.select_for_update(no_key=True).filter(pk=concern.pk).first()
        if locked is None or locked.state != State.DRAFT:
            return _sent_before(locked)
        concern, answers = locked, answers_of(locked, key)
        audience = refuse_unready(answers)
        concern.locator, concern.salt, concern.cost = locator_of(code), salt, str(cost)
        concern.shown_to = shown_to
        _become_whole(concern, answers, audience, at)
        _keep_out(concern, audience, at)
        # Who sits in a group that is kept out reads it through no other: such a group has nobody to open it.
        able = set(
            concern.who_can_open([group.pk for group in audience.readers]).values_list("group", flat=True)
        )
        audience = replace(audience, readers=tuple(group for group in audience.readers if group.pk in able))
        if not audience.readers:
            raise ConcernRefused(Refusal.NOBODY_TO_READ)
        labels = _write_down(concern, key, answers, at)
        vault.grant_reporter(concern, Envelope.CONTENT, key, stretched, on=day_of(at))
        vault.grant(concern, Envelope.CONTENT, key, _keys_for(audience), on=day_of(at))
        _seal_identity(concern, answers, audience, at)
        # Labels are covered by the chain: one that was swapped no longer fits its entry.
        write_entry(
            concern.pk,
            Deed.SENT,
            on=day_of(at),
            mode=concern.mode,
            labels=[hashlib.sha256(bytes(label.sealed)).hexdigest() for label in labels],
        )
        for group in audience.readers:
            write_entry(concern.pk, Deed.REFERRED, on=day_of(at), to=str(group.pk))
            open_track(concern, group, basis=Referral.Basis.REPORTER, at=at)
        return concern


def refuse_unready(answers: Answers) -> Audience:
    """Return who gets it, unless it cannot be sent: asked before anything is computed for it.

    :raises ConcernRefused: ``unfinished``, ``nobody_to_read``.
    """
    if answers.next_question:
        raise ConcernRefused(Refusal.UNFINISHED)
    audience = audience_of(answers)
    if not audience.readers:
        raise ConcernRefused(Refusal.NOBODY_TO_READ)
    return audience


def open_track(
    concern: Concern,
    group: HandlerGroup,
    *,
    basis: Referral.Basis,
    at: datetime,
    follows: Referral | None = None,
) -> Referral:
    """Put a concern into the hands of one more group, with its clocks; an employer's sights the dean.

    What a track owes that it ``follows`` is owed by this one instead, by the same days.
    """
    today = day_of(at)
    referral = Referral.objects.create(
        concern=concern, group=group, side=group.side, basis=basis, offered_on=today
    )
    if follows is not None:
        clocks.carry_over(follows, to=referral, on=today)
    is_new = follows is None and concern.state in (State.RECEIVED, State.ACKNOWLEDGED)
    for promise in ON_ARRIVAL if is_new else (Promise.ACKNOWLEDGE,):
        clocks.start_clock(referral, promise, on=today)
    mailing.tell_groups([group], at=at, concern=concern)
    if group.side is Side.EMPLOYER:
        _sight_the_dean(referral, at=at)
    return referral


def refuse_codes(*written: str) -> None:
    """Refuse texts that hold a reporter's code.

    :raises ConcernRefused: ``holds_code``.
    """
    if any(contains_code(text) or _holds_known_code(text) for text in written):
        raise ConcernRefused(Refusal.HOLDS_CODE)


def _holds_known_code(text: str) -> bool:
    """Whether a text spells out a code that there is, with anything between its signs."""
    locators = {locator_of(code) for code in spelled_out(text)}
    return bool(locators) and Concern.objects.filter(locator__in=locators).exists()


def locator_of(code: ReporterCode) -> str:
    """Return the keyed hash by which a code finds its concern."""
    key = settings.CONCERNS_LOCATOR_KEY.encode()
    return hmac.new(key, code.locator.encode(), hashlib.sha256).hexdigest()


def forget_old_drafts(*, at: datetime) -> int:
    """Delete drafts that were not sent by the end of the day after; no key of theirs is kept anyhow."""
    old = Concern.objects.filter(state=State.DRAFT, started_on__lt=day_of(at) - DRAFTS_STAY)
    return old.delete()[1].get("concerns.Concern", 0)


def _sent_before(concern: Concern | None) -> Concern:
    if concern is None:
        raise ConcernRefused(Refusal.UNFINISHED)
    return concern


def _become_whole(concern: Concern, answers: Answers, audience: Audience, at: datetime) -> None:
    concern.state = after(Act.SEND, State(concern.state)) or State.RECEIVED
    concern.received_on = day_of(at)
    concern.mode, concern.category = answers.mode, answers.category
    concern.is_urgent = answers.is_urgent == "yes"
    concern.employer, concern.local_office = audience.employer, audience.local_office
    concern.save()


def _write_down(concern: Concern, key: bytes, answers: Answers, at: datetime) -> list[SealedText]:
    """Seal what was answered, each thing a text of its own; the draft goes."""
    concern.texts.filter(kind=TextKind.DRAFT).delete()
    today = day_of(at)
    vault.write_text(concern, key, TextKind.NARRATIVE, answers.narrative, on=today)
    if answers.kept_out_people:
        vault.write_text(concern, key, TextKind.PEOPLE, answers.kept_out_people, on=today)
    labels = [vault.write_text(concern, key, TextKind.LABEL, word, on=today) for word in answers.labels]
    Label.objects.bulk_create(
        Label(concern=concern, text=text, position=position) for position, text in enumerate(labels, start=1)
    )
    return labels


def _seal_identity(concern: Concern, answers: Answers, audience: Audience, at: datetime) -> None:
    """Seal who it is with a key of its own: for the readers at once if named, else until two people agree."""
    if concern.mode == Mode.ANONYMOUS:
        return
    today = day_of(at)
    key = texts.new_key()
    vault.write_text(concern, key, TextKind.IDENTITY, f"{answers.name}\n{answers.contact}".strip(), on=today)
    holders = [Holder.CUSTODY, Holder.RECOVERY]
    keys = list(SealingKey.objects.live().filter(holder__in=holders))
    if concern.mode == Mode.NAMED:
        keys += SealingKey.objects.of_groups(audience.readers)
    vault.grant(concern, Envelope.IDENTITY, key, keys, on=today)


def _keys_for(audience: Audience) -> Iterable[SealingKey]:
    recovery = SealingKey.objects.live().filter(holder=Holder.RECOVERY)
    return [*SealingKey.objects.of_groups(audience.readers), *recovery]


def _keep_out(concern: Concern, audience: Audience, at: datetime) -> None:
    on, by = day_of(at), Exclusion.By.REPORTER
    Exclusion.objects.bulk_create(
        [
            *(Exclusion(concern=concern, group=group, by=by, on=on) for group in audience.kept_out_groups),
            *(Exclusion(concern=concern, user=user, by=by, on=on) for user in audience.kept_out_people),
        ]
    )


def _sight_the_dean(referral: Referral, *, at: datetime) -> None:
    """Let the dean's office know that a concern is with an employer (S1), unless it must not know."""
    concern, today = referral.concern, day_of(at)
    deans = HandlerGroup.objects.ready().filter(kind=GroupKind.DEAN, local_office=concern.local_office)
    dean = deans.exclude(pk__in=concern.exclusions.filter(group__isnull=False).values("group")).first()
    if dean is None or not concern.who_can_open([dean.pk]).exists():
        return
    assert concern.local_office is not None, "a constraint says so"
    _, is_new = SightedNotice.objects.get_or_create(
        concern=concern, local_office=concern.local_office, defaults={"on": today}
    )
    if not is_new:
        return
    write_entry(concern.pk, Deed.SIGHTED, on=today, to=str(dean.pk))
    clocks.start_clock(referral, Promise.SIGHT, on=today)
    mailing.tell_groups([dean], at=at, concern=concern)
