"""What becomes of recordings when their time is over, and on which day. Pure.

A recording to be kept is archived at its end. One to be removed closes at its end, and its file goes seven
days later, at the same time of day in the assembly's zone: whoever extends it until then loses nothing.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from events.lifecycle import settle
from library.models import Ending, Recording

REMOVED_AFTER = timedelta(days=7)


@dataclass(frozen=True)
class Step:
    """What comes next for one recording: the act, the end that it follows, and from when on it is due."""

    recording: Recording
    act: Ending.Act
    of_end: datetime
    due_at: datetime
    has_begun: bool = False

    @property
    def is_elsewhere(self) -> bool:
        """Whether another host plays it: then only people can remove it there."""
        return bool(self.recording.embed_address)

    def is_due(self, at: datetime) -> bool:
        """Whether it is to be done now; what has begun is."""
        return self.has_begun or self.due_at <= at


def plan_endings(recordings: Iterable[Recording], at: datetime) -> list[Step]:
    """List what is due, in the order in which it became due.

    Load ``session__assembly``, ``file`` and ``endings`` with the recordings.
    """
    return [step for step in steps_of(recordings) if step.is_due(at)]


def steps_of(recordings: Iterable[Recording]) -> list[Step]:
    """List what comes next for each, due or not; what needs nothing more is left out."""
    steps = [step for each in recordings if (step := next_step(each))]
    return sorted(steps, key=lambda step: (step.due_at, step.recording.pk))


def next_step(recording: Recording) -> Step | None:
    """Return what comes next; None when all is done, and for one that was never published.

    A film that somebody uploads long after the day, to publish it with an extension, is not taken from them.
    """
    endings = list(recording.endings.all())
    for ending in endings:
        if ending.done_at is None:
            act = Ending.Act(ending.act)
            return Step(recording, act, ending.of_end, ending.began_at, has_begun=True)
    if recording.published_at is None or recording.removal_began_at is not None:
        return None
    end, act = recording.ends_at, act_of(recording)
    if any((ending.act, ending.of_end) == (act, end) for ending in endings):
        return None
    return Step(recording, act, end, _due_at(recording, act))


def act_of(recording: Recording) -> Ending.Act:
    """What its organisers chose."""
    is_kept = recording.afterwards == Recording.Afterwards.KEEP
    return Ending.Act.ARCHIVED if is_kept else Ending.Act.REMOVED


def _due_at(recording: Recording, act: Ending.Act) -> datetime:
    if act is Ending.Act.ARCHIVED:
        return recording.ends_at
    zone = recording.session.assembly.zone
    return settle(recording.ends_at.astimezone(zone).replace(tzinfo=None) + REMOVED_AFTER, zone)
