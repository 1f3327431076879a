"""What a person answers when they register or change their details."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from accounts.models import Employer, Grade, LearnerGroup, LocalOffice

# As long as the columns of Delegate; the form and the action count the same.
NAME_LENGTH = 120
PRONOUNS_LENGTH = 40


@dataclass(frozen=True)
class Answers:
    """Everything a delegate tells about themselves; ``access`` maps kinds of access request to a detail."""

    name: str
    learner_group: LearnerGroup
    local_office: LocalOffice
    pronouns: str = ""
    grade: Grade | None = None
    employer: Employer | None = None
    access: Mapping[str, str] = field(default_factory=dict)
    accepts_agreement: bool = False
