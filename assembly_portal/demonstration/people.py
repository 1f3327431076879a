"""The 389 fictional delegates, drawn from a fixed seed: the same people every time."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from assembly_portal.demonstration import facts, names
from assembly_portal.demonstration.timetable import CO_CHAIRS, FACILITATORS, TOPICS

SEED = 2022
PREFIX = "demo."
"""How the addresses of demonstration people begin, but for the log-ins that are handed out."""
MARK = " (demo)"

# Log-ins that come as delegates, with the name that the programme knows them by, if it does.
DELEGATE_LOG_INS: Mapping[str, str] = {
    "delegate": "Robin Meadowcombe",
    "facilitator": FACILITATORS[0],
    "speaker": TOPICS[0][1][0],
    "chair": CO_CHAIRS[0],
}

DOCTORS = "doctors-in-training"
GRADES: Mapping[str, Sequence[str]] = {
    DOCTORS: names.DOCTORS_GRADES,
    "dentists-in-training": names.DENTISTS_GRADES,
}
PRONOUNS = ("", "", "", "she/her", "he/him", "they/them")


@dataclass(frozen=True)
class PersonFact:
    """One fictional delegate."""

    email: str
    name: str
    pronouns: str
    region: str
    office_draw: float
    """Which of the region's local offices, as a part of one."""
    learner_group: str
    grade: str
    employer: str
    access: Mapping[str, str]


@cache
def everybody() -> tuple[PersonFact, ...]:
    """Return all delegates of the second assembly; those with a log-in stand first."""
    rng = random.Random(SEED)
    called = _names(rng, sum(facts.REGIONS.values()))
    regions, groups = _dealt(rng, facts.REGIONS), _dealt(rng, facts.LEARNER_GROUPS)
    _give_log_ins(groups, DOCTORS)
    needs = _needs(rng, len(called))
    people = []
    for number, (name, region, group) in enumerate(zip(called, regions, groups, strict=True)):
        people.append(
            PersonFact(
                email=_email(name, number),
                name=f"{name}{MARK}",
                pronouns=rng.choice(PRONOUNS),
                region=region,
                office_draw=rng.random(),
                learner_group=group,
                grade=rng.choice(GRADES.get(group, ["not-applicable"])),
                employer=rng.choice(["", *facts.EMPLOYERS]),
                access=needs.get(number, {}),
            )
        )
    return tuple(people)


def emails() -> list[str]:
    """Return the addresses of all demonstration delegates."""
    return [person.email for person in everybody()]


def _names(rng: random.Random, count: int) -> list[str]:
    surnames = [f"{start}{end}" for start in names.SURNAME_STARTS for end in names.SURNAME_ENDS]
    drawn = rng.sample(surnames, count - len(DELEGATE_LOG_INS))
    return [*DELEGATE_LOG_INS.values(), *(f"{rng.choice(names.FIRST_NAMES)} {surname}" for surname in drawn)]


def _dealt(rng: random.Random, counts: Mapping[str, int]) -> list[str]:
    """Write each word as often as its count says, in any order."""
    cards = [word for word, count in counts.items() for _ in range(count)]
    rng.shuffle(cards)
    return cards


def _give_log_ins(groups: list[str], group: str) -> None:
    """Let those with a log-in, whom the programme calls doctors, swap cards with somebody who is one."""
    holders = (number for number in range(len(DELEGATE_LOG_INS), len(groups)) if groups[number] == group)
    for number in range(len(DELEGATE_LOG_INS)):
        other = next(holders)
        groups[number], groups[other] = groups[other], groups[number]


def _needs(rng: random.Random, count: int) -> dict[int, dict[str, str]]:
    """Deal the access requests to different people, none of them with a log-in."""
    kinds = _dealt(rng, facts.ACCESS_REQUESTS)
    others = iter(facts.OTHER_NEEDS)
    people = rng.sample(range(len(DELEGATE_LOG_INS), count), len(kinds))
    return {
        number: {kind: next(others) if kind == "other" else ""}
        for number, kind in zip(people, kinds, strict=True)
    }


def _email(name: str, number: int) -> str:
    if number < len(DELEGATE_LOG_INS):
        return f"{list(DELEGATE_LOG_INS)[number]}@example.org"
    return f"{PREFIX}{name.lower().replace(' ', '.')}@example.org"
