"""Who keeps documents, what one needs before people see it, and who may ask and answer."""

from collections.abc import Collection, Mapping
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from django.utils import timezone

from accounts.models import User
from common.policy import ALLOWED, Refused, Verdict
from common.words import day_and_clock, listed
from events.models import Session, Theme
from library.models import Document, FormatRequest

MOST_WORDS = 1000
"""How many characters a request for another format, or the reply to one, can have."""


class Keeping(StrEnum):
    """Why a document was not kept as it was meant."""

    NOT_ORGANISER = "not_organiser"
    GONE = "gone"
    CHANGED = "changed"
    NO_TITLE = "no_title"
    NO_ASSEMBLY = "no_assembly"
    SLIDES_ELSEWHERE = "slides_elsewhere"
    THEME_ELSEWHERE = "theme_elsewhere"
    SESSION_ELSEWHERE = "session_elsewhere"
    UNREADY = "unready"
    PUBLISHED = "published"
    NOT_NEWEST = "not_newest"


class DocumentRefused(Refused):
    """A document was not added, changed, published or removed."""

    codes = Keeping
    sentences: ClassVar[Mapping[Keeping, str]] = {
        Keeping.NOT_ORGANISER: "Only an organiser can change documents.",
        Keeping.GONE: "The document was removed in another window.",
        Keeping.CHANGED: (
            "{who} changed this document at {time}, after you opened it here. What you typed is still here: "
            "compare, then save again to keep yours."
        ),
        Keeping.NO_TITLE: "Enter the title",
        Keeping.NO_ASSEMBLY: "Select the assembly whose delegates it is for",
        Keeping.SLIDES_ELSEWHERE: "Select the assembly in which “{name}” is presented, or another topic",
        Keeping.THEME_ELSEWHERE: "“{name}” is a theme of another assembly. Take it out",
        Keeping.SESSION_ELSEWHERE: "“{name}” is a session of another assembly. Take it out",
        Keeping.UNREADY: "People can see a document once it has {missing}.",
        Keeping.NOT_NEWEST: "Somebody has added another version meanwhile. Look at that one.",
        Keeping.PUBLISHED: "The document is published. Take it back first, then remove it.",
    }
    fields: ClassVar[Mapping[Keeping, str]] = {
        Keeping.NO_TITLE: "title",
        Keeping.NO_ASSEMBLY: "assembly",
        Keeping.SLIDES_ELSEWHERE: "topic",
        Keeping.THEME_ELSEWHERE: "themes",
        Keeping.SESSION_ELSEWHERE: "sessions",
    }

    @property
    def field(self) -> str | None:
        """The field of the form that it is about; None for the whole."""
        return self.fields.get(Keeping(self.code))


class Asking(StrEnum):
    """Why another format was not asked for, or a request not answered."""

    NOT_ORGANISER = "not_organiser"
    NOT_SEEN = "not_seen"
    NO_WORDS = "no_words"
    TOO_LONG = "too_long"
    ASKED_ALREADY = "asked_already"
    NO_REPLY = "no_reply"
    ANSWERED = "answered"


class FormatRefused(Refused):
    """Another format was not asked for, or the request was not answered."""

    codes = Asking
    sentences: ClassVar[Mapping[Asking, str]] = {
        Asking.NOT_ORGANISER: "Only an organiser can answer a request.",
        Asking.NOT_SEEN: "This document is not shown to you any more.",
        Asking.NO_WORDS: "Enter what would help you",
        Asking.TOO_LONG: "What you enter must be {most} characters or fewer",
        Asking.ASKED_ALREADY: "You have asked for this document in another format already. We are on it.",
        Asking.NO_REPLY: "Enter what we tell them",
        Asking.ANSWERED: "Somebody else has answered this request meanwhile.",
    }


def can_keep_documents(actor: User) -> Verdict:
    """Whether the actor may add, change, publish, take back and remove documents."""
    return ALLOWED if actor.is_organiser else Verdict.refuse(Keeping.NOT_ORGANISER)


def knows_document(stored: Document, seen_changed_at: datetime | None) -> Verdict:
    """Whether the actor, who saw the row as of then, knows it as it stands. Load ``changed_by``."""
    if seen_changed_at in (None, stored.changed_at):
        return ALLOWED
    return Verdict.refuse(
        Keeping.CHANGED,
        who=str(stored.changed_by or "Somebody"),
        time=day_and_clock(stored.changed_at, timezone.get_current_timezone()),
        changed_at=stored.changed_at,
    )


def is_sound(document: Document, themes: Collection[Theme], sessions: Collection[Session]) -> Verdict:
    """Whether it has a title, and everything it hangs on belongs to its assembly. Load ``topic__session``.

    A document of no assembly may be about themes and sessions of any.
    """
    if not document.title.strip():
        return Verdict.refuse(Keeping.NO_TITLE)
    if document.audience == Document.Audience.ASSEMBLY and document.assembly_id is None:
        return Verdict.refuse(Keeping.NO_ASSEMBLY)
    if document.topic and document.topic.session.assembly_id != document.assembly_id:
        return Verdict.refuse(Keeping.SLIDES_ELSEWHERE, name=document.topic.title)
    if document.assembly_id is None:
        return ALLOWED
    for code, things in ((Keeping.THEME_ELSEWHERE, themes), (Keeping.SESSION_ELSEWHERE, sessions)):
        for thing in things:
            if thing.assembly_id != document.assembly_id:
                return Verdict.refuse(code, name=thing.title)
    return ALLOWED


def can_be_published(document: Document, *, has_file: bool) -> Verdict:
    """Whether there is something to read, somebody who answers for it, and a day on which it is reviewed.

    :refuses: ``unready``, with all that is missing at once
    """
    needs = {
        "a file or a version to read as a page": has_file or document.has_page,
        "an owner": bool(document.owner.strip()),
        "a day on which its review is due": document.review_due_on is not None,
    }
    missing = [what for what, is_there in needs.items() if not is_there]
    return Verdict.refuse(Keeping.UNREADY, missing=listed(missing)) if missing else ALLOWED


def can_be_removed(document: Document) -> Verdict:
    """Whether it may go for good: what people see is taken back before."""
    return ALLOWED if document.is_draft else Verdict.refuse(Keeping.PUBLISHED)


def can_ask_for_format(need: str, *, is_seen: bool, has_asked: bool) -> Verdict:
    """Whether somebody may ask: for what they can see, in words, and once at a time."""
    if not is_seen:
        return Verdict.refuse(Asking.NOT_SEEN)
    if has_asked:
        return Verdict.refuse(Asking.ASKED_ALREADY)
    return _are_words(need, Asking.NO_WORDS)


def can_answer_request(actor: User, request: FormatRequest, reply: str) -> Verdict:
    """Whether the actor may send this reply: an organiser, in words, and nobody has before."""
    if not actor.is_organiser:
        return Verdict.refuse(Asking.NOT_ORGANISER)
    if request.answered_at is not None:
        return Verdict.refuse(Asking.ANSWERED)
    return _are_words(reply, Asking.NO_REPLY)


def _are_words(typed: str, none: Asking) -> Verdict:
    if not typed.strip():
        return Verdict.refuse(none)
    return Verdict.refuse(Asking.TOO_LONG, most=MOST_WORDS) if len(typed) > MOST_WORDS else ALLOWED
