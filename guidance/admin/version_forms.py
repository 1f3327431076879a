"""The form of a version that nobody has read: Markdown, sources line by line, its beginning and check."""

from datetime import datetime
from typing import Any, ClassVar, cast

from django import forms
from django.http import QueryDict
from django.utils import timezone

from accounts.admin_forms import MomentField
from common.rich_text import body_problems
from guidance import policies
from guidance.admin.base import DayField, RefusableForm
from guidance.models import Page, Version, end_of
from guidance.policies import GuidanceRefused
from guidance.sources import source_problems


class VersionForm(RefusableForm):
    """What a page is to say."""

    page = forms.ModelChoiceField(Page.objects.all(), widget=forms.HiddenInput)
    valid_from_at = MomentField(
        label="Valid from (optional)",
        required=False,
        help_text="Empty: from the moment you save.",
        error_messages={"invalid": "Enter a real day and time, like 27/05/2027 09:45"},
    )
    review_by = DayField(
        label="To be checked by",
        help_text="After that day the page says that it may be out of date.",
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Version
        fields: ClassVar = ["page", "title", "summary", "body", "sources", "valid_from_at"]
        widgets: ClassVar = {
            "title": forms.TextInput({"class": "vLargeTextField"}),
            "summary": forms.TextInput({"class": "vLargeTextField"}),
            "body": forms.Textarea({"rows": 24, "class": "vLargeTextField"}),
            "sources": forms.Textarea({"rows": 6, "class": "vLargeTextField"}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk and "page" in self.fields:
            self.fields["page"].disabled = True
            self.initial["seen"] = self.instance.page.stamp()
            self.initial["review_by"] = self.instance.check_by
        self.fields["review_by"].error_messages["required"] = "Enter the day by which somebody checks it"

    def clean_body(self) -> str:
        """Refuse what people would read as raw text."""
        body = str(self.cleaned_data["body"])
        if problems := body_problems(body):
            raise forms.ValidationError(problems)
        return body

    def clean_sources(self) -> str:
        """Refuse each line that is no source, by its number."""
        sources = str(self.cleaned_data["sources"])
        if problems := source_problems(sources):
            raise forms.ValidationError(problems)
        return sources

    def clean_valid_from_at(self) -> datetime:
        """Begin at once unless told otherwise."""
        typed: datetime | None = self.cleaned_data["valid_from_at"]
        return typed or timezone.now()

    def clean(self) -> dict[str, Any]:
        """Ask the policy whether the version may begin."""
        cleaned = super().clean()
        if self.errors.keys() & {"page", "valid_from_at", "review_by"}:
            return cleaned
        self.instance.review_by_at = end_of(cleaned["review_by"])
        version = Version(valid_from_at=cleaned["valid_from_at"], review_by_at=self.instance.review_by_at)
        page = cleaned["page"]
        others = page.versions.exclude(pk=self.instance.pk).values_list("valid_from_at", flat=True)
        known = policies.knows_versions(page, cleaned.get("seen", ""))
        for verdict in (policies.can_begin(version, others, at=timezone.now()), known):
            if verdict.code is not None:
                self.tell(GuidanceRefused(verdict.code))
        if known.code is not None:
            self._know(page.stamp())
        return cleaned

    def _know(self, stamp: str) -> None:
        """Let the next save be made with the knowledge that somebody else was there."""
        data = cast(QueryDict, self.data).copy()
        data[self.add_prefix("seen")] = stamp
        self.data = data
