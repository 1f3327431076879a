"""Six-digit codes: issued, read out, typed, forgotten."""

import logging
from datetime import datetime, timedelta

from django.db import transaction

from accounts import policies
from accounts.code_rules import (
    CODES_PER_DAY,
    CODES_PER_PAUSE,
    LIFETIME,
    PAUSE,
    TRIES,
    digest_of,
    draw_code,
    only_digits,
)
from accounts.models import EmailCode, User
from accounts.refusals import CodeRefusal, CodeRefused, SpokenCodeRefused
from common.policy import ALLOWED, Verdict

log = logging.getLogger(__name__)


@transaction.atomic
def issue_code(*, email: str, browser: str, at: datetime) -> str:
    """Draw a code that proves the address when this browser types it, and return it for the mail.

    Asks nobody whether the address is known, so that nothing can be learnt from it.

    :raises CodeRefused: ``sent_too_often``.
    """
    today, lately = EmailCode.objects.mailed_to(email, since=at - timedelta(days=1), lately=at - PAUSE)
    if lately >= CODES_PER_PAUSE or today >= CODES_PER_DAY:
        raise CodeRefused(CodeRefusal.SENT_TOO_OFTEN)
    code = draw_code()
    EmailCode.objects.create(
        email=email,
        digest=digest_of(code, email=email),
        browser=browser,
        issued_at=at,
        expires_at=at + LIFETIME,
    )
    return code


@transaction.atomic
def issue_spoken_code(*, user: User, actor: User, at: datetime) -> str:
    """Draw a code that an organiser reads out to somebody whose mail does not come, and return it.

    The person types it where they would type a mailed one. Logged with the organiser's name.

    :raises SpokenCodeRefused: ``not_organiser``, ``log_in_closed`` or ``needs_second_factor``.
    """
    policies.can_hear_code(user, actor).or_raise(SpokenCodeRefused)
    email = user.email.lower()
    EmailCode.objects.filter(email=email, browser="").delete()
    code = draw_code()
    EmailCode.objects.create(
        email=email,
        digest=digest_of(code, email=email),
        issued_at=at,
        expires_at=at + LIFETIME,
        read_out_by=actor,
    )
    log.info("A log-in code was read out to person %s by organiser %s", user.pk, actor.pk)
    return code


def take_code(*, email: str, browser: str, typed: str, at: datetime) -> None:
    """Prove the address by the code that its owner typed. A code opens the door once.

    Wrong tries are counted in the row and under its lock, so that neither a new session nor a hundred
    requests at once buy more of them; that is why the refusal is raised after the transaction.

    :raises CodeRefused: ``wrong``, ``replaced``, ``expired``, ``no_tries_left`` or ``not_asked_for``.
    """
    with transaction.atomic(durable=True):
        verdict = _try_code(email=email, browser=browser, typed=typed, at=at)
    verdict.or_raise(CodeRefused)


def _try_code(*, email: str, browser: str, typed: str, at: datetime) -> Verdict:
    rows = list(EmailCode.objects.typeable(email=email, browser=browser).select_for_update(no_key=True))
    newest = _newest_of_each_kind(rows)
    if not newest:
        return Verdict.refuse(CodeRefusal.NOT_ASKED_FOR)
    alive = [row for row in newest if at < row.expires_at]
    if not alive:
        return Verdict.refuse(CodeRefusal.EXPIRED)
    with_tries = [row for row in alive if row.wrong_tries < TRIES]
    if not with_tries:
        return Verdict.refuse(CodeRefusal.NO_TRIES_LEFT)
    digest = digest_of(only_digits(typed), email=email)
    if any(row.digest == digest for row in with_tries):
        EmailCode.objects.filter(pk__in=[row.pk for row in rows]).update(used_at=at)
        return ALLOWED
    for row in with_tries:
        row.wrong_tries += 1
        row.save(update_fields=["wrong_tries"])
    if any(row.digest == digest for row in rows if row not in newest):
        return Verdict.refuse(CodeRefusal.REPLACED)
    if all(row.wrong_tries >= TRIES for row in with_tries):
        return Verdict.refuse(CodeRefusal.NO_TRIES_LEFT)
    return Verdict.refuse(CodeRefusal.WRONG)


def _newest_of_each_kind(rows: list[EmailCode]) -> list[EmailCode]:
    """A newer code replaces the one before; a code read out stands beside the mailed one."""
    by_kind: dict[bool, EmailCode] = {}
    for row in rows:
        by_kind.setdefault(bool(row.browser), row)
    return list(by_kind.values())


def forget_old_codes(*, at: datetime) -> int:
    """Delete the codes that no longer count, and return how many: no address is kept for nothing."""
    deleted, _ = EmailCode.objects.filter(issued_at__lte=at - timedelta(days=1)).delete()
    return deleted
