"""What a calendar says of a session, or of the whole day: pure, whatever it is written as."""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime

from common.words import listed
from events.models import Assembly, Session


@dataclass(frozen=True)
class Entry:
    """One entry of a calendar: what it says, and which edition of it this is."""

    uid: str
    """Stays the same through every change: it is how calendars know the entry again."""
    title: str
    about: str
    place: str
    starts_at: datetime
    ends_at: datetime
    address: str
    """Where its link leads, without the host."""
    category: str
    is_free: bool
    """Whether the person counts as free meanwhile."""
    is_cancelled: bool
    revision: int
    """Rises with everything that calendars must take up: their SEQUENCE."""
    revised_at: datetime
    is_own: bool = False
    """Whether it says something that only one person reads."""
    is_farewell: bool = False
    """Whether it only takes out what a calendar may hold, and so is for those who were told of it before."""

    @property
    def said(self) -> str:
        """A sum of everything that it says, by which two editions are told apart."""
        facts: list[object] = [self.title, self.about, self.place, self.address, self.category]
        facts += [self.starts_at.isoformat(), self.ends_at.isoformat(), self.is_free, self.is_cancelled]
        return hashlib.sha256(json.dumps(facts).encode()).hexdigest()


def session_uid(session: Session) -> str:
    """Name a session as calendars know it, for ever."""
    return f"session-{session.code}@assembly-portal"


def session_entry(session: Session) -> Entry:
    """Tell a session as everybody reads it. Load it ``with_programme``."""
    is_break = session.kind == Session.Kind.BREAK
    return Entry(
        uid=session_uid(session),
        title=cancelled(session.title) if session.is_cancelled else session.title,
        about=_about(session),
        place=listed(room.place.name for room in session.rooms.all()),
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        address=session.address if session.is_cancelled else session.join_address,
        category=session.get_kind_display(),
        is_free=is_break or session.is_cancelled,
        is_cancelled=session.is_cancelled,
        revision=session.revision,
        revised_at=max(session.changed_at, session.revised_at or session.changed_at),
    )


def day_entry(assembly: Assembly) -> Entry:
    """Tell the day itself, which stands in for a programme that is not published yet."""
    return Entry(
        uid=f"day-{assembly.pk}@assembly-portal",
        title=assembly.name,
        about="",
        place="",
        starts_at=assembly.starts_at,
        ends_at=assembly.ends_at,
        address=assembly.my_day_address,
        category="Assembly",
        is_free=False,
        is_cancelled=False,
        revision=0,
        revised_at=assembly.changed_at,
    )


def cancelled(title: str) -> str:
    """Say it in the title too, which is what programs show that keep a cancelled entry."""
    return f"Cancelled: {title}"


def _about(session: Session) -> str:
    people = [*session.chairs.all(), *session.speakers.all()]
    themes = [room.name for room in session.rooms.all() if room.theme or room.title]
    parts = [
        session.summary,
        f"With {listed(dict.fromkeys(str(person) for person in people))}." if people else "",
        f"Rooms: {'; '.join(themes)}." if themes else "",
    ]
    return "\n\n".join(part for part in parts if part)
