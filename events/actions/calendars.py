"""Private calendars: their addresses made, renewed and revoked, and their entries numbered."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from django.db import transaction

from accounts.models import User
from events.calendar_entries import Entry
from events.models import Assembly, CalendarEdition, CalendarFeed, Delegate
from events.policies import calendars as policies
from events.policies.calendars import CalendarRefused


@transaction.atomic
def share_calendar(*, user: User, assembly: Assembly, at: datetime) -> CalendarFeed:
    """Make the address at which calendars read this person's programme. Called again it is the same one.

    :raises CalendarRefused: ``no_part``.
    """
    user = _lock(user)
    feed = CalendarFeed.objects.active().filter(user=user, assembly=assembly).first()
    return feed or _make(user, assembly, at=at)


@transaction.atomic
def renew_calendar(*, user: User, assembly: Assembly, at: datetime) -> CalendarFeed:
    """Make a new address; the old one stops with this.

    :raises CalendarRefused: ``no_part``, and the old one goes on.
    """
    user = _lock(user)
    _revoke(user, assembly, at=at)
    return _make(user, assembly, at=at)


@transaction.atomic
def stop_sharing_calendar(*, user: User, assembly: Assembly, at: datetime) -> None:
    """Let nobody read the person's programme any more. Safe to call twice."""
    _revoke(_lock(user), assembly, at=at)


def note_reading(*, feed: CalendarFeed, on: date) -> None:
    """Note the day on which a calendar read last: one write a day."""
    if feed.last_read_on != on:
        CalendarFeed.objects.filter(pk=feed.pk).update(last_read_on=on)


def number_entries(*, user: User, assembly: Assembly, entries: Sequence[Entry], at: datetime) -> list[Entry]:
    """Count each entry up that says something else to this person than it did last; one query if none does.

    Numbers only rise, also when two changes fall into one second. Of two readers at once who see the person's
    day before and after a change, the later one may count once more: the next reading puts that right.
    """
    editions = _editions(user, assembly)
    entries = [entry for entry in entries if entry.uid in editions or not entry.is_farewell]
    if any(_is_news(entry, editions) for entry in entries):
        editions = _count_up(user, assembly, entries, at=at)
    return [_numbered(entry, editions.get(entry.uid)) for entry in entries]


@transaction.atomic
def _count_up(
    user: User, assembly: Assembly, entries: Sequence[Entry], *, at: datetime
) -> dict[str, CalendarEdition]:
    _lock(user)
    editions = _editions(user, assembly)
    for entry in entries:
        if _is_news(entry, editions):
            edition = editions.get(entry.uid)
            edition = edition or CalendarEdition(user=user, assembly=assembly, uid=entry.uid, count=0)
            edition.said, edition.count, edition.changed_at = entry.said, edition.count + 1, at
            edition.save()
            editions[entry.uid] = edition
    return editions


def _editions(user: User, assembly: Assembly) -> dict[str, CalendarEdition]:
    return {row.uid: row for row in CalendarEdition.objects.filter(user=user, assembly=assembly)}


def _is_news(entry: Entry, editions: Mapping[str, CalendarEdition]) -> bool:
    edition = editions.get(entry.uid)
    return entry.is_own if edition is None else edition.said != entry.said


def _numbered(entry: Entry, edition: CalendarEdition | None) -> Entry:
    if edition is None:
        return entry
    revised_at = max(entry.revised_at, edition.changed_at)
    return replace(entry, revision=entry.revision + edition.count, revised_at=revised_at)


def _lock(user: User) -> User:
    """Make everything else wait that this person's calendar is asked for."""
    return User.objects.select_for_update(no_key=True).get(pk=user.pk)


def _make(user: User, assembly: Assembly, *, at: datetime) -> CalendarFeed:
    delegate = Delegate.objects.filter(user=user, assembly=assembly).first()
    policies.can_share_calendar(user, assembly, delegate).or_raise(CalendarRefused)
    return CalendarFeed.objects.create(user=user, assembly=assembly, created_at=at)


def _revoke(user: User, assembly: Assembly, *, at: datetime) -> None:
    CalendarFeed.objects.active().filter(user=user, assembly=assembly).update(revoked_at=at)
