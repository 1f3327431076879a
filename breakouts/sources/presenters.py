"""What a room's page says of its stage and its call; no queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from breakouts.rules import doors
from common.embeds import host_of
from events.models import Room, RoomSource, Session
from events.policies.sources import allowed_hosts
from events.programme import TopicEntry
from events.sources import Stage, call_name, stage_of


@dataclass(frozen=True)
class Next:
    """A session that comes after, and from when on one gets there."""

    session: Session

    @property
    def opens_at(self) -> datetime:
        """When its doors open."""
        return doors(self.session.period, opens_at=self.session.assembly.opens_at).start

    @property
    def is_met(self) -> bool:
        """Whether there is anywhere to go: a break has no room."""
        return self.session.kind != Session.Kind.BREAK


@dataclass(frozen=True)
class Met:
    """By what a room is met besides its page, for whoever ``can_meet``. Load ``source`` with the room."""

    room: Room
    at: datetime
    topics: Sequence[TopicEntry] = ()
    following: Sequence[Next] = ()

    @property
    def source(self) -> RoomSource:
        """What organisers have set; an empty one where that is nothing."""
        return getattr(self.room, "source", None) or RoomSource(room=self.room)

    @property
    def stage(self) -> Stage | None:
        """What the stage plays, if the operator still allows its host."""
        found = stage_of(self.source.stage_address, allowed_hosts()) if self.room.is_stage else None
        return found if isinstance(found, Stage) else None

    @property
    def fallback_host(self) -> str:
        """Where people watch instead."""
        return host_of(self.source.fallback_address)

    @property
    def captions_host(self) -> str:
        """Where somebody writes along."""
        return host_of(self.source.captions_address)

    @property
    def call_name(self) -> str:
        """What the call is made with."""
        return call_name(self.source.call_address)

    @property
    def is_call_known(self) -> bool:
        """Whether that is the name of a programme, and not of a host."""
        return self.call_name != host_of(self.source.call_address)

    @property
    def dialled(self) -> str:
        """The number as telephones take it."""
        return "".join(sign for sign in self.source.dial_in_number if sign in "+0123456789")

    @property
    def has_begun(self) -> bool:
        """Whether the session itself runs, and not only its doors stand open."""
        return self.at >= self.room.session.starts_at
