"""The posts that people are sent to: which side they are on, and who keeps their contact. Pure."""

from dataclasses import dataclass
from enum import StrEnum


class Side(StrEnum):
    """Whose post it is: two tracks, and a person may always take both."""

    EMPLOYER = "employer"
    TRAINING = "training"


@dataclass(frozen=True)
class Post:
    """A job that somebody holds. ``listed`` posts have a contact in each employer or local office."""

    code: str
    name: str
    side: Side
    where: str = ""
    """How a learner finds a person who is theirs alone, and so stands in no list."""

    @property
    def is_listed(self) -> bool:
        """Whether a contact of the post is kept here."""
        return not self.where


def _employer(code: str, name: str, where: str = "") -> Post:
    return Post(code, name, Side.EMPLOYER, where)


def _training(code: str, name: str, where: str = "") -> Post:
    return Post(code, name, Side.TRAINING, where)


DUTY_SENIOR = _employer(
    "duty-senior", "Senior person on duty", "The nurse in charge or the consultant on call."
)
CLINICAL_SUPERVISOR = _employer(
    "clinical-supervisor",
    "Clinical supervisor",
    "The senior colleague you work with. See your rota or portfolio.",
)
WHOM_YOU_TOLD = _employer(
    "whom-you-told", "Whoever you told", "The person or team that you told. See your own email or notes."
)
INCIDENTS = _employer("incidents", "Incident reporting")
WORKING_HOURS = _employer("working-hours", "Guardian of safe working hours")
SPEAK_UP = _employer("speak-up", "Freedom to Speak Up guardian")
MEDICAL_EDUCATION = _employer("medical-education", "Director of medical education")
FLEXIBLE_TRAINING = _employer("flexible-training", "Champion of flexible training")
PEOPLE_TEAM = _employer("people-team", "People team (human resources)")
SEXUAL_SAFETY = _employer("sexual-safety", "Sexual safety lead")

EDUCATIONAL_SUPERVISOR = _training(
    "educational-supervisor",
    "Educational supervisor",
    "Named in your portfolio. They follow your whole year.",
)
PROGRAMME_DIRECTOR = _training(
    "programme-director",
    "Training programme director",
    "Your local office tells you who leads your programme.",
)
HEAD_OF_SCHOOL = _training(
    "head-of-school", "Head of school", "Your local office tells you who leads your specialty's school."
)
DEAN = _training("dean", "Postgraduate Dean's office")
PROGRESS_REVIEWS = _training("progress-reviews", "Progress reviews (ARCP) team")
FLEXIBLE_TEAM = _training("flexible-team", "Less-than-full-time training team")
VISAS = _training("visas", "Visa and sponsorship team")
LEARNER_SUPPORT = _training("learner-support", "Learner support and well-being")

POSTS = (
    DUTY_SENIOR,
    CLINICAL_SUPERVISOR,
    WHOM_YOU_TOLD,
    INCIDENTS,
    WORKING_HOURS,
    SPEAK_UP,
    MEDICAL_EDUCATION,
    FLEXIBLE_TRAINING,
    PEOPLE_TEAM,
    SEXUAL_SAFETY,
    EDUCATIONAL_SUPERVISOR,
    PROGRAMME_DIRECTOR,
    HEAD_OF_SCHOOL,
    DEAN,
    PROGRESS_REVIEWS,
    FLEXIBLE_TEAM,
    VISAS,
    LEARNER_SUPPORT,
)
BY_CODE = {post.code: post for post in POSTS}


def listed(side: Side) -> tuple[Post, ...]:
    """Return the posts of a side that have contacts, in the order in which lists show them."""
    return tuple(post for post in POSTS if post.side is side and post.is_listed)
