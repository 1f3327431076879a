"""The form of a contact: one place, a post that it has, a way to reach them, and the day of the check."""

from collections.abc import Sequence
from copy import copy
from typing import Any, ClassVar, cast

from django import forms
from django.contrib.admin.widgets import AutocompleteSelect
from django.http import QueryDict
from django.utils import timezone

from accounts.models import Employer, LocalOffice
from common.names import tidy_name
from common.policy import Verdict
from guidance import policies
from guidance.admin.base import DayField, RefusableForm
from guidance.contact_changes import change_of
from guidance.contact_plans import rivals_of
from guidance.models import Contact
from guidance.policies import GuidanceRefused, Keeping


class EmployerSelect(AutocompleteSelect):
    """A list that is searched as one types; without scripts it is a list with every employer in it."""

    def optgroups(self, name: str, value: Sequence[str], attrs: dict[str, Any] | None = None) -> Any:
        """List all, where Django lists the chosen one only."""
        return forms.Select.optgroups(self, name, list(value), attrs)


class ContactForm(RefusableForm):
    """How to reach a post."""

    address = forms.URLField(
        label="Web address (optional)",
        max_length=300,
        required=False,
        assume_scheme="https",
        widget=forms.URLInput({"class": "vURLField"}),
        error_messages={"invalid": "Web address must start with https:// or http:// and be complete"},
    )
    checked_on = DayField(label="Last checked on", initial=timezone.localdate)
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Contact
        fields: ClassVar = [
            "employer",
            "local_office",
            "post",
            "name",
            "email",
            "phone",
            "address",
            "how",
            "out_of_hours",
            "checked_on",
        ]
        labels: ClassVar = {
            "employer": "Employer (for a post inside it)",
            "local_office": "Local office (for a post in training)",
            "name": "Person or team (optional)",
            "email": "Email address (optional)",
            "phone": "Phone (optional)",
            "how": "How to reach them, in words (optional)",
            "out_of_hours": "Out of hours (optional)",
        }
        help_texts: ClassVar = {"phone": "For example: 01632 960123 ext 12. A bleep goes below, in words."}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # What a save will overwrite, for the history.
        self.before = copy(self.instance)
        if self.instance.pk:
            self.initial["seen"] = self.instance.stamp()
        self._choose("employer", Employer.objects.all())
        self._choose("local_office", LocalOffice.objects.known())
        self.fields["post"].error_messages["required"] = "Select the post"

    def _choose(self, name: str, rows: Any) -> None:
        field = cast("forms.ModelChoiceField[Any]", self.fields[name])
        field.queryset, field.empty_label = rows, "None"
        field.error_messages["invalid_choice"] = "Select one from the list"

    def clean_name(self) -> str:
        """Give it one line."""
        return tidy_name(self.cleaned_data["name"])

    def clean_phone(self) -> str:
        """Give it one line."""
        return tidy_name(self.cleaned_data["phone"])

    def clean_how(self) -> str:
        """Give it one line."""
        return tidy_name(self.cleaned_data["how"])

    def clean_out_of_hours(self) -> str:
        """Give it one line."""
        return tidy_name(self.cleaned_data["out_of_hours"])

    def clean_address(self) -> str:
        """Refuse what browsers do not open as a page."""
        address = str(self.cleaned_data["address"])
        if address and not address.startswith(("https://", "http://")):
            raise forms.ValidationError("Web address must start with https:// or http:// and be complete")
        return address

    def clean(self) -> dict[str, Any]:
        """Ask every policy about the contact as it would be."""
        cleaned = super().clean()
        contact = Contact(
            pk=self.instance.pk, **{name: cleaned.get(name) for name in ContactForm.Meta.fields}
        )
        verdicts = []
        if not self.errors.keys() & {"employer", "local_office"}:
            verdicts.append(policies.has_one_place(contact))
            if verdicts[0] and rivals_of(contact).exists():
                verdicts.append(Verdict.refuse(Keeping.TAKEN))
        if not self.errors.keys() & {"email", "phone", "address", "how"}:
            verdicts.append(policies.can_be_reached(contact))
        if "phone" not in self.errors:
            verdicts.append(policies.can_be_dialled(contact))
        if "checked_on" not in self.errors:
            verdicts.append(policies.was_checked(contact, on=timezone.localdate()))
        for verdict in verdicts:
            if verdict.code is not None:
                self.tell(GuidanceRefused(verdict.code))
        self._compare(contact, cleaned.get("seen", ""))
        return cleaned

    def _compare(self, typed: Contact, seen: str) -> None:
        """Say what somebody else made of the contact meanwhile; the next save is made knowing it."""
        stands = Contact.objects.filter(pk=typed.pk).first() if typed.pk else None
        verdict = policies.knows_contact(stands, seen)
        if stands is None or verdict.code is None:
            return
        self.tell(GuidanceRefused(verdict.code))
        others = [f"{field.label}: {field.old or 'empty'}" for field in change_of(stands, typed).fields]
        self.add_error(None, f"It says now: {'; '.join(others) or 'the same as you typed'}")
        data = cast(QueryDict, self.data).copy()
        data[self.add_prefix("seen")] = stands.stamp()
        self.data = data
