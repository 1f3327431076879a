"""What a reporter does after sending: coming back by the code, writing, being dissatisfied, withdrawing."""

import secrets
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from concerns import vault
from concerns.actions import clocks, day_of, mailing
from concerns.actions.raising import locator_of, refuse_codes
from concerns.actions.recording import write_entry
from concerns.kinds import Envelope, Holder, TextKind
from concerns.models import Concern, Entry, HandlerGroup, Referral
from concerns.models.records import Deed
from concerns.obligations import REOPEN_WITHIN, Promise
from concerns.pathway import OPEN, Act, State, Track, after, is_possible
from concerns.refusals import ConcernRefused, Refusal
from concerns.reporter_codes import ReporterCode
from concerns.sealing import wrapping
from concerns.sealing.texts import CannotOpen


@dataclass(frozen=True, repr=False)
class Return:
    """A reporter who has come back: the concern, and the key of what was written."""

    concern: Concern
    key: bytes


def come_back(*, code: ReporterCode) -> Return:
    """Open a concern by its code. A locator that finds nothing costs the same time as a secret that is wrong.

    :raises ConcernRefused: ``wrong_code``, the same for unknown, wrong and destroyed; ``busy``.
    """
    concern = Concern.objects.filter(locator=locator_of(code)).exclude(state=State.DRAFT).first()
    has_grant = concern and concern.grants.filter(envelope=Envelope.CONTENT, holder=Holder.REPORTER).exists()
    salt, cost = secrets.token_bytes(wrapping.SALT_BYTES), wrapping.Cost.today()
    if concern and has_grant:
        salt, cost = bytes(concern.salt or b""), wrapping.Cost.read(concern.cost)
    try:
        stretched = wrapping.stretched(code.secret, salt, cost)
    except wrapping.TooBusy:
        raise ConcernRefused(Refusal.BUSY) from None
    if concern is None or not has_grant:
        raise ConcernRefused(Refusal.WRONG_CODE)
    try:
        return Return(concern, vault.reporters_key(concern, stretched))
    except CannotOpen:
        raise ConcernRefused(Refusal.WRONG_CODE) from None


@transaction.atomic
def write_to_handlers(*, concern: Concern, key: bytes, words: str, at: datetime) -> None:
    """Send a message to those who have the concern; what waited for it waits no more, and they owe an answer.

    The same words twice on end are one message: a button pressed twice, a page sent again.

    :raises ConcernRefused: ``ended``, ``may_reopen`` where not being satisfied opens it again, ``empty``,
        ``holds_code``.
    """
    concern = _locked(concern)
    if concern.state not in OPEN:
        may_reopen = is_possible(Act.REOPEN, State(concern.state)) and not _is_too_late(concern, day_of(at))
        raise ConcernRefused(Refusal.MAY_REOPEN if may_reopen else Refusal.ENDED)
    if _was_just_said(concern, key, words):
        return
    _take_message(concern, key, words, at)
    write_entry(concern.pk, Deed.REPORTER_WROTE, on=day_of(at))
    _set_going(concern, at)


@transaction.atomic
def say_not_satisfied(*, concern: Concern, key: bytes, words: str, at: datetime) -> None:
    """Reopen what was answered or has ended: who answered or closed works on, with a new day for the answer.

    A side that closed it and has nobody left who can open it stays closed: it promises nothing.

    :raises ConcernRefused: ``not_answered``, ``too_late`` 60 days after closing, ``ended`` for what was
        withdrawn, ``nobody_there`` where no side could open it, ``empty``, ``holds_code``.
    """
    concern = _locked(concern)
    today = day_of(at)
    if _was_just_said(concern, key, words) and concern.state == State.ACTIVE:
        return
    if _is_too_late(concern, today):
        raise ConcernRefused(Refusal.TOO_LATE)
    state = after(Act.REOPEN, State(concern.state))
    if state is None:
        raise ConcernRefused(Refusal.NOT_ANSWERED if concern.state in OPEN else Refusal.ENDED)
    taken_back = _to_take_back(concern)
    if not taken_back and not concern.referrals.live().exists():
        raise ConcernRefused(Refusal.NOBODY_THERE)
    _take_message(concern, key, words, at)
    had_ended = concern.is_ended
    concern.state, concern.closed_on, concern.answered_on = state, None, None
    concern.save(update_fields=["state", "closed_on", "answered_on"])
    write_entry(concern.pk, Deed.REOPENED if had_ended else Deed.DISSATISFIED, on=today)
    for referral in taken_back:
        was_taken = referral.accepted_on is not None
        referral.state = Track.ACCEPTED if was_taken else Track.OFFERED
        referral.answered_on, referral.closed_on = None, None
        referral.save(update_fields=["state", "answered_on", "closed_on"])
        clocks.start_clock(referral, Promise.FEEDBACK if was_taken else Promise.ACKNOWLEDGE, on=today)
    _set_going(concern, at)


@transaction.atomic
def withdraw_concern(*, concern: Concern, at: datetime) -> None:
    """End it at the reporter's wish. If nobody has opened it yet, nobody can from now on.

    :raises ConcernRefused: ``ended``.
    """
    concern = _locked(concern)
    state = after(Act.WITHDRAW, State(concern.state))
    if state is None:
        raise ConcernRefused(Refusal.ENDED)
    today = day_of(at)
    concern.state, concern.closed_on = state, today
    concern.save(update_fields=["state", "closed_on"])
    live = list(concern.referrals.live().select_related("group"))
    # Also what a track that was given back still has: that the dean's office looks.
    clocks.drop_clocks(concern.referrals.all(), on=today)
    Referral.objects.filter(pk__in=[each.pk for each in live]).update(state=Track.CLOSED, closed_on=today)
    if not was_opened(concern):
        concern.grants.exclude(holder=Holder.REPORTER).delete()
    write_entry(concern.pk, Deed.WITHDRAWN, on=today)
    _tell(concern, [each.group for each in live], at)


def was_opened(concern: Concern) -> bool:
    """Whether anybody has read it."""
    return Entry.objects.filter(chain=concern.pk, deed=Deed.OPENED).exists()


def _is_too_late(concern: Concern, today: date) -> bool:
    return concern.closed_on is not None and today > concern.closed_on + REOPEN_WITHIN


def _locked(concern: Concern) -> Concern:
    return Concern.objects.select_for_update(no_key=True).get(pk=concern.pk)


def _to_take_back(concern: Concern) -> list[Referral]:
    """Return the tracks that answered or closed, of each group the one that counts, if it has a reader."""
    of_groups: dict[object, Referral] = {}
    for referral in concern.referrals.exclude(state=Track.RETURNED).order_by("-offered_on", "state"):
        known = of_groups.get(referral.group_id)
        if known is None or (referral.is_live and not known.is_live):
            of_groups[referral.group_id] = referral
    done = [each for each in of_groups.values() if each.answered_on or each.state == Track.CLOSED]
    able = set(concern.who_can_open([each.group_id for each in done]).values_list("group", flat=True))
    return [each for each in done if each.is_live or each.group_id in able]


def _take_message(concern: Concern, key: bytes, words: str, at: datetime) -> None:
    if not words.strip():
        raise ConcernRefused(Refusal.EMPTY)
    refuse_codes(words)
    vault.write_text(concern, key, TextKind.FROM_REPORTER, words, on=day_of(at))


def _was_just_said(concern: Concern, key: bytes, words: str) -> bool:
    """Whether the last message, of anybody, is the reporter's and says the same."""
    said = concern.texts.filter(kind__in=[TextKind.FROM_REPORTER, TextKind.TO_REPORTER]).last()
    if said is None or said.kind != TextKind.FROM_REPORTER:
        return False
    try:
        return vault.read_text(said, key) == words
    except ConcernRefused:
        return False


def _set_going(concern: Concern, at: datetime) -> None:
    """Restart the clock of contact, end pauses, and have those told who have it in hand."""
    today = day_of(at)
    live = list(concern.referrals.live().select_related("group", "concern"))
    for referral in live:
        if referral.state == Track.ACCEPTED:
            clocks.restart_clock(referral, Promise.CONTACT, on=today)
        if pause := referral.pauses.filter(ended_on=None).first():
            clocks.resume_clocks(pause, on=today)
            write_entry(concern.pk, Deed.RESUMED, on=today)
    _tell(concern, [each.group for each in live], at)


def _tell(concern: Concern, groups: list[HandlerGroup], at: datetime) -> None:
    mailing.tell_groups(groups, at=at, concern=concern)
