"""Forms that an action may refuse: what changed meanwhile is told, what deserves a look is asked about."""

from datetime import datetime
from typing import Any, ClassVar, cast

from django import forms
from django.http import QueryDict

from common.admin_forms import ModelForm
from common.policy import Refused
from events.admin.fields import ConfirmWidget


class AskingForm(ModelForm):
    """A form that is shown again after a refusal, with everything that was typed.

    The refusals of its action know the codes ``changed``, with what differs, and ``warning``.
    """

    refused: ClassVar[Refused | None] = None

    confirmed = forms.CharField(required=False, widget=ConfirmWidget)
    seen_changed_at = forms.DateTimeField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["seen_changed_at"] = self.instance.changed_at.isoformat()
        if self.refused and self.refused.code == "changed":
            # The next save is made with the knowledge that somebody else was there.
            data = cast(QueryDict, self.data).copy()
            data["seen_changed_at"] = cast(datetime, self.refused.facts["changed_at"]).isoformat()
            self.data = data

    @property
    def confirmed_keys(self) -> list[str]:
        """The warnings that were read and waved through."""
        return [key for key in str(self.cleaned_data.get("confirmed", "")).split(",") if key]

    @property
    def is_asked(self) -> bool:
        """Whether nothing is wrong, and something is only to be looked at before it is saved."""
        is_warning = self.refused is not None and self.refused.code == "warning"
        return is_warning and self.errors.keys() <= {"confirmed"}

    def tell_changed(self, refused: Refused) -> None:
        """Say who was here meanwhile, and each thing that differs."""
        for told in (refused, *cast("list[object]", refused.facts["differences"])):
            self.add_error(None, str(told))
