"""How a reader narrows the programme: by kind and by theme, in an address that can be shared."""

from collections.abc import Sequence
from dataclasses import replace

from django import forms

from common.forms import PageForm
from events.models import Session, Theme
from events.programme import SessionEntry

ALL = "all"


class ProgrammeFilter(PageForm):
    """Offers the kinds and themes that the programme has; an address without them shows everything."""

    kind = forms.ChoiceField(required=False, label="Kind of session")
    theme = forms.ChoiceField(required=False)

    def __init__(self, *args: object, sessions: Sequence[Session], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.kinds = _kinds(sessions)
        self.themes = _themes(sessions)
        kind, theme = self.fields["kind"], self.fields["theme"]
        assert isinstance(kind, forms.ChoiceField)
        assert isinstance(theme, forms.ChoiceField)
        kind.choices = [(ALL, "All kinds"), *self.kinds.items()]
        theme.choices = [(ALL, "All themes"), *((str(pk), found.title) for pk, found in self.themes.items())]

    @property
    def chosen_kind(self) -> str | None:
        """The kind to show, if one was chosen."""
        return self._chosen("kind")

    @property
    def chosen_theme(self) -> Theme | None:
        """The theme to show, if one was chosen."""
        chosen = self._chosen("theme")
        return self.themes[int(chosen)] if chosen else None

    @property
    def is_narrowed(self) -> bool:
        """Whether anything was chosen."""
        return bool(self.chosen_kind or self.chosen_theme)

    def narrow(self, entries: Sequence[SessionEntry]) -> list[SessionEntry]:
        """Keep what was asked for; of a session with several themes only the rooms of the chosen one."""
        kind, theme = self.chosen_kind, self.chosen_theme
        found = [entry for entry in entries if kind is None or entry.session.kind == kind]
        if theme is None:
            return found
        narrowed = [
            replace(entry, rooms=[room for room in entry.rooms if room.theme == theme]) for entry in found
        ]
        return [entry for entry in narrowed if entry.rooms]

    def _chosen(self, name: str) -> str | None:
        value = self.cleaned_data.get(name) if self.is_valid() else None
        return None if value in (None, "", ALL) else str(value)


def _kinds(sessions: Sequence[Session]) -> dict[str, str]:
    there = {session.kind for session in sessions}
    return {value: label for value, label in Session.Kind.choices if value in there}


def _themes(sessions: Sequence[Session]) -> dict[int, Theme]:
    there = {room.theme for session in sessions for room in session.rooms.all() if room.theme}
    return {theme.pk: theme for theme in sorted(there, key=lambda theme: (theme.position, theme.title))}
