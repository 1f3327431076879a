"""What happened in a room while somebody was away, from its rows, as everybody in the room could read it.

Each part of a room adds a function to ``PARTS``, which is given the window and says its lines, or none.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db.models import Q

from accounts.models import User
from breakouts.absences.queries import TimeAway
from breakouts.models import Act, Announcement, Message, Poll, Question
from breakouts.policies.asking import is_own
from breakouts.polls.rules import FEWEST_VOTERS
from breakouts.queries import conduct_of
from common.words import clock
from events.models import Room

MOST_QUOTED = 5
ONE_BARE = f"1 poll ended with fewer than {FEWEST_VOTERS} answers, so its result is not shown"
MANY_BARE = f"{{count}} polls ended with fewer than {FEWEST_VOTERS} answers, so their results are not shown"


@dataclass(frozen=True)
class Window:
    """Whose time away it is, and in which room."""

    room: Room
    user: User
    since_at: datetime
    until_at: datetime

    def covers(self, at: datetime) -> bool:
        """Whether the instant falls into it."""
        return self.since_at <= at < self.until_at

    @property
    def zone(self) -> ZoneInfo:
        """The zone of the assembly's clocks."""
        return self.room.session.assembly.zone


@dataclass(frozen=True)
class Line:
    """One thing that happened, and what was said with it, if anything."""

    words: str
    quotes: Sequence[str] = ()


@dataclass(frozen=True)
class Digest:
    """What one person missed."""

    since_at: datetime
    until_at: datetime
    lines: Sequence[Line]


def digest_of(room: Room, user: User, time: TimeAway) -> Digest:
    """Tell what happened in the room meanwhile, in seven queries. The room comes with session and conduct."""
    window = Window(room, user, time.left_at, time.returned_at)
    lines = [line for part in PARTS for line in part(window)]
    return Digest(time.left_at, time.returned_at, lines)


def _announced(window: Window) -> Iterator[Line]:
    told = Announcement.objects.filter(room=window.room, withdrawn_at=None, **_within(window, "announced_at"))
    told = told.exclude(by=window.user)
    quotes = [f"{each.by_name}: {each.body}" for each in told]
    yield from _quoted(quotes, "1 announcement", "{count} announcements")


def _asked(window: Window) -> Iterator[Line]:
    """Tell what others asked, and what became of anybody's question, the person's own among them."""
    public = Question.objects.of_room(window.room).public()
    asked = public.filter(**_within(window, "asked_at")).order_by("asked_at", "id")
    by_others = [each.body for each in asked if not is_own(window.user, each)]
    yield from _quoted(by_others, "1 question was asked", "{count} questions were asked")
    moved = list(public.filter(**_within(window, "moved_at")).order_by("moved_at", "id"))
    answered = [each.body for each in moved if each.state == Question.State.ANSWERED]
    yield from _quoted(answered, "1 question was answered", "{count} questions were answered")
    later = [f"{each.body} ({each.owner})" for each in moved if each.state == Question.State.LATER]
    yield from _quoted(later, "1 question is answered later", "{count} questions are answered later")


def _polled(window: Window) -> Iterator[Line]:
    """Tell of polls that were opened, and of those that ended with a result to be read, or with none."""
    opened, revealed = _within(window, "opened_at"), _within(window, "revealed_at")
    polls = list(Poll.objects.filter(Q(**opened) | Q(**revealed), room=window.room).order_by("pk"))
    quotes = [poll.question for poll in polls if poll.opened_at and window.covers(poll.opened_at)]
    yield from _quoted(quotes, "1 poll was opened", "{count} polls were opened")
    ended = [poll for poll in polls if poll.revealed_at and window.covers(poll.revealed_at)]
    shown = [poll.question for poll in ended if poll.has_numbers]
    yield from _quoted(shown, "1 result of a poll was shown", "{count} results of polls were shown")
    bare = [poll.question for poll in ended if not poll.has_numbers]
    yield from _quoted(bare, ONE_BARE, MANY_BARE)


def _conducted(window: Window) -> Iterator[Line]:
    """Tell of the timer and the way back to the stage as they are now, if somebody changed them meanwhile."""
    conduct = conduct_of(window.room)
    if not conduct.is_written:
        return
    verbs = set(
        Act.objects.filter(room=window.room, verb__in=_VERBS, **_within(window, "at"))
        .order_by()
        .values_list("verb", flat=True)
    )
    if Act.Verb.RECALLED in verbs and conduct.recall_due_at:
        yield Line(f"Everybody is expected back at {clock(conduct.recall_due_at, window.zone)}")
    if verbs & _OF_TIMER and conduct.timer_ends_at:
        label = f" ({conduct.timer_label})" if conduct.timer_label else ""
        ends = "ends" if conduct.timer_ends_at > window.until_at else "ended"
        yield Line(f"A timer{label} {ends} at {clock(conduct.timer_ends_at, window.zone)}")


def _said(window: Window) -> Iterator[Line]:
    said = Message.objects.filter(room=window.room, hidden_at=None, **_within(window, "sent_at"))
    count = said.exclude(author=window.user).count()
    if count:
        yield Line("1 message in the chat" if count == 1 else f"{count} messages in the chat")


PARTS: tuple[Callable[[Window], Iterable[Line]], ...] = (_announced, _asked, _polled, _conducted, _said)

_OF_TIMER = {Act.Verb.SET_TIMER, Act.Verb.EXTENDED_TIMER}
_VERBS = {Act.Verb.RECALLED, *_OF_TIMER}


def _within(window: Window, field: str) -> dict[str, datetime]:
    return {f"{field}__gte": window.since_at, f"{field}__lt": window.until_at}


def _quoted(quotes: Sequence[str], one: str, many: str) -> Iterator[Line]:
    """Yield a line with what was said, the last few of it; nothing where nothing was."""
    if quotes:
        words = one if len(quotes) == 1 else many.format(count=len(quotes))
        yield Line(words, quotes[-MOST_QUOTED:])
