"""The 14 concerns of the demonstration: neutral fiction, over all states, and what became of each."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from concerns.kinds import Category, Mode

Deed = Literal[
    "acknowledge",
    "triage",
    "begin",
    "investigate",
    "ask",
    "note",
    "refer to employer",
    "employer acknowledges",
    "employer returns",
    "answer",
    "close",
    "reporter writes",
    "reporter is not satisfied",
    "withdraw",
    "show another way",
    "hand out",
]


@dataclass(frozen=True)
class CaseFact:
    """One concern: what was sent, so many days ago, and what happened so many days after that."""

    mode: Mode
    category: Category
    employer: str
    """The last letter of the trust, or nothing for one that was not told."""
    narrative: str
    labels: Sequence[str]
    days_ago: int
    deeds: Sequence[tuple[int, Deed]] = ()
    is_to_both: bool = False
    is_urgent: bool = False


CASES: Sequence[CaseFact] = (
    CaseFact(
        Mode.ANONYMOUS,
        Category.BULLYING,
        "A",
        "On the ward round I am asked questions that nobody else is asked, and laughed at when I do not "
        "know.\n"
        "It has happened on most Mondays since the rotation began. Two other doctors have seen it.",
        ("Bullying", "Undermining"),
        0,
    ),
    CaseFact(
        Mode.CONFIDENTIAL,
        Category.TRAINING,
        "A",
        "I have had no meeting with my educational supervisor for four months. Each one was cancelled on "
        "the day.",
        ("No supervision",),
        2,
        [(1, "acknowledge")],
    ),
    CaseFact(
        Mode.NAMED,
        Category.DISCRIMINATION,
        "A",
        "I asked for a prayer break on a long day and was told that I chose the wrong job. The rota lead "
        "said it "
        "in front of the team.",
        ("Religious discrimination",),
        6,
        [(1, "acknowledge"), (3, "triage")],
    ),
    CaseFact(
        Mode.CONFIDENTIAL,
        Category.WORKER_SAFETY,
        "A",
        "We cover three wards at night with one doctor. There is no break, and the bleep does not stop.",
        ("Unsafe staffing",),
        15,
        [(2, "acknowledge"), (3, "triage"), (4, "begin"), (6, "note")],
    ),
    CaseFact(
        Mode.NAMED,
        Category.ATTITUDES,
        "A",
        "A consultant calls me by the name of the only other doctor of my colour, and goes on when "
        "corrected.",
        ("Racial discrimination", "Undermining"),
        24,
        [
            (2, "acknowledge"),
            (4, "triage"),
            (5, "refer to employer"),
            (7, "employer acknowledges"),
            (8, "investigate"),
        ],
        is_to_both=False,
    ),
    CaseFact(
        Mode.CONFIDENTIAL,
        Category.PROGRESSION,
        "",
        "My ARCP panel did not have the report that my supervisor sent. I was given an outcome for "
        "missing evidence.",
        ("Unfair process",),
        60,
        [(1, "acknowledge"), (3, "triage"), (4, "begin"), (18, "note"), (40, "answer")],
    ),
    CaseFact(
        Mode.ANONYMOUS,
        Category.PATIENT_SAFETY,
        "A",
        "The observation charts on one ward are filled in at the end of the shift. I was told not to ask "
        "about it.",
        ("Unsafe care",),
        90,
        [(1, "acknowledge"), (2, "triage"), (3, "investigate"), (20, "answer"), (30, "close")],
        is_urgent=True,
    ),
    CaseFact(
        Mode.CONFIDENTIAL,
        Category.FLEXIBILITY,
        "B",
        "I was told that my visa does not allow less than full time, by somebody who had not looked it up.",
        ("Pregnancy or maternity discrimination",),
        20,
        [(2, "acknowledge"), (3, "withdraw")],
    ),
    CaseFact(
        Mode.NAMED,
        Category.OTHER,
        "C",
        "The changing room of the dental clinic has no lock.",
        ("Not taken seriously",),
        30,
        [(1, "acknowledge"), (2, "show another way")],
    ),
    CaseFact(
        Mode.CONFIDENTIAL,
        Category.PATIENT_SAFETY,
        "D",
        "A colleague prescribes for relatives on the hospital's system.",
        ("Unsafe care",),
        45,
        [(1, "acknowledge"), (2, "triage"), (5, "hand out")],
    ),
    CaseFact(
        Mode.ANONYMOUS,
        Category.DETRIMENT,
        "A",
        "After I filled in the survey my clinics were given to somebody else. Nobody says why.",
        ("Treated worse after speaking up", "Undermining"),
        80,
        [
            (1, "acknowledge"),
            (3, "triage"),
            (4, "begin"),
            (30, "answer"),
            (40, "close"),
            (60, "reporter is not satisfied"),
        ],
    ),
    CaseFact(
        Mode.CONFIDENTIAL,
        Category.SEXUAL_MISCONDUCT,
        "A",
        "Remarks about my body are made in theatre, always when nobody senior is there.",
        ("Sexual harassment",),
        12,
        [(1, "acknowledge"), (2, "triage"), (3, "refer to employer"), (6, "employer returns")],
        is_urgent=True,
    ),
    CaseFact(
        Mode.ANONYMOUS,
        Category.TRAINING,
        "A",
        "The teaching list goes only to those who were here last year.",
        ("Undermining",),
        13,
    ),
    CaseFact(
        Mode.NAMED,
        Category.BULLYING,
        "A",
        "The person who makes the rota shouts at us on the telephone, and the rota changes after we "
        "complain.",
        ("Bullying", "Harassment"),
        26,
        [(1, "acknowledge"), (3, "triage"), (4, "begin"), (8, "ask"), (10, "reporter writes"), (20, "ask")],
        is_to_both=True,
    ),
)
