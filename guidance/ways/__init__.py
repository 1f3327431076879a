"""What to do about what happened: ways inside the employer and in training, always both. Pure."""

from collections.abc import Mapping

from guidance.posts import Side
from guidance.ways.always import CARD, DANGER
from guidance.ways.by_subject import BY_SUBJECT
from guidance.ways.by_told import BY_TOLD
from guidance.ways.kinds import Subject, Told, Way, Ways
from guidance.ways.outside import CRISIS, outside_for

__all__ = [
    "BY_SUBJECT",
    "BY_TOLD",
    "CARD",
    "CRISIS",
    "DANGER",
    "SIDES",
    "Subject",
    "Told",
    "Way",
    "Ways",
    "outside_for",
    "ways_for",
]

# Where the local office itself decides, or the person needs their own help first, that stays first.
_SUBJECT_FIRST = {Subject.SEXUAL, Subject.PROGRESS, Subject.FLEXIBLE, Subject.VISA, Subject.COPING}

SIDES: Mapping[Side, str] = {
    Side.EMPLOYER: "Inside your employer",
    Side.TRAINING: "In training",
}


def ways_for(subject: Subject, told: Told) -> Ways:
    """Return both sides of the answer; what follows from having spoken up before mostly comes first."""
    before, now = BY_TOLD[told], BY_SUBJECT[subject]
    return now + before if subject in _SUBJECT_FIRST else before + now
