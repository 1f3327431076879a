"""The locks of conversations, in one order: people (by key), the conversation, its lines, its stream."""

from datetime import datetime

from events.models import Delegate
from networking import policies
from networking.conversation_refusals import TalkCode, TalkRefused
from networking.models import Conversation, Line, Member, Profile
from networking.refusals import PartRefused


def lock_taker(delegate: Delegate, *, at: datetime) -> Delegate:
    """Make everything else that this person does wait, and let only those through who take part now.

    :raises PartRefused: what ``policies.can_take_part`` refuses.
    """
    (delegate,) = lock_people(delegate)
    profile = Profile.objects.of(delegate)
    policies.can_take_part(delegate, profile, at=at).or_raise(PartRefused)
    if profile:
        delegate.profile = profile
    return delegate


def lock_people(*people: Delegate) -> list[Delegate]:
    """Lock these people in the order of their keys; return them, read again, in the order given."""
    rows = Delegate.objects.select_for_update(no_key=True, of=("self",)).select_related("user", "assembly")
    found = {row.pk: row for row in rows.filter(pk__in={each.pk for each in people}).order_by("pk")}
    return [found[each.pk] for each in people]


def lock_talk(delegate: Delegate, conversation: Conversation, *, at: datetime) -> Conversation:
    """Make others wait who speak in it or come and go; the person, who takes part, follows it now.

    What ``MemberQuerySet.following`` says for many, asked for one: that statement costs more to write than
    all else that a message needs. A test holds both together.

    :raises TalkRefused: ``no_such_talk``
    """
    own = Conversation.objects.select_for_update(no_key=True, of=("self",))
    talk = own.filter(pk=conversation.pk, members__delegate=delegate, members__state=Member.State.IN).first()
    others = Profile.objects.meeting(delegate, at).filter(delegate__memberships__conversation=conversation)
    if talk is None or not (talk.is_group or others.exists()):
        raise TalkRefused(TalkCode.NO_SUCH_TALK)
    return talk


def lock_line(number: int, conversation: Conversation) -> Line | None:
    """Make others wait for a line of the conversation; none if there is no such line in it."""
    lines = Line.objects.select_for_update(no_key=True, of=("self",)).select_related("author__profile")
    line = lines.filter(pk=number, conversation=conversation).first()
    if line:
        line.conversation = conversation
    return line
