"""What narrows a list, what is searched for, and who is proposed."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar
from uuid import UUID

from django import forms

from common.forms import PageForm
from concerns.kinds import Category, Role, Severity
from concerns.models import HandlerGroup
from concerns.models.records import Deed
from concerns.refusals import ConcernRefused, Refusal


class SearchForm(PageForm):
    """Words to look for."""

    words = forms.CharField(label="Words to look for", max_length=200)


class FacetForm(PageForm):
    """What the inbox is narrowed to."""

    state = forms.ChoiceField(
        label="State", choices=[("open", "Open"), ("ended", "Ended"), ("all", "All")], required=False
    )
    clock = forms.ChoiceField(
        label="Clock",
        choices=[("any", "Any"), ("overdue", "Overdue"), ("soon", "Due within 7 days")],
        required=False,
    )
    category = forms.ChoiceField(
        label="About", choices=[("any", "Anything"), *Category.choices], required=False
    )
    severity = forms.ChoiceField(
        label="Severity", choices=[("any", "Any"), *Severity.choices], required=False
    )
    mark = forms.ChoiceField(
        label="Marked",
        choices=[("any", "Any"), ("urgent", "Urgent"), ("message", "With a new message")],
        required=False,
    )
    group = forms.ChoiceField(label="Group", required=False)

    def __init__(self, *args: Any, groups: Mapping[UUID, HandlerGroup], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["group"]
        assert isinstance(field, forms.ChoiceField), "declared above"
        field.choices = [("any", "All of mine"), *((str(key), str(group)) for key, group in groups.items())]


class SightedForm(PageForm):
    """What the notices of a dean's office are narrowed to."""

    show = forms.ChoiceField(
        label="Show",
        choices=[("all", "All"), ("unseen", "Not seen yet"), ("overdue", "Something is overdue")],
        required=False,
    )


class ProposalForm(PageForm):
    """Whom to entrust, with what."""

    email = forms.EmailField(label="Their email address")
    group = forms.ChoiceField(label="Which group?")
    role = forms.ChoiceField(label="As what?", choices=Role.choices, widget=forms.RadioSelect)
    choice_hints = {
        "role": {
            Role.HANDLER: "Opens cases of the group and works on them",
            Role.LEAD: "The same, and is reminded when most of the time has passed",
            Role.DEAN: "Of the Postgraduate Dean's office only: is told that cases exist",
            Role.AUDITOR: "Of no group: sees who did what, and nothing that was written",
        }
    }
    refused_at: ClassVar[Mapping[Refusal, str]] = {
        Refusal.UNKNOWN_PERSON: "email",
        Refusal.RUNS_THE_PORTAL: "email",
        Refusal.MEMBER_ALREADY: "email",
        Refusal.WRONG_ROLE: "role",
    }

    def __init__(self, *args: Any, groups: Sequence[HandlerGroup], may_audit: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.groups = {str(group.pk): group for group in groups}
        none = [("none", "No group: an auditor")] if may_audit else []
        field = self.fields["group"]
        assert isinstance(field, forms.ChoiceField), "declared above"
        field.choices = [("", ""), *((key, str(group)) for key, group in self.groups.items()), *none]

    def given(self) -> dict[str, Any]:
        """Return the arguments of the action."""
        return {
            "email": self.cleaned_data["email"],
            "group": self.groups.get(self.cleaned_data["group"]),
            "role": Role(self.cleaned_data["role"]),
        }

    def refuse(self, refused: ConcernRefused) -> None:
        """Put a refusal beside the field that it is about, or on top."""
        self.add_error(self.refused_at.get(Refusal(refused.code)), str(refused))


class AuditForm(PageForm):
    """What the audit is narrowed to."""

    deed = forms.ChoiceField(label="What", choices=[("any", "Anything"), *Deed.choices], required=False)
    person = forms.CharField(label="Email address of the person (optional)", max_length=254, required=False)
    case = forms.CharField(label="Case, like 3F2A 91BC (optional)", max_length=40, required=False)
