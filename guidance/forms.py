"""The five questions of the route finder, each a form of one field that is sent by GET."""

from typing import Any, ClassVar

from django import forms

from accounts.models import Employer, LocalOffice
from common.forms import PageForm
from guidance.answers import NOT_LISTED, Answers
from guidance.ways import Subject, Told

SUBJECT_WORDS = {
    Subject.SAFETY: "Patients are not safe, or care is poor",
    Subject.HOURS: "Hours, rest or pay",
    Subject.TRAINING: "My training, or how I am supervised",
    Subject.BEHAVIOUR: "Bullying, racism or other unfair behaviour",
    Subject.SEXUAL: "Sexual comments, touching or assault",
    Subject.PROGRESS: "A letter about my yearly review (ARCP)",
    Subject.REVALIDATION: "A letter from the GMC about revalidation",
    Subject.FLEXIBLE: "Working and training less than full time",
    Subject.VISA: "My visa or sponsor",
    Subject.COPING: "My own health, or how I cope",
    Subject.OTHER: "Something else, or I am not sure",
}
TOLD_WORDS = {
    Told.NOBODY: "No, I have told nobody yet",
    Told.LOOKED_INTO: "Yes, and they are looking into it",
    Told.NO_ANSWER: "Yes, and I got no answer, or nothing changed",
    Told.HARMED: "Yes, and I am treated worse since",
}


class QuestionForm(PageForm):
    """One question; its field has the question's name, and is chosen from ``offered``."""

    name: ClassVar[str]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields[self.name]
        assert isinstance(field, forms.ChoiceField), "every question is a choice"
        self.answers = dict(self.offered())
        field.choices = [*self.opening(), *self.answers.items()]

    @classmethod
    def offered(cls) -> list[tuple[str, str]]:
        """Return what can be answered: value and words."""
        raise NotImplementedError

    @classmethod
    def opening(cls) -> list[tuple[str, str]]:
        """Return what a list shows before anything is chosen."""
        return []


class DangerForm(QuestionForm):
    """Whether somebody must act at once."""

    name = "danger"
    danger = forms.ChoiceField(
        label="Is anybody in danger now?",
        help_text="You, a patient or a colleague.",
        widget=forms.RadioSelect,
        error_messages={"required": "Select yes if anybody is in danger now"},
    )

    @classmethod
    def offered(cls) -> list[tuple[str, str]]:
        """Yes or no."""
        return [("yes", "Yes"), ("no", "No")]


class SubjectForm(QuestionForm):
    """What it is about."""

    name = "subject"
    subject = forms.ChoiceField(
        label="What is it about?",
        help_text="If it is several things, start with the worst. You can come back.",
        widget=forms.RadioSelect,
        error_messages={"required": "Select what it is about"},
    )

    @classmethod
    def offered(cls) -> list[tuple[str, str]]:
        """Every subject that has ways."""
        return [(str(subject), words) for subject, words in SUBJECT_WORDS.items()]


class EmployerForm(QuestionForm):
    """Where the person works."""

    name = "employer"
    employer = forms.ChoiceField(
        label="Where do you work?",
        help_text="This finds the right people. We do not store it.",
        error_messages={
            "required": "Select where you work, or “Not in this list, or I do not want to say”",
            "invalid_choice": "Select an employer from the list",
        },
    )

    @classmethod
    def offered(cls) -> list[tuple[str, str]]:
        """Every employer by name."""
        employers = [(str(pk), name) for pk, name in Employer.objects.offered().values_list("pk", "name")]
        return [*employers, (NOT_LISTED, "Not in this list, or I do not want to say")]

    @classmethod
    def opening(cls) -> list[tuple[str, str]]:
        """Nothing chosen yet."""
        return [("", "Choose an answer")]


class OfficeForm(QuestionForm):
    """Which local office looks after the training."""

    name = "office"
    office = forms.ChoiceField(
        label="Which is your local office?",
        help_text="The regional body that looks after your training. Its Postgraduate Dean leads it.",
        widget=forms.RadioSelect,
        error_messages={
            "required": "Select your local office or “I do not know”",
            "invalid_choice": "Select a local office from the list",
        },
    )

    @classmethod
    def offered(cls) -> list[tuple[str, str]]:
        """Every office in its order."""
        offices = LocalOffice.objects.known().values_list("pk", "name")
        return [*((str(pk), name) for pk, name in offices), (NOT_LISTED, "I do not know")]


class ToldForm(QuestionForm):
    """How far it has come."""

    name = "told"
    told = forms.ChoiceField(
        label="Have you told anybody about it?",
        widget=forms.RadioSelect,
        error_messages={"required": "Select whether you have told anybody"},
    )

    @classmethod
    def offered(cls) -> list[tuple[str, str]]:
        """Nobody yet, or what came of it."""
        return [(str(told), words) for told, words in TOLD_WORDS.items()]


FORMS: dict[str, type[QuestionForm]] = {
    form.name: form for form in (DangerForm, SubjectForm, EmployerForm, OfficeForm, ToldForm)
}


def label_of(question: str, answers: Answers) -> str:
    """Return an answer in the words of its question; empty for one that is not in the list (any more)."""
    return dict(FORMS[question].offered()).get(getattr(answers, question), "")
