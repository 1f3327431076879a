"""Answering a poll: once each, changed as often as one likes until it is closed."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts.models import User
from breakouts.actions.locks import load_room, lock_poll
from breakouts.models import PollVote
from breakouts.policies.polling import can_vote_in
from breakouts.polls.refusals import VoteRefused
from breakouts.polls.told import turnout_changed
from events.models import Room

CIDS_KEPT = 50


@transaction.atomic
def vote_in_poll(
    *, user: User, room: Room, poll: int, choices: Collection[int], cid: UUID, at: datetime
) -> PollVote:
    """Answer an open poll, or answer it otherwise; what was sent before, sent again, changes nothing.

    :raises VoteRefused: what ``policies.polling.can_vote_in`` refuses.
    """
    room = load_room(room)
    # Closing it waits here, and so do two answers of one person.
    found = lock_poll(poll, room)
    vote = PollVote.objects.filter(poll=found, user=user).first() if found else None
    if vote and _is_told(vote, choices, cid):
        return vote
    can_vote_in(user, room, found, choices, at=at).or_raise(VoteRefused)
    assert found is not None, "the policy refuses what there is not"
    chosen = sorted(set(choices))
    if vote is None:
        turnout_changed(room)
        return PollVote.objects.create(poll=found, user=user, choices=chosen, cids=[cid])
    vote.choices, vote.cids = chosen, [*(each for each in vote.cids if each != cid), cid][-CIDS_KEPT:]
    vote.save(update_fields=["choices", "cids"])
    return vote


def _is_told(vote: PollVote, choices: Collection[int], cid: UUID) -> bool:
    """Whether this was sent before. The newest form with another answer is somebody who went back a page."""
    if cid not in vote.cids:
        return False
    return cid != vote.cids[-1] or sorted(set(choices)) == vote.choices
