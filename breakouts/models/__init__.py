"""What happens inside a room: seats, waits, chat, questions, notes, how it is run, and what its hosts did."""

from breakouts.models.absences import Absence
from breakouts.models.answers import ANSWER_LIMIT, WrittenAnswer
from breakouts.models.broadcasts import Broadcast
from breakouts.models.chat import BECAUSE_LIMIT, Message, Report
from breakouts.models.clearing import Clearing, ClearingRecord
from breakouts.models.conduct import ANNOUNCEMENT_LIMIT, LABEL_LIMIT, Announcement, Conduct, Hand
from breakouts.models.deputies import Deputising, HostSeen
from breakouts.models.help import HELP_WORDS_LIMIT, HelpCall
from breakouts.models.moderation import Act, Restriction
from breakouts.models.notes import NOTE_LIMIT, NoteBlock, NoteBlockQuerySet, NoteSave
from breakouts.models.polls import (
    FEWEST_OPTIONS,
    MOST_OPTIONS,
    OPTION_LIMIT,
    POLL_LIMIT,
    Poll,
    PollVote,
)
from breakouts.models.questions import QUESTION_LIMIT, Question, QuestionQuerySet, QuestionVote
from breakouts.models.roundtable import Word
from breakouts.models.seats import Seat
from breakouts.models.waits import Wait

__all__ = [
    "ANNOUNCEMENT_LIMIT",
    "ANSWER_LIMIT",
    "BECAUSE_LIMIT",
    "FEWEST_OPTIONS",
    "HELP_WORDS_LIMIT",
    "LABEL_LIMIT",
    "MOST_OPTIONS",
    "NOTE_LIMIT",
    "OPTION_LIMIT",
    "POLL_LIMIT",
    "QUESTION_LIMIT",
    "Absence",
    "Act",
    "Announcement",
    "Broadcast",
    "Clearing",
    "ClearingRecord",
    "Conduct",
    "Deputising",
    "Hand",
    "HelpCall",
    "HostSeen",
    "Message",
    "NoteBlock",
    "NoteBlockQuerySet",
    "NoteSave",
    "Poll",
    "PollVote",
    "Question",
    "QuestionQuerySet",
    "QuestionVote",
    "Report",
    "Restriction",
    "Seat",
    "Wait",
    "Word",
    "WrittenAnswer",
]
