"""Slides: what the speakers of a topic bring themselves, one document with its versions for each topic."""

from contextlib import nullcontext
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from common.words import listed
from events.models import Topic
from library import file_kinds
from library.actions.documents import erase
from library.actions.files import LookedAt, Upload, looked_at
from library.actions.indexing import index_document
from library.actions.versions import erase_old_versions, next_version
from library.models import Document
from library.policies import speaking as policies
from library.policies.speaking import Bringing, SlidesRefused

LONGEST_TITLE = 160
MOST_VERSIONS = 5
"""Those that are kept of a topic: speakers can replace their slides at will, and would fill the disk."""


def slides_of(topic: Topic) -> Document | None:
    """Return the slides of a topic: the first document that was brought for it."""
    return Document.objects.filter(topic=topic).with_current().order_by("created_at", "pk").first()


def bring_slides(
    *, topic: Topic, upload: Upload | None, from_phase: str, actor: User, at: datetime
) -> Document:
    """Add the slides of one's own topic or replace them, and say from when on delegates see them.

    Without a file only that moment is changed. Slides that organisers took back stay so. The file is looked
    at before any row is held; the newest ``MOST_VERSIONS`` are kept.

    :raises SlidesRefused: ``not_yours``, ``over``, ``no_slides`` or ``phase``.
    :raises FileRefused: what is wrong with the file.
    """
    _check(topic, from_phase, actor, at)
    kinds = file_kinds.SLIDES
    looking = looked_at(upload, kinds=kinds, actor=actor, at=at) if upload is not None else nullcontext()
    with looking as looked:
        return _bring(topic.pk, looked, from_phase, actor, at)


@transaction.atomic
def _bring(topic_pk: int, looked: LookedAt | None, from_phase: str, actor: User, at: datetime) -> Document:
    # Held, so that two speakers of one topic do not make two documents.
    rows = Topic.objects.select_for_update(no_key=True, of=("self",)).select_related("session__assembly")
    topic = rows.get(pk=topic_pk)
    _check(topic, from_phase, actor, at)
    slides = _held(topic)
    if slides is None and looked is None:
        raise SlidesRefused(Bringing.NO_SLIDES)
    slides = slides or _new(topic, at)
    slides.from_phase, slides.changed_by = from_phase, actor
    slides.save()
    if looked is not None:
        next_version(slides, looked, "", actor, at)
        erase_old_versions(slides, kept_count=MOST_VERSIONS)
    index_document(document=slides)
    return slides


def _check(topic: Topic, from_phase: str, actor: User, at: datetime) -> None:
    policies.can_bring_slides(topic, actor, at=at).or_raise(SlidesRefused)
    if from_phase not in policies.SLIDES_FROM:
        raise SlidesRefused(Bringing.PHASE)


@transaction.atomic
def remove_slides(*, topic: Topic, actor: User, at: datetime) -> None:
    """Remove the slides of one's own topic for good, with every version. Safe to call twice.

    :raises SlidesRefused: ``not_yours``.
    """
    topic = Topic.objects.select_for_update(no_key=True).get(pk=topic.pk)
    policies.can_remove_slides(topic, actor).or_raise(SlidesRefused)
    if slides := _held(topic):
        erase(slides)


def _held(topic: Topic) -> Document | None:
    documents = Document.objects.select_for_update(no_key=True, of=("self",)).filter(topic=topic)
    return documents.order_by("created_at", "pk").first()


def _new(topic: Topic, at: datetime) -> Document:
    """Begin the document: for the delegates of the day, answered for by those who present the topic."""
    assembly = topic.session.assembly
    names = listed(speaker.contributor.name for speaker in topic.speakers.all())
    return Document(
        title=f"Slides: {topic.title}"[:LONGEST_TITLE],
        owner=names[:120],
        assembly=assembly,
        topic=topic,
        audience=Document.Audience.ASSEMBLY,
        # Once the recordings close, somebody decides whether they stay.
        review_due_on=timezone.localdate(assembly.closes_at, assembly.zone),
        published_at=at,
        created_at=at,
    )
