"""When a room has nobody who runs it, and who does so instead: pure, from what was noted of its people."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from breakouts.models.deputies import Because, Ended
from breakouts.queries import CHAIR, DEPUTY, FACILITATOR, ORGANISER, SPEAKER

AWAY_AFTER = timedelta(seconds=30)
PAGE_HOLDS = timedelta(minutes=5)
"""How long an opened page stands for somebody of whom nothing else is seen, as without scripts."""
LATE_AFTER = timedelta(minutes=2)
GRACE = timedelta(minutes=2)

# Who was named for this comes before whoever was named for something else; delegates are not in it at all.
ORDER = (CHAIR, FACILITATOR, DEPUTY, SPEAKER, ORGANISER)


@dataclass(frozen=True)
class Person:
    """Somebody with a part in a room, and what is known of where they are."""

    user_id: int
    name: str
    role: str
    is_connected: bool = False
    seen_at: datetime | None = None
    """When they were last seen in the room; none: never."""
    paged_at: datetime | None = None
    """When they last opened a page of the room or did something by it."""
    called_away_at: datetime | None = None
    """When they said that they were called away, unless they have come back."""

    @property
    def is_there(self) -> bool:
        """Whether they can run the room now: a page left open brings nobody back who was called away."""
        return self.is_connected and self.called_away_at is None

    @property
    def page_until(self) -> datetime | None:
        """Until when their page stands for them; none once their line was seen after it, which tells more."""
        if self.called_away_at or self.paged_at is None or (self.seen_at and self.seen_at > self.paged_at):
            return None
        return self.paged_at + PAGE_HOLDS

    def is_there_at(self, at: datetime) -> bool:
        """Whether they can run the room at the instant, by line or by page."""
        return self.is_there or (self.page_until is not None and at < self.page_until)

    def away_at(self, since: datetime) -> datetime:
        """From when on they count as away, who were expected from ``since`` on."""
        if self.called_away_at:
            return max(self.called_away_at, since)
        if self.page_until:
            return max(self.page_until, since)
        if self.seen_at is None:
            return since + LATE_AFTER
        return max(self.seen_at + AWAY_AFTER, since)


@dataclass(frozen=True)
class Standing:
    """Who deputises in a room, since when, and whether somebody handed the room to them."""

    user_id: int
    since_at: datetime
    is_handed: bool = False


@dataclass(frozen=True)
class Decision:
    """What is to be done about a room, if anything."""

    ends: Ended | None = None
    promoted: Person | None = None
    absent: Person | None = None
    """For whom the promoted stands in."""
    because: Because = Because.RECONNECTING
    calls_since: datetime | None = None
    """Nobody can run the room, since then: organisers are called."""
    is_run: bool = False

    @property
    def is_nothing(self) -> bool:
        """Whether all stays as it is."""
        return self.ends is None and self.promoted is None and self.calls_since is None


def expected_to_run(people: Sequence[Person]) -> list[Person]:
    """Return who runs the room if all is well: its facilitators, or the chairs of a session without any."""
    return [each for each in people if each.role == FACILITATOR] or [
        each for each in people if each.role == CHAIR
    ]


def in_order(people: Sequence[Person], *, declined: Collection[int] = ()) -> list[Person]:
    """Return who could run the room instead, the first asked first; who said no is not asked again."""
    fit = [each for each in people if each.is_there and each.user_id not in declined]
    return sorted(fit, key=lambda each: ORDER.index(each.role))


def decide(
    people: Sequence[Person],
    deputy: Standing | None,
    *,
    declined: Collection[int] = (),
    is_left_alone: bool = False,
    starts_at: datetime,
    at: datetime,
) -> Decision:
    """Tell what is to be done about a room whose session runs; the same facts give the same answer.

    Where the programme names neither host nor deputy with a log-in nobody is missed, unless people sit there
    and somebody was named (``is_left_alone``).
    """
    hosts = expected_to_run(people)
    is_back = any(host.is_there_at(at) for host in hosts)
    ends = _why_it_ends(people, deputy, is_back=is_back, at=at)
    if is_back or (deputy and ends is None):
        return Decision(ends=ends, is_run=True)
    since = _without_anybody_since(people, hosts, starts_at, is_left_alone)
    if since is None or at < since:
        return Decision(ends=ends)
    absent = max(hosts, key=lambda host: host.seen_at or datetime.min.replace(tzinfo=at.tzinfo), default=None)
    following = in_order(people, declined=declined)
    if not following:
        return Decision(ends=ends, absent=absent, calls_since=since)
    return Decision(ends, following[0], absent, _why(absent), is_run=True)


def _why_it_ends(
    people: Sequence[Person], deputy: Standing | None, *, is_back: bool, at: datetime
) -> Ended | None:
    if deputy is None:
        return None
    if is_back and not deputy.is_handed:
        return Ended.BACK
    person = next((each for each in people if each.user_id == deputy.user_id), None)
    if person and (person.is_there_at(at) or at < _gone_at(person, deputy)):
        return None
    return Ended.GONE


def _gone_at(person: Person, deputy: Standing) -> datetime:
    return person.called_away_at or max(person.seen_at or deputy.since_at, deputy.since_at) + AWAY_AFTER


def _without_anybody_since(
    people: Sequence[Person], hosts: Sequence[Person], starts_at: datetime, is_left_alone: bool
) -> datetime | None:
    """Return from when on nobody runs the room; none where nobody is expected to."""
    if hosts:
        return max(host.away_at(starts_at) for host in hosts)
    is_missed = is_left_alone or any(each.role == DEPUTY for each in people)
    return starts_at + LATE_AFTER if is_missed else None


def _why(absent: Person | None) -> Because:
    if absent is None or absent.seen_at is None:
        return Because.LATE
    return Because.CALLED_AWAY if absent.called_away_at else Because.RECONNECTING
