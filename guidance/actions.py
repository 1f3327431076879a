"""Writing guidance: versions of a page, open until they begin, and the pages that come with the portal."""

from datetime import datetime, time

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from common.words import day_and_clock
from guidance import policies, shipped
from guidance.models import Page, Version, end_of
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
            review_by_at=end_of(text.review_by),
            written_at=at,
        )
    return len(missing)


@transaction.atomic
def write_version(*, version: Version, seen: str, author: User, at: datetime) -> Version:
    """Save a new version of its page. What people have read stays as it was: it says what held then.

    ``seen`` is the stamp of the page as the author knew it.

    :raises GuidanceRefused: ``not_organiser``, ``past``, ``doubled``, ``checked_too_soon`` or ``stale``.
    """
    page = _locked_page(version, author)
    others = list(page.versions.values_list("valid_from_at", flat=True))
    policies.can_begin(version, others, at=at).or_raise(GuidanceRefused)
    policies.knows_versions(page, seen).or_raise(GuidanceRefused)
    version.written_by, version.written_at = author, at
    version.save(force_insert=True)
    return version


@transaction.atomic
def change_version(*, version: Version, seen: str, author: User, at: datetime) -> Version:
    """Save a version that nobody has read yet in other words, or for another moment.

    :raises GuidanceRefused: ``not_organiser``, ``begun``, ``past``, ``doubled``, ``checked_too_soon`` or
        ``stale``.
    """
    page = _locked_page(version, author)
    policies.knows_versions(page, seen).or_raise(GuidanceRefused)
    policies.can_be_changed(page.versions.get(pk=version.pk), at=at).or_raise(GuidanceRefused)
    others = list(page.versions.exclude(pk=version.pk).values_list("valid_from_at", flat=True))
    policies.can_begin(version, others, at=at).or_raise(GuidanceRefused)
    version.written_by, version.written_at = author, at
    version.save(force_update=True)
    return version


@transaction.atomic
def withdraw_version(*, version: Version, actor: User, at: datetime) -> None:
    """Take back a version that nobody has read yet. The history of the page says who did.

    :raises GuidanceRefused: ``not_organiser`` or ``begun``.
    """
    page = _locked_page(version, actor)
    waiting = page.versions.get(pk=version.pk)
    policies.can_be_changed(waiting, at=at).or_raise(GuidanceRefused)
    begins = day_and_clock(waiting.valid_from_at, timezone.get_current_timezone())
    LogEntry.objects.create(
        user=actor,
        content_type=ContentType.objects.get_for_model(Page),
        object_id=str(page.pk),
        object_repr=str(page),
        action_flag=CHANGE,
        change_message=f"Withdrew “{waiting}”, which was to apply from {begins}.",
    )
    waiting.delete()


def _locked_page(version: Version, actor: User) -> Page:
    policies.can_keep_guidance(actor).or_raise(GuidanceRefused)
    return Page.objects.select_for_update(no_key=True).get(pk=version.page_id)
