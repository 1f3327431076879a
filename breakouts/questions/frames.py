"""What questions add to the tables of the realtime engine: their stream, votes, and what people send."""

from collections.abc import Collection, Mapping
from datetime import datetime
from functools import partial
from typing import Any

from breakouts import actions, followers
from breakouts.models import Question
from breakouts.queries import conduct_of
from breakouts.questions import durable
from breakouts.questions.durable import SUFFIX, told_question
from breakouts.questions.queries import own_questions, public_questions, vote_counts, votes_of
from events.models import Topic
from realtime import limits
from realtime.registry import Command, StreamKind, Tally, command, replaceable
from realtime.schema import Anything, Flag, Identifier, Maybe, OneOf, Text, Whole

# More than may be said, so that what is a little too long is refused in words.
_BODY, _REASON, _OWNER = Text(4000), Text(1000), Text(400)
_TO = OneOf(tuple(state for state in Question.State.values if state not in {"held", "withdrawn"}))
QA_VOTES = replaceable("qa.votes", {"votes": Anything()})


def _state(name: str, at: datetime) -> Mapping[str, Any]:
    room = followers.room_of(name)
    return {
        "questions": [told_question(question) for question in public_questions(room)],
        "is_held": conduct_of(room).holds_questions,
    }


def _votes(names: Collection[str], at: datetime) -> Mapping[str, Mapping[str, Any]]:
    counts = vote_counts([followers.code_of(name) for name in names], at)
    return {name: {"votes": counts[followers.code_of(name)]} for name in names}


def _ask(sent: Command) -> Mapping[str, Any]:
    number = sent.data["topic"]
    question = actions.ask_question(
        user=sent.user,
        room=followers.room_of(sent.stream),
        body=sent.data["body"],
        cid=sent.data["cid"],
        is_anonymous=sent.data["is_anonymous"],
        topic=Topic.objects.filter(pk=number).first() if number else None,
        at=sent.at,
    )
    return {"id": str(question.id), "asked_at": question.asked_at.isoformat(), "state": str(question.state)}


def _vote(sent: Command) -> None:
    actions.vote_for_question(**_about(sent), user=sent.user, is_on=sent.data["is_on"])


def _withdraw(sent: Command) -> None:
    actions.withdraw_question(**_about(sent), user=sent.user)


def _mine(sent: Command) -> Mapping[str, Any]:
    """Tell somebody what became of what they asked, and what they voted for."""
    room = followers.room_of(sent.stream)
    own = own_questions(sent.user, room)
    voted = votes_of(sent.user, list(Question.objects.of_room(room).public()))
    return {
        "own": [{**told_question(question), "because": question.because} for question in own],
        "voted": [str(key) for key in voted],
    }


def _move(sent: Command) -> None:
    owner, because = sent.data["owner"] or "", sent.data["because"] or ""
    to = Question.State(sent.data["to"])
    actions.move_question(**_about(sent), actor=sent.user, to=to, owner=owner, because=because)


def _hold(sent: Command) -> None:
    room = followers.room_of(sent.stream)
    actions.hold_questions(actor=sent.user, room=room, is_on=sent.data["is_on"], at=sent.at)


def _about(sent: Command) -> dict[str, Any]:
    return {"room": followers.room_of(sent.stream), "question": sent.data["id"], "at": sent.at}


_on_questions = partial(command, on=f"room{SUFFIX}")

QUESTIONS = StreamKind(
    f"room{SUFFIX}",
    followers.inside,
    _state,
    tally=Tally(QA_VOTES, _votes),
    count=followers.inside_count,
)
FRAMES = (
    *durable.FRAMES,
    QA_VOTES,
    _on_questions(
        "qa.ask",
        {"cid": Identifier(), "body": _BODY, "is_anonymous": Flag(), "topic": Maybe(Whole())},
        action=_ask,
        allowance=limits.QUESTION,
    ),
    _on_questions("qa.vote", {"id": Identifier(), "is_on": Flag()}, action=_vote, allowance=limits.HAND),
    _on_questions("qa.withdraw", {"id": Identifier()}, action=_withdraw, allowance=limits.HAND),
    _on_questions("qa.mine", {}, action=_mine, allowance=limits.ACT),
    _on_questions(
        "fac.qa",
        {"id": Identifier(), "to": _TO, "owner": Maybe(_OWNER), "because": Maybe(_REASON)},
        action=_move,
        allowance=limits.ACT,
    ),
    _on_questions("fac.hold", {"is_on": Flag()}, action=_hold, allowance=limits.ACT),
)
