"""What organisers are told when nobody takes a call for help: that one waits, and neither whose nor which."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.urls import reverse

from accounts.models import User
from breakouts.models import HelpCall
from notices.actions.telling import tell
from notices.kinds import Kind, Topic
from notices.letters import AS_ORGANISER, Button, Letter
from notices.models import Notice

WAITING = "help.waiting"
GOOD_FOR = timedelta(hours=1)


def tell_waiting(call: HelpCall, *, at: datetime) -> None:
    """Have every organiser told once that the call waits. Load its assembly with it."""
    tell(
        kind=WAITING,
        people=list(User.objects.organisers().order_by("pk").values_list("pk", flat=True)),
        about=str(call.pk),
        scope=call.room.session.assembly.slug,
        at=at,
        stale_at=at + GOOD_FOR,
    )


def _compose(notices: Sequence[Notice]) -> Mapping[UUID, Letter]:
    """Write of the calls that still wait. One letter for all kinds: a mail is read where others see it."""
    waiting = HelpCall.objects.filter(
        pk__in=[notice.about for notice in notices], state=HelpCall.State.OPEN
    ).select_related("room__session__assembly")
    calls = {str(call.pk): call for call in waiting}
    return {notice.code: _letter(notice, calls[notice.about]) for notice in notices if notice.about in calls}


def _letter(notice: Notice, call: HelpCall) -> Letter:
    assembly = call.room.session.assembly
    return Letter(
        headline="A call for help has waited for 3 minutes",
        introduction=("Somebody has asked for help, and nobody has taken the call yet.",),
        name=notice.recipient.name,
        button=Button("Open the help queue", reverse("admin:breakouts_helpcall_changelist")),
        sender=assembly.name,
        organisation=assembly.organisation_name,
        reason=AS_ORGANISER,
    )


HELP = Kind(
    WAITING,
    "A call for help waits (to organisers)",
    Topic.NEWS,
    _compose,
    occasion="When nobody has taken a call for help for 3 minutes",
)
