"""What happens inside a room: seats, waits, chat, how it is run, and what its hosts did."""

from breakouts.models.chat import BECAUSE_LIMIT, Message, Report
from breakouts.models.conduct import ANNOUNCEMENT_LIMIT, LABEL_LIMIT, Announcement, Conduct, Hand
from breakouts.models.moderation import Act, Restriction
from breakouts.models.seats import Seat
from breakouts.models.waits import Wait

__all__ = [
    "ANNOUNCEMENT_LIMIT",
    "BECAUSE_LIMIT",
    "LABEL_LIMIT",
    "Act",
    "Announcement",
    "Conduct",
    "Hand",
    "Message",
    "Report",
    "Restriction",
    "Seat",
    "Wait",
]
