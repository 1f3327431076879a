"""What a file of contacts would change: which are new, which differ, and which are the same."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from accounts.models import Employer, LocalOffice
from guidance.contact_cells import Places, alike
from guidance.contact_changes import COMPARED, ContactChange, change_of
from guidance.contact_files import ContactRow
from guidance.models import Contact
from guidance.posts import Side

Key = tuple[int | None, int | None, str]


@dataclass(frozen=True)
class Plan:
    """What would be written, and a mark that is another one as soon as something else would be."""

    changes: Sequence[ContactChange]
    same_count: int
    mark: str

    @property
    def new(self) -> list[Contact]:
        """Contacts that are not there yet."""
        return [change.contact for change in self.changes if change.is_new]

    @property
    def changed(self) -> list[Contact]:
        """Contacts that would not be what they were."""
        return [change.contact for change in self.changes if not change.is_new]

    @property
    def loss_count(self) -> int:
        """How many fields would be erased or set back."""
        return sum(field.loss is not None for change in self.changes for field in change.fields)


def places_now() -> Places:
    """Read the names of all places, in two queries."""
    offices = LocalOffice.objects.known()
    return Places(
        employers=_by_name(Employer.objects.values_list("name", "pk")),
        offices=_by_name(offices.values_list("name", "pk")),
    )


def contact_of(row: ContactRow) -> Contact:
    """Make the contact that a row describes, without saving it."""
    is_inside = row.post.side is Side.EMPLOYER
    return Contact(
        employer_id=row.place if is_inside else None,
        local_office_id=None if is_inside else row.place,
        post=row.post.code,
        **{name: value for name in COMPARED if (value := getattr(row, name)) is not None},
    )


def place_keys(contacts: Iterable[Contact]) -> tuple[set[int], set[int]]:
    """Return the keys of the employers and of the local offices that the contacts belong to."""
    places = [(contact.employer_id, contact.local_office_id) for contact in contacts]
    employers = {employer for employer, _ in places if employer is not None}
    return employers, {office for _, office in places if office is not None}


def rivals_of(contact: Contact) -> QuerySet[Contact]:
    """Return other contacts of the same place and post."""
    same = Contact.objects.filter(
        employer=contact.employer_id, local_office=contact.local_office_id, post=contact.post
    )
    return same.exclude(pk=contact.pk)


def plan_of(rows: Sequence[ContactRow]) -> Plan:
    """Compare the rows of a file with what is there, in three queries."""
    wanted = [contact_of(row) for row in rows]
    _name_places(wanted)
    there = {_key(contact): contact for contact in _of_same_places(wanted)}
    changes, same_count = [], 0
    digest = hashlib.sha256()
    for row, contact in zip(rows, wanted, strict=True):
        stands = there.get(_key(contact))
        if stands and row.out_of_hours is None:
            contact.out_of_hours = stands.out_of_hours
        digest.update(repr((_key(contact), _words(stands) if stands else None)).encode())
        contact.pk = stands.pk if stands else None
        change = change_of(stands, contact)
        if change.fields:
            changes.append(change)
        else:
            same_count += 1
    return Plan(changes, same_count, digest.hexdigest())


def _name_places(contacts: Iterable[Contact]) -> None:
    """Give each contact its place, to be named without a query; none if that is gone by now."""
    employer_keys, office_keys = place_keys(contacts)
    employers, offices = Employer.objects.in_bulk(employer_keys), LocalOffice.objects.in_bulk(office_keys)
    for contact in contacts:
        if contact.employer_id is not None:
            contact.employer = employers.get(contact.employer_id)
        if contact.local_office_id is not None:
            contact.local_office = offices.get(contact.local_office_id)


def _of_same_places(contacts: Iterable[Contact]) -> QuerySet[Contact]:
    employers, offices = place_keys(contacts)
    return Contact.objects.of_places(employers=employers, offices=offices)


def _key(contact: Contact) -> Key:
    return contact.employer_id, contact.local_office_id, contact.post


def _words(contact: Contact) -> list[str]:
    return [str(getattr(contact, name)) for name in COMPARED]


def _by_name(rows: Iterable[tuple[str, int]]) -> dict[str, list[int]]:
    by_name: dict[str, list[int]] = {}
    for name, key in rows:
        by_name.setdefault(alike(name), []).append(key)
    return by_name
