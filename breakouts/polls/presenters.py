"""What a room's page shows of its polls, to one person; no queries."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from breakouts.models import Poll
from breakouts.polls.rules import FEW, FEWEST_VOTERS, MOVES, SMALL, State, Told

TAGS = {
    State.DRAFT: ("Draft", "grey"),
    State.OPEN: ("Open", "green"),
    State.CLOSED: ("Closed", "yellow"),
    State.REVEALED: ("Result", "blue"),
}
TOO_FEW = f"Fewer than {FEWEST_VOTERS} people answered, so the result is not shown."
COARSE = "Where few people chose an option, numbers are left open, so that nobody's answer can be worked out."


@dataclass(frozen=True)
class OptionLine:
    """One option as one person sees it."""

    words: str
    is_own: bool
    told: str = ""
    """How many chose it, in words; empty until the result is shown, and where it is not."""
    bar: int | None = None
    """How long its bar is, of the number of people; none where the number is not told."""


@dataclass(frozen=True)
class PollLine:
    """One poll as one person sees it."""

    id: int
    question: str
    is_multiple: bool
    state: str
    tag: str
    colour: str
    options: list[OptionLine]
    own: str
    """What this person answered, in words; empty if nothing."""
    turnout: str
    voters: int | None
    note: str
    """What is said of the result beside its numbers."""
    moves: Collection[str]


@dataclass(frozen=True)
class PollsPanel:
    """Everything that the tab shows."""

    lines: list[PollLine]
    """The last opened first."""
    drafts: list[PollLine]
    """For those who run the room."""


def poll_lines(
    polls: Iterable[Poll],
    *,
    own: Mapping[int, Collection[int]],
    turnout: tuple[int, int] | None,
    is_runner: bool,
) -> list[PollLine]:
    """Present polls as they come; only of one's own answer it is told what it was."""
    return [poll_line(poll, own=own.get(poll.pk, ()), turnout=turnout, is_runner=is_runner) for poll in polls]


def poll_line(
    poll: Poll, *, own: Collection[int] = (), turnout: tuple[int, int] | None = None, is_runner: bool = False
) -> PollLine:
    """Present one poll."""
    tag, colour = TAGS.get(State(poll.state), ("", ""))
    options, result = list(poll.options), poll.result or {}
    return PollLine(
        id=poll.pk,
        question=poll.question,
        is_multiple=poll.is_multiple,
        state=poll.state,
        tag=tag,
        colour=colour,
        options=_options(options, own, result),
        own=", ".join(options[place] for place in own),
        turnout=turnout_in_words(turnout[1]) if turnout and turnout[0] == poll.pk else "",
        voters=result.get("voters"),
        note=_note(result),
        moves=MOVES[State(poll.state)] if is_runner else (),
    )


def turnout_in_words(count: int) -> str:
    """Say how many have answered so far."""
    return "1 person has answered" if count == 1 else f"{count} people have answered"


def told_in_words(one: Told, voters: int) -> str:
    """Say how many chose an option, as far as that is told: "12 of 30 (40%)"."""
    if one == FEW:
        return f"Fewer than {SMALL}"
    if not one.least and one.most is None:
        return "Not shown"
    if one.is_exact:
        return f"{one.least} of {voters} ({(200 * one.least + voters) // (2 * voters)}%)"
    return f"{one.least} or more of {voters} ({100 * one.least // voters}% or more)"


def _options(options: list[str], own: Collection[int], result: Mapping[str, Any]) -> list[OptionLine]:
    told = [Told(**one) for one in result.get("told", [])]
    if not told:
        return [OptionLine(words, place in own) for place, words in enumerate(options)]
    voters = result["voters"]
    return [
        OptionLine(words, place in own, told_in_words(one, voters), one.least or None)
        for place, (words, one) in enumerate(zip(options, told, strict=True))
    ]


def _note(result: Mapping[str, Any]) -> str:
    if not result:
        return ""
    if result["voters"] is None:
        return TOO_FEW
    return "" if all(one["least"] == one["most"] for one in result["told"]) else COARSE
