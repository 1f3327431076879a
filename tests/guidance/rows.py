"""Rows for the browser's guidance: called in a process of its own, committed, and safe to call again."""

from datetime import timedelta

from django.db.models import Q
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


def an_employer_with_long_contacts() -> dict:
    """An employer and its local office whose contacts are as long as real ones get, and old."""
    given = an_employer_with_contacts()
    office, _ = LocalOffice.objects.get_or_create(
        code="long", defaults={"name": "North East, North Cumbria and the Scottish Borders"}
    )
    employer, _ = Employer.objects.get_or_create(
        name="Fernhollow and Great Lanternby University Teaching Hospitals NHS Foundation Trust",
        defaults={"local_office": office},
    )
    Contact.objects.filter(Q(employer=employer) | Q(local_office=office)).delete()
    reach = {
        "name": "Dr Wilhelmina Featherstonehaugh-Cholmondeley and her deputy",
        "email": "freedom.to.speak.up.guardians@fernhollow-lanternby.nhs.example.org",
        "phone": "+44 (0)1632 960123 ext 12345",
        "address": "https://intranet.fernhollow-lanternby.nhs.example.org/staff/support/speaking-up/",
        "how": (
            "Ask the switchboard for bleep 1234 between 9am and 5pm on working days, "
            "or leave a message with the team of the night."
        ),
        "out_of_hours": "The site manager of the night, through the switchboard: 01632 960000, bleep 4321",
        "checked_on": timezone.localdate() - timedelta(days=400),
    }
    for post in listed(Side.EMPLOYER):
        Contact.objects.create(employer=employer, post=post.code, **reach)
    for post in listed(Side.TRAINING):
        Contact.objects.create(local_office=office, post=post.code, **reach)
    return given | {"employer": employer.name, "key": employer.pk}
