"""Which questions registering asks, in which order and of whom."""

from dataclasses import dataclass
from typing import Any

from accounts.models import LearnerGroup
from events.answers import Answers
from events.forms.questions import (
    AccessForm,
    AgreementForm,
    EmployerForm,
    GradeForm,
    LearnerGroupForm,
    LocalOfficeForm,
    NameForm,
    QuestionForm,
)
from events.models import AccessRequest, Assembly

GROUPS_WITH_GRADES = frozenset({"doctors-in-training", "dentists-in-training"})


@dataclass(frozen=True)
class Question:
    """One page: its word in the address, its form, and its heading where no field is the heading."""

    slug: str
    form_class: type[QuestionForm]
    heading: str = ""


NAME = Question("name", NameForm, "Your name")
LEARNER_GROUP = Question("learner-group", LearnerGroupForm)
GRADE = Question("grade", GradeForm)
LOCAL_OFFICE = Question("local-office", LocalOfficeForm)
EMPLOYER = Question("employer", EmployerForm)
ACCESS = Question("access", AccessForm, "What you need to take part")
AGREEMENT = Question("agreement", AgreementForm, "The group agreement")

QUESTIONS = (NAME, LEARNER_GROUP, GRADE, LOCAL_OFFICE, EMPLOYER, ACCESS, AGREEMENT)
BY_SLUG = {question.slug: question for question in QUESTIONS}


def has_grades(group: LearnerGroup) -> bool:
    """Whether people of this group have a grade: doctors and dentists in training do."""
    return group.code in GROUPS_WITH_GRADES


def questions_for(assembly: Assembly, *, asks_grade: bool) -> list[Question]:
    """Return the questions that this person is asked: no grade or agreement where there is none."""
    skipped = set() if asks_grade else {GRADE}
    if not assembly.group_agreement.strip():
        skipped.add(AGREEMENT)
    return [question for question in QUESTIONS if question not in skipped]


def as_typed(answers: Answers) -> dict[str, dict[str, Any]]:
    """Return answers in the shape in which each question's form takes its first values."""
    access = answers.access
    return {
        NAME.slug: {"name": answers.name, "pronouns": answers.pronouns},
        LEARNER_GROUP.slug: {"learner_group": answers.learner_group.pk},
        GRADE.slug: {"grade": answers.grade.pk if answers.grade else None},
        LOCAL_OFFICE.slug: {"local_office": answers.local_office.pk},
        EMPLOYER.slug: {"employer": answers.employer.pk if answers.employer else None},
        ACCESS.slug: {"needs": list(access), "detail": access.get(AccessRequest.Kind.OTHER, "")},
        AGREEMENT.slug: {"accepts_agreement": answers.accepts_agreement},
    }
