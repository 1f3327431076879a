"""What people look for in the library, in an address that can be shared."""

from collections import Counter
from collections.abc import Mapping

from django import forms

from common.forms import PageForm
from common.words import listed, time_range
from events.models import Assembly, Session
from library.models import EntryQuerySet
from library.searching.offers import Offers

MOST = 200
FILTERS = ("kind", "assembly", "theme", "session")


class Filter(forms.ChoiceField):
    """One of a list. What is not in it is no mistake of the person's: they kept an address for too long."""

    def valid_value(self, value: object) -> bool:
        """Take it; the form says which lists do not have what was asked."""
        return True


class LibrarySearch(PageForm):
    """Offers what the person's part of the library has; an address without any of it shows everything.

    So does one that asks for what is not there, or not for this person: that part of it is left out.
    """

    q = forms.CharField(required=False, label="Search the library", max_length=MOST)
    kind = Filter(required=False)
    assembly = Filter(required=False, label="Year")
    theme = Filter(required=False)
    session = Filter(required=False)

    def __init__(self, *args: object, offers: Offers, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.offers = offers
        self.offered: dict[str, frozenset[str]] = {}
        self._offer("kind", "All kinds", offers.kinds)
        self._offer("assembly", "All years", {key: _year(each) for key, each in offers.assemblies.items()})
        self._offer("theme", "All themes", _told_apart(offers.themes, len(offers.assemblies) > 1))
        self._offer("session", "All sessions", _with_times(offers.sessions, len(offers.assemblies) > 1))

    @property
    def looked_for(self) -> str:
        """The words, on one line."""
        return " ".join(str(self._value("q") or "").split())

    @property
    def is_narrowed(self) -> bool:
        """Whether anything but words was chosen."""
        return any(self._value(name) for name in FILTERS)

    def is_of_more_than(self, slug: str) -> bool:
        """Whether it shows an assembly's own among those of others, and could show them alone."""
        return (
            slug in self.offers.assemblies and len(self.offers.assemblies) > 1 and not self._value("assembly")
        )

    @property
    def lists_without(self) -> str:
        """The names of the lists that do not have what the address asks for, as a sentence joins them."""
        asked = [name for name in FILTERS if self.is_valid() and self.cleaned_data.get(name)]
        return listed(f"“{self[name].label}”" for name in asked if not self._is_offered(name))

    @property
    def filters(self) -> list[forms.BoundField]:
        """The fields in which there is something to choose."""
        return [self[name] for name in FILTERS if len(self.fields[name].choices) > 2 or self._value(name)]  # type: ignore[attr-defined]

    def narrow(self, entries: EntryQuerySet) -> EntryQuerySet:
        """Keep what was asked for."""
        if kind := self._value("kind"):
            entries = entries.filter(kind=kind)
        if slug := self._value("assembly"):
            entries = entries.of_assembly(self.offers.assemblies[slug].pk)
        if theme := self._value("theme"):
            entries = entries.about_theme(self.offers.themes[theme])
        if code := self._value("session"):
            entries = entries.of_session(self.offers.sessions[code])
        return entries

    def _offer(self, name: str, everything: str, labels: Mapping[str, str]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("all", everything), *labels.items()]
        self.offered[name] = frozenset(["all", *labels])

    def _value(self, name: str) -> str | None:
        value = self.cleaned_data.get(name) if self.is_valid() else None
        if value in (None, "", "all") or (name in FILTERS and not self._is_offered(name)):
            return None
        return str(value)

    def _is_offered(self, name: str) -> bool:
        return self.cleaned_data[name] in self.offered[name]


def _year(assembly: Assembly) -> str:
    return f"{assembly.starts_at.astimezone(assembly.zone).year}: {assembly.name}"


def _with_times(sessions: Mapping[str, Session], by_year: bool) -> dict[str, str]:
    """Sessions as other names are told apart, with the time of those that still read the same."""
    labels = _told_apart(sessions, by_year)
    often = Counter(labels.values())
    return {
        key: f"{label}, {_time(sessions[key])}" if often[label] > 1 else label
        for key, label in labels.items()
    }


def _time(session: Session) -> str:
    return time_range(session.starts_at, session.ends_at, session.assembly.zone)


def _told_apart(named: Mapping[str, object], by_year: bool) -> dict[str, str]:
    """Titles, with the year where there are several."""
    return {
        key: f"{each} ({each.assembly.starts_at.year})" if by_year else str(each)  # type: ignore[attr-defined]
        for key, each in named.items()
    }
