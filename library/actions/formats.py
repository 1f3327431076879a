"""Another format: asked for by whoever needs it, and answered by an organiser."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from library.models import Document, FormatRequest
from library.notices import tell_asker
from library.policies import documents as policies
from library.policies.documents import FormatRefused


@transaction.atomic
def ask_for_format(*, document: Document, user: User, need: str, at: datetime) -> FormatRequest:
    """Write down what somebody needs. One request at a time: sent twice, it is refused and not doubled.

    :raises FormatRefused: ``not_seen``, ``asked_already``, ``no_words`` or ``too_long``.
    """
    # The person is held, so that two windows cannot ask at once.
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    policies.can_ask_for_format(
        need,
        is_seen=Document.objects.visible_to(user, at).filter(pk=document.pk).exists(),
        has_asked=document.format_requests.filter(user=user, answered_at=None).exists(),
    ).or_raise(FormatRefused)
    return FormatRequest.objects.create(document=document, user=user, need=need.strip(), asked_at=at)


@transaction.atomic
def answer_format_request(
    *, format_request: FormatRequest, reply: str, actor: User, at: datetime
) -> FormatRequest:
    """Answer a request once; whoever asked is told.

    :raises FormatRefused: ``not_organiser``, ``answered``, ``no_reply`` or ``too_long``.
    """
    held = FormatRequest.objects.select_for_update(no_key=True).get(pk=format_request.pk)
    policies.can_answer_request(actor, held, reply).or_raise(FormatRefused)
    held.reply, held.answered_at, held.answered_by = reply.strip(), at, actor
    held.save(update_fields=["reply", "answered_at", "answered_by"])
    tell_asker(held, at=at)
    return held
