"""Groups of a few: who begins one, who is invited, comes and goes."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef

from accounts.models import User
from common.names import tidy_name
from events.models import Delegate
from networking import talk_frames
from networking.actions.talk_locks import lock_people, lock_taker, lock_talk
from networking.conversation_queries import contacts_of
from networking.conversation_refusals import TalkCode, TalkRefused
from networking.models import Conversation, ConversationQuerySet, Member, Profile
from networking.notices.conversations import invitation_is_over
from networking.policies import conversations as policies
from networking.policies.contacts import A_DAY
from realtime import streams


@transaction.atomic
def start_group(*, by: Delegate, title: str, invited: Collection[str], at: datetime) -> Conversation:
    """Begin a group and invite some of one's own contacts, by the codes of their profiles.

    :raises PartRefused: what ``can_take_part`` refuses.
    :raises TalkRefused: ``no_title``, ``title_too_long``, ``nobody``, ``full``, ``not_a_contact`` or
        ``many_today``.
    """
    by, title = lock_taker(by, at=at), tidy_name(title)
    policies.title_fits(title).or_raise(TalkRefused)
    talk = Conversation.objects.create(
        assembly=by.assembly, kind=Conversation.Kind.GROUP, title=title, started_at=at, last_at=at
    )
    Member.objects.create(conversation=talk, delegate=by, state=Member.State.IN, since_at=at)
    _invite(by, talk, invited, at)
    return talk


@transaction.atomic
def invite(*, by: Delegate, conversation: Conversation, invited: Collection[str], at: datetime) -> None:
    """Invite more of one's own contacts into a group; who was invited before, or is in it, stays as they are.

    Nothing tells whether an invitation can be seen: to the inviter it waits.

    :raises PartRefused: what ``can_take_part`` refuses.
    :raises TalkRefused: ``no_such_talk``, ``nobody``, ``full``, ``not_a_contact`` or ``many_today``.
    """
    by = lock_taker(by, at=at)
    talk = lock_talk(by, conversation, at=at)
    if talk.kind != Conversation.Kind.GROUP:
        raise TalkRefused(TalkCode.NO_SUCH_TALK)
    _invite(by, talk, invited, at)


def _invite(by: Delegate, talk: Conversation, codes: Collection[str], at: datetime) -> None:
    people = list(contacts_of(by, at).filter(code__in=codes).values_list("delegate", flat=True))
    if len(people) != len(set(codes)):
        raise TalkRefused(TalkCode.NOT_A_CONTACT)
    counted = set(
        Member.objects.filter(conversation=talk, state__in=Member.COUNTED).values_list("delegate", flat=True)
    )
    new = [person for person in people if person not in counted]
    policies.is_room_for(len(people), new=len(new), taken=len(counted)).or_raise(TalkRefused)
    policies.can_invite(by, len(new), at=at).or_raise(TalkRefused)
    fields = {"state": Member.State.INVITED, "invited_by": by, "since_at": at}
    again = Member.objects.filter(conversation=talk, delegate__in=new)
    # A no holds, however often somebody is asked. Who was told of an invitation, or left today, is not told.
    again.filter(state=Member.State.SPARED).update(**fields | {"state": Member.State.DECLINED})
    again.filter(left_at__lt=at - A_DAY).update(told_line=None)
    again.filter(state=Member.State.LEFT).update(**fields)
    Member.objects.bulk_create(
        [Member(conversation=talk, delegate_id=person, **fields) for person in new], ignore_conflicts=True
    )


@transaction.atomic
def accept_invitation(*, invited: Delegate, conversation: Conversation, at: datetime) -> Conversation:
    """Come into a group; its people are told, and what was said before can be read. Safe to call twice.

    :raises PartRefused: what ``can_take_part`` refuses.
    :raises TalkRefused: ``no_invitation``
    """
    # Whoever blocks or is blocked by this person waits here: an invitation that may be seen can be taken.
    invited = lock_taker(invited, at=at)
    talk = Conversation.objects.select_for_update(no_key=True).get(pk=conversation.pk)
    members = Member.objects.filter(conversation=talk, delegate=invited)
    if members.filter(state=Member.State.IN).exists():
        return talk
    own = members.invitations(at)
    if not own.update(state=Member.State.IN, since_at=at, told_line=None):
        raise TalkRefused(TalkCode.NO_INVITATION)
    invitation_is_over(talk, invited, at=at)
    streams.append(talk.stream, talk_frames.talk_people(talk, at), at=at)
    return talk


@transaction.atomic
def decline_invitation(*, invited: Delegate, conversation: Conversation, at: datetime) -> None:
    """Say no to a group, silently: to its people the invitation waits. Safe to call twice.

    :raises PartRefused: what ``can_take_part`` refuses.
    """
    invited = lock_taker(invited, at=at)
    own = Member.objects.filter(conversation=conversation, delegate=invited)
    if own.invitations(at).update(state=Member.State.DECLINED, told_line=None):
        invitation_is_over(conversation, invited, at=at)


@transaction.atomic
def take_back_invitation(*, by: Delegate, conversation: Conversation, code: str, at: datetime) -> bool:
    """Ask somebody no more, by the code of their profile, and free their place; tells if they were asked.

    Safe to call twice. Nothing tells whether they had declined; who came in meanwhile stays.

    :raises PartRefused: what ``can_take_part`` refuses.
    :raises TalkRefused: ``no_such_talk``
    """
    by = lock_taker(by, at=at)
    talk = lock_talk(by, conversation, at=at)
    asked = Member.objects.filter(conversation=talk, invited_by=by, delegate__profile__code=code)
    spared = asked.filter(state=Member.State.DECLINED).update(state=Member.State.SPARED)
    return bool(spared + asked.filter(state=Member.State.INVITED).update(state=Member.State.LEFT))


@transaction.atomic
def leave_group(*, member: Delegate, conversation: Conversation, at: datetime) -> None:
    """Go out of a group; what one said stays there. Safe to call twice.

    :raises PartRefused: what ``can_take_part`` refuses.
    :raises TalkRefused: ``no_such_talk``
    """
    member = lock_taker(member, at=at)
    talk = lock_talk(member, conversation, at=at)
    if talk.kind != Conversation.Kind.GROUP:
        raise TalkRefused(TalkCode.NO_SUCH_TALK)
    _go(talk, Member.objects.get(conversation=talk, delegate=member), at)


def leave_groups(*, member: Delegate, at: datetime, told_again: bool = False) -> None:
    """Take somebody who leaves networking out of their groups, as if they left each of them.

    Who did not leave by themselves is ``told_again`` of the next invitation, also within a day. Called in a
    transaction that holds the lock of the person.
    """
    _go_all(Conversation.objects.groups_of(member), member.user, at, told_again=told_again)


def let_the_gone_leave_groups(*, at: datetime) -> int:
    """Take those out of their groups who take no part any more, whatever they or an organiser did; tells how
    many. An unseen member would hold a place, and tell by a group that is gone on their return of a block.
    """
    gone = Member.objects.filter(state=Member.State.IN, conversation__kind=Conversation.Kind.GROUP)
    gone = gone.exclude(Exists(Profile.objects.taking_part(at).filter(delegate=OuterRef("delegate"))))
    people = Delegate.objects.filter(pk__in=gone.values("delegate"))
    return sum(_let_leave(each, at) for each in people.order_by("pk"))


@transaction.atomic
def _let_leave(member: Delegate, at: datetime) -> bool:
    (member,) = lock_people(member)
    is_back = Profile.objects.taking_part(at).filter(delegate=member).exists()
    if not is_back:
        leave_groups(member=member, at=at, told_again=True)
    return not is_back


@transaction.atomic
def leave_shared_groups(*, by: User, other: User, at: datetime) -> int:
    """Take somebody out of every group in which the other is as well, because of a block; tells how many.

    To everybody else it looks as if they left by themselves. Called in the transaction of the block, which
    holds the locks of both people.
    """
    return _go_all(Conversation.objects.shared_groups(by.pk, other.pk), by, at)


def _go_all(groups: ConversationQuerySet, user: User, at: datetime, *, told_again: bool = False) -> int:
    talks = list(groups.select_for_update(no_key=True, of=("self",)).order_by("pk"))
    for talk in talks:
        _go(talk, Member.objects.get(conversation=talk, delegate__user=user), at, told_again=told_again)
    return len(talks)


def _go(talk: Conversation, member: Member, at: datetime, *, told_again: bool = False) -> None:
    member.state, member.left_at = Member.State.LEFT, at
    member.told_line = None if told_again else Member.INVITATION
    member.save(update_fields=["state", "left_at", "told_line"])
    streams.append(talk.stream, talk_frames.talk_people(talk, at), at=at)
