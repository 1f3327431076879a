"""Contacts for tests, made as shortly as the test needs."""

from django.utils import timezone

from accounts.models import Employer, LocalOffice
from guidance.models import Contact
from guidance.posts import Side, listed


def make_employer(name: str = "Fernhollow NHS Trust", office: str = "wessex") -> Employer:
    """An employer, found or made."""
    # Tests with real transactions leave the reference lists empty behind them.
    local_office, _ = LocalOffice.objects.get_or_create(code=office, defaults={"name": office.title()})
    return Employer.objects.get_or_create(name=name, defaults={"local_office": local_office})[0]


def make_contact(**fields) -> Contact:
    """A contact of an employer's incident reporting, checked today."""
    if "local_office" not in fields:
        fields.setdefault("employer", None)
        fields["employer"] = fields["employer"] or make_employer()
    fields.setdefault("post", "incidents")
    fields.setdefault("phone", "01632 960123")
    fields.setdefault("checked_on", timezone.localdate())
    return Contact.objects.create(**fields)


def make_all_contacts(employer: Employer, **fields) -> None:
    """A contact for every post of the employer."""
    for post in listed(Side.EMPLOYER):
        make_contact(employer=employer, post=post.code, **fields)
