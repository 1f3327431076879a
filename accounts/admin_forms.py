"""The forms of people and of their appointments in the admin."""

from typing import Any, ClassVar, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.models import Appointment, User
from common.admin_forms import PlainModelForm

FIRST_YEAR, LAST_YEAR = 2000, 2100


class PersonForm(PlainModelForm):
    """Who somebody is."""

    class Meta:
        model = User
        fields: ClassVar = ["email", "name", "pronouns", "is_active", "is_superuser"]
        labels: ClassVar = {"is_superuser": "Superuser"}
        help_texts: ClassVar = {
            "is_superuser": "No page of the admin is closed to a superuser, who also appoints organisers."
        }


class PersonField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A person by the address of their log-in: nobody is listed, and the list would have no end."""

    widget = forms.EmailInput
    default_error_messages: ClassVar = {
        "invalid_choice": "Nobody has logged in with this address yet. Check it, or ask them to log in once"
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(User.objects.all(), to_field_name="email", **kwargs)

    def to_python(self, value: Any) -> User | None:
        """Find whoever logs in with this address, whatever its capitals."""
        typed = value.strip().lower() if isinstance(value, str) else value
        return cast(User | None, super().to_python(typed))


class MomentField(forms.DateTimeField):
    """A day and time in one box, by the portal's own clocks."""

    widget = forms.DateTimeInput({"type": "datetime-local"}, "%Y-%m-%dT%H:%M")
    default_error_messages: ClassVar = {"invalid": "Enter a real day and time, like 27/05/2022 09:45"}

    def to_python(self, value: Any) -> Any:
        """Refuse a year that nobody can mean."""
        read = super().to_python(value)
        if read and not FIRST_YEAR <= read.year <= LAST_YEAR:
            raise ValidationError(f"The year must be between {FIRST_YEAR} and {LAST_YEAR}", code="year")
        return read


class AppointmentForm(PlainModelForm):
    """A duty of a person, from when and until when."""

    user = PersonField(label="Email address of their log-in")
    appointed_at = MomentField(label="Day and time of the appointment", initial=timezone.now)
    ended_at = MomentField(label="Day and time of its end (optional)", required=False)

    class Meta:
        model = Appointment
        fields: ClassVar = ["user", "duty", "appointed_at", "ended_at"]

    def clean(self) -> dict[str, Any]:
        """Refuse the same duty twice at a time, and an end before the beginning."""
        cleaned = super().clean() or {}
        person, began_at, ended_at = (cleaned.get(name) for name in ("user", "appointed_at", "ended_at"))
        if began_at and ended_at and ended_at < began_at:
            self.add_error("ended_at", "The appointment must end after it begins")
        lasts = person and not ended_at and "ended_at" not in self.errors
        others = Appointment.objects.filter(user=person, duty=cleaned.get("duty"), ended_at=None)
        if lasts and others.exclude(pk=self.instance.pk).exists():
            self.add_error("duty", f"{person} holds this duty already")
        return cleaned

    def validate_constraints(self) -> None:
        """The form says it in words."""
