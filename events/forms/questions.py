"""The questions of registering, one form for each page; the same forms change a place later."""

from typing import Any, cast

from django import forms
from django.db.models import Model

from accounts.models import Employer, Grade, LearnerGroup, LocalOffice
from common.forms import PageForm
from common.names import tidy_name
from events.answers import NAME_LENGTH, PRONOUNS_LENGTH
from events.models import AccessRequest

# Captions, interpreters and slides are boxes to tick; anything else is told in words.
BOXES = [choice for choice in AccessRequest.Kind.choices if choice[0] != AccessRequest.Kind.OTHER]

NOT_LISTED = "Not in the list, or none"


class QuestionForm(PageForm):
    """One page of questions. ``office_id`` and ``is_everywhere`` narrow or widen the list of employers."""

    def __init__(
        self, *args: Any, office_id: int | None = None, is_everywhere: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.office_id, self.is_everywhere = office_id, is_everywhere

    def as_typed(self) -> dict[str, Any]:
        """Return the answers in a shape that ``request.session`` keeps and this form reads again."""
        return {name: _plain(value) for name, value in self.cleaned_data.items()}

    def facts(self) -> dict[str, Any]:
        """Return the answers as the arguments of ``Answers``."""
        return dict(self.cleaned_data)


class NameForm(QuestionForm):
    """How a person is shown to others."""

    name = forms.CharField(
        label="How should your name appear to others?",
        help_text="For example, Dr Sam Okoro. People in your rooms see it.",
        max_length=NAME_LENGTH,
        widget=forms.TextInput(attrs={"autocomplete": "name", "spellcheck": "false", "dir": "auto"}),
        error_messages={
            "required": "Enter how your name should appear to others",
            "max_length": f"Your name must be {NAME_LENGTH} characters or fewer",
        },
    )
    pronouns = forms.CharField(
        label="Pronouns (optional)",
        help_text="For example, she/her or they/them. Shown beside your name.",
        max_length=PRONOUNS_LENGTH,
        required=False,
        widget=forms.TextInput(attrs={"dir": "auto", "spellcheck": "false"}),
        error_messages={"max_length": f"Your pronouns must be {PRONOUNS_LENGTH} characters or fewer"},
    )

    def clean_name(self) -> str:
        """Make it fit for one line; hidden characters alone are no name."""
        name = tidy_name(self.cleaned_data["name"])
        if not name:
            raise forms.ValidationError(self.fields["name"].error_messages["required"], code="required")
        return name

    def clean_pronouns(self) -> str:
        """Make them fit for one line."""
        return tidy_name(self.cleaned_data["pronouns"])


class LearnerGroupForm(QuestionForm):
    """Which kind of learner somebody is, or who they are otherwise."""

    learner_group = forms.ModelChoiceField(
        LearnerGroup.objects.all(),
        label="Which group describes you best?",
        empty_label=None,
        widget=forms.RadioSelect,
        error_messages={
            "required": "Select the group that describes you best",
            "invalid_choice": "Select a group from the list",
        },
    )


class GradeForm(QuestionForm):
    """The stage of training."""

    grade = forms.ModelChoiceField(
        Grade.objects.all(),
        label="What is your grade?",
        help_text="If nothing in the list fits, select “Not applicable”.",
        empty_label="Select a grade",
        error_messages={
            "required": "Select your grade or “Not applicable”",
            "invalid_choice": "Select a grade from the list",
        },
    )


class LocalOfficeForm(QuestionForm):
    """The regional training body."""

    local_office = forms.ModelChoiceField(
        LocalOffice.objects.all(),
        label="Which is your local office?",
        help_text="The regional body that looks after your training. Its Postgraduate Dean leads it.",
        empty_label=None,
        widget=forms.RadioSelect,
        error_messages={
            "required": "Select your local office or “I do not know”",
            "invalid_choice": "Select a local office from the list",
        },
    )


class EmployerForm(QuestionForm):
    """Where somebody works, from the list of their local office or from the whole of it."""

    employer = forms.ModelChoiceField(
        Employer.objects.all(),
        label="Who is your employer? (optional)",
        help_text="Leave this as it is if your employer is not in the list.",
        empty_label=NOT_LISTED,
        required=False,
        error_messages={"invalid_choice": "Select an employer from the list"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = cast("forms.ModelChoiceField[Employer]", self.fields["employer"])
        before = self.get_initial_for_field(field, "employer")
        field.queryset = offered = Employer.objects.offered(also=getattr(before, "pk", before))
        # Shown is the near part, accepted the whole list, so that a change of office loses nothing.
        if not self.is_everywhere and self.office_id is not None:
            chosen = self["employer"].value()
            near = offered.filter(local_office=self.office_id)
            if str(chosen or "").isdecimal():
                near = near | offered.filter(pk=chosen)
            widget = cast(forms.Select, self.fields["employer"].widget)
            widget.choices = [("", NOT_LISTED), *near.values_list("pk", "name")]


class AccessForm(QuestionForm):
    """What somebody needs to take part."""

    needs = forms.MultipleChoiceField(
        choices=BOXES,
        label="Do you need any of these to take part? (optional)",
        help_text="Select all that apply. The organisers see your answer, other delegates do not.",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Select from the list of what you need"},
    )
    detail = forms.CharField(
        label="Anything else you need (optional)",
        help_text="For example, breaks at certain times, or a screen reader that you use.",
        max_length=1000,
        required=False,
        widget=forms.Textarea,
        error_messages={"max_length": "What else you need must be 1,000 characters or fewer"},
    )

    def facts(self) -> dict[str, Any]:
        """Return each need with its detail; words of one's own are a need as well."""
        access = dict.fromkeys(self.cleaned_data["needs"], "")
        if detail := self.cleaned_data["detail"]:
            access[AccessRequest.Kind.OTHER.value] = detail
        return {"access": access}


class AgreementForm(QuestionForm):
    """The promise that everybody makes to one another."""

    accepts_agreement = forms.BooleanField(
        label="I agree to the group agreement",
        error_messages={"required": "Select “I agree to the group agreement” to take part"},
    )


def _plain(value: Any) -> Any:
    """Turn a chosen row into its key; what is a text, a list or a flag stays."""
    if isinstance(value, Model):
        return str(value.pk)
    return "" if value is None else value
