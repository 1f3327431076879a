"""Mail that says nothing: one constant text, at two fixed times of the day, whatever happened."""

from collections.abc import Iterable
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import structlog
from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from concerns.models import Concern, HandlerGroup, Membership, OutgoingMail

log = structlog.get_logger(__name__)

SUBJECT = "There is an update in the learner portal"
BODY = "There is an update in the learner portal.\n\n{address}/\n\nPlease do not reply to this email.\n"
ENGLAND = ZoneInfo("Europe/London")
SLOTS = (time(7), time(13))
PATIENCE = (timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=4), timedelta(days=1))
AT_ONCE = 50


def next_slot(at: datetime) -> datetime:
    """Return the first fixed time after this moment, so that mail does not tell when something happened."""
    today = at.astimezone(ENGLAND).date()
    slots = (
        datetime.combine(day, slot, ENGLAND).astimezone(UTC)
        for day in (today, today + timedelta(days=1))
        for slot in SLOTS
    )
    return next(slot for slot in slots if slot > at)


def tell_people(people: Iterable[User | int], *, at: datetime) -> None:
    """Have each person mailed at the next fixed time: once, however much happens until then."""
    slot = next_slot(at)
    keys = {person.pk if isinstance(person, User) else person for person in people}
    OutgoingMail.objects.bulk_create(
        [OutgoingMail(recipient_id=key, slot_at=slot, not_before=slot) for key in sorted(keys)],
        ignore_conflicts=True,
    )


def tell_groups(
    groups: Iterable[HandlerGroup], *, at: datetime, concern: Concern | None = None, but: Iterable[int] = ()
) -> None:
    """Have every member of the groups mailed, but for those who must not know of the concern."""
    members = Membership.objects.active().filter(group__in=list(groups)).exclude(user__in=list(but))
    if concern is not None:
        members = members.exclude(user__in=concern.people_kept_out())
    tell_people(members.values_list("user", flat=True), at=at)


def send_due_mail(*, at: datetime) -> int:
    """Send what is due; return how many went out.

    Each is claimed by a committed row before the mail server is asked: a crash in between leaves it claimed,
    which nobody sends again, because it may have arrived.
    """
    sent = 0
    for mail in _claimed(at):
        try:
            _letter_to(mail.recipient).send()
        except Exception as error:
            # The server's words can hold the address: only the kind of trouble is logged.
            log.warning("mail not sent", trouble=type(error).__name__)
            _put_off(mail, at)
        else:
            OutgoingMail.objects.filter(pk=mail.pk).update(sent_at=timezone.now())
            sent += 1
    return sent


@transaction.atomic
def _claimed(at: datetime) -> list[OutgoingMail]:
    due = OutgoingMail.objects.due(at).select_for_update(skip_locked=True, of=("self",))
    mails = list(due.select_related("recipient")[:AT_ONCE])
    OutgoingMail.objects.filter(pk__in=[mail.pk for mail in mails]).update(claimed_at=at)
    return mails


def _put_off(mail: OutgoingMail, at: datetime) -> None:
    """Try again later; after the last time it stays unsent, and the inbox still shows what there is."""
    attempts = mail.attempts + 1
    later = at + PATIENCE[attempts - 1] if attempts <= len(PATIENCE) else None
    OutgoingMail.objects.filter(pk=mail.pk).update(
        attempts=attempts,
        claimed_at=None if later else at,
        not_before=later or mail.not_before,
    )


def _letter_to(recipient: User) -> EmailMessage:
    return EmailMessage(SUBJECT, BODY.format(address=settings.PORTAL_ADDRESS), to=[recipient.email])
