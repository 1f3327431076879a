"""Every table of figures: its columns, and what each of them means in words. Nothing is told without them."""

from collections.abc import Sequence
from dataclasses import dataclass

from events.figures.suppression import SMALL

NOT_SHOWN = "Not shown"
NOT_SHOWN_MEANS = (
    f"“{NOT_SHOWN}” stands for fewer than {SMALL} people, or for a figure from which such a number could be "
    "worked out. Both look the same, so that neither tells of anybody. How many people were in a session is "
    "told exactly: everybody there saw it."
)


@dataclass(frozen=True)
class Column:
    """One figure, or what a row is about."""

    key: str
    heading: str
    means: str = ""
    """Empty where the heading says it all."""

    @property
    def is_figure(self) -> bool:
        """Whether numbers stand in it."""
        return bool(self.means)


@dataclass(frozen=True)
class Table:
    """One table, as the page shows it and a file holds it."""

    key: str
    caption: str
    empty: str
    columns: Sequence[Column]
    rows_of: str = ""
    """The table whose rows it shows more of, if it has none of its own."""

    @property
    def figures(self) -> list[Column]:
        """The columns that need words."""
        return [column for column in self.columns if column.is_figure]


REGISTERED = Column("registered", "Registered", "Delegates who have a place now.")
LIVE = Column(
    "live",
    "Live",
    "Of those, whoever opened a page of the assembly at least once on the day, from its start to its end.",
)
OVERALL = Column(
    "overall",
    "Overall",
    "Of those registered, whoever opened a page of the assembly at least once from the day doors opened "
    "until recordings closed: live, on demand only and before the day only.",
)
NEVER = Column(
    "never",
    "Never came",
    "Registered, and opened no page of the assembly from the day doors opened until recordings closed. "
    "Whoever looked at their place before that has not come.",
)
PEOPLE_COLUMNS = (
    REGISTERED,
    LIVE,
    Column(
        "on_demand_only",
        "On demand only",
        "Not live, and opened a page at least once after the day, until recordings closed.",
    ),
    Column(
        "before_only",
        "Before the day only",
        "Neither live nor on demand: opened a page between the day doors opened and the start of the day.",
    ),
    OVERALL,
    NEVER,
)
OF_GROUPS = (REGISTERED, LIVE, OVERALL, NEVER)
STAY = (
    Column(
        "people",
        "People",
        "Different delegates who went in while it was live, for however short a time. Chairs, speakers and "
        "facilitators are not counted where they lead.",
    ),
    Column(
        "most_at_once",
        "Most at once",
        "The most of them who were there in one instant between its start and its end.",
    ),
    Column(
        "median_minutes",
        "Median minutes",
        "Half of them stayed so long or longer, between its start and its end. Two open tabs count once, and "
        "absences of 45 seconds or more, or being called away, do not count.",
    ),
    Column("total_minutes", "Minutes", "What all of them stayed, together."),
)
DID = (
    Column("questions", "Questions", "Asked there and shown to others; withdrawn ones are not counted."),
    Column("answered", "Answered", "Of those, the ones that were marked as answered."),
    Column("polls", "Polls", f"Polls that are closed and that at least {SMALL} people answered."),
    Column("votes", "Votes", "How many answers those polls had; each person has one in each poll."),
    Column("notes", "Notes", "Blocks in the notes of the room, without those that were removed."),
)
SESSION = Column("session", "Session")
STARTS = Column("starts_at", "Starts")
ON_DEMAND = (
    Column("on_demand", "Watched later", "Different delegates who played its recording."),
    Column(
        "on_demand_minutes",
        "Minutes watched later",
        "How long all of them played it, together. Two open tabs count once, and pauses do not count.",
    ),
)
NO_SESSIONS = "Sessions that people can enter will be here once the programme is published."

TABLES: Sequence[Table] = (
    Table("people", "Who came", "", PEOPLE_COLUMNS),
    Table("regions", "By region", "Nobody has registered yet.", (Column("name", "Region"), *OF_GROUPS)),
    Table(
        "learner_groups",
        "By learner group",
        "Nobody has registered yet.",
        (Column("name", "Learner group"), *OF_GROUPS),
    ),
    Table(
        "offices",
        "By local office",
        "Nobody has registered yet.",
        (Column("name", "Local office"), Column("region", "Region"), REGISTERED),
    ),
    Table("sessions", "Sessions: who was there", NO_SESSIONS, (SESSION, STARTS, *STAY, *ON_DEMAND)),
    Table("rooms", "Rooms: who was there", NO_SESSIONS, (Column("room", "Room"), SESSION, STARTS, *STAY)),
    Table(
        "session_words", "Sessions: what people contributed", NO_SESSIONS, (SESSION, STARTS, *DID), "sessions"
    ),
    Table(
        "room_words",
        "Rooms: what people contributed",
        NO_SESSIONS,
        (Column("room", "Room"), SESSION, STARTS, *DID),
        "rooms",
    ),
)


def table_of(key: str) -> Table | None:
    """Find a table by its key."""
    return next((table for table in TABLES if table.key == key), None)
