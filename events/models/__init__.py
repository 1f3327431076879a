"""When, what, where and who: the assembly, its programme, its people, and who came."""

from events.models.access import AccessReply
from events.models.assembly import Assembly, AssemblyQuerySet, Demonstration
from events.models.calendars import CalendarEdition, CalendarFeed, CalendarFeedQuerySet
from events.models.delegates import AccessRequest, Arrival, Delegate, DelegateQuerySet, Visit
from events.models.figures import Figures
from events.models.messages import Message
from events.models.people import Chair, Contributor, Deputy, Facilitator, Speaker
from events.models.programme import Place, Room, Session, SessionQuerySet, Theme, Topic
from events.models.sources import RoomSource
from events.models.told import ToldDay, ToldSession

__all__ = [
    "AccessReply",
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
    "Deputy",
    "Facilitator",
    "Figures",
    "Message",
    "Place",
    "Room",
    "RoomSource",
    "Session",
    "SessionQuerySet",
    "Speaker",
    "Theme",
    "ToldDay",
    "ToldSession",
    "Topic",
    "Visit",
]
