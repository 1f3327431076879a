"""Where a page that asks about a person leads back to: from where it is offered, if that is there for one."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from networking.knowing import known_to
from networking.models import Line, Member, NetworkingReport, Profile
from networking.quoting import Quoted
from networking.views.loading import Part


@dataclass(frozen=True)
class WayBack:
    """An address, and what its link says."""

    address: str
    words: str


def back_to_person(part: Part, profile: Profile, at: datetime) -> WayBack:
    """Lead to the person's page; to Safety, which lists them, if they are not there for whoever asks."""
    people = known_to(part.delegate, Profile.objects.meeting(part.delegate, at))
    if people.filter(pk=profile.pk).exists():
        address = reverse("networking_person", args=[part.assembly.slug, profile.code])
        return WayBack(address, "Back to their page")
    return WayBack(reverse("networking_safety", args=[part.assembly.slug]), "Back to Safety")


def back_from_report(part: Part, quoted: Quoted, at: datetime) -> WayBack:
    """Lead to the conversation, the request or the invitation that is reported, else as for the person."""
    if quoted.kind == NetworkingReport.Kind.REQUEST:
        return WayBack(reverse("networking_contacts", args=[part.assembly.slug]), "Back to contacts")
    if quoted.kind == NetworkingReport.Kind.INVITATION:
        return WayBack(
            reverse("networking_conversations", args=[part.assembly.slug]), "Back to conversations"
        )
    talk = _conversation(part, quoted.line, at) if quoted.line else None
    return talk or back_to_person(part, quoted.profile, at)


def _conversation(part: Part, line: Line, at: datetime) -> WayBack | None:
    mine = Member.objects.following(at).filter(delegate=part.delegate, conversation=line.conversation_id)
    code = mine.values_list("conversation__code", flat=True).first()
    if code is None:
        return None
    address = reverse("networking_conversation", args=[part.assembly.slug, code])
    return WayBack(address, "Back to the conversation")
