"""Reads of guidance: contacts of two places at once, and the versions of pages that hold now."""

from collections.abc import Collection
from datetime import datetime

from guidance.models import Contact, Version


def contacts_of(*, employer: int | None, office: int | None) -> dict[str, Contact]:
    """Return the contacts of an employer and a local office by the code of their post: one query at most."""
    employers = [] if employer is None else [employer]
    offices = [] if office is None else [office]
    return {row.post: row for row in Contact.objects.of_places(employers=employers, offices=offices)}


def pages_in_force(at: datetime, slugs: Collection[str] | None = None) -> list[Version]:
    """Return the version of each page that holds, in the order of the pages, or in that of ``slugs``."""
    versions = Version.objects.in_force(at)
    if slugs is None:
        return list(versions)
    found = {version.page.slug: version for version in versions.filter(page__slug__in=slugs)}
    return [found[slug] for slug in slugs if slug in found]
