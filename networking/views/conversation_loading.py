"""What the pages of conversations begin with: the person's part, and one that is there for them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any

from django.http import Http404
from django.http.response import HttpResponseBase
from django.utils import timezone

from events.views.loading import PersonalRequest, personal
from networking.models import Conversation, Member
from networking.refusals import PartRefused
from networking.views.loading import Part, closed_page, load_part

View = Callable[..., HttpResponseBase]


@dataclass(frozen=True)
class Talk:
    """A conversation as one of its people has it; ``other`` is who else is in one of two."""

    conversation: Conversation
    member: Member
    other: Member | None

    @property
    def title(self) -> str:
        """What it is called on this person's pages."""
        return self.other.delegate.name if self.other else self.conversation.title


def taking_part(view: View) -> View:
    """Hand the view the person's part and the instant; who does not take part reads why."""

    @wraps(view)
    def asked(request: PersonalRequest, slug: str, **kwargs: Any) -> HttpResponseBase:
        at = timezone.now()
        part = load_part(request, slug, at=at)
        if not part.can_take_part:
            return closed_page(request, part, part.can_take_part)
        try:
            return view(request, part=part, at=at, **kwargs)
        except PartRefused:
            # They left, or were suspended, in this very moment.
            part = load_part(request, slug, at=at)
            return closed_page(request, part, part.can_take_part)

    return personal(asked)


def in_talk(view: View) -> View:
    """Hand the view the conversation as well; unknown, left, and one that a block ended are the same 404."""

    @wraps(view)
    def asked(
        request: PersonalRequest, part: Part, at: datetime, code: str, **kwargs: Any
    ) -> HttpResponseBase:
        return view(request, part=part, at=at, talk=load_talk(part, code, at=at), **kwargs)

    return taking_part(asked)


def load_talk(part: Part, code: str, *, at: datetime) -> Talk:
    """Find a conversation that is there for somebody now."""
    own = Member.objects.following(at).filter(delegate=part.delegate, conversation__code=code)
    member = own.select_related("conversation").first()
    if member is None:
        raise Http404
    talk = member.conversation
    talk.assembly, member.delegate = part.assembly, part.delegate
    return Talk(talk, member, None if talk.is_group else _other(member))


def _other(member: Member) -> Member:
    others = Member.objects.filter(conversation=member.conversation).exclude(pk=member.pk)
    return others.select_related("delegate__profile").get()
