"""Reads of guidance: contacts of two places at once, and the versions of pages that hold now."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import Q

from guidance.models import Contact, Version


def contacts_of(*, employer: int | None, office: int | None) -> dict[str, Contact]:
    """Return the contacts of an employer and a local office by the code of their post: one query at most."""
    if employer is None and office is None:
        return {}
    of_employer = Q(employer=employer) if employer is not None else Q(pk__in=[])
    of_office = Q(local_office=office) if office is not None else Q(pk__in=[])
    return {contact.post: contact for contact in Contact.objects.filter(of_employer | of_office)}


def pages_in_force(at: datetime, slugs: Collection[str] | None = None) -> list[Version]:
    """Return the version of each page that holds, in the order of the pages, or in that of ``slugs``."""
    versions = Version.objects.in_force(at)
    if slugs is None:
        return list(versions)
    found = {version.page.slug: version for version in versions.filter(page__slug__in=slugs)}
    return [found[slug] for slug in slugs if slug in found]
