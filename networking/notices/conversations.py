"""What people are told of conversations: that there is something to read, and that they were invited.

No words of anybody stand in these letters: mail is read on shared computers, and words can be taken back.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import F, OuterRef, Subquery
from django.db.models.functions import Now
from django.urls import reverse

from events.models import Assembly, Delegate
from networking.models import Conversation, Member, MemberQuerySet
from notices.actions.telling import mark_read, take_back
from notices.kinds import Kind, Topic, declare
from notices.letters import Button, Letter
from notices.models import Notice

MESSAGES, INVITED = "networking.messages", "networking.invited"


def invitation_is_over(talk: Conversation, invited: Delegate, *, at: datetime) -> None:
    """Take the notice of an invitation back if it has not left; whoever was told finds nothing new in it.

    They joined, or declined.
    """
    told = Notice.objects.filter(kind=INVITED, recipient=invited.user_id, about__startswith=f"{talk.code}@")
    take_back(notices=told, at=at)
    mark_read(user=invited.user, notices=told, at=at)


def _compose_messages(notices: Sequence[Notice]) -> Mapping[UUID, Letter]:
    """Write to those who may read it at this moment, have not, and want to hear of it."""
    other = Member.objects.filter(conversation=OuterRef("conversation")).exclude(
        delegate=OuterRef("delegate")
    )
    rows = Member.objects.following(Now()).with_first_unread(Now()).with_unread()
    found = _by_reader(rows.annotate(other_name=Subquery(other.values("delegate__name")[:1])), notices)
    return {code: _messages(member) for code, member in found.items()}


def _messages(member: Member) -> Letter:
    talk, count = member.conversation, member.unread_count  # type: ignore[attr-defined]
    what = "1 new message" if count == 1 else f"{count} new messages"
    if talk.kind == Conversation.Kind.PAIR:
        other = member.other_name  # type: ignore[attr-defined]
        headline = f"{other} wrote to you: {what}"
    else:
        headline = f"{what} in “{talk.title}”"
    return _letter(
        talk.assembly,
        member,
        headline,
        ("Read it, and answer, in the portal.",),
        Button("Open the conversation", talk.address),
        "You are told once until you have read them. You can mute a conversation on its page.",
    )


def _compose_invitations(notices: Sequence[Notice]) -> Mapping[UUID, Letter]:
    """Write to those who can still see the invitation, and did not mute who invited them."""
    found = _by_reader(Member.objects.unheard(Now()).annotate(by=F("invited_by__name")), notices)
    return {code: _invitation(member) for code, member in found.items()}


def _invitation(member: Member) -> Letter:
    talk = member.conversation
    by = member.by  # type: ignore[attr-defined]
    return _letter(
        talk.assembly,
        member,
        f"{by} invited you to the group “{talk.title}”",
        ("You can join the group or decline. If you decline, nobody is told.",),
        Button("See the invitation", reverse("networking_conversations", args=[talk.assembly.slug])),
        "Whoever joins a group can read what was said in it before.",
    )


def _by_reader(rows: MemberQuerySet, notices: Sequence[Notice]) -> Mapping[UUID, Member]:
    codes = {notice.code: notice.about.partition("@")[0] for notice in notices}
    rows = rows.filter(
        conversation__code__in=codes.values(), delegate__user__in={each.recipient_id for each in notices}
    )
    members = {
        (each.conversation.code, each.delegate.user_id): each
        for each in rows.select_related("conversation__assembly", "delegate")
    }
    keys = {notice.code: (codes[notice.code], notice.recipient_id) for notice in notices}
    return {code: members[key] for code, key in keys.items() if key in members}


def _letter(
    assembly: Assembly, member: Member, headline: str, words: Sequence[str], button: Button, closing: str
) -> Letter:
    return Letter(
        headline=headline[:200],
        introduction=words,
        name=member.delegate.name,
        button=button,
        closing=(closing,),
        sender=assembly.name,
        organisation=assembly.organisation_name,
    )


declare(
    Kind(
        MESSAGES,
        "New messages in a conversation",
        Topic.NETWORKING,
        _compose_messages,
        occasion="When a message has not been read for 2 minutes, once until it is, outside of quiet hours.",
    ),
    Kind(
        INVITED,
        "Invitation to a group",
        Topic.NETWORKING,
        _compose_invitations,
        occasion="When a contact invites somebody to a group, outside of quiet hours.",
    ),
)
