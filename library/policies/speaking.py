"""What somebody who takes part may do for their own parts: slides, and the answer about the recording."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from accounts.models import User
from common.policy import ALLOWED, Refused, Verdict
from events.models import Contributor, Session, Topic
from library.models import Document

FromPhase = Document.FromPhase
SLIDES_FROM = (FromPhase.OPEN, FromPhase.ON_DEMAND)
"""From when on speakers can have delegates see their slides."""
RECORDED_KINDS = (
    Session.Kind.KEYNOTE,
    Session.Kind.ROUNDTABLE,
    Session.Kind.SHOWCASE,
    Session.Kind.PLENARY,
)
"""What is met on the main stage. What is said in the rooms of the other kinds is not recorded."""


CORRECTION_LIMIT = 1000


class Bringing(StrEnum):
    """Why slides were not taken, moved or removed."""

    NOT_YOURS = "not_yours"
    OVER = "over"
    NO_SLIDES = "no_slides"
    PHASE = "phase"


class SlidesRefused(Refused):
    """The slides stay as they were."""

    codes = Bringing
    sentences: ClassVar[Mapping[Bringing, str]] = {
        Bringing.NOT_YOURS: "Only those who present a topic can change its slides.",
        Bringing.OVER: "This assembly is in the archive. Slides can be removed, but no more be added.",
        Bringing.NO_SLIDES: "Select a file",
        Bringing.PHASE: "Select from when on delegates see them",
    }


class Agreeing(StrEnum):
    """Why an answer about a recording was not written down."""

    NOT_YOURS = "not_yours"
    NO_PART = "no_part"
    NOT_RECORDED = "not_recorded"
    NO_ANSWER = "no_answer"


class ConsentRefused(Refused):
    """No answer was written down."""

    codes = Agreeing
    sentences: ClassVar[Mapping[Agreeing, str]] = {
        Agreeing.NOT_YOURS: "Only the speaker can answer, or an organiser who was told.",
        Agreeing.NO_PART: "This person neither speaks in this session nor chairs it.",
        Agreeing.NOT_RECORDED: "This session is not recorded.",
        Agreeing.NO_ANSWER: "Select yes or no",
    }


class Correcting(StrEnum):
    """Why organisers were not told what is wrong."""

    NOT_YOURS = "not_yours"
    EMPTY = "empty"
    TOO_LONG = "too_long"


class CorrectionRefused(Refused):
    """Nobody was told."""

    codes = Correcting
    sentences: ClassVar[Mapping[Correcting, str]] = {
        Correcting.NOT_YOURS: "Only those who take part in a session can ask for a correction of it.",
        Correcting.EMPTY: "Enter what is wrong, and how it should read",
        Correcting.TOO_LONG: "What is wrong must be {limit:,} characters or fewer. It has {length:,}.",
    }


def can_bring_slides(topic: Topic, actor: User, *, at: datetime) -> Verdict:
    """Whether the actor may add or replace the slides. Load ``session__assembly`` with the topic.

    :refuses: ``not_yours`` or ``over``
    """
    if not (own := can_remove_slides(topic, actor)):
        return own
    return Verdict.refuse(Bringing.OVER) if at >= topic.session.assembly.closes_at else ALLOWED


def can_remove_slides(topic: Topic, actor: User) -> Verdict:
    """Whether the actor may take the slides away: who presents the topic, at any time."""
    is_own = topic.speakers.filter(contributor__user=actor).exists()
    return ALLOWED if is_own else Verdict.refuse(Bringing.NOT_YOURS)


def is_recorded(session: Session) -> bool:
    """Whether those who take part are asked about a recording. What is cancelled is not recorded."""
    return session.kind in RECORDED_KINDS and not session.is_cancelled


def can_answer_consent(
    session: Session, contributor: Contributor, answer: str, actor: User, *, has_recording: bool
) -> Verdict:
    """Whether the actor may write down this answer: the person themselves, or an organiser who was told.

    :refuses: ``not_yours``, ``no_part``, ``not_recorded`` or ``no_answer``
    """
    if not (actor.is_organiser or contributor.user_id == actor.pk):
        return Verdict.refuse(Agreeing.NOT_YOURS)
    speaks = session.speakers.filter(contributor=contributor).exists()
    if not speaks and not session.chairs.filter(contributor=contributor).exists():
        return Verdict.refuse(Agreeing.NO_PART)
    if not (has_recording or is_recorded(session)):
        return Verdict.refuse(Agreeing.NOT_RECORDED)
    return ALLOWED if answer in ("given", "refused") else Verdict.refuse(Agreeing.NO_ANSWER)
