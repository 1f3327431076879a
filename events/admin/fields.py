"""Fields of the organisers' forms: wall times in the assembly's zone, and rows of one assembly."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.template.loader import render_to_string
from django.utils.datastructures import MultiValueDict
from django.utils.safestring import SafeString

from common.words import clock, day_and_clock
from events.wall_times import DoubledHour, FarYear, SkippedHour, instant_of, read_clock

NOT_OFFERED = "This is not offered here. Choose from the list"


def told_apart(rows: Mapping[str, Model]) -> list[tuple[str, str]]:
    """Return key and name of each row; where two have one name, their posts follow."""
    names = Counter(str(row) for row in rows.values())
    return [
        (
            key,
            str(row)
            if names[str(row)] == 1
            else ", ".join(filter(None, (str(row), getattr(row, "post", "")))),
        )
        for key, row in rows.items()
    ]


class OwnTemplate:
    """A widget drawn by a template of this project, in which several controls answer for one field."""

    template_name: str
    label = ""

    def own_context(self, context: dict[str, Any]) -> dict[str, Any]:
        """Add the name of the group, and what describes each of its controls."""
        attrs = context["widget"]["attrs"]
        context |= {"label": self.label, "described_by": attrs.get("aria-describedby")}
        context["is_wrong"] = bool(attrs.get("aria-invalid"))
        return context

    def _render(self, template_name: str, context: dict[str, Any], renderer: object = None) -> SafeString:
        return render_to_string(template_name, context)


class WallTimeWidget(OwnTemplate, forms.MultiWidget):
    """A day and a time, each with a label of its own."""

    template_name = "events/admin/_wall_time.html"

    def __init__(self) -> None:
        super().__init__(
            {
                "day": forms.DateInput({"type": "date"}, "%Y-%m-%d"),
                "time": forms.TimeInput({"type": "time"}, "%H:%M"),
            }
        )

    def decompress(self, value: Any) -> list[str]:
        """Take apart a wall time; what was typed comes as it was typed."""
        return [f"{value:%Y-%m-%d}", f"{value:%H:%M}"] if isinstance(value, datetime) else ["", ""]

    def id_for_label(self, id_: str) -> str:
        """The day answers for both."""
        return f"{id_}_0" if id_ else id_

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Add the two controls, plainly."""
        context = self.own_context(super().get_context(name, value, attrs))
        context["parts"] = [
            {
                "label": label,
                # A box for dates holds no 30 February: what was typed stays to be put right.
                "type": part["type"] if not part["value"] or _holds(part["type"], part["value"]) else "text",
                "name": part["name"],
                "value": part["value"] or "",
                "id": part["attrs"].get("id", part["name"]),
            }
            for label, part in zip(("Day", "Time"), context["widget"]["subwidgets"], strict=True)
        ]
        return context


def _holds(box: str, value: str) -> bool:
    """Whether the browser's box can show the value."""
    try:
        (date if box == "date" else time).fromisoformat(value)
    except ValueError:
        return False
    return True


class WallTimeField(forms.MultiValueField):
    """A day and time as clocks show it in ``zone``; cleans to the instant, and refuses in words.

    ``what`` ends its sentences: "the session starts". An hour that the clocks skip or double names no one
    instant, so it is refused, unless it is what stands there already.
    """

    zone = ZoneInfo("Europe/London")

    def __init__(self, *, what: str, **kwargs: Any) -> None:
        self.what = what
        self.kept: datetime | None = None
        super().__init__(
            fields=(forms.CharField(), forms.CharField()),
            widget=WallTimeWidget(),
            require_all_fields=False,
            **kwargs,
        )

    def prepare_value(self, value: Any) -> Any:
        """Show an instant by the clocks of the zone."""
        if isinstance(value, datetime) and value.tzinfo:
            return value.astimezone(self.zone).replace(tzinfo=None)
        return value

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether something else was typed than was shown."""
        return list(data or ["", ""]) != self._shown(initial)

    def clean(self, value: Any) -> datetime | None:
        """Return the instant, None when nothing was typed and nothing need be."""
        typed_day, typed_time = (str(part or "").strip() for part in value or ("", ""))
        if self.kept and [typed_day, typed_time] == self._shown(self.kept):
            return self.kept
        if not self.required and not typed_day and not typed_time:
            return None
        return self._instant(self._day(typed_day), self._time(typed_time))

    def _shown(self, initial: Any) -> list[str]:
        widget = self.widget
        return widget.decompress(self.prepare_value(initial)) if isinstance(widget, WallTimeWidget) else []

    def _day(self, typed: str) -> date:
        if not typed:
            raise ValidationError(f"Enter the day on which {self.what}", code="day")
        for written in ("%Y-%m-%d", "%d/%m/%Y"):
            try:
                return datetime.strptime(typed, written).replace(tzinfo=self.zone).date()
            except ValueError:
                continue
        raise ValidationError("The day must be a real date, like 27/05/2022", code="day")

    def _time(self, typed: str) -> time:
        if not typed:
            raise ValidationError(f"Enter the time at which {self.what}", code="time")
        if (read := read_clock(typed)) is None:
            raise ValidationError("The time must be like 9:45am or 09:45", code="time")
        return read

    def _instant(self, on: date, at: time) -> datetime:
        try:
            return instant_of(datetime.combine(on, at), self.zone)
        except FarYear as far:
            raise ValidationError(str(far), code="year") from None
        except SkippedHour as skipped:
            raise ValidationError(
                "This time does not exist: the clocks go forward over it. "
                f"The next time is {day_and_clock(skipped.until, self.zone)}",
                code="skipped",
            ) from None
        except DoubledHour:
            told = clock(datetime.combine(on, at, self.zone), self.zone)
            raise ValidationError(
                f"{told} comes twice that night, because the clocks go back. "
                "Choose a time before or after that hour",
                code="doubled",
            ) from None


class RowField(forms.TypedChoiceField):
    """One row of those offered; offered once for a whole page they cost one query, not one for each line."""

    default_error_messages: ClassVar = {"invalid_choice": NOT_OFFERED}

    def __init__(self, **kwargs: Any) -> None:
        self.rows: dict[str, Model] = {}
        super().__init__(empty_value=None, **kwargs)

    def offer(self, rows: Iterable[Model], nothing: str = "Nobody") -> None:
        """Let one of these be chosen; ``nothing`` names the choice of none."""
        # Said here and not at the start: every form works on a copy of the field.
        self.rows, self.coerce = {str(row.pk): row for row in rows}, self._row
        self.choices = [("", nothing), *told_apart(self.rows)]

    def prepare_value(self, value: Any) -> Any:
        """Show a row by its key."""
        return value.pk if isinstance(value, Model) else value

    def _row(self, key: object) -> Model:
        if (row := self.rows.get(str(key))) is None:
            raise ValueError(key)
        return row


class PeopleSelect(OwnTemplate, forms.SelectMultiple):
    """One list for each person chosen and some more: quick to type in, and no key has to be held down."""

    template_name = "events/admin/_people_select.html"
    spare_count = 2

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """List what is chosen, then empty lines."""
        context = self.own_context(super().get_context(name, value, attrs))
        first = context["widget"]["attrs"].get("id", name)
        keys = [*(str(key) for key in value or [] if key), *[""] * self.spare_count]
        context["lines"] = [
            {"key": key, "id": f"{first}_{number}" if number else first} for number, key in enumerate(keys)
        ]
        context["people"] = [(str(key), label) for key, label in self.choices]
        return context

    def value_from_datadict(self, data: Mapping[str, Any], files: Mapping[str, Any], name: str) -> list[str]:
        """Read the lines that name somebody, each person once."""
        typed = data.getlist(name) if isinstance(data, MultiValueDict) else data.get(name) or []
        return list(dict.fromkeys(key for key in typed if key))


class PeopleField(forms.TypedMultipleChoiceField):
    """Several of the people offered, in order."""

    widget = PeopleSelect
    default_error_messages: ClassVar = {"invalid_choice": NOT_OFFERED}

    def __init__(self, **kwargs: Any) -> None:
        self.rows: dict[str, Model] = {}
        super().__init__(empty_value=[], **kwargs)

    def offer(self, rows: Iterable[Model], nothing: str = "Nobody") -> None:
        """Let these be chosen."""
        # Said here and not at the start: every form works on a copy of the field.
        self.rows, self.coerce = {str(row.pk): row for row in rows}, self._row
        self.choices = [("", nothing), *told_apart(self.rows)]

    def _row(self, key: object) -> Model:
        if (row := self.rows.get(str(key))) is None:
            raise ValueError(key)
        return row


class ConfirmWidget(forms.HiddenInput):
    """The names of what was read and waved through, so that it says nothing about what was not.

    The button under the summary adds the names of what stands there to those sent before.
    """

    def value_from_datadict(self, data: Mapping[str, Any], files: Mapping[str, Any], name: str) -> str:
        """Read all of them, from wherever they were sent."""
        sent = data.getlist(name) if isinstance(data, MultiValueDict) else [data.get(name)]
        return ",".join(keys for keys in sent if keys)
