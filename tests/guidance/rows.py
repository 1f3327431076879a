"""Rows for the browser's guidance: called in a process of its own, committed, and safe to call again."""

from django.utils import timezone

from accounts.models import Employer, LocalOffice
from guidance.actions import load_shipped
from guidance.models import Contact
from guidance.posts import Side, listed


def an_employer_with_contacts() -> dict:
    """An employer and its local office, each with a contact for every post, and the pages of guidance."""
    load_shipped(at=timezone.now())
    office = LocalOffice.objects.get(code="wessex")
    employer, _ = Employer.objects.get_or_create(
        name="Fernhollow NHS Trust", defaults={"local_office": office}
    )
    today = timezone.localdate()
    for post in listed(Side.EMPLOYER):
        Contact.objects.get_or_create(
            employer=employer, post=post.code, defaults={"phone": "01632 960123", "checked_on": today}
        )
    for post in listed(Side.TRAINING):
        Contact.objects.get_or_create(
            local_office=office, post=post.code, defaults={"email": "team@example.org", "checked_on": today}
        )
    return {"employer": employer.name, "key": employer.pk, "office": office.name}
