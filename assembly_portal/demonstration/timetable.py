"""The programme of both days as it is known, with fictional people in every part but the keynotes."""

from collections.abc import Sequence
from dataclasses import dataclass

STAGE = "Main stage"
PLACES = (
    STAGE,
    "Breakout room 1",
    "Breakout room 2",
    "Breakout room 3",
    "Breakout room 4",
    "Networking space",
    "Help desk",
    "Table 1",
    "Table 2",
    "Table 3",
)
BRIEF = (
    "Begin with one question in the chat: what helps where you work? Talk in pairs for 10 minutes.\n"
    "Collect two good practices and one ask for the report.\n"
    "Sign the notes off five minutes before the end."
)
"""What the organisers write to whoever runs a breakout room."""
CAPACITY = 100
"""Of each themed room: more than the fullest held, so that a newcomer finds a place in every one."""
TABLE_CAPACITY = 40
"""Of each table of networking."""

TEST_CARD = "/static/stage/test-card/main.m3u8"
CALL = "https://teams.example/demonstration/room-"
"""Names that end in .example belong to nobody (RFC 2606): the link opens a page that is not there."""
CALL_WORDS = (
    "This is a demonstration: the link leads nowhere. At a real assembly the call opens beside this page."
)
IN_CALLS = frozenset({"breakouts", "questions"})

MARK = "Demonstration person"
CO_CHAIRS = ("Dr Amara Fernhollow", "Dr Joss Quillbrook")
# The four real people, with the roles that are on record and nothing else.
KEYNOTES = {
    "Professor Namita Kumar": "Co-chair of the HEE deans",
    "Dr Navina Evans": "Chief executive",
    "Professor Liz Hughes": "",
    "Mr Piers Wilkinson": "",
}
KEYNOTE_TITLE = "Keynote address (title not recorded)"


@dataclass(frozen=True)
class RoomFact:
    """A room of a session: where, about what, with whom."""

    place: str
    title: str = ""
    theme: str = ""
    facilitator: str = ""
    seat_count: int = 0
    """How many delegates chose it; none where nobody needs to choose."""
    table: str = ""
    """Whom it brings together, where it is a table of networking."""


@dataclass(frozen=True)
class SessionFact:
    """A session: when, what, where and with whom."""

    starts: str
    ends: str
    kind: str
    title: str
    rooms: Sequence[RoomFact] = (RoomFact(STAGE),)
    speakers: Sequence[str] = ()
    chairs: Sequence[str] = ()
    topics: slice | None = None
    summary: str = ""


THEMES = {
    "Raising concerns and hearing back": "Where a concern goes, who answers, and how long it may take.",
    "Disability you cannot see": "Declaring, adjustments, and what colleagues and supervisors can do.",
    "International graduates and minority professionals into leadership": (
        "What keeps people from applying, and what encourages them."
    ),
    "Differential attainment, ARCP and revalidation made plain": (
        "What each of them is, how they differ, and who can help."
    ),
    "Flexible training, visas and caring": "Less than full time, salary thresholds, life beside the rota.",
    "Supervision that understands background": "Supervisors and the variety of trainees' backgrounds.",
}
_A = list(THEMES)[:3]
_B = list(THEMES)[3:]

TOPICS: Sequence[tuple[str, Sequence[str]]] = (
    (
        "First Week Friend: a buddy for every international graduate",
        ("Dr Ileana Marshwick", "Dr Tunde Oakhaven"),
    ),
    (
        "The five-minute induction card for raising concerns",
        ("Dr Priti Lanternby", "Dr Callum Westerfold"),
    ),
    ("Signs and scrubs: deaf-aware theatres", ("Dr Meera Thistledown",)),
    ("Plain-English ARCP", ("Dr Oskar Brindlecombe", "Dr Hana Valeworth")),
    ("Bias at the bedside: supervisors' case club", ("Dr Yusuf Emberley",)),
    ("Dental core trainees' inclusion map", ("Ms Freya Coppergate", "Mr Anil Rowanside")),
    ("Rota requests that work for carers", ("Dr Niamh Hollowmere",)),
    ("Reverse mentoring with a dean", ("Dr Sefu Larkhill", "Dr Beth Quarrington")),
    ("Prayer, fasting and night shifts: a ward guide", ("Dr Amina Silverbeck", "Dr Tomos Greywell")),
    ("Neurodivergent trainees' adjustments passport", ("Dr Robin Ashdell",)),
    ("Learning from leavers: exit stories as data", ("Dr Chidi Northfen", "Dr Elsa Winterslow")),
)
QUESTION_ROOMS = (range(3), range(3, 6), range(6, 9), range(9, 11))

FACILITATORS = (
    "Dr Sunniva Harrowmere",
    "Ms Imani Foxholme",
    "Mr Kofi Wetherlea",
    "Dr Leo Sandmere",
    "Ms Ruth Elderbank",
    "Dr Idris Moorcastle",
)


def question_room_of(number: int) -> str:
    """Return the title of the room where questions about a topic, counted from nought, are answered."""
    return next(_topics(part) for part in QUESTION_ROOMS if number in part)


def post_of(name: str) -> str:
    """Return what the programme prints after a name; everybody who is fictional is marked as such."""
    if name in KEYNOTES:
        return KEYNOTES[name]
    return f"Learner co-chair, {MARK.lower()}" if name in CO_CHAIRS else MARK


def _topics(part: range) -> str:
    return f"Topics {part.start + 1} to {part.stop}"


def _set(themes: Sequence[str], facilitators: Sequence[str], seat_counts: Sequence[int]) -> list[RoomFact]:
    rows = zip(PLACES[1:4], themes, facilitators, seat_counts, strict=True)
    return [
        RoomFact(place, theme=theme, facilitator=who, seat_count=count) for place, theme, who, count in rows
    ]


SET_A = SessionFact(
    "11:40", "12:25", "breakouts", "Themed rooms, set A", _set(_A, FACILITATORS[:3], (96, 71, 83))
)
SET_B = SessionFact(
    "12:35", "13:20", "breakouts", "Themed rooms, set B", _set(_B, FACILITATORS[3:], (88, 94, 62))
)
QUESTIONS = SessionFact(
    "16:00",
    "16:30",
    "questions",
    "Questions to the speakers",
    [
        RoomFact(place, title=_topics(part), facilitator=who)
        for place, part, who in zip(PLACES[1:5], QUESTION_ROOMS, FACILITATORS[:4], strict=True)
    ],
    summary="Meet the speakers of the showcase in smaller rooms.",
)

# The question rooms stand before the showcases, whose topics name them.
DAY: Sequence[SessionFact] = (
    SessionFact(
        "08:45",
        "17:00",
        "networking",
        "Networking space and help desk",
        [RoomFact("Networking space", title="Networking space"), RoomFact("Help desk", title="Help desk")],
        summary="Open all day: find and speak to each other, or get help with the platform.",
    ),
    SessionFact(
        "09:30",
        "09:45",
        "plenary",
        "Welcome and group agreement",
        chairs=CO_CHAIRS,
    ),
    SessionFact(
        "09:45", "10:15", "keynote", KEYNOTE_TITLE, speakers=["Professor Namita Kumar"], chairs=CO_CHAIRS
    ),
    SessionFact("10:15", "10:45", "keynote", KEYNOTE_TITLE, speakers=["Dr Navina Evans"], chairs=CO_CHAIRS),
    SessionFact("10:45", "11:00", "break", "Break", []),
    SessionFact(
        "11:00",
        "11:30",
        "keynote",
        KEYNOTE_TITLE,
        speakers=["Professor Liz Hughes", "Mr Piers Wilkinson"],
        chairs=CO_CHAIRS,
    ),
    SET_A,
    SET_B,
    SessionFact(
        "13:20",
        "14:15",
        "networking",
        "Lunch and networking tables",
        [
            RoomFact("Table 1", title="By local office", table="local_office"),
            RoomFact("Table 2", title="By profession", table="profession"),
            RoomFact("Table 3", title="New to the NHS", table="open"),
        ],
    ),
    QUESTIONS,
    SessionFact(
        "14:15", "15:05", "showcase", "Showcase, topics 1 to 6", topics=slice(0, 6), chairs=CO_CHAIRS
    ),
    SessionFact(
        "15:15", "15:55", "showcase", "Showcase, topics 7 to 11", topics=slice(6, 11), chairs=CO_CHAIRS
    ),
    SessionFact("16:30", "16:45", "plenary", "What happens next, and evaluation", chairs=CO_CHAIRS),
)

FIRST_DAY: Sequence[SessionFact] = (
    SessionFact("09:30", "10:00", "keynote", KEYNOTE_TITLE, speakers=["Dr Navina Evans"]),
    SessionFact("10:00", "10:30", "keynote", KEYNOTE_TITLE, speakers=["Professor Namita Kumar"]),
    SessionFact(
        "10:30",
        "12:30",
        "roundtable",
        "Interactive roundtable",
        summary="Learners and senior leaders together.",
    ),
)
