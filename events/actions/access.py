"""Answering what delegates need to take part."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.models import User
from events.models import AccessReply, AccessRequest, Delegate
from events.notices import tell_access_reply
from events.policies.access import AccessRefused, can_answer, gives_reason

State = AccessRequest.State
CHANGED_HERE = frozenset({"owner", "state", "reply", "due_on"})
# Of these the delegate hears even without a word from anybody.
TOLD_STATES = (State.ARRANGED, State.NOT_POSSIBLE)


@transaction.atomic
def answer_access_request(
    *, actor: User, request: AccessRequest, changes: Mapping[str, Any], seen_state: str, at: datetime
) -> AccessReply | None:
    """Change who looks after a request, how far it is, until when, and what the delegate is told.

    Only what is named is written: the delegate may have reworded the request meanwhile. A new reply, and
    that it is arranged or not possible, is written down as an answer and told to them once; the answer is
    returned. The same again tells nothing.

    :raises AccessRefused: ``not_organiser``, ``withdrawn`` or ``no_reason``.
    """
    # Person before thing: the delegate changes their requests under the same lock.
    delegate = Delegate.objects.select_for_update(no_key=True).get(pk=request.delegate_id)
    standing = AccessRequest.objects.select_for_update(no_key=True).get(pk=request.pk)
    standing.delegate = delegate
    can_answer(actor, standing, seen_state=seen_state).or_raise(AccessRefused)
    was = standing.state, standing.reply
    fields = CHANGED_HERE & changes.keys()
    for name in fields:
        setattr(standing, name, changes[name])
    gives_reason(standing.state, standing.reply).or_raise(AccessRefused)
    if fields:
        standing.save(update_fields=fields)
    return _answered(actor, standing, was, at=at)


def _answered(
    actor: User, standing: AccessRequest, was: tuple[str, str], *, at: datetime
) -> AccessReply | None:
    state, reply = was
    is_new_reply = standing.reply != reply and bool(standing.reply.strip())
    if not is_new_reply and (standing.state == state or standing.state not in TOLD_STATES):
        return None
    answer = AccessReply.objects.create(
        request=standing,
        by=actor,
        by_name=str(actor)[:120],
        state=standing.state,
        body=standing.reply,
        told_at=at,
    )
    tell_access_reply(answer, at=at)
    return answer
