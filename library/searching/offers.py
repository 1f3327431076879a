"""What a person may see, and by what a list of it can be narrowed."""

from dataclasses import dataclass
from datetime import datetime
from typing import Self

from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Q, Value

from accounts.models import User
from common.among import all_keys, among
from events.models import Assembly, Room, Session, Theme
from library.models import Document, Entry, EntryQuerySet


@dataclass(frozen=True)
class Offers:
    """What can be chosen, each by the value that stands in the address."""

    kinds: dict[str, str]
    assemblies: dict[str, Assembly]
    themes: dict[str, Theme]
    sessions: dict[str, Session]


@dataclass(frozen=True)
class Sight:
    """What a person may see at an instant, asked once: everything else that search does is within it."""

    keys: str
    """Those of the entries, which are thousands: a text that goes back to the database as it came."""
    documents: str
    kinds: frozenset[str]
    assemblies: frozenset[int]
    recorded: frozenset[int]
    """The sessions of recordings."""
    presented: frozenset[int]
    """The sessions in whose topics slides were shown."""

    @classmethod
    def of(cls, user: User | AnonymousUser, at: datetime) -> Self:
        """Read what this person may see, in one query."""
        seen = Entry.objects.visible_to(user, at)
        row = seen.aggregate(
            keys=all_keys("pk"),
            documents=all_keys("document"),
            kinds=_each("kind"),
            of_documents=_each("document__assembly"),
            of_recordings=_each("recording__session__assembly"),
            recorded=_each("recording__session"),
            presented=_each("document__topic__session"),
        )
        return cls(
            keys=row["keys"],
            documents=row["documents"],
            kinds=frozenset(row["kinds"]),
            assemblies=frozenset([*row["of_documents"], *row["of_recordings"]]),
            recorded=frozenset(row["recorded"]),
            presented=frozenset(row["presented"]),
        )

    @property
    def entries(self) -> EntryQuerySet:
        """Its entries, to be looked through."""
        return Entry.objects.filter(among("pk", self.keys))


def _each(name: str) -> ArrayAgg:
    """Each value under this name, once."""
    return ArrayAgg(name, distinct=True, filter=Q(**{f"{name}__isnull": False}), default=Value([]))


def offers(sight: Sight, user: User | AnonymousUser, at: datetime) -> Offers:
    """Read what is seen belongs to, in three queries; drafts of the programme are not named."""
    published = Assembly.objects.visible_to(user, at)
    linked = Document.themes.through.objects.filter(among("document", sight.documents)).values("theme")
    discussed = Room.objects.filter(session__in=sight.recorded).order_by().values("theme")
    themes = (
        Theme.objects.filter(Q(pk__in=linked) | Q(pk__in=discussed))
        .filter(assembly__in=published.order_by().values("pk"))
        .select_related("assembly")
        .only("title", "assembly__starts_at")
        .order_by("title", "pk")
    )
    told = Document.sessions.through.objects.filter(among("document", sight.documents)).values("session")
    sessions = (
        Session.objects.visible_to(user, at)
        .filter(Q(pk__in=told) | Q(pk__in=sight.recorded | sight.presented))
        .select_related("assembly")
        .only("code", "title", "starts_at", "ends_at", "assembly__starts_at", "assembly__time_zone")
        .order_by("-assembly__starts_at", "starts_at", "title")
    )
    assemblies = published.filter(pk__in=sight.assemblies).order_by("-starts_at", "pk")
    return Offers(
        kinds={value: label for value, label in Entry.Kind.choices if value in sight.kinds},
        assemblies={each.slug: each for each in assemblies},
        themes={str(each.pk): each for each in themes},
        sessions={each.code: each for each in sessions},
    )
