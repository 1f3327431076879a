"""What pages and actions ask of the library across rows, for one person at an instant."""

from collections.abc import Sequence
from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.db.models import Prefetch, Q

from accounts.models import User
from events.models import Assembly, Chair, Contributor, Delegate, Session, Speaker
from library.models import Captions, Consent, Document, Recording, RecordingQuerySet
from library.presenters.documents import OfSession


def documents_of(session: Session, user: User | AnonymousUser, at: datetime) -> OfSession:
    """Return what this person may open of a session and its topics. Load ``topics`` with it."""
    topics = list(session.topics.all())
    here = Q(pk__in=session.documents.values("pk")) | Q(topic__in=[topic.pk for topic in topics])
    return OfSession.of(Document.objects.visible_to(user, at).filter(here).with_current(), topics)


def answers_of(session: Session) -> tuple[list[Contributor], list[Contributor]]:
    """Return who of those asked did not agree, and who has not answered: three queries."""
    asked = asked_about(session)
    answers = dict(Consent.objects.filter(session=session).values_list("contributor_id", "answer"))
    refused = [each for each in asked if answers.get(each.pk) == Consent.Answer.REFUSED]
    return refused, [each for each in asked if each.pk not in answers]


def asked_about(session: Session) -> list[Contributor]:
    """Everybody who is asked about the recording of a session: who speaks in it, then who chairs it."""
    chairs = [
        each.contributor for each in Chair.objects.filter(session=session).select_related("contributor")
    ]
    return list({each.pk: each for each in [*speakers_of(session), *chairs]}.values())


def speakers_of(session: Session) -> list[Contributor]:
    """Everybody who speaks in the session or in one of its topics, once each, in order."""
    speakers = Speaker.objects.filter(session=session)
    return list({speaker.contributor_id: speaker.contributor for speaker in speakers}.values())


def is_of_audience(user: User | AnonymousUser, assembly: Assembly) -> bool:
    """Whether recordings of the assembly are for this person, whether or not there are any."""
    if not user.is_authenticated:
        return False
    return (
        user.is_organiser
        or Delegate.objects.with_place().filter(user=user, assembly=assembly).exists()
        or Contributor.objects.filter(user=user, assembly=assembly).exists()
    )


def recordings_of(user: User | AnonymousUser, assembly: Assembly, at: datetime) -> Sequence[Recording]:
    """The recordings of an assembly for this person, in order of the day: two queries, none for strangers."""
    if not user.is_authenticated:
        return []
    recordings = list(to_judge(Recording.objects.of_audience(user, at).filter(session__assembly=assembly)))
    for recording in recordings:
        recording.session.assembly = assembly
    return recordings


def to_judge(recordings: RecordingQuerySet) -> RecordingQuerySet:
    """Load with recordings what ``can_watch`` looks at; the text of captions stays where it is."""
    captions = Prefetch("captions", Captions.objects.defer("text"))
    return recordings.select_related("session__assembly", "file").prefetch_related(captions)
