"""All contacts as a file with the columns that the import reads: an example, and a way to change many."""

import csv
from datetime import datetime

from django.db.models import QuerySet
from django.http import HttpResponse

from common.csv_cells import safe_cell
from guidance.contact_tables import COLUMNS
from guidance.models import Contact

BYTE_ORDER_MARK = "\ufeff"  # without it Excel reads the names in another alphabet


def export_contacts(contacts: QuerySet[Contact], at: datetime) -> HttpResponse:
    """Answer with the file, in one query."""
    response = HttpResponse(BYTE_ORDER_MARK, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="contacts-{at:%Y-%m-%d-%H%M}.csv"'
    writer = csv.writer(response, quoting=csv.QUOTE_ALL)
    writer.writerow(COLUMNS)
    for contact in contacts.select_related("employer", "local_office"):
        writer.writerow(map(safe_cell, _cells(contact)))
    return response


def _cells(contact: Contact) -> tuple[object, ...]:
    return (
        contact.place,
        contact.get_post_display(),
        contact.name,
        contact.email,
        contact.phone,
        contact.address,
        contact.how,
        contact.checked_on.isoformat(),
        contact.out_of_hours,
    )
