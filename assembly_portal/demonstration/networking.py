"""Who of the demonstration's delegates is in the directory, and what they show: the same every time."""

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from assembly_portal.demonstration.people import DELEGATE_LOG_INS
from events.models import Delegate
from networking.actions.profiles import Choices, join
from networking.models import Interest, Showable, Subject

SEED = 1066
JOINED_COUNT = 65
"""With a log-in or without."""
UNLISTED = 5
"""The last of them join and are not listed: people can be in touch without being found."""
SHOWN_BY = {
    Showable.PRONOUNS: 0.7,
    Showable.LEARNER_GROUP: 0.85,
    Showable.GRADE: 0.6,
    Showable.LOCAL_OFFICE: 0.75,
}
"""How many of those who have an answer show it."""
LOG_INS = {
    "delegate": Choices(
        shows=[Showable.PRONOUNS, Showable.LEARNER_GROUP, Showable.GRADE, Showable.LOCAL_OFFICE],
        interests=["speaking-up-and-being-heard", "patient-safety", "mentoring-and-coaching"],
        offers=[Subject.RESEARCH],
        seeks=[Subject.MENTORING, Subject.LEADERSHIP],
    ),
    "facilitator": Choices(
        shows=[Showable.LEARNER_GROUP, Showable.LOCAL_OFFICE],
        interests=["speaking-up-and-being-heard", "leadership-and-management", "wellbeing-at-work"],
        offers=[Subject.MENTORING, Subject.LEADERSHIP],
    ),
    "speaker": Choices(
        shows=[Showable.PRONOUNS, Showable.LEARNER_GROUP],
        interests=["patient-safety", "writing-and-presenting", "research-and-academic-careers"],
        offers=[Subject.SPEAKING],
        seeks=[Subject.RESEARCH],
    ),
    "chair": Choices(
        shows=[Showable.LEARNER_GROUP, Showable.GRADE],
        interests=["policy-and-advocacy", "equality-diversity-and-inclusion", "patient-safety"],
        offers=[Subject.MENTORING, Subject.SPEAKING],
        seeks=[Subject.LEADERSHIP],
    ),
}


def let_them_meet(delegates: Sequence[Delegate]) -> None:
    """Let them join on the days after the doors opened, in the order of ``everybody``: log-ins first."""
    rng = random.Random(SEED)
    interests = list(Interest.objects.choosable().values_list("code", flat=True))
    count = len(DELEGATE_LOG_INS)
    others = rng.sample(list(delegates[count:]), JOINED_COUNT - count)
    for number, delegate in enumerate([*delegates[:count], *others]):
        choices = _chosen(rng, interests) if number >= count else LOG_INS[list(DELEGATE_LOG_INS)[number]]
        is_listed = number < JOINED_COUNT - UNLISTED
        at = delegate.assembly.opens_at + timedelta(hours=1, minutes=100 * number)
        choices = replace(choices, is_listed=is_listed, meets_again=number % 3 != 2)
        join(delegate=delegate, choices=choices, at=at)


def _chosen(rng: random.Random, interests: Sequence[str]) -> Choices:
    """Draw what somebody shows: some interests, and often something to offer or to look for."""
    subjects = list(Subject)
    return Choices(
        shows=[field for field, share in SHOWN_BY.items() if rng.random() < share],
        interests=rng.sample(interests, rng.randint(1, 5)),
        offers=rng.sample(subjects, rng.choice([0, 0, 1, 1, 2])),
        seeks=rng.sample(subjects, rng.choice([0, 1, 1, 2])),
    )
