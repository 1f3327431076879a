"""What can honestly be said of a mail that somebody waits for: soon, held back, or in trouble."""

from enum import StrEnum

from django.db.models import Max

from notices.models import Hold, Notice, State


class Outlook(StrEnum):
    """What is to be expected of one notice's mail."""

    SENT = "sent"
    SOON = "soon"
    HELD = "held"
    DELAYED = "delayed"
    FAILED = "failed"
    UNKNOWN = "unknown"


_SETTLED = {
    State.SENT: Outlook.SENT,
    State.HANDED: Outlook.SOON,
    State.FAILED: Outlook.FAILED,
    State.MISSED: Outlook.FAILED,
}


def outlook_of(notice: Notice | None) -> Outlook:
    """Tell what is to be expected; two questions for what waits, none for the rest.

    A mail server that takes nothing now takes this one neither, though nobody has tried yet.
    """
    if notice is None or notice.state != State.DUE:
        return _SETTLED.get(State(notice.state), Outlook.UNKNOWN) if notice else Outlook.SOON
    if Hold.objects.standing().of(notice.scope, notice.kind).exists():
        return Outlook.HELD
    return Outlook.DELAYED if notice.trouble or _is_server_away() else Outlook.SOON


def _is_server_away() -> bool:
    """Whether the last try met no server: none of the mails since then has left."""
    troubled = Notice.objects.filter(state=State.DUE, refusal_count=0).exclude(trouble="")
    last_at = troubled.aggregate(last=Max("handed_at"))["last"]
    return (
        last_at is not None and not Notice.objects.filter(state=State.SENT, settled_at__gt=last_at).exists()
    )
