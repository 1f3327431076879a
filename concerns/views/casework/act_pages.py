"""What each act on a case asks, says and does: one line of the table for each noun in an address."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from accounts.models import User
from concerns.actions import answering, handling, keeping_out, referring, stepping_back
from concerns.canned import Use
from concerns.casework_forms.acts import (
    ExclusionForm,
    NoteForm,
    NothingForm,
    OtherWayForm,
    ReferralForm,
    ReporterForm,
    RiskForm,
    SafetyForm,
)
from concerns.casework_forms.base import CaseForm
from concerns.casework_forms.labels import FeedbackForm, TriageForm
from concerns.models import Concern, HandlerGroup
from concerns.policies import Step
from concerns.standing import Standing


class Reader(StrEnum):
    """Who reads what is typed: the page's colour, heading and button tell it."""

    REPORTER = "reporter"
    HANDLERS = "handlers"
    NOBODY = "nobody"


@dataclass(frozen=True)
class ActPage:
    """One act: its form, its words, the action behind it."""

    heading: str
    intro: str
    button: str
    done: str
    """What the next page says: nothing of the case."""
    form_class: type[CaseForm]
    act: Callable[..., object]
    reader: Reader
    use: Use | None = None
    """The text to start from."""
    shows_labels: bool = False
    """Whether the case is opened for it, which is a reading."""
    foretell: Callable[[Standing, Concern], str] | None = None
    """What follows from it in this case, in words; it raises where the act would be refused."""


def keep_out(
    *,
    handler: Standing,
    concern: Concern,
    at: datetime,
    person: User | None = None,
    group: HandlerGroup | None = None,
) -> None:
    """Keep a person or a group out, whichever was chosen."""
    if person is not None:
        keeping_out.keep_out_person(handler=handler, concern=concern, person=person, at=at)
    if group is not None:
        keeping_out.keep_out_group(handler=handler, concern=concern, group=group, at=at)


def foretell_step(standing: Standing, concern: Concern) -> str:
    """Tell the last of a group what becomes of its track.

    :raises ConcernRefused: ``nobody_left``.
    """
    return " ".join(
        f"Nobody else of {gap.referral.group} could open it: "
        + (f"{gap.taker} gets it" if gap.taker else "the others who have it go on alone")
        + ". The reporter is told so, and not that it was you."
        for gap in stepping_back.gaps_after(concern, standing.user)
    )


SEND = "Send to the reporter"
SENT = "Sent to the reporter."
ACTS: Mapping[Step, ActPage] = {
    Step.ACKNOWLEDGE: ActPage(
        heading="Acknowledge",
        intro="Tell the reporter that a person has it. Write as one person to another, with your own words.",
        button=SEND,
        done="Acknowledged, and sent to the reporter.",
        form_class=ReporterForm,
        act=handling.acknowledge_concern,
        reader=Reader.REPORTER,
        use=Use.ACKNOWLEDGE,
    ),
    Step.SCREEN: ActPage(
        heading="Look whether anybody is at risk",
        intro="Patients, colleagues, the reporter. If somebody is, a safety action is due in 1 working day.",
        button="Keep as a note for handlers",
        done="Kept.",
        form_class=RiskForm,
        act=handling.screen_risk,
        reader=Reader.HANDLERS,
    ),
    Step.SAFETY: ActPage(
        heading="Record a safety action",
        intro="What was done to keep people safe. It stops no other clock.",
        button="Keep as a note for handlers",
        done="Kept.",
        form_class=SafetyForm,
        act=handling.record_safety_action,
        reader=Reader.HANDLERS,
    ),
    Step.TRIAGE: ActPage(
        heading="Record the triage",
        intro=(
            "Say of each of the reporter's own words whether you recognise it, and why. Their words stay on "
            "the record whatever you answer, and whatever the procedure is called."
        ),
        button=SEND,
        done="Triage recorded, and sent to the reporter.",
        form_class=TriageForm,
        act=handling.record_triage,
        reader=Reader.REPORTER,
        use=Use.ROUTE,
        shows_labels=True,
    ),
    Step.BEGIN: ActPage(
        heading="Begin the work",
        intro="The reporter sees that the case is being worked on.",
        button="Begin the work",
        done="The work has begun.",
        form_class=NothingForm,
        act=handling.begin_work,
        reader=Reader.NOBODY,
    ),
    Step.INVESTIGATE: ActPage(
        heading="Open an investigation",
        intro=(
            "It takes 20 working days. If it takes longer, you tell the reporter why, and again every 20 "
            "working days. The reporter sees that an investigation is open."
        ),
        button="Open the investigation",
        done="The investigation is open.",
        form_class=NothingForm,
        act=handling.open_investigation,
        reader=Reader.NOBODY,
    ),
    Step.DELAY: ActPage(
        heading="Explain a delay",
        intro="Tell the reporter why the investigation takes longer. The next 20 working days begin.",
        button=SEND,
        done=SENT,
        form_class=ReporterForm,
        act=handling.explain_delay,
        reader=Reader.REPORTER,
        use=Use.DELAY,
    ),
    Step.EXTEND: ActPage(
        heading="Extend the time for feedback",
        intro="From 3 months to 6, once, with a reason that the reporter reads.",
        button=SEND,
        done=SENT,
        form_class=ReporterForm,
        act=handling.extend_feedback,
        reader=Reader.REPORTER,
        use=Use.EXTEND,
    ),
    Step.ASK: ActPage(
        heading="Ask the reporter",
        intro=(
            "Your clocks wait for the answer, at most 10 working days, and twice in a case. Keeping people "
            "safe and being in touch never wait."
        ),
        button=SEND,
        done=SENT,
        form_class=ReporterForm,
        act=handling.ask_reporter,
        reader=Reader.REPORTER,
        use=Use.QUESTION,
    ),
    Step.WRITE: ActPage(
        heading="Write to the reporter",
        intro="If your work waits for an answer, ask the reporter instead: your clocks then wait too.",
        button=SEND,
        done=SENT,
        form_class=ReporterForm,
        act=handling.write_to_reporter,
        reader=Reader.REPORTER,
        use=Use.MESSAGE,
    ),
    Step.NOTE: ActPage(
        heading="Keep a note",
        intro="For those who have this case, on both sides. The reporter never reads it here; a court could.",
        button="Keep as a note for handlers",
        done="Kept as a note for handlers.",
        form_class=NoteForm,
        act=handling.write_note,
        reader=Reader.HANDLERS,
    ),
    Step.REFER: ActPage(
        heading="Refer to another group",
        intro=(
            "The group reads all of it from then on. Your own track goes on: the two work side by side, and "
            "one that is returned never closes the other."
        ),
        button="Refer, and send to the reporter",
        done="Referred, and sent to the reporter.",
        form_class=ReferralForm,
        act=referring.refer_concern,
        reader=Reader.REPORTER,
        use=Use.REFER,
    ),
    Step.RETURN: ActPage(
        heading="Return it",
        intro="Your group reads no more of it once you have returned it. The other track goes on.",
        button="Return, and send the reason to the reporter",
        done="Returned. Your group has the case no more.",
        form_class=ReporterForm,
        act=referring.return_referral,
        reader=Reader.REPORTER,
        use=Use.RETURN,
    ),
    Step.ANSWER: ActPage(
        heading="Give feedback",
        intro="Answer each of the reporter's own words, then tell what was done and what changes.",
        button="Send the feedback to the reporter",
        done="Feedback sent to the reporter.",
        form_class=FeedbackForm,
        act=answering.give_feedback,
        reader=Reader.REPORTER,
        use=Use.FEEDBACK,
        shows_labels=True,
    ),
    Step.CLOSE: ActPage(
        heading="Close your side",
        intro=(
            "The case closes with its last side. The reporter can say within 60 days that they are not "
            "satisfied: it then opens again."
        ),
        button="Close your side",
        done="Your side is closed.",
        form_class=NothingForm,
        act=answering.close_track,
        reader=Reader.NOBODY,
    ),
    Step.OTHER_WAY: ActPage(
        heading="Show another way",
        intro=(
            "The case ends. Say who is better placed, and how the reporter reaches them. Nothing ends "
            "without an answer to each of the reporter's own words: whether you recognise it, and why."
        ),
        button="End the case, and send to the reporter",
        done="The case has ended, and the reporter was told.",
        form_class=OtherWayForm,
        act=answering.show_another_way,
        reader=Reader.REPORTER,
        use=Use.SIGNPOST,
        shows_labels=True,
    ),
    Step.KEEP_OUT: ActPage(
        heading="Keep somebody out",
        intro=(
            "They can no longer find the case, open it or be told of it, from this moment on. There is no "
            "way back on these pages. The other side decides about its own groups and people."
        ),
        button="Keep them out",
        done="Kept out, from now on.",
        form_class=ExclusionForm,
        act=keep_out,
        reader=Reader.NOBODY,
    ),
    Step.STEP_BACK: ActPage(
        heading="Step back",
        intro=(
            "You know somebody in it. From this moment on you can no longer find the case or open it, and "
            "nobody asks you why. There is no way back on these pages."
        ),
        button="Step back from this case",
        done="You have stepped back. The case is gone from your list.",
        form_class=NothingForm,
        act=stepping_back.step_back,
        reader=Reader.NOBODY,
        foretell=foretell_step,
    ),
}
