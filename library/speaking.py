"""What somebody who takes part has to do: their sessions and topics, slides, and the recording."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from accounts.models import User
from common.words import listed
from events.models import Assembly, Chair, Contributor, Room, Session, Speaker, Topic
from library.models import Consent, Document, Recording
from library.policies.speaking import is_recorded
from library.presenters.documents import Listed


@dataclass(frozen=True)
class OwnTopic:
    """A topic that somebody presents, and its slides if there are any."""

    topic: Topic
    slides: Listed | None


@dataclass(frozen=True)
class Asked:
    """What somebody is asked about the recording of a session, and what they said."""

    answer: Consent | None
    is_published: bool
    until: datetime

    @classmethod
    def of(cls, session: Session, answer: Consent | None, recordings: Sequence[Recording]) -> Self | None:
        """Ask where there is, or will be, something to show. The recordings are the session's own."""
        if not recordings and not is_recorded(session):
            return None
        shown = any(each.published_at and not each.withdrawn_at for each in recordings)
        ends = [each.extended_until for each in recordings if each.extended_until]
        return cls(answer, shown, max([*ends, session.assembly.closes_at]))


@dataclass(frozen=True)
class OwnSession:
    """A session in which somebody has a part: when, where, which part, and what is theirs to do."""

    session: Session
    where: str
    parts: Sequence[str]
    topics: Sequence[OwnTopic]
    asked: Asked | None
    briefs: Sequence[Room] = ()
    """The rooms whose brief is for them."""


def contributor_of(user: User, assembly: Assembly) -> Contributor | None:
    """Return this person as the programme names them, if it does."""
    return Contributor.objects.filter(assembly=assembly, user=user).first()


def own_sessions(contributor: Contributor, assembly: Assembly, at: datetime) -> list[OwnSession]:
    """Return what somebody has to do, in the order of the day, in as many queries for one part as for ten."""
    own = Session.objects.filter(assembly=assembly).public(at).with_part_of(contributor.pk)
    sessions = list(own.in_order().with_plans())
    answers = {each.session_id: each for each in Consent.objects.filter(contributor=contributor)}
    recordings: dict[int, list[Recording]] = {}
    for recording in Recording.objects.filter(session__in=sessions):
        recordings.setdefault(recording.session_id, []).append(recording)
    slides = _slides_by_topic(contributor)
    return [
        OwnSession(
            session=session,
            where=_where(session, contributor),
            parts=_parts(session, contributor),
            topics=[OwnTopic(topic, slides.get(topic.pk)) for topic in own_topics(session, contributor)],
            asked=_asked(session, contributor, answers, recordings),
            briefs=_briefs(session, contributor),
        )
        for session in sessions
    ]


def own_topics(session: Session, contributor: Contributor) -> list[Topic]:
    """Return the topics that somebody presents in a session. Load it ``with_programme``."""
    presented = {each.topic_id for each in session.speakers.all() if each.contributor_id == contributor.pk}
    return [topic for topic in session.topics.all() if topic.pk in presented]


def _asked(
    session: Session,
    contributor: Contributor,
    answers: Mapping[int, Consent],
    recordings: Mapping[int, Sequence[Recording]],
) -> Asked | None:
    if not _speaks(session, contributor):
        return None
    return Asked.of(session, answers.get(session.pk), recordings.get(session.pk, []))


def _slides_by_topic(contributor: Contributor) -> dict[int, Listed]:
    brought = Document.objects.filter(topic__speakers__contributor=contributor).distinct()
    found: dict[int, Listed] = {}
    for document in brought.with_current().order_by("created_at", "pk"):
        found.setdefault(document.topic_id or 0, Listed.of(document))
    return found


def _speaks(session: Session, contributor: Contributor) -> bool:
    parts: list[Speaker | Chair] = [*session.speakers.all(), *session.chairs.all()]
    return any(each.contributor_id == contributor.pk for each in parts)


def _hosted(session: Session, contributor: Contributor) -> list[Room]:
    return [
        room
        for room in session.rooms.all()
        if any(each.contributor_id == contributor.pk for each in room.facilitators.all())
    ]


def _where(session: Session, contributor: Contributor) -> str:
    rooms = [*_hosted(session, contributor), *_stands_by(session, contributor)] or list(session.rooms.all())
    return listed(dict.fromkeys(room.place.name for room in rooms))


def _briefs(session: Session, contributor: Contributor) -> list[Room]:
    """Return the rooms that they run, stand by for or speak in; after a showcase, their question rooms."""
    rooms = [*_hosted(session, contributor), *_stands_by(session, contributor)]
    rooms += session.rooms.all() if _speaks(session, contributor) else []
    for topic in own_topics(session, contributor):
        if topic.question_room:
            topic.question_room.session.assembly = session.assembly
            rooms.append(topic.question_room)
    return list(dict.fromkeys(rooms))


def _parts(session: Session, contributor: Contributor) -> list[str]:
    chairs = any(each.contributor_id == contributor.pk for each in session.chairs.all())
    speaks = any(each.contributor_id == contributor.pk for each in session.speakers.all())
    hosted = [f"You host “{room.name}”" for room in _hosted(session, contributor)]
    hosted += [f"You stand by for “{room.name}”" for room in _stands_by(session, contributor)]
    return [*(["You chair it"] if chairs else []), *(["You speak"] if speaks else []), *hosted]


def _stands_by(session: Session, contributor: Contributor) -> list[Room]:
    return [
        room
        for room in session.rooms.all()
        if any(each.contributor_id == contributor.pk for each in room.deputies.all())
    ]
