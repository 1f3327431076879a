"""What to do about what happened: ways inside the employer and in training, always both. Pure."""

from collections.abc import Mapping

from guidance.posts import CLINICAL_SUPERVISOR, Side
from guidance.ways.always import CARD, DANGER
from guidance.ways.by_subject import BY_SUBJECT
from guidance.ways.by_told import BY_TOLD, LAW, UNDER_LAW
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
_SUBJECT_FIRST = {
    Subject.SEXUAL,
    Subject.PROGRESS,
    Subject.REVALIDATION,
    Subject.FLEXIBLE,
    Subject.VISA,
    Subject.COPING,
}

_PERSON_FIRST = {Subject.SEXUAL, Subject.COPING}
FIRST_STEP = CLINICAL_SUPERVISOR

SIDES: Mapping[Side, str] = {
    Side.EMPLOYER: "Inside your employer",
    Side.TRAINING: "In training",
}


def ways_for(subject: Subject, told: Told) -> Ways:
    """Return both sides of the answer; what follows from having spoken up before mostly comes first."""
    before, now = BY_TOLD[told], BY_SUBJECT[subject]
    if told is Told.HARMED and subject in UNDER_LAW:
        before += LAW
    if subject in _SUBJECT_FIRST and not (told is Told.LOOKED_INTO and subject not in _PERSON_FIRST):
        return now + before
    # Whoever spoke up before was there already: the first step is not asked of them again.
    return before + (now if told is Told.NOBODY else now.without(FIRST_STEP))
