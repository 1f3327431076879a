"""What is known of the two assemblies: their dates, their words, and the figures to add up to."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")


def london(wall: str) -> datetime:
    """Return the instant at which clocks in London showed this; in UTC shifting it is exact."""
    return datetime.fromisoformat(wall).replace(tzinfo=LONDON).astimezone(UTC)


def on_the_day(clock: str) -> datetime:
    """Return the instant of 27 May 2022 at which clocks in London showed this: "11:40"."""
    return london(f"2022-05-27T{clock}")


PUBLISHED_AT = london("2022-04-04T09:00")
DATES = {
    "opens_at": london("2022-05-22T09:00"),
    "starts_at": on_the_day("08:45"),
    "ends_at": on_the_day("17:00"),
    "registration_closes_at": on_the_day("17:00"),
    "closes_at": london("2022-11-28T00:00"),
}
FIRST_DAY = "2021-05-26"
DAY = "2022-05-27"
SET_A_STARTS_AT = on_the_day("11:40")
SET_B_ENDS_AT = on_the_day("13:20")

REPLAY_BEGAN_AGO = timedelta(minutes=5)
REPLAY_STEP = timedelta(minutes=5)
HAPPENED_UNTIL = SET_A_STARTS_AT + timedelta(minutes=2)
"""In a replay what comes later has not happened yet; so early that rounding never puts it ahead of now."""

ASSEMBLY = {
    "slug": "2022",
    "name": "2nd National Annual Learner Assembly",
    "strapline": "Keynotes, themed rooms of your choice, and a showcase by doctors and dentists in training.",
    "summary": (
        "The second assembly keeps the commitment to meet every year and the strategic priority to promote "
        "inclusion. It is for doctors and dentists in training and all other learners, and for the educators "
        "and leaders who listen to them.\n\n"
        "In the morning there are three keynotes, then two sets of three themed rooms of 45 minutes each: "
        "choose one room in each set. In the afternoon 18 speakers present 11 topics, and answer questions "
        "in interactive rooms.\n\n"
        "Demonstration: everybody but the four keynote speakers is fictional, and nothing that the keynote "
        "speakers said is held here."
    ),
    "organisation_name": "Health Education England",
    "contact_email": "assembly@example.org",
    "group_agreement": (
        "We speak from our own experience and let others speak from theirs.\n"
        "We are comfortable with uncomfortable conversations.\n"
        "We name no patients and no colleagues.\n"
        "What is said here stays here; what is learnt here may leave.\n"
        "We assume good intent and own our impact.\n"
        "Anybody may step out at any time, and nobody has to say why."
    ),
    "time_zone": "Europe/London",
}

FIRST_ASSEMBLY = {
    "slug": "2021",
    "name": "EDI National Learner Assembly",
    "strapline": "The first assembly: chaired by learners, for learners, with senior leaders.",
    "summary": (
        "Trainees who answered Health Education England's call for evidence in summer 2020 met its leaders: "
        "two keynotes, then an interactive roundtable on recruitment processes, clinical supervision and "
        "flexible training, on differential attainment, systemic racism and undermining. Over 70 people took "
        "part. "
        "The times below were not recorded and stand for the order only.\n\n"
        "Five issues were raised: clear guidance at induction on escalating concerns within the employer and "
        "the local office, so that Postgraduate Deans and their teams remain sighted; that naming or "
        "investigating a concern under a “Dignity at Work Policy” does not reassure that bullying, "
        "undermining or discrimination will be recognised as such; timely investigation and communication; "
        "differences between revalidation and ARCP made clear; and visa salary thresholds that may preclude "
        "less-than-full-time training, which is possibly indirect discrimination.\n\n"
        "One commitment was made: to meet every year. Dialogue continued afterwards with those who told "
        "their stories."
    ),
    "organisation_name": "Health Education England",
    "contact_email": "assembly@example.org",
    "time_zone": "Europe/London",
    "opens_at": london("2021-05-21T09:00"),
    "starts_at": london("2021-05-26T09:30"),
    "ends_at": london("2021-05-26T12:30"),
    "registration_closes_at": london("2021-05-26T12:30"),
    "closes_at": london("2021-11-27T00:00"),
}
FIRST_PUBLISHED_AT = london("2021-04-26T09:00")
FIRST_PARTICIPANT_COUNT = 72

LIVE_COUNT = 270
ON_DEMAND_ONLY_COUNT = 42
NEVER_CAME_COUNT = 77

REGIONS = {
    "north_east_and_yorkshire": 62,
    "north_west": 58,
    "midlands": 71,
    "east_of_england": 41,
    "london": 78,
    "south_east": 44,
    "south_west": 27,
    "national_or_other": 8,
}
# Twenty-four in nursing and midwifery together.
LEARNER_GROUPS = {
    "doctors-in-training": 268,
    "dentists-in-training": 34,
    "nursing": 17,
    "midwifery": 7,
    "allied-health-professions": 17,
    "pharmacy": 9,
    "healthcare-science": 6,
    "educator": 19,
    "leader-or-staff": 12,
}
ACCESS_REQUESTS = {"captions": 12, "sign_language": 3, "slides_early": 9, "other": 7}
OTHER_NEEDS = (
    "I join by telephone for the first hour.",
    "Breaks of five minutes in each hour.",
    "A transcript after the day.",
    "I use a screen reader.",
    "Large print for everything that is shown.",
    "I would like to be asked before I am asked to speak.",
    "I may be bleeped and need to come back to my room.",
)
EMPLOYERS = {
    "Demo NHS Trust A": "north-west",
    "Demo NHS Trust B": "west-midlands",
    "Demo NHS Trust C": "south-london",
    "Demo NHS Trust D": "wessex",
}
