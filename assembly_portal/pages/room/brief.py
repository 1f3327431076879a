"""The brief of a room: what those who run it or speak in it know beforehand, and can print."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.models import User
from assembly_portal.pages.room.frame import load_room
from breakouts.models import Seat
from breakouts.policies.briefing import can_read_brief, prepares_to_run
from breakouts.queries import CHAIR, DEPUTY, FACILITATOR, SPEAKER, Host, hosts_of, is_running
from events.models import Delegate, Room, Topic
from events.views.loading import PersonalRequest, personal


@dataclass(frozen=True)
class RoomBrief:
    """What the page says to one person at an instant."""

    room: Room
    hosts: Sequence[Host]
    topics: Sequence[Topic]
    own_topics: Sequence[Topic]
    own_role: str
    prepares_to_run: bool
    who_comes: str
    at: datetime

    def _with_role(self, role: str) -> list[Host]:
        return [host for host in self.hosts if host.role == role]

    @property
    def facilitators(self) -> list[Host]:
        """Who hosts the room."""
        return self._with_role(FACILITATOR)

    @property
    def chairs(self) -> list[Host]:
        """Who leads the session."""
        return self._with_role(CHAIR)

    @property
    def speakers(self) -> list[Host]:
        """Who speaks."""
        return self._with_role(SPEAKER)

    @property
    def deputies(self) -> list[Host]:
        """Who stands by."""
        return self._with_role(DEPUTY)

    @property
    def is_running(self) -> bool:
        """Whether the doors are open."""
        return is_running(self.room, self.at)

    @property
    def is_over(self) -> bool:
        """Whether the session has ended."""
        return self.at >= self.room.session.ends_at

    @property
    def agreement(self) -> list[str]:
        """The promises that everybody in the room has made."""
        return [line for line in self.room.session.assembly.group_agreement.splitlines() if line.strip()]


@personal
@require_safe
def room_brief(request: PersonalRequest, slug: str, code: str) -> HttpResponse:
    """Show the brief to those who run the room, stand by or speak in it; for everybody else there is none."""
    at = timezone.now()
    room = load_room(request, slug, code, at=at)
    hosts = hosts_of(room)
    if not can_read_brief(request.user, room, hosts, at=at):
        raise Http404
    brief = _brief(request.user, room, hosts, at)
    context = {"assembly": room.session.assembly, "room": room, "brief": brief}
    return render(request, "assembly_portal/room_brief.html", context)


def _brief(user: User, room: Room, hosts: list[Host], at: datetime) -> RoomBrief:
    topics = list(Topic.objects.filter(session=room.session_id)) + list(
        Topic.objects.filter(question_room=room).exclude(session=room.session_id)
    )
    own = Topic.objects.filter(pk__in=[topic.pk for topic in topics], speakers__contributor__user=user)
    own_keys = set(own.values_list("pk", flat=True))
    return RoomBrief(
        room=room,
        hosts=hosts,
        topics=topics,
        own_topics=[topic for topic in topics if topic.pk in own_keys],
        own_role=next((host.role for host in hosts if host.user_id == user.pk), ""),
        prepares_to_run=prepares_to_run(user, hosts),
        who_comes=_who_comes(room, at),
        at=at,
    )


def _who_comes(room: Room, at: datetime) -> str:
    """Count who has chosen the room, or was in it; nobody is named, and nobody's needs are told."""
    if at >= room.session.starts_at:
        count = Delegate.objects.filter(visits__room=room).distinct().count()
        return f"{_people(count)} came" if at >= room.session.ends_at else f"{_people(count)} came so far"
    if room.capacity is None:
        return "Everybody fits, so nobody chooses it beforehand"
    count = Seat.objects.filter(room=room).counted(at).count()
    return f"{_people(count)} chose it, of {room.capacity} who fit"


def _people(count: int) -> str:
    return "1 person" if count == 1 else f"{count} people"
