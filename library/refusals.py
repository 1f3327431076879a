"""What is said when a file is not taken into the library."""

from collections.abc import Mapping
from enum import StrEnum
from typing import ClassVar

from common.policy import Refused


class Intake(StrEnum):
    """Why a file is not taken."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    KIND = "kind"
    MISMATCH = "mismatch"
    NO_SPACE = "no_space"
    PASSWORD = "password"  # noqa: S105
    BROKEN = "broken"
    SCRIPT = "script"
    ACTIONS = "actions"
    ATTACHMENTS = "attachments"
    MACROS = "macros"
    EMBEDDED = "embedded"
    ELSEWHERE = "elsewhere"
    DECLARATIONS = "declarations"
    PATHS = "paths"
    UNPACKS = "unpacks"
    PIXELS = "pixels"
    MOVING = "moving"
    TOO_MUCH_WORK = "too_much_work"
    BUSY = "busy"
    SIGNED = "signed"
    NOTHING_TO_REMOVE = "nothing_to_remove"
    INFECTED = "infected"
    NOT_SCANNED = "not_scanned"
    TOO_LARGE_TO_SCAN = "too_large_to_scan"
    GONE = "gone"


class FileRefused(Refused):
    """The file was not taken, and nothing of it was kept."""

    codes = Intake
    sentences: ClassVar[Mapping[Intake, str]] = {
        Intake.EMPTY: "The file is empty. Select another one.",
        Intake.TOO_LARGE: "The file must be smaller than {most}. It has {size}.",
        Intake.KIND: "“{name}” is {what}. The file must be {kinds}.",
        Intake.MISMATCH: "“{name}” is {what}, not {claimed}. Save it again from the program that made it.",
        Intake.NO_SPACE: "There is no space left for files. Tell the people who run this portal.",
        Intake.PASSWORD: "The file is protected with a password. Save a copy without one.",
        Intake.BROKEN: "The file is damaged or incomplete. Open it, save it again and upload the new copy.",
        Intake.SCRIPT: "The PDF contains a script (JavaScript). Print it to a new PDF and upload that.",
        Intake.ACTIONS: (
            "The PDF {does}, which files here may not do. Print it to a new PDF and upload that."
        ),
        Intake.ATTACHMENTS: (
            "The PDF has other files inside it. Save it without attachments and upload each file on its own."
        ),
        Intake.MACROS: "The file contains macros. Save a copy without macros, such as a .docx.",
        Intake.EMBEDDED: (
            "The file contains {what} (“{part}”). Take it out, or put a picture of it in its place."
        ),
        Intake.ELSEWHERE: (
            "The file loads {what} from another place when it is opened. Put it into the file itself."
        ),
        Intake.DECLARATIONS: (
            "The file contains declarations (DOCTYPE) that no office program writes. Save it again."
        ),
        Intake.PATHS: "The file contains names that lead out of it. Save it again from its program.",
        Intake.UNPACKS: "The file unpacks to far more than its size. Save it again, with smaller pictures.",
        Intake.PIXELS: ("The picture must have at most {most} million pixels. It has {width} by {height}."),
        Intake.MOVING: "The picture moves. Upload one that stands still, or a video.",
        Intake.TOO_MUCH_WORK: (
            "The file is too complicated to be looked through. Save a simpler or smaller copy."
        ),
        Intake.BUSY: "Another file is being looked at. Try again in a minute.",
        Intake.SIGNED: "The file is signed. To remove anything from it would break the signature.",
        Intake.NOTHING_TO_REMOVE: "Nothing can be removed from a file of this kind.",
        Intake.INFECTED: "The antivirus found something harmful in the file ({virus}). It was not kept.",
        Intake.NOT_SCANNED: (
            "The file cannot be checked for viruses just now, so it was not kept. Try again in a few minutes."
        ),
        Intake.TOO_LARGE_TO_SCAN: ("The file is larger than the antivirus can check. Upload a smaller one."),
        Intake.GONE: "The file is not on the disk any more. The organisers have been told.",
    }
