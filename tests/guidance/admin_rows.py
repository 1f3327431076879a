"""Rows for the organisers' pages of guidance in a browser: called in a process of its own, committed."""

from datetime import timedelta

from django.test import Client
from django.utils import timezone

from accounts.models import LocalOffice, User
from common.codes import new_code
from guidance.actions import load_shipped
from guidance.models import Contact, Page, Version
from tests.factories import log_in, make_organiser
from tests.guidance.contacts import make_contact, make_employer


def an_organiser_with_guidance() -> dict:
    """The log-in of an organiser who keeps a page that is overdue, and an employer that is not ready."""
    client, now = Client(), timezone.now()
    organiser = log_in(client, make_organiser(email=f"{new_code()}@example.org", name="Dr Ada Keeper"))
    load_shipped(at=now)
    page = Page.objects.get(slug="visas")
    User.objects.get(pk=organiser.pk).kept_pages.add(page)
    Version.objects.filter(page=page).update(
        valid_from_at=now - timedelta(days=400), review_by_at=now - timedelta(days=1)
    )
    employer = make_employer(f"Example NHS Trust {new_code()}")
    LocalOffice.objects.get_or_create(
        code="long", defaults={"name": "North East, North Cumbria and the Scottish Borders"}
    )
    old = make_contact(employer=employer, checked_on=timezone.localdate() - timedelta(days=400))
    make_contact(employer=employer, post="speak-up", email="guardian@example.org", phone="")
    return {
        "key": client.session.session_key,
        "page": page.pk,
        "version": page.versions.get().pk,
        "employer": employer.pk,
        "name": employer.name,
        "contact": old.pk,
    }


def contacts_of(employer: int) -> list[str]:
    """The posts that the employer has contacts of."""
    return sorted(Contact.objects.filter(employer=employer).values_list("post", flat=True))
