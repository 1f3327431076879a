"""What goes from the rooms of an assembly, in the order in which it can: a closed table.

What stays are summaries: notes that a host signed off, which bear no names, and results of polls as they were
shown. Seats and visits stay too: they hold no words, and the figures of the assembly are made of them.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.db.models import Model, Q, QuerySet

from breakouts.clearing.engine import Sweep
from breakouts.help.durable import help_stream
from breakouts.models import (
    Absence,
    Act,
    Announcement,
    Broadcast,
    Conduct,
    Hand,
    HelpCall,
    Message,
    NoteBlock,
    NoteSave,
    Poll,
    PollVote,
    Question,
    QuestionVote,
    Report,
    Restriction,
)
from events.models import Assembly, Delegate, Room
from realtime import streams


def _rows(model: type[Model], path: str, chosen: Q | None = None) -> Callable[[Assembly, int], int]:
    return partial(_remove, model, path, chosen or Q())


def _remove(model: type[Model], path: str, chosen: Q, assembly: Assembly, most: int) -> int:
    rows: QuerySet[Any] = model._default_manager.filter(chosen, **{f"{path}__session__assembly": assembly})
    keys = list(rows.order_by().values_list("pk", flat=True)[:most])
    if keys:
        model._default_manager.filter(pk__in=keys).delete()
    return len(keys)


def _frames(assembly: Assembly, most: int) -> int:
    return streams.truncate(streams_of(assembly), most=most)


def streams_of(assembly: Assembly) -> list[str]:
    """Name the streams on which something travelled that is not kept.

    Those of its rooms with all their parts, that of calls for help, and those of its delegates, where answers
    to such calls and the reasons of hosts are.
    """
    rooms = [room.stream for room in Room.objects.filter(session__assembly=assembly)]
    delegates = [delegate.stream for delegate in Delegate.objects.filter(assembly=assembly)]
    return [*streams.with_parts(rooms), help_stream(assembly), *delegates]


def _broadcasts(assembly: Assembly, most: int) -> int:
    keys = list(Broadcast.objects.filter(assembly=assembly).order_by().values_list("pk", flat=True)[:most])
    Broadcast.objects.filter(pk__in=keys).delete()
    return len(keys)


def _words_of_conduct(assembly: Assembly, most: int) -> int:
    said = Conduct.objects.filter(room__session__assembly=assembly).exclude(timer_label="", recall_to="")
    return said.update(timer_label="", recall_to="")


_UNSIGNED = Q(removed_at__isnull=False) | Q(room__conduct__notes_signed_off_at=None)

SWEEPS = (
    # First: whatever else goes, no client is sent it again from here.
    Sweep("frames", "frame sent to pages", "frames sent to pages", _frames),
    Sweep("reports", "report", "reports", _rows(Report, "message__room")),
    Sweep("acts", "act in the log of hosts", "acts in the logs of hosts", _rows(Act, "room")),
    Sweep("messages", "chat message", "chat messages", _rows(Message, "room")),
    Sweep("wants", "vote for a question", "votes for questions", _rows(QuestionVote, "question__room")),
    Sweep("questions", "question", "questions", _rows(Question, "room")),
    Sweep("answers", "answer to a poll", "answers to polls", _rows(PollVote, "poll__room")),
    Sweep(
        "polls",
        "poll whose result was not shown",
        "polls whose results were not shown",
        _rows(Poll, "room", ~Q(state=Poll.State.REVEALED)),
    ),
    Sweep("drafts", "saved text of a note", "saved texts of notes", _rows(NoteSave, "room")),
    Sweep(
        "notes",
        "note that was not signed off",
        "notes that were not signed off",
        _rows(NoteBlock, "room", _UNSIGNED),
    ),
    Sweep("hands", "raised hand", "raised hands", _rows(Hand, "room")),
    Sweep("announcements", "announcement", "announcements", _rows(Announcement, "room")),
    Sweep("broadcasts", "announcement to several rooms", "announcements to several rooms", _broadcasts),
    Sweep("restrictions", "mute or removal", "mutes and removals", _rows(Restriction, "room")),
    Sweep("help", "call for help", "calls for help", _rows(HelpCall, "room")),
    Sweep("absences", "time away", "times away", _rows(Absence, "room")),
    Sweep("conduct", "label of a timer", "labels of timers", _words_of_conduct),
)
