"""Who may write in a conversation, and what becomes of a line afterwards. Who is in it was asked before."""

from datetime import datetime

from django.db.models import Q

from breakouts.rules import can_still_edit
from common.names import can_be_seen
from common.policy import ALLOWED, Verdict
from common.words import day_and_clock
from events.models import Delegate
from networking.conversation_refusals import TalkCode
from networking.models import (
    LINE_LIMIT,
    MOST_MEMBERS,
    TITLE_LIMIT,
    Contact,
    Conversation,
    Line,
    Member,
)
from networking.policies.contacts import A_DAY, next_minute

MOST_INVITED = 20


def can_write(delegate: Delegate, conversation: Conversation) -> Verdict:
    """Whoever is in a group may write there; two people while they are in contact.

    :refuses: ``not_in_contact``
    """
    if conversation.kind == Conversation.Kind.GROUP:
        return ALLOWED
    as_asker = Q(asker=delegate, asked__memberships__conversation=conversation)
    as_asked = Q(asked=delegate, asker__memberships__conversation=conversation)
    if Contact.objects.standing().filter(as_asker | as_asked).exists():
        return ALLOWED
    other = Delegate.objects.filter(memberships__conversation=conversation).exclude(pk=delegate.pk).get()
    return Verdict.refuse(TalkCode.NOT_IN_CONTACT, name=other.name)


def line_fits(body: str) -> Verdict:
    """A message says something, in 2,000 characters at most.

    :refuses: ``empty`` or ``too_long``
    """
    if not can_be_seen(body):
        return Verdict.refuse(TalkCode.EMPTY)
    if len(body) > LINE_LIMIT:
        return Verdict.refuse(TalkCode.TOO_LONG, limit=LINE_LIMIT, length=len(body))
    return ALLOWED


def can_remove_line(delegate: Delegate, line: Line | None) -> Verdict:
    """Its author may remove a line at any time, also when nothing can be written there any more.

    :refuses: ``no_such_line``, ``not_yours`` or ``gone``
    """
    if line is None:
        return Verdict.refuse(TalkCode.NO_SUCH_LINE)
    if line.author_id != delegate.pk:
        return Verdict.refuse(TalkCode.NOT_YOURS)
    return Verdict.refuse(TalkCode.GONE) if line.gone else ALLOWED


def can_edit_line(delegate: Delegate, line: Line | None, *, at: datetime) -> Verdict:
    """Its author may change a line for five minutes, as in rooms, where they may still write.

    :refuses: ``no_such_line``, ``not_yours``, ``gone``, ``too_late`` or ``not_in_contact``
    """
    verdict = can_remove_line(delegate, line)
    if not verdict:
        return verdict
    assert line is not None, "refused above"
    if not can_still_edit(line.sent_at, at):
        return Verdict.refuse(TalkCode.TOO_LATE)
    return can_write(delegate, line.conversation)


def title_fits(title: str) -> Verdict:
    """A group has a name, which its invitations tell.

    :refuses: ``no_title`` or ``title_too_long``
    """
    if not can_be_seen(title):
        return Verdict.refuse(TalkCode.NO_TITLE)
    if len(title) > TITLE_LIMIT:
        return Verdict.refuse(TalkCode.TITLE_TOO_LONG, limit=TITLE_LIMIT)
    return ALLOWED


def is_room_for(count: int, *, new: int, taken: int) -> Verdict:
    """A group has eight people at most, those counted who have not answered; of ``count`` so many are new.

    :refuses: ``nobody`` or ``full``
    """
    if not count:
        return Verdict.refuse(TalkCode.NOBODY)
    left = MOST_MEMBERS - taken
    return ALLOWED if new <= left else Verdict.refuse(TalkCode.FULL, most=MOST_MEMBERS, left=left)


def can_invite(by: Delegate, new: int, *, at: datetime) -> Verdict:
    """Somebody invites twenty people within 24 hours at most, into whichever groups, whatever came of it.

    :refuses: ``many_today``
    """
    invited = Member.objects.filter(invited_by=by, since_at__gt=at - A_DAY)
    times = list(invited.order_by("since_at").values_list("since_at", flat=True))
    over = len(times) + new - MOST_INVITED
    if over <= 0:
        return ALLOWED
    again = day_and_clock(next_minute(times[over - 1] + A_DAY), by.assembly.zone)
    return Verdict.refuse(TalkCode.MANY_TODAY, most=MOST_INVITED, again=again)
