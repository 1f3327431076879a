"""What two people or a few say to each other, and what becomes of it."""

from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from accounts.models import User
from breakouts.actions.chat import tidy_body
from events.models import Delegate
from networking import talk_frames
from networking.actions.talk_locks import lock_line, lock_people, lock_taker, lock_talk
from networking.conversation_refusals import TalkCode, TalkRefused
from networking.models import BECAUSE_LIMIT, Contact, Conversation, Line, Member, Profile, pair_of
from networking.notices.conversations import MESSAGES
from networking.policies import conversations as policies
from notices.actions.telling import mark_read
from notices.models import Notice
from realtime import doorbell, streams

_NEXT = timedelta(microseconds=1)


@transaction.atomic
def start_pair(*, by: Delegate, other: Delegate, at: datetime) -> Conversation:
    """Return the conversation of two people in contact, begun if there is none yet. Safe to call twice.

    :raises PartRefused: what ``can_take_part`` refuses.
    :raises TalkRefused: ``no_such_talk`` where they may not meet, ``not_in_contact``.
    """
    lock_people(by, other)
    by = lock_taker(by, at=at)
    if not Profile.objects.meeting(by, at).filter(delegate=other).exists():
        raise TalkRefused(TalkCode.NO_SUCH_TALK)
    pair = pair_of(by.pk, other.pk)
    if known := Conversation.objects.filter(pair=pair).first():
        return known
    if not Contact.objects.between(by, other).standing().exists():
        raise TalkRefused(TalkCode.NOT_IN_CONTACT, name=other.name)
    talk = Conversation.objects.create(
        assembly=by.assembly, kind=Conversation.Kind.PAIR, pair=pair, started_at=at, last_at=at
    )
    members = [
        Member(conversation=talk, delegate=each, state=Member.State.IN, since_at=at) for each in (by, other)
    ]
    Member.objects.bulk_create(members)
    return talk


@transaction.atomic
def say(*, author: Delegate, conversation: Conversation, body: str, cid: UUID, at: datetime) -> Line:
    """Say something to all who are in it; the same ``cid`` again returns the line that stands.

    :raises PartRefused: what ``can_take_part`` refuses.
    :raises TalkRefused: ``no_such_talk``, ``not_in_contact``, ``empty`` or ``too_long``.
    """
    author = lock_taker(author, at=at)
    talk = lock_talk(author, conversation, at=at)
    if known := Line.objects.filter(conversation=talk, author=author, cid=cid).first():
        return known
    policies.can_write(author, talk).or_raise(TalkRefused)
    body = tidy_body(body)
    policies.line_fits(body).or_raise(TalkRefused)
    # Time in a conversation never runs back, so that "read up to here" is one instant.
    talk.last_at = max(at, talk.last_at + _NEXT)
    talk.save(update_fields=["last_at"])
    line = Line.objects.create(conversation=talk, author=author, body=body, cid=cid, sent_at=talk.last_at)
    streams.append(talk.stream, talk_frames.talk_msg(line), actor=author.user, cid=cid, at=line.sent_at)
    return line


@transaction.atomic
def edit_line(*, author: Delegate, conversation: Conversation, number: int, body: str, at: datetime) -> Line:
    """Change what one's own line says, for five minutes; the same words again change nothing.

    :raises PartRefused: what ``can_take_part`` refuses.
    :raises TalkRefused: ``no_such_talk``, what ``can_edit_line`` refuses, ``empty`` or ``too_long``.
    """
    author = lock_taker(author, at=at)
    talk, body = lock_talk(author, conversation, at=at), tidy_body(body)
    line = lock_line(number, talk)
    policies.can_edit_line(author, line, at=at).or_raise(TalkRefused)
    policies.line_fits(body).or_raise(TalkRefused)
    assert line is not None, "the policy refuses what there is not"
    if line.body != body:
        line.body, line.edited_at = body, at
        line.save(update_fields=["body", "edited_at"])
        talk_frames.say_anew(line, actor=author.user, at=at)
    return line


@transaction.atomic
def remove_line(*, author: Delegate, conversation: Conversation, number: int, at: datetime) -> Line:
    """Take one's own line back for good: "Message removed" stands in its place, its words stand nowhere.

    What a report of it quotes stays with the organisers, as the page says before.

    :raises PartRefused: what ``can_take_part`` refuses.
    :raises TalkRefused: ``no_such_talk`` or what ``can_remove_line`` refuses.
    """
    author = lock_taker(author, at=at)
    talk = lock_talk(author, conversation, at=at)
    line = lock_line(number, talk)
    policies.can_remove_line(author, line).or_raise(TalkRefused)
    assert line is not None, "the policy refuses what there is not"
    line.body, line.removed_at = "", at
    line.save(update_fields=["body", "removed_at"])
    talk_frames.take_back(line, at=at)
    return line


@transaction.atomic
def hide_line(*, line: Line, by: User, because: str, at: datetime) -> Line:
    """Hide a line for organisers who handle a report; what is gone already stays as it is. Safe twice.

    Its row keeps the words for them. Its author reads the reason on the page; nobody is sent the words again.
    """
    talk = Conversation.objects.select_for_update(no_key=True).get(pk=line.conversation_id)
    found = lock_line(line.pk, talk)
    assert found is not None, "the caller has just read it"
    if not found.gone:
        found.hidden_at, found.hidden_by, found.hidden_because = at, by, because[:BECAUSE_LIMIT]
        found.save(update_fields=["hidden_at", "hidden_by", "hidden_because"])
        talk_frames.take_back(found, at=at)
    return found


@transaction.atomic
def read_up_to(*, reader: Delegate, line: Line, at: datetime) -> bool:
    """Note that somebody has read this line and all before it; tell whether that is further than before.

    It takes no lock on the person: it goes only forward, and one statement asks whether they may read it. Of
    two people the other is told.
    """
    members = Member.objects.following(at).filter(conversation=line.conversation_id, delegate=reader)
    member = members.filter(Q(read_at=None) | Q(read_at__lt=line.sent_at))
    told = list(member.values_list("told_line", flat=True))
    if not told or not member.update(read_at=line.sent_at, looked_at=at, told_line=None):
        return False
    talk = line.conversation
    if told[0] is not None:
        notices = Notice.objects.filter(kind=MESSAGES, about__startswith=f"{talk.code}@")
        mark_read(user=reader.user, notices=notices, at=at)
    if talk.kind == Conversation.Kind.PAIR:
        transaction.on_commit(partial(doorbell.mark, talk.stream), robust=True)
    return True


@transaction.atomic
def mute_talk(*, member: Delegate, conversation: Conversation, is_on: bool, at: datetime) -> None:
    """Let no notices come of a conversation, or let them come again. Nobody else learns of it.

    :raises PartRefused: what ``can_take_part`` refuses.
    :raises TalkRefused: ``no_such_talk``
    """
    member = lock_taker(member, at=at)
    talk = lock_talk(member, conversation, at=at)
    Member.objects.filter(conversation=talk, delegate=member).update(is_muted=is_on)
