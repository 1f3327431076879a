"""What people choose to show, whom they know, what they say to each other, and what keeps them safe."""

from networking.models.clearing import NetworkingClearing
from networking.models.contacts import Contact, ContactOfTwoQuerySet, Wish
from networking.models.conversations import (
    LINE_LIMIT,
    MOST_MEMBERS,
    TITLE_LIMIT,
    Conversation,
    ConversationQuerySet,
    Line,
    LineQuerySet,
    Member,
    MemberQuerySet,
    pair_of,
)
from networking.models.profiles import Interest, Profile, ProfileQuerySet, Showable, Subject
from networking.models.safety import BECAUSE_LIMIT, Block, Mute, NetworkingReport, Suspension
from networking.models.safety_acts import SafetyAct
from networking.models.tables import Table

__all__ = [
    "BECAUSE_LIMIT",
    "LINE_LIMIT",
    "MOST_MEMBERS",
    "TITLE_LIMIT",
    "Block",
    "Contact",
    "ContactOfTwoQuerySet",
    "Conversation",
    "ConversationQuerySet",
    "Interest",
    "Line",
    "LineQuerySet",
    "Member",
    "MemberQuerySet",
    "Mute",
    "NetworkingClearing",
    "NetworkingReport",
    "Profile",
    "ProfileQuerySet",
    "SafetyAct",
    "Showable",
    "Subject",
    "Suspension",
    "Table",
    "Wish",
    "pair_of",
]
