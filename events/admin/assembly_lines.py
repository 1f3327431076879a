"""The places and themes of an assembly, as lines of its form."""

from typing import Any, ClassVar

from django import forms
from django.forms.formsets import DELETION_FIELD_NAME

from common.admin_forms import PlainModelForm
from common.codes import new_code
from common.words import listed
from events.admin.lines import InlineFormSet, with_orphans_as_new
from events.models import Place, Session, Theme


class LineForm(PlainModelForm):
    """A line of the assembly's form; ``called`` is the field that names it."""

    called: ClassVar[str]

    def has_changed(self) -> bool:
        """Whether something was typed: a new line that was only numbered is empty."""
        new_and_numbered = self.instance._state.adding and set(self.changed_data) <= {"position"}
        return not new_and_numbered and super().has_changed()

    def validate_unique(self) -> None:
        """Two lines may change names; only the whole can be judged."""

    def validate_constraints(self) -> None:
        """Two lines may change names; only the whole can be judged."""


class LineFormSet(InlineFormSet):
    """The places or the themes of an assembly: each name once, and none taken away that a session uses."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        if data := kwargs.get("data"):
            rows = kwargs["queryset"].filter(assembly=kwargs["instance"].pk).values_list("pk", flat=True)
            known = {str(pk) for pk in rows}
            kwargs["data"] = with_orphans_as_new(data, kwargs["prefix"], known, parent="assembly")
        super().__init__(*args, **kwargs)

    def add_fields(self, form: Any, index: int | None) -> None:
        """Number a new line after the others: at one number they would stand by their names."""
        super().add_fields(form, index)
        if form.instance._state.adding:
            last = max((row.position for row in self.get_queryset()), default=-1)
            after = self.total_form_count() if index is None else index
            form.initial["position"] = last + 1 + max(after - self.initial_form_count(), 0)

    def clean(self) -> None:
        """Name what stands twice, and the sessions that still use what is to go."""
        known = {form.instance.pk for form in self.initial_forms}
        elsewhere = (
            self.get_queryset().model._default_manager.filter(assembly=self.instance.pk).exclude(pk__in=known)
        )
        seen = {name.casefold() for name in elsewhere.values_list(self.form.called, flat=True)}
        for form in self.kept:
            name = str(form.cleaned_data.get(form.called, ""))
            if name and name.casefold() in seen:
                form.add_error(form.called, f"“{name}” is there twice. Give one of them another name")
            seen.add(name.casefold())
        problems = [told for form in self.initial_forms if (told := self._in_use(form))]
        if problems:
            raise forms.ValidationError(problems)

    @property
    def kept(self) -> list[Any]:
        """The lines that are filled in and stay."""
        filled = [form for form in self.forms if form.has_changed() or form.instance.pk]
        return [form for form in filled if not form.cleaned_data.get(DELETION_FIELD_NAME)]

    @property
    def names(self) -> list[str]:
        """What the lines that stay are called, in the order in which they will stand."""
        called = [(form.cleaned_data["position"], form.cleaned_data[form.called]) for form in self.kept]
        return [name for _, name in sorted(called)]

    def save(self, commit: bool = True) -> Any:
        """Write the lines; each that has another name gives its old one up before another takes it."""
        for form in self.initial_forms:
            if form.called in form.changed_data:
                type(form.instance).objects.filter(pk=form.instance.pk).update(**{form.called: new_code()})
        return super().save(commit)

    def _in_use(self, form: Any) -> str:
        if not form.cleaned_data.get(DELETION_FIELD_NAME):
            return ""
        sessions = Session.objects.filter(rooms__in=form.instance.rooms.all()).distinct().in_order()
        used_by = listed(f"“{session.title}”" for session in sessions)
        return f"{form.instance} is used by {used_by}, so it cannot be removed" if used_by else ""


class PlaceForm(LineForm):
    """A column of the timetable."""

    called = "name"

    class Meta:
        model = Place
        fields: ClassVar = ["name", "position", "is_stage"]


class ThemeForm(LineForm):
    """What a breakout room discusses."""

    called = "title"

    class Meta:
        model = Theme
        fields: ClassVar = ["title", "summary", "position"]
        widgets: ClassVar = {"summary": forms.Textarea({"rows": 2, "cols": 40})}
