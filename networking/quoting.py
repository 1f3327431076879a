"""What a report quotes, as far as the person who makes it may see it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from events.models import Delegate
from networking.knowing import within_reach
from networking.models import Contact, Line, Member, NetworkingReport, Profile

Kind = NetworkingReport.Kind
LINES_AROUND = 5


@dataclass(frozen=True)
class Quoted:
    """What is reported of a person: its kind, the words, and what was said around them."""

    kind: NetworkingReport.Kind
    profile: Profile
    body: str = ""
    line: Line | None = None
    context: Sequence[dict[str, Any]] = ()


def quote_person(viewer: Delegate, code: str, at: datetime) -> Quoted | None:
    """Quote nothing: the person as such is reported. None for somebody out of the viewer's reach."""
    profile = within_reach(viewer, at).filter(code=code).select_related("delegate").first()
    return Quoted(Kind.PROFILE, profile) if profile else None


def quote_request(viewer: Delegate, code: str, request: str, at: datetime) -> Quoted | None:
    """Quote the note of a request that the person sent to the viewer."""
    person = quote_person(viewer, code, at)
    if person is None:
        return None
    asked = Contact.objects.filter(code=request, asked=viewer, asker=person.profile.delegate_id).first()
    return Quoted(Kind.REQUEST, person.profile, asked.note) if asked else None


def quote_invitation(viewer: Delegate, code: str, group: str, at: datetime) -> Quoted | None:
    """Quote the name of a group into which the person invited the viewer, who can see that."""
    person = quote_person(viewer, code, at)
    if person is None:
        return None
    own = Member.objects.invitations(at).filter(delegate=viewer, invited_by=person.profile.delegate_id)
    invited = own.filter(conversation__code=group).select_related("conversation").first()
    return Quoted(Kind.INVITATION, person.profile, invited.conversation.title) if invited else None


def quote_line(viewer: Delegate, code: str, number: int) -> Quoted | None:
    """Quote a message that was said while the viewer was in its conversation, with a few before and after it.

    Whoever wrote it may have left, be suspended, or stand in a block with the viewer by now: what was said to
    somebody can be reported whatever became of its author, so this tells nothing of that either.
    """
    author = Profile.objects.filter(code=code, delegate__assembly=viewer.assembly_id)
    profile = author.exclude(delegate=viewer).select_related("delegate").first()
    if profile is None:
        return None
    lines = _heard_by(viewer)
    line = lines.filter(pk=number, author=profile.delegate_id).first()
    if line is None:
        return None
    beside = lines.filter(conversation=line.conversation_id).select_related("author")
    return Quoted(Kind.LINE, profile, line.body, line, [_told(each) for each in _around(line, beside)])


def _heard_by(viewer: Delegate) -> QuerySet[Line]:
    """Return what stands of what was said while somebody was there."""
    parts = Member.objects.filter(conversation=OuterRef("conversation"), delegate=viewer)
    was_there = Q(state=Member.State.IN) | Q(left_at__gte=OuterRef("sent_at"))
    return Line.objects.filter(Exists(parts.filter(was_there)), removed_at=None, hidden_at=None)


def _around(line: Line, beside: QuerySet[Line]) -> Sequence[Line]:
    """Return a message and what was said around it, oldest first."""
    here = {"sent_at": line.sent_at}
    before = beside.filter(Q(sent_at__lt=line.sent_at) | Q(**here, pk__lt=line.pk))
    after = beside.filter(Q(sent_at__gt=line.sent_at) | Q(**here, pk__gt=line.pk))
    first = list(before.order_by("-sent_at", "-pk")[:LINES_AROUND])[::-1]
    return [*first, line, *after.order_by("sent_at", "pk")[:LINES_AROUND]]


def _told(line: Line) -> dict[str, Any]:
    return {"id": line.pk, "name": line.author.name, "at": line.sent_at.isoformat(), "words": line.body}
