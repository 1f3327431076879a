"""How much was asked, answered and written in the rooms of an assembly: counts, and nobody's name."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q

from breakouts.models import NoteBlock, Poll, Question
from breakouts.polls.rules import FEWEST_VOTERS
from events.models import Assembly


@dataclass(frozen=True)
class Contributions:
    """What the people of one room, or of several, did there."""

    questions: int = 0
    answered: int = 0
    polls: int = 0
    votes: int = 0
    notes: int = 0

    def __add__(self, other: "Contributions") -> "Contributions":
        return Contributions(
            self.questions + other.questions,
            self.answered + other.answered,
            self.polls + other.polls,
            self.votes + other.votes,
            self.notes + other.notes,
        )


def contributions_of(assembly: Assembly) -> dict[int, Contributions]:
    """Return what was contributed to each room, by its key, in three queries; rooms without anything lack.

    A question counts where it was asked, if others can read it. Votes
    are told only of polls that are over and that ten people answered at least: of others not even the turnout
    is told (``polls.rules``). Notes are those in sight.
    """
    questions = Question.objects.filter(room__session__assembly=assembly, released_at__isnull=False)
    asked = questions.filter(state__in=Question.PUBLIC).values("room_id")
    answered = Count("pk", filter=Q(state=Question.State.ANSWERED))
    asked_rows = asked.order_by().annotate(count=Count("pk"), answered=answered)
    polls = Poll.objects.filter(
        room__session__assembly=assembly, state__in=[Poll.State.CLOSED, Poll.State.REVEALED]
    )
    turnouts = list(polls.annotate(votes_count=Count("votes")).values_list("room_id", "votes_count"))
    notes = NoteBlock.objects.in_sight().filter(room__session__assembly=assembly)
    noted = dict(notes.order_by().values_list("room_id").annotate(count=Count("pk")))
    told = {row["room_id"]: (row["count"], row["answered"]) for row in asked_rows}
    voted = [(room, count) for room, count in turnouts if count >= FEWEST_VOTERS]
    poll_counts, vote_counts = Counter(room for room, _ in voted), _summed(voted)
    return {
        room: Contributions(*told.get(room, (0, 0)), poll_counts[room], vote_counts[room], noted.get(room, 0))
        for room in {*told, *poll_counts, *noted}
    }


def _summed(pairs: Iterable[tuple[int, int]]) -> Counter[int]:
    summed: Counter[int] = Counter()
    for room, count in pairs:
        summed[room] += count
    return summed
