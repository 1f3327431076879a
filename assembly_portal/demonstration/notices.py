"""What the demonstration's people were told, as if the worker had sent it; nothing of it is mailed."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from accounts.models import User
from assembly_portal.demonstration.people import emails
from events.actions.rounds import audience_of, was_public
from events.models import Assembly, Delegate
from events.notices import CONFIRMED, about_place, about_round
from events.rounds import RoundKind, rounds_of
from notices.actions.sending import letters_of
from notices.actions.telling import row_for
from notices.kept import kept_of
from notices.kinds import Topic
from notices.models import MailWish, Notice, State

TOOK = timedelta(seconds=20)
QUIET_TOPICS = tuple(topic for topic in Topic if not topic.is_essential)
# So that organisers have something to look at: two mailboxes were full, and one worker was killed.
FULL_MAILBOX = "552 5.2.2 This mailbox is full"
NO_ANSWER = "The worker ended before the mail server answered"
OUTCOMES = {
    7: (State.FAILED, FULL_MAILBOX),
    11: (State.FAILED, FULL_MAILBOX),
    23: (State.UNKNOWN, NO_ANSWER),
}


def stop_mail_of(people: Sequence[User], *, but: Sequence[str], at: datetime) -> None:
    """Let nothing be mailed to people who do not exist; the log-ins that are handed out get theirs."""
    MailWish.objects.bulk_create(
        [
            MailWish(user=user, topic=topic, is_mailed=False, decided_at=at)
            for user in people
            if user.email not in but
            for topic in QUIET_TOPICS
        ],
        batch_size=1000,
    )


def write_notices(assembly: Assembly, *, at: datetime) -> None:
    """Write anew what fictional people were told until now: the confirmation, and each round that was due."""
    # By their keys: hundreds of addresses in every statement are hundreds of comparisons for each row.
    people = list(User.objects.filter(email__in=emails()).values_list("pk", flat=True))
    Notice.objects.filter(scope=assembly.slug, recipient__in=people).delete()
    fictional = Delegate.objects.filter(assembly=assembly, user__in=people).with_place()
    rows = [_confirmed(each) for each in fictional.select_related("assembly").order_by("registered_at")]
    about = about_round(assembly)
    for each in rounds_of(assembly.dates, assembly.zone):
        # Nobody wrote what changed, so nobody was told.
        if each.due_at <= at and was_public(assembly, each) and each.kind != RoundKind.WHAT_CHANGED:
            audience = audience_of(assembly, each).filter(user__in=people).order_by("pk")
            rows += [
                row_for(user, each.kind, about, assembly.slug, each.due_at, each.stale_at)
                for user in audience.values_list("user", flat=True)
            ]
    _send(rows, at)
    Notice.objects.bulk_create(rows, batch_size=500)


def _confirmed(delegate: Delegate) -> Notice:
    about, scope = about_place(delegate, delegate.registered_at), delegate.assembly.slug
    return row_for(delegate.user_id, CONFIRMED, about, scope, delegate.registered_at, None)


def _send(rows: Sequence[Notice], at: datetime) -> None:
    """Make the rows as the worker would have left them."""
    letters = letters_of(rows)
    for number, row in enumerate(rows):
        for name, shown in kept_of(letters[row.code]).items():
            setattr(row, name, shown)
        row.state, row.trouble = OUTCOMES.get(number, (State.SENT, ""))
        row.attempt_count = 1
        row.handed_at, row.released_at = row.due_at, row.due_at
        row.settled_at = min(row.due_at + TOOK, at)
        row.read_at = row.settled_at
