"""Writing guidance: a new version of a page, and the pages that come with the portal."""

from datetime import datetime, time

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from guidance import policies, shipped
from guidance.models import Page, Version
from guidance.policies import GuidanceRefused


@transaction.atomic
def load_shipped(*, at: datetime) -> int:
    """Write the pages that come with the portal and are not there yet; return how many. Safe twice.

    What organisers made of a page stands: one that is there is left alone, whatever its file says by now.
    """
    there = set(Page.objects.values_list("slug", flat=True))
    missing = [text for text in shipped.texts() if text.slug not in there]
    for text in missing:
        page = Page.objects.create(
            slug=text.slug, owner=text.owner, position=shipped.ORDER.index(text.slug) + 1
        )
        Version.objects.create(
            page=page,
            title=text.title,
            summary=text.summary,
            body=text.body,
            sources=text.sources,
            valid_from_at=timezone.make_aware(datetime.combine(text.valid_from, time.min)),
            review_by_at=timezone.make_aware(datetime.combine(text.review_by, time.min)),
            written_at=at,
        )
    return len(missing)


@transaction.atomic
def write_version(*, version: Version, seen: int | None, author: User, at: datetime) -> Version:
    """Save a new version of its page. What was written before stays as it was: it says what held then.

    ``seen`` is the key of the newest version that the author knew.

    :raises GuidanceRefused: ``not_organiser``, ``past``, ``doubled``, ``checked_too_soon`` or ``stale``.
    """
    policies.can_keep_guidance(author).or_raise(GuidanceRefused)
    page = Page.objects.select_for_update(no_key=True).get(pk=version.page_id)
    policies.can_begin(version, page.beginnings(), seen=seen, at=at).or_raise(GuidanceRefused)
    version.written_by, version.written_at = author, at
    version.save(force_insert=True)
    return version
