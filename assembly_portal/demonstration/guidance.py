"""Guidance of the demonstration: the pages that come with the portal, and made-up contacts to reach."""

from datetime import datetime, timedelta

from django.utils import timezone

from accounts.models import Employer, LocalOffice
from assembly_portal.demonstration import facts
from guidance.actions import load_shipped
from guidance.models import Contact
from guidance.posts import Post, Side, listed

OLD_EVERY = 7
MISSING_EVERY = 9


def make_guidance(*, at: datetime) -> None:
    """Write pages and contacts, unless contacts are there. A few are old or missing, as in real life."""
    load_shipped(at=at)
    if Contact.objects.exists():
        return
    employers = Employer.objects.filter(name__in=facts.EMPLOYERS)
    offices = LocalOffice.objects.known().exclude(code="national-or-other")
    wanted: list[tuple[Employer | None, LocalOffice | None, Post]] = [
        (place, None, post) for place in employers for post in listed(Side.EMPLOYER)
    ]
    wanted += [(None, place, post) for place in offices for post in listed(Side.TRAINING)]
    Contact.objects.bulk_create(
        _contact(number, employer, office, post, at)
        for number, (employer, office, post) in enumerate(wanted, start=1)
        if number % MISSING_EVERY
    )


def _contact(
    number: int, employer: Employer | None, office: LocalOffice | None, post: Post, at: datetime
) -> Contact:
    age = timedelta(days=500 if number % OLD_EVERY == 0 else number % 60)
    return Contact(
        employer=employer,
        local_office=office,
        post=post.code,
        email=f"{post.code}.{number}@example.org",
        phone=f"01632 960{number % 1000:03}",
        how="Between 9am and 5pm on working days.",
        out_of_hours="The site manager, through the switchboard: 01632 960000" if employer else "",
        checked_on=timezone.localdate(at) - age,
    )
