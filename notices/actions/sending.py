"""Sending what is due: leased in batches, handed over one by one, each by a committed row before the mail."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import monotonic
from uuid import UUID

import structlog
from django.db import transaction
from django.db.models import F

from notices.actions.telling import close_notices
from notices.frames import unread_changed
from notices.kept import kept_of
from notices.kinds import kind_of
from notices.letters import Letter
from notices.mails import in_their_words, mail_of
from notices.models import Notice, State, Wording
from notices.models.notices import LEASE
from notices.transport import Delivery, Fate, Line
from notices.wishes import mailed_topics

log = structlog.get_logger(__name__)

BATCH = 100
# How long a worker works on a batch: well within its lease, so that nobody else takes the rest meanwhile.
AT_WORK = timedelta(minutes=2)
# After each refusal for now; after the last one it is not delivered, and organisers see it.
PATIENCE = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 480))
# After each try that met no server. It is tried as long as it makes sense: an outage is nobody's refusal.
UNTIL_BACK = tuple(timedelta(minutes=minutes) for minutes in (1, 2, 5, 15, 30))


@dataclass(frozen=True)
class Batch:
    """Notices in this worker's hands until the lease ends, and what they say."""

    notices: Sequence[Notice]
    lease: datetime
    letters: dict[UUID, Letter]
    mailed: dict[int, set[str]]


def send_due(*, at: datetime, limit: int = BATCH) -> int:
    """Release and send one batch of what is due; tells how many it took on, 0 when there is nothing to do.

    Each is marked by a committed row before its mail leaves, so no crash and no second worker sends it twice.
    A worker killed between the two leaves it "handed", which ``settle_unanswered`` makes "unknown".
    """
    let_go_what_is_late(at=at)
    batch = _take_on(at, limit)
    until = monotonic() + AT_WORK.total_seconds()
    with Line() as line:
        for notice in batch.notices:
            if monotonic() > until or not _deliver(notice, batch, line, at):
                break
    Notice.objects.filter(pk__in=[each.pk for each in batch.notices], leased_until=batch.lease).update(
        leased_until=None
    )
    return len(batch.notices)


def let_go_what_is_late(*, at: datetime) -> int:
    """Mark as missed what still waits and makes no sense any more; tells how many."""
    return Notice.objects.too_late(at).update(state=State.MISSED, settled_at=at, leased_until=None)


@transaction.atomic
def close_what_is_over(*, at: datetime) -> int:
    """Say of what could be answered until now that it no longer can; tells how many. Safe twice, and late."""
    over = Notice.objects.filter(open_until__lte=at)
    return close_notices(notices=over, outcome="The time to answer is over.", at=at)


def settle_unanswered(*, at: datetime) -> int:
    """Mark as unknown what a worker handed over and never came back from: it may have arrived.

    It is never sent again by itself; organisers see it and may decide to.
    """
    return Notice.objects.unanswered(at).update(
        state=State.UNKNOWN, settled_at=at, trouble="The worker ended before the mail server answered"
    )


def send_again(*, notice: Notice, at: datetime) -> bool:
    """Make due again what failed or is unknown, as an organiser decided; tells whether it was either."""
    again = Notice.objects.filter(pk=notice.pk, state__in=(State.FAILED, State.UNKNOWN))
    anew = {"stale_at": None, "refusal_count": 0, "leased_until": None, "settled_at": None, "trouble": ""}
    return bool(again.update(state=State.DUE, not_before=at, **anew))


@transaction.atomic(durable=True)
def _lease(at: datetime, limit: int) -> tuple[list[Notice], datetime]:
    """Take due notices into this worker's hands, for a while: what it does not hand over is due again."""
    due = Notice.objects.due(at).select_for_update(no_key=True, skip_locked=True, of=("self",))
    notices = list(due.select_related("recipient")[:limit])
    lease = at + LEASE
    Notice.objects.filter(pk__in=[notice.pk for notice in notices]).update(leased_until=lease)
    return notices, lease


def _take_on(at: datetime, limit: int) -> Batch:
    notices, lease = _lease(at, limit)
    wanted = mailed_topics(notice.recipient_id for notice in notices) if notices else {}
    return Batch(notices, lease, letters_of(notices), {key: set(topics) for key, topics in wanted.items()})


def letters_of(notices: Sequence[Notice]) -> dict[UUID, Letter]:
    """Write the letters of many notices, each kind at once, in the organisers' words where there are some."""
    letters: dict[UUID, Letter] = {}
    for key in {notice.kind for notice in notices}:
        if kind := kind_of(key):
            letters |= kind.compose([notice for notice in notices if notice.kind == key])
    if not notices:
        return letters
    scopes = {notice.scope for notice in notices}
    wordings = {(each.scope, each.kind): each for each in Wording.objects.filter(scope__in=scopes)}
    worded = {notice.code: wordings.get((notice.scope, notice.kind)) for notice in notices}
    return {code: in_their_words(letter, worded[code]) for code, letter in letters.items()}


def _deliver(notice: Notice, batch: Batch, line: Line, at: datetime) -> bool:
    """Release one notice and send it where mail is wished; tells whether the mail server is there."""
    kind, letter = kind_of(notice.kind), batch.letters.get(notice.code)
    if kind is None or letter is None:
        _settle(notice, State.WITHDRAWN, at)
        return True
    if not notice.recipient.is_active or kind.topic not in batch.mailed[notice.recipient_id]:
        _release(notice, batch, letter, at, state=State.PORTAL, settled_at=at)
        return True
    if not _release(notice, batch, letter, at, state=State.HANDED, handed_at=at):
        return True
    delivery = line.send(mail_of(notice, kind, letter))
    _write_down(notice, delivery, at)
    return delivery.fate is not Fate.AWAY


def _release(notice: Notice, batch: Batch, letter: Letter, at: datetime, **changes: object) -> bool:
    """Show the notice to its reader and move it on, unless it was held, withdrawn or taken meanwhile.

    Their open pages are told by the doorbell alone: one statement stays one, whoever listens.
    """
    # Asked again for each: whoever presses the stop button stops the batch that is leaving, too.
    mine = Notice.objects.unheld().filter(pk=notice.pk, state=State.DUE, leased_until=batch.lease)
    is_mine = mine.update(
        released_at=notice.released_at or at,
        leased_until=None,
        attempt_count=F("attempt_count") + 1,
        **kept_of(letter),
        **changes,
    )
    if is_mine:
        unread_changed(notice.recipient_id)
    return bool(is_mine)


def _write_down(notice: Notice, delivery: Delivery, at: datetime) -> None:
    """Note what the mail server said."""
    if delivery.fate is Fate.SENT:
        _settle(notice, State.SENT, at)
    elif delivery.fate is Fate.UNKNOWN:
        _settle(notice, State.UNKNOWN, at, delivery.trouble)
    elif delivery.fate is Fate.AWAY:
        pause = UNTIL_BACK[min(notice.attempt_count, len(UNTIL_BACK) - 1)]
        _settle(notice, State.DUE, None, delivery.trouble, not_before=at + pause)
    elif delivery.fate is Fate.REFUSED or notice.refusal_count >= len(PATIENCE):
        _settle(notice, State.FAILED, at, delivery.trouble)
    else:
        again_at = at + PATIENCE[notice.refusal_count]
        refusals = notice.refusal_count + 1
        _settle(notice, State.DUE, None, delivery.trouble, not_before=again_at, refusal_count=refusals)
    if delivery.fate is not Fate.SENT:
        log.warning("notice not sent", kind=notice.kind, notice=notice.pk, fate=delivery.fate.value)


def _settle(notice: Notice, state: State, at: datetime | None, trouble: str = "", **changes: object) -> None:
    """Write the outcome down, also over "unknown": whoever handed it over knows better."""
    open_states = (State.DUE, State.HANDED, State.UNKNOWN)
    Notice.objects.filter(pk=notice.pk, state__in=open_states).update(
        state=state, settled_at=at, trouble=trouble, **changes
    )
