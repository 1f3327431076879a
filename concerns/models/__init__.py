"""The rows of concerns. Keys are random and dates are days: nothing orders two concerns of one day."""

from concerns.models.concerns import Concern, Exclusion, KeyGrant, Label, SealedText
from concerns.models.groups import HandlerGroup, Membership, SealingKey
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

__all__ = [
    "HOUSE",
    "Alert",
    "Chain",
    "Clock",
    "Concern",
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
]
