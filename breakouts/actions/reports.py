"""Reports of messages: made by anybody in the room, handled by those who run it."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from breakouts import durable, policies
from breakouts.actions.acts import begin, record
from breakouts.actions.chat import tidy_body
from breakouts.actions.locks import load_room, lock_message
from breakouts.conduct.counts import waiting_changed
from breakouts.models import Act, Message, Report
from breakouts.refusals import ConductCode, ConductRefused, ReportRefused
from events.models import Room
from realtime import streams


@transaction.atomic
def report_message(*, reporter: User, room: Room, number: int, because: str = "", at: datetime) -> Report:
    """Tell those who run the room of a message; a second time changes nothing.

    :raises ReportRefused: what ``policies.can_report`` refuses, or ``too_long``.
    """
    room, because = load_room(room), tidy_body(because)
    message = lock_message(number, room)
    if known := Report.objects.filter(message=message, reporter=reporter).first():
        return known
    policies.can_report(reporter, room, message, at=at).or_raise(ReportRefused)
    policies.reason_fits_report(because).or_raise(ReportRefused)
    assert message is not None, "the policy refuses what there is not"
    report = Report.objects.create(
        message=message, reporter=reporter, body=message.body, because=because, reported_at=at
    )
    # Nobody is named as the sender: the frame would say who reported.
    streams.append(room.staff_stream, durable.mod_report(report), at=at)
    waiting_changed(room)
    return report


@transaction.atomic
def handle_report(*, actor: User, room: Room, number: int, at: datetime) -> None:
    """Put a report aside as seen to; safe twice.

    :raises ConductRefused: ``cancelled``, ``not_running``, ``not_host`` or ``no_such_report``.
    """
    room, _, at = begin(actor, room, at=at)
    report = Report.objects.filter(pk=number, message__room=room).select_related("message__author").first()
    if report is None:
        raise ConductRefused(ConductCode.NO_SUCH_REPORT, room=room.name)
    if report.handled_at is None:
        close_reports([report], actor=actor, room=room, at=at)
        author, name = report.message.author, report.message.author_name
        record(
            actor,
            room,
            Act.Verb.HANDLED,
            about=author,
            about_name=name,
            message=report.message,
            detail=report.body,
            at=at,
        )


def close_reports_of(message: Message, *, actor: User, room: Room, at: datetime) -> None:
    """Put aside what people reported of a message that is dealt with by this."""
    close_reports(list(message.reports.filter(handled_at=None)), actor=actor, room=room, at=at)


def close_reports(reports: list[Report], *, actor: User, room: Room, at: datetime) -> None:
    """Mark reports as handled and tell those who run the room."""
    for report in reports:
        report.handled_at, report.handled_by = at, actor
        report.save(update_fields=["handled_at", "handled_by"])
        streams.append(room.staff_stream, durable.mod_handled(report), actor=actor, at=at)
        waiting_changed(room)
