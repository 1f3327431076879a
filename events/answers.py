"""What a person answers when they register or change their details."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from accounts.models import Employer, Grade, LearnerGroup, LocalOffice
from events.models import AccessRequest, Delegate

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


def answers_of(delegate: Delegate) -> Answers:
    """Return what the delegate answered, in five queries; what a cancelled one had asked for counts."""
    requests = delegate.access_requests.all()
    if delegate.is_standing:
        requests = requests.exclude(state=AccessRequest.State.WITHDRAWN)
    return Answers(
        name=delegate.name,
        pronouns=delegate.pronouns,
        learner_group=delegate.learner_group,
        grade=delegate.grade,
        local_office=delegate.local_office,
        employer=delegate.employer,
        access={request.kind: request.detail for request in requests},
    )
