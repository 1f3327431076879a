"""Keeping contacts: one by one, checked anew, or many from a file."""

from collections.abc import Iterable
from datetime import datetime

from django.contrib.admin.models import ADDITION, CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils import timezone

from accounts.models import Employer, LocalOffice, User
from guidance import contact_plans, policies
from guidance.contact_changes import COMPARED, ContactChange, told
from guidance.contact_files import read_contacts
from guidance.contact_plans import Plan
from guidance.contact_tables import Table
from guidance.models import Contact
from guidance.policies import GuidanceRefused, Keeping

FIELDS = (*COMPARED, "checked_by")


@transaction.atomic
def save_contact(*, contact: Contact, seen: str, actor: User, at: datetime) -> Contact:
    """Keep a new or changed contact, as checked by the actor.

    ``seen`` is the stamp of the contact as the actor knew it; a new one has none.

    :raises GuidanceRefused: ``not_organiser``, ``no_place``, ``two_places``, ``not_of_employer``,
        ``not_of_office``, ``unreachable``, ``no_number``, ``future``, ``taken`` or ``overtaken``.
    """
    policies.can_keep_guidance(actor).or_raise(GuidanceRefused)
    policies.is_usable(contact, on=timezone.localdate(at)).or_raise(GuidanceRefused)
    _lock_places([contact])
    if contact_plans.rivals_of(contact).exists():
        raise GuidanceRefused(Keeping.TAKEN)
    # Two places may be locked at once where a contact moves; the row itself lets only one writer in.
    stands = Contact.objects.select_for_update(no_key=True).filter(pk=contact.pk).first()
    policies.knows_contact(stands, seen).or_raise(GuidanceRefused)
    contact.checked_by = actor
    contact.save()
    return contact


@transaction.atomic
def check_contact(*, contact: Contact, actor: User, at: datetime) -> Contact:
    """Keep that the contact is right today. Safe twice.

    :raises GuidanceRefused: ``not_organiser``.
    """
    policies.can_keep_guidance(actor).or_raise(GuidanceRefused)
    _lock_places([contact])
    contact.checked_on, contact.checked_by = timezone.localdate(at), actor
    contact.save(update_fields=["checked_on", "checked_by"])
    return contact


@transaction.atomic
def import_contacts(*, table: Table, mark: str, actor: User, at: datetime) -> Plan:
    """Keep every contact of a file, or none; those that are there already in the same words stay untouched.

    The history of each says so. The file is read anew, as places and contacts may be others by now.
    ``mark`` says what the actor saw.

    :raises GuidanceRefused: ``not_organiser``, ``defects`` or ``changed``.
    """
    policies.can_keep_guidance(actor).or_raise(GuidanceRefused)
    reading = read_contacts(table, contact_plans.places_now(), on=timezone.localdate(at))
    if reading.defects:
        raise GuidanceRefused(Keeping.DEFECTS)
    _lock_places([contact_plans.contact_of(row) for row in reading.rows])
    plan = contact_plans.plan_of(reading.rows)
    if plan.mark != mark:
        raise GuidanceRefused(Keeping.CHANGED)
    for change in plan.changes:
        change.contact.checked_by = actor
    Contact.objects.bulk_create(plan.new)
    Contact.objects.bulk_update(plan.changed, FIELDS, batch_size=500)
    _record(plan.changes, actor)
    return plan


def _record(changes: Iterable[ContactChange], actor: User) -> None:
    """Write into the history of each contact who changed what by a file, where the admin writes its own."""
    kind = ContentType.objects.get_for_model(Contact)
    LogEntry.objects.bulk_create(
        LogEntry(
            user=actor,
            content_type=kind,
            object_id=str(change.contact.pk),
            object_repr=str(change.contact)[:200],
            action_flag=ADDITION if change.is_new else CHANGE,
            change_message=f"From a file: {told(change)}.",
        )
        for change in changes
    )


def _lock_places(contacts: list[Contact]) -> None:
    """Let nobody else give these places contacts meanwhile: employers before offices, each by their keys."""
    employers, offices = contact_plans.place_keys(contacts)
    list(Employer.objects.select_for_update(no_key=True).filter(pk__in=employers).order_by("pk"))
    list(LocalOffice.objects.select_for_update(no_key=True).filter(pk__in=offices).order_by("pk"))
