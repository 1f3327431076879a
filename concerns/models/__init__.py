"""The rows of concerns. Keys are random and dates are days: no column orders two concerns of one day.

Relations to people and places are ``DO_NOTHING``: whoever deletes one in the admin would else be told how
many concerns there are. The database refuses instead; members are protected, which tells nothing of cases.
"""

from concerns.models.concerns import Concern, Exclusion, KeyGrant, Label, SealedText
from concerns.models.groups import HandlerGroup, Membership, SealingKey, names_of
from concerns.models.letters import OutgoingMail
from concerns.models.records import HOUSE, Alert, Chain, Entry
from concerns.models.tracks import (
    Clock,
    Finding,
    IdentityRequest,
    Nudge,
    Pause,
    Recognition,
    Referral,
    SightedNotice,
)
from concerns.models.visits import EndedVisit

__all__ = [
    "HOUSE",
    "Alert",
    "Chain",
    "Clock",
    "Concern",
    "EndedVisit",
    "Entry",
    "Exclusion",
    "Finding",
    "HandlerGroup",
    "IdentityRequest",
    "KeyGrant",
    "Label",
    "Membership",
    "Nudge",
    "OutgoingMail",
    "Pause",
    "Recognition",
    "Referral",
    "SealedText",
    "SealingKey",
    "SightedNotice",
    "names_of",
]
