"""Every reason why something about a concern was not done, and the sentence that the page says."""

from collections.abc import Mapping
from enum import StrEnum
from typing import ClassVar

from common.policy import Refused


class Refusal(StrEnum):
    """Why not."""

    # the reporter
    UNFINISHED = "unfinished"
    NOBODY_TO_READ = "nobody_to_read"
    HOLDS_CODE = "holds_code"
    WRONG_CODE = "wrong_code"
    MISTYPED_CODE = "mistyped_code"
    SLIPPED_CODE = "slipped_code"
    CROWDED = "crowded"
    BUSY = "busy"
    SENT_OFTEN = "sent_often"
    ENDED = "ended"
    MAY_REOPEN = "may_reopen"
    TOO_LATE = "too_late"
    NOT_ANSWERED = "not_answered"
    NOBODY_THERE = "nobody_there"
    EMPTY = "empty"
    # handlers
    NOT_YOURS = "not_yours"
    KEYS_ABSENT = "keys_absent"
    DAMAGED = "damaged"
    NOT_SWITCHED = "not_switched"
    NOT_NOW = "not_now"
    MOVED_ON = "moved_on"
    ACKNOWLEDGED_ALREADY = "acknowledged_already"
    BEGUN_ALREADY = "begun_already"
    NOT_ACCEPTED = "not_accepted"
    NOT_TRIAGED = "not_triaged"
    ANSWERED_ALREADY = "answered_already"
    CLOCKS_WAIT = "clocks_wait"
    LABELS_OPEN = "labels_open"
    BECAUSE_MISSING = "because_missing"
    NO_FEEDBACK = "no_feedback"
    ONLY_TRACK = "only_track"
    OTHER_SIDE_GOES_ON = "other_side_goes_on"
    HAS_IT = "has_it"
    KEPT_OUT = "kept_out"
    NOT_READY = "not_ready"
    WRONG_PLACE = "wrong_place"
    PAUSED_TWICE = "paused_twice"
    IS_PAUSED = "is_paused"
    GAPS_LEFT = "gaps_left"
    UNEDITED = "unedited"
    ANONYMOUS = "anonymous"
    ASKED_ALREADY = "asked_already"
    NOT_ASKED = "not_asked"
    NO_SECOND_PERSON = "no_second_person"
    SAME_PERSON = "same_person"
    ONLY_MEMBER = "only_member"
    NOBODY_LEFT = "nobody_left"
    OTHER_SIDE_DECIDES = "other_side_decides"
    NOT_INVESTIGATING = "not_investigating"
    EXTENDED_ALREADY = "extended_already"
    # memberships
    NOT_MEMBER = "not_member"
    RUNS_THE_PORTAL = "runs_the_portal"
    NO_SECOND_FACTOR = "no_second_factor"
    UNKNOWN_PERSON = "unknown_person"
    MEMBER_ALREADY = "member_already"
    NOT_PROPOSED = "not_proposed"
    BEGUN = "begun"
    NOT_SUSPENDED = "not_suspended"
    WRONG_ROLE = "wrong_role"


SENTENCES: Mapping[Refusal, str] = {
    Refusal.UNFINISHED: "Some answers are missing. Go through the questions again",
    Refusal.NOBODY_TO_READ: (
        "With these answers nobody could read what you send. Choose your local office, or keep fewer people "
        "out"
    ),
    Refusal.HOLDS_CODE: (
        "This text holds your code. Take it out: whoever reads the text could use it to come back as you"
    ),
    Refusal.WRONG_CODE: "That code opens nothing. Check each group of letters and numbers, and try again",
    Refusal.MISTYPED_CODE: (
        "That is not a whole code. It has 5 groups of 4 letters and numbers, and one more at the end"
    ),
    Refusal.SLIPPED_CODE: "A letter or number in that code is wrong. Check each group, and the last one",
    Refusal.CROWDED: "Too many codes came from where you are. Wait 10 minutes and try again",
    Refusal.BUSY: "Many people come back at this moment. Wait a few seconds and try again",
    Refusal.SENT_OFTEN: (
        "Very much was sent from where you are, so yours was not sent yet. Nothing is lost. Wait 10 minutes "
        "and press Send again"
    ),
    Refusal.ENDED: "This has ended, and cannot be opened again. You can raise something new",
    Refusal.MAY_REOPEN: (
        "This has ended meanwhile, so your message was not sent. Say that you are not satisfied: it is then "
        "worked on again, and what you wrote goes with it"
    ),
    Refusal.TOO_LATE: "It was closed more than 60 days ago. Raise it anew, and say that it is about this one",
    Refusal.NOT_ANSWERED: "There is no full answer yet. Until there is, send a message",
    Refusal.NOBODY_THERE: (
        "Nobody who had this can open it any more. Raise it anew, and say that it is about this one"
    ),
    Refusal.EMPTY: "Enter what you want to say",
    Refusal.NOT_YOURS: "This case is not in your hands any more",
    Refusal.KEYS_ABSENT: "The keys are not here, so nothing that was written can be opened or added",
    Refusal.DAMAGED: "This text does not open: it was changed or moved. The rest is not touched by it",
    Refusal.NOT_SWITCHED: (
        "What another key seals is newer than what the key in use seals. Name the new key in "
        "CONCERNS_KEY_FILE first"
    ),
    Refusal.NOT_NOW: "The case is {state} now, so this cannot be done",
    Refusal.MOVED_ON: (
        "Something was done in this case since you opened this form. What you typed is kept. Look at the "
        "case, then send this again if it still fits"
    ),
    Refusal.ACKNOWLEDGED_ALREADY: "Your group has acknowledged it already",
    Refusal.BEGUN_ALREADY: "The work has begun already",
    Refusal.NOT_ACCEPTED: "Acknowledge the case first: the reporter then knows that a person has it",
    Refusal.NOT_TRIAGED: "Record the triage first: it answers each of the reporter's own words",
    Refusal.ANSWERED_ALREADY: "Feedback was given already. Close your side when nothing is left to do",
    Refusal.CLOCKS_WAIT: "The time waits for the reporter's answer. Extend it once the clocks go on",
    Refusal.LABELS_OPEN: "Answer each of the reporter's own words",
    Refusal.BECAUSE_MISSING: "Enter why: the reporter reads it",
    Refusal.NO_FEEDBACK: (
        "Give feedback before you close it. Without any, it can be closed when the reporter has not answered "
        "your question for 30 days"
    ),
    Refusal.ONLY_TRACK: "Nobody else who has this case could open it. Refer it to another group first",
    Refusal.OTHER_SIDE_GOES_ON: (
        "Another group has the case too, and this would end its work. Close your side or return it instead"
    ),
    Refusal.HAS_IT: "This group has the case already",
    Refusal.KEPT_OUT: "This group or person must not know of the case",
    Refusal.NOT_READY: "This group has no member who could open it yet",
    Refusal.WRONG_PLACE: "This group belongs to another employer or local office than the case",
    Refusal.PAUSED_TWICE: "The case has waited for the reporter twice already",
    Refusal.IS_PAUSED: "The case waits for the reporter already",
    Refusal.GAPS_LEFT: "Fill in or take out what stands in [square brackets]",
    Refusal.UNEDITED: "Change the text so that it answers this person",
    Refusal.ANONYMOUS: "The reporter did not say who they are",
    Refusal.ASKED_ALREADY: "Your group has asked already, or knows already",
    Refusal.NO_SECOND_PERSON: (
        "Your group has no second member who could agree. Propose a colleague under People first"
    ),
    Refusal.NOT_ASKED: "There is no open request",
    Refusal.SAME_PERSON: "Another member must do this: it takes two people",
    Refusal.ONLY_MEMBER: (
        "Nobody else could take the case. Propose a colleague for the group under People first, or return "
        "the case or refer it"
    ),
    Refusal.NOBODY_LEFT: (
        "Nobody else could read the case then. Propose a colleague under People, or ask whoever runs the "
        "portal to appoint one: as soon as there is somebody, you can step back. Until then you need not "
        "open it again"
    ),
    Refusal.OTHER_SIDE_DECIDES: (
        "The other side decides about its own groups and people. Keep a note for it, or tell it yourself"
    ),
    Refusal.NOT_INVESTIGATING: "No investigation is open on your side. Open one first",
    Refusal.EXTENDED_ALREADY: "The time for the full answer has been extended once already",
    Refusal.NOT_MEMBER: "Only a member can do this",
    Refusal.RUNS_THE_PORTAL: "This person runs the portal, so they cannot handle concerns",
    Refusal.NO_SECOND_FACTOR: "This person has no second factor yet. They set it up under My details",
    Refusal.UNKNOWN_PERSON: "Nobody logs in with this address",
    Refusal.MEMBER_ALREADY: "This person is a member, or is proposed, already",
    Refusal.NOT_PROPOSED: "This proposal was answered already",
    Refusal.BEGUN: "This group has two members: they propose and confirm the next in the portal",
    Refusal.NOT_SUSPENDED: "This membership is not suspended",
    Refusal.WRONG_ROLE: "This group has no such role",
}


class ConcernRefused(Refused):
    """Something about a concern was not done."""

    codes = Refusal
    sentences: ClassVar[Mapping[Refusal, str]] = SENTENCES
