"""When, what, where and who: the assembly, its programme, its people, and who came."""

from events.models.assembly import Assembly, AssemblyQuerySet, Demonstration
from events.models.calendars import CalendarEdition, CalendarFeed, CalendarFeedQuerySet
from events.models.delegates import AccessRequest, Arrival, Delegate, DelegateQuerySet, Visit
from events.models.messages import Message
from events.models.people import Chair, Contributor, Facilitator, Speaker
from events.models.programme import Place, Room, Session, SessionQuerySet, Theme, Topic
from events.models.told import ToldDay, ToldSession

__all__ = [
    "AccessRequest",
    "Arrival",
    "Assembly",
    "AssemblyQuerySet",
    "CalendarEdition",
    "CalendarFeed",
    "CalendarFeedQuerySet",
    "Chair",
    "Contributor",
    "Delegate",
    "DelegateQuerySet",
    "Demonstration",
    "Facilitator",
    "Message",
    "Place",
    "Room",
    "Session",
    "SessionQuerySet",
    "Speaker",
    "Theme",
    "ToldDay",
    "ToldSession",
    "Topic",
    "Visit",
]
