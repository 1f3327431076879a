"""Forms of groups. They only carry what was typed: what is allowed, the action decides."""

from collections.abc import Iterable
from typing import Any

from django import forms

from common.forms import PageForm
from networking.models import Profile


class InviteForm(PageForm):
    """Some of one's own contacts."""

    people = forms.MultipleChoiceField(
        label="Who do you want to invite?", required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, contacts: Iterable[Profile], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["people"].choices = [  # type: ignore[attr-defined]
            (each.code, each.delegate.name) for each in contacts
        ]


class GroupForm(InviteForm):
    """A group to begin."""

    title = forms.CharField(label="Name of the group", required=False)
    field_order = ("title", "people")
