"""What organisers do about a report from a room outside of it, also when its doors are shut."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from breakouts import durable, policies
from breakouts.actions.acts import record
from breakouts.actions.chat import tidy_body
from breakouts.actions.locks import load_room, lock_conduct, lock_message
from breakouts.actions.reports import close_reports, close_reports_of
from breakouts.models import Act, Message, Report
from breakouts.refusals import ConductCode, ConductRefused
from events.models import Room
from events.policies.assemblies import can_run_assemblies
from realtime import streams


@transaction.atomic
def settle_report(*, actor: User, number: int, hides: bool, because: str, at: datetime) -> bool:
    """Put a report aside, with its message hidden or not; tells whether it was still open.

    It is written into the room's log as if its hosts had done it.

    :raises ConductRefused: ``not_host``, ``no_such_report``, ``no_reason`` or ``reason_too_long``.
    """
    found = Report.objects.filter(pk=number).select_related("message__room").first()
    if found is None:
        raise ConductRefused(ConductCode.NO_SUCH_REPORT, room="this room")
    room, because = load_room(found.message.room), tidy_body(because)
    if not can_run_assemblies(actor):
        raise ConductRefused(ConductCode.NOT_HOST, room=room.name)
    policies.gives_reason(because).or_raise(ConductRefused)
    lock_conduct(room)
    message = lock_message(found.message_id, room)
    report = Report.objects.select_related("message").get(pk=number)
    if report.handled_at is not None or message is None:
        return False
    if hides and not message.is_hidden:
        _hide(actor, room, message, at=at)
    verb = Act.Verb.HID if hides else Act.Verb.HANDLED
    record(
        actor,
        room,
        verb,
        about=message.author,
        about_name=message.author_name,
        message=message,
        because=because,
        detail=report.body,
        at=at,
    )
    if hides:
        close_reports_of(message, actor=actor, room=room, at=at)
    else:
        close_reports([report], actor=actor, room=room, at=at)
    return True


def _hide(actor: User, room: Room, message: Message, *, at: datetime) -> None:
    message.hidden_at = at
    message.save(update_fields=["hidden_at"])
    streams.append(room.stream, durable.chat_hide(message), actor=actor, at=at)
