"""The last three questions: who gets it first, who must not see it, who the reporter is."""

from collections.abc import Iterable
from typing import Any

from django import forms

from concerns.answers import Answers
from concerns.audience import audience_of, groups_around, places_of
from concerns.kinds import Side
from concerns.letterbox_forms.fields import QuestionForm, WordsField
from concerns.models import HandlerGroup
from concerns.names import is_too_long

BOTH = "both"
# Room for 50 people or more. Whoever is entrusted later is looked for in every list.
PEOPLE_AT_MOST, LINE_AT_MOST = 2000, 200


class SidesForm(QuestionForm):
    """Who gets it first."""

    sides = forms.ChoiceField(
        label="Who gets it first?",
        widget=forms.RadioSelect,
        error_messages={"required": "Select who gets it first", "invalid_choice": "Select who gets it first"},
    )

    def __init__(self, data: Any = None, *, answers: Answers) -> None:
        audience = audience_of(answers.with_(sides=tuple(Side)))
        self.takers = {group.side: group for group in audience.readers}
        self.audience = audience
        self.has_employer = audience.employer is not None
        super().__init__(data, answers=answers)
        field = self.fields["sides"]
        assert isinstance(field, forms.ChoiceField), "it is declared above"
        field.choices = list(self._offered())
        self.choice_hints = {"sides": self._hints()}

    @property
    def unreachable(self) -> list[Side]:
        """The sides on which nobody could open it."""
        return [side for side in Side if side not in self.takers]

    def given(self) -> dict[str, Any]:
        """What was answered before."""
        sides = self.answers.sides
        return {"sides": BOTH if len(sides) > 1 else next(iter(sides), "")}

    def answered(self) -> Answers:
        """Both, or one."""
        chosen = self.cleaned_data["sides"]
        return self.answers.with_(sides=tuple(Side) if chosen == BOTH else (Side(chosen),))

    def _offered(self) -> Iterable[tuple[str, str]]:
        if not self.unreachable:
            yield BOTH, "My employer and my local office, both at once"
        if Side.TRAINING in self.takers:
            yield Side.TRAINING, "Only my local office"
        if Side.EMPLOYER in self.takers:
            yield Side.EMPLOYER, "Only my employer"

    def _hints(self) -> dict[str, str]:
        names = {side: str(group) for side, group in self.takers.items()}
        training, employer = names.get(Side.TRAINING, ""), names.get(Side.EMPLOYER, "")
        return {
            BOTH: f"{employer}, and {training}. Each works on it, and neither can close it for the other.",
            Side.TRAINING: (
                f"{training}. Your employer learns of it only if they pass it on. You are told if they do."
            ),
            Side.EMPLOYER: f"{employer}. Your local office does not read it unless they pass it on.",
        }


class OfferedGroupsField(forms.MultipleChoiceField):
    """Groups to tick. One that is not around any more is no mistake of the reporter's."""

    def valid_value(self, value: Any) -> bool:
        """Take any; those that are not around are of no effect."""
        return True


class KeptOutForm(QuestionForm):
    """Who must not see it."""

    groups = OfferedGroupsField(
        label="Groups that must not see it (optional)",
        help_text="A group that you choose is never told that this exists.",
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    people = WordsField(
        label="People who must not see it (optional)",
        help_text=(
            "One name or email address on each line. Everybody of that name who handles concerns is kept out "
            "at once. A surname alone keeps out all who bear it. Those who read it see this list, so that "
            "they keep the others out too."
        ),
        max_length=PEOPLE_AT_MOST,
        error_messages={"max_length": "The list of people must be 2,000 characters or fewer"},
        required=False,
    )

    def __init__(self, data: Any = None, *, answers: Answers) -> None:
        super().__init__(data, answers=answers)
        self.offered: list[HandlerGroup] = groups_around(*places_of(answers))
        if not self.offered:
            del self.fields["groups"]
            return
        field = self.fields["groups"]
        assert isinstance(field, forms.ChoiceField), "it is declared above"
        field.choices = [(str(group.pk), str(group)) for group in self.offered]

    def given(self) -> dict[str, Any]:
        """What was answered before."""
        return {"groups": self.answers.kept_out_groups, "people": self.answers.kept_out_people}

    def clean_people(self) -> str:
        """Names, and no more than is read of them: who stands behind that would not be kept out."""
        people = str(self.cleaned_data["people"])
        if is_too_long(people):
            raise forms.ValidationError("The list of people must be 2,000 characters or fewer")
        if any(len(line) > LINE_AT_MOST for line in people.splitlines()):
            raise forms.ValidationError("Enter one name on each line: a line must be 200 characters or fewer")
        return people

    def answered(self) -> Answers:
        """Those of the groups that were offered, and what was typed."""
        chosen = set(self.cleaned_data.get("groups", ()))
        kept_out = tuple(str(group.pk) for group in self.offered if str(group.pk) in chosen)
        people = self.cleaned_data["people"]
        return self.answers.with_(kept_out_groups=kept_out, kept_out_people=people, was_asked_who=True)


class IdentityForm(QuestionForm):
    """Who they are."""

    name = forms.CharField(
        label="Your name",
        max_length=200,
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
    )
    contact = WordsField(
        label="How can they reach you? (optional)",
        help_text="A phone number or email address that only you read. Answers always stand here, too.",
        max_length=500,
        required=False,
    )

    def given(self) -> dict[str, Any]:
        """What was answered before."""
        return {"name": self.answers.name, "contact": self.answers.contact}

    def answered(self) -> Answers:
        """Name and contact; a name of one line."""
        name = " ".join(self.cleaned_data["name"].split())
        return self.answers.with_(name=name, contact=self.cleaned_data["contact"])
