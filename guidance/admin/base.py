"""What the admin pages of guidance share: forms that an action may refuse, and days in one box."""

from datetime import date
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError

from common.admin_forms import PlainModelForm
from guidance.policies import GuidanceRefused

FIRST_YEAR, LAST_YEAR = 2000, 2100


class DayField(forms.DateField):
    """A day, in the browser's own box for days or as people write it."""

    widget = forms.DateInput({"type": "date"}, "%Y-%m-%d")
    default_error_messages: ClassVar = {"invalid": "The day must be a real date, like 27/05/2027"}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(input_formats=["%Y-%m-%d", "%d/%m/%Y"], **kwargs)

    def to_python(self, value: Any) -> date | None:
        """Refuse a year that nobody can mean."""
        read = super().to_python(value)
        if read and not FIRST_YEAR <= read.year <= LAST_YEAR:
            raise ValidationError(f"The year must be between {FIRST_YEAR} and {LAST_YEAR}", code="year")
        return read


class RefusableForm(PlainModelForm):
    """A form that says, after a race was lost, what the action refused."""

    refused: ClassVar[GuidanceRefused | None] = None

    def clean(self) -> dict[str, Any]:
        """Begin with what was refused."""
        cleaned = super().clean() or {}
        if self.refused:
            self.tell(self.refused)
        return cleaned

    def tell(self, refused: GuidanceRefused) -> None:
        """Put a refusal at its field, unless it stands there already."""
        if str(refused) not in self.errors.get(refused.field or "__all__", ()):
            self.add_error(refused.field, str(refused))

    def _get_validation_exclusions(self) -> set[str]:
        """Leave what the database demands to the policies, which say it in words."""
        return {field.name for field in self._meta.model._meta.get_fields()}
