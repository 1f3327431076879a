"""A date asked for as day, month and year."""

import calendar
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

PARTS = ("day", "month", "year")
MONTHS = {
    name.lower(): number
    for names in (calendar.month_name, calendar.month_abbr)
    for number, name in enumerate(names)
}


class DateInput(forms.MultiWidget):
    """Three small boxes, posted as ``<name>_day``, ``<name>_month`` and ``<name>_year``."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({part: forms.TextInput() for part in PARTS}, attrs)

    def decompress(self, value: Any) -> list[Any]:
        """Split a date; what was typed arrives as a list and never comes here."""
        return [value.day, value.month, value.year] if isinstance(value, date) else [None, None, None]


class DateField(forms.MultiValueField):
    """A calendar date. Its errors name the boxes to mend in ``params["parts"]``."""

    widget = DateInput

    def __init__(self, **kwargs: Any) -> None:
        fields = tuple(forms.CharField(required=False) for _ in PARTS)
        super().__init__(fields, require_all_fields=False, **kwargs)

    def compress(self, data_list: Sequence[str]) -> date | None:
        """Make a date of what was typed, or say which part is missing or unreal."""
        typed = dict(zip(PARTS, data_list, strict=False))
        if not any(typed.values()):
            return None
        if missing := [part for part in PARTS if not typed.get(part)]:
            raise self._error(f"must include a {' and '.join(missing)}", parts=missing)
        if len(typed["year"]) != len("2022"):
            raise self._error("must have a year of 4 numbers", parts=["year"])
        try:
            return date(int(typed["year"]), _month(typed["month"]), int(typed["day"]))
        except ValueError:
            raise self._error("must be a real date", parts=PARTS) from None

    def _error(self, words: str, *, parts: Sequence[str]) -> ValidationError:
        return ValidationError(f"{self.label or 'Date'} {words}", code="invalid", params={"parts": parts})


def _month(typed: str) -> int:
    return MONTHS.get(typed.lower()) or int(typed)


def parts_in_error(errors: Sequence[ValidationError]) -> Mapping[str, bool]:
    """Say which boxes an error concerns: all of them unless it names some."""
    named = {part for error in errors for part in (error.params or {}).get("parts", PARTS)}
    return {part: part in named for part in PARTS}
